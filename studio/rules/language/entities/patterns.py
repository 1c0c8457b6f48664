"""Tag what has a shape: quotes, numbers, clock times, ratios, sizes, colours."""

import re
from collections.abc import Iterator

from studio.model.edits.limits import LONGEST_TEXT
from studio.rules.language.entities.token import Token, typed
from studio.rules.picture.aspects import RATIOS

_QUOTES = re.compile(
    r"\"([^\"\n]{1,2000})\"|「([^」]{1,2000})」|『([^』]{1,2000})』|《([^》]{1,2000})》|«([^»]{1,2000})»"
    r"|(?<![\w'])'((?:[^'\n]|(?<=\w)'(?=\w)){1,2000})'(?!\w)"
    rf"|\bquote\s([^\n]{{1,{LONGEST_TEXT}}}?)\s(?:unquote|end quote|end of quote)\b"
)
_RATIO = re.compile(
    r"(?<![\d.:])(\d{1,2})\s?(?:[:x×/]|by|to|比|乘)\s?([1-9]\d?)(?![\d:]|\.\d|\s?[xs%秒倍]|-\d)"
)
_FINE_RATIO = re.compile(
    r"(?<![\d.:])(\d\.\d{1,2}|\d{1,2}\.\d{1,2}):(\d{1,2})(?![\d:.])"
)
_METRE = re.compile(
    r"(?:(?<=is in )|(?<=it's in )|(?<=its in )|(?<=song in )|(?<=track in ))(\d{1,2}/[48])(?![\d/])"
    r"|(?<!\d)(\d{1,2}/[48])(?=[ -](?:time|met(?:er|re)|signature)\b)|(?<!\d)(\d{1,2}/[48])拍子?"
    r"|(?<=[是系])([二三四五六七2-7]拍子)|\b(waltz time|waltz metre|triple time|time signature)\b"
)
"""The metre of a song: "it's in 3/4", "6/8 time", "这首歌是三拍子"."""
_PIXELS = re.compile(r"(?<!\d)(\d{3,4})\s?[x×*]\s?(\d{3,4})(?!\d)")
_LINES = re.compile(
    r"(?<!\d)(?:(\d{3,4})\s?p(?![a-z])|([248])\s?k(?![a-z])|(u\s?h\s?d|full\s?hd|fhd|qhd|hd|超清|高清|蓝光|全高清|超高清)(?![a-z]))"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:\.\d{1,3})?)(?![\d:])"
)
_NUMBER = re.compile(
    r"(?<![\w.)-])-\d{1,7}(?:\.\d{1,4})?(?!\d)|(?<![\d.])\d{1,7}(?:\.\d{1,4})?(?!\d)|(?<![\d.])\.\d{1,3}(?!\d)"
)
_NTH = re.compile(r"(?<!\d)(\d{1,3})(?:st|nd|rd|th)(?![a-z])")
_HASH = re.compile(
    r"(?:#|no\.\s?|nr\.?\s?|number\s)(\d{1,3})(?![\da-f])|(\d{1,3})\s?号"
)
_VERSION = re.compile(r"(?<![a-z0-9])v\s?(\d{1,3})(?![a-z0-9.])")
_HANDLE = re.compile(r"(?<![\w@])@[a-z_](?:[\w.]*\w)?|(?<![\w#])#[^\W\d_]\w+")
"""Names and tags that people want to see: "@mia.travels", "#summer"."""
_CONTACT = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}|0)\d{0,4}(?:[ -]\d{2,5}){2,4}(?![\w:])|(?<!\d)(?:\+\d{9,13}|0\d{9,10}|1[3-9]\d{9})(?!\d)"
    r"|(?<![\w.@])[\w.]+@[\w-]+\.[a-z]{2,4}(?!\w)"
)
"""A telephone number or a mail address, which people want to see."""
_ADDRESS = re.compile(r"@(?:[\w.]*bot|vidmuse)")
"""The name of a bot, which its message is addressed to: "@editbot 30 s please"."""
_LINK = re.compile(
    r"https?://\S+|(?<![\w@.])(?:www\.\S+|[\w-]+\.(?:com|be|net|org|io|co|tv|cn|de|uk)(?:/\S*)?)(?!\w)"
)
_HEX = re.compile(r"#([0-9a-f]{6})(?![0-9a-z])")
_HAN = "零〇一二两俩三仨四五六七八九十廿卅百千"
_MEASURED = "长短大小快慢高低久亮暗轻重响远近粗细早晚淡深浅多少"
_HAN_NUMBER = re.compile(rf"[{_HAN}]+(?:(?<![{_MEASURED}]一)点[{_HAN}]+)?")
"""Chinese numerals; "长一点四秒" is a bit longer, four seconds, and not 1.4."""
_ABOUT = re.compile(rf"([{_HAN}]+|\d{{1,4}})[来多几](?=个?[秒分张次段拍帧小])")
"""A round number with "or so" between it and its unit: "二十来秒"."""
_HAN_NTH = re.compile(rf"第\s?([{_HAN}]+|\d{{1,3}})")
_HAN_SECOND = re.compile(r"第\s?(\d{1,4}\.\d{1,3})\s?秒")
"""A moment between two seconds: "第12.4秒"."""
_HAN_PERCENT = re.compile(rf"百分之\s?([{_HAN}]+|\d{{1,4}})")
_MARK = re.compile(
    r"[,;!\n.|/()\[\]{}—–:]+|[-~](?=\s)|(?<=\s)[-~]|[-~](?=\d)|(?<=\d)[-~]|[?]+|、"
)
_LIKE_COMMAS = frozenset(",、/():-~—–[]{}|")
_WAVE = re.compile(r"(?<=[\u3400-\u9fff])\s?~+(?!\s?\d)")
"""A drawn-out end of a Chinese sentence: "用这首吧～"."""
_RATE = re.compile(
    r"(?<=[248]k)(?:24|25|30|50|60|120)(?![\dp])|(?<=\d{3}p)(?:24|25|30|50|60|120)(?!\d)"
)
"""The frame rate in "4k60" and "1080p30"."""
_PLACED = re.compile(r"(?:从|到|在|由|喺|\b(?:at|from|on|in|until|to)(?: the)?)\s?$")
_SONG_PARTS = frozenset(
    "副歌 高潮 主歌 间奏 間奏 drop chorus verse bridge hook".split()
)
_ITEM = re.compile(
    r"(?:(?<=\n)|^|(?<=[.!?;])) {0,3}(?:\d{1,2}[.)、]|[*•·▪-]) {1,3}"
    r"|(?<![\w(])\d{1,2}\)(?= )|[①-⑳]|(?<![\w第])[一二三四]是(?=\S{3})"
)
"""What opens an item of a list: "1.", "2)", "③", "*", "一是"."""
_HEADING = re.compile(
    r"(?:^|(?<=[\s,.!?;:]))(?<!last )(?<!these )(?<!those )(?<!all )(?<!the )"
    r"(?:just |only |ok |so )*(?:one|two|three|four|five|a few|a couple(?: of)?|\d)"
    r"(?: (?:more|last|other|final|small|quick|tiny|little|minor|wee|simple|easy))*"
    r" (?:things?|changes?|tweaks?|notes?|requests?|points?|nitpicks?|fixes|asks?|edits)\b"
    r"(?: (?:from|for) [^.:!?,\n]{1,30})?(?=[\s]*[:.!,\n—–-])"
    r"|(?:就|还有|有)?[一二两三四几\d](?:个|点|样)(?:小)?(?:问题|要求|意见|建议|嘢)[:,]?"
)
"""What says how many wishes follow, and no more: "two small things:", "就两个小问题:"."""
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3,
}  # fmt: skip
_NAMED_LINES = {
    "full": 1080,
    "fhd": 1080,
    "qhd": 1440,
    "hd": 1080,
    "高清": 1080,
    "超清": 1080,
    "蓝光": 1080,
    "全高清": 1080,
}


def tagged(raw: str, text: str) -> Iterator[Token]:
    """Every shape in the folded text; ``raw`` gives the words of quotes as written."""
    yield from _quotes(raw, text)
    yield from _names_and_links(raw, text)
    for match in _HEX.finditer(text):
        yield typed(*match.span(), colour=f"#{match.group(1)}")
    metres = [match.span() for match in _METRE.finditer(text)]
    yield from (typed(*span, metre=text[slice(*span)]) for span in metres)
    yield from (t for t in _sizes(text) if all(t.start != start for start, _ in metres))
    yield from _clock_times(text)
    yield from _numbers(text)
    yield from _separators(raw, text)
    for match in _RATE.finditer(text):
        yield typed(*match.span(), fps=match.group())
    yield from _marks(text)


def _names_and_links(raw: str, text: str) -> Iterator[Token]:
    """Handles, telephone numbers, mail addresses and links, as written."""
    for match in _HANDLE.finditer(text):
        if _ADDRESS.fullmatch(match.group()):
            yield Token(*match.span(), frozenset({"filler"}))
        elif not _HEX.fullmatch(match.group()):
            words = raw[match.start() : match.end()]
            yield typed(*match.span(), quote=words, unquoted=True)
    for match in _CONTACT.finditer(text):
        words = raw[match.start() : match.end()]
        yield typed(*match.span(), quote=words, unquoted=True)
    for match in _LINK.finditer(text):
        yield typed(*match.span(), link_noun=raw[match.start() : match.end()])


def _clock_times(text: str) -> Iterator[Token]:
    """Times of day and of the video ("1:05"); not what is a ratio ("4:5")."""
    shapes = {t.start for t in _sizes(text) if t.has("ratio")}
    for match in _CLOCK.finditer(text):
        if match.start() in shapes:
            continue
        hours, minutes, seconds = match.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
        yield typed(*match.span(), time=total)


def _marks(text: str) -> Iterator[Token]:
    """Punctuation: what ends a sentence, and what parts it like a comma."""
    for match in _WAVE.finditer(text):
        yield Token(
            *match.span(), frozenset({"stop", "mark"}), {"stop": True, "mark": "~"}
        )
    for match in _MARK.finditer(text):
        mark = match.group()
        kind = "comma" if set(mark) <= _LIKE_COMMAS else "stop"
        values = {kind: True, "mark": mark}
        if mark in "-~—–":
            values["to"] = True
        if mark in "?？":
            values["q.mark"] = True
        yield Token(match.start(), match.end(), frozenset(values), values)


def _separators(raw: str, text: str) -> Iterator[Token]:
    """What parts sentences besides their marks: emoji, items of lists, headings."""
    for pattern, words in ((_ITEM, raw), (_HEADING, text), (_EMOJI, raw)):
        for match in pattern.finditer(words):
            values = {"stop": True, "mark": match.group()}
            if pattern is _EMOJI:
                values["emoji"] = True
            yield Token(*match.span(), frozenset(values), values)


def _quotes(raw: str, text: str) -> Iterator[Token]:
    for match in _QUOTES.finditer(text):
        group = next(n for n in range(1, 8) if match.group(n) is not None)
        words = raw[match.start(group) : match.end(group)].strip()
        if words and not _is_song_part(text, match, words):
            yield typed(*match.span(), quote=words)


def _is_song_part(text: str, match: re.Match[str], words: str) -> bool:
    """Whether quoted words name a place of the song: "從「副歌」開始"."""
    before = _PLACED.search(text, 0, match.start())
    return before is not None and words.casefold() in _SONG_PARTS


def _sizes(text: str) -> Iterator[Token]:
    for match in _PIXELS.finditer(text):
        width, height = int(match.group(1)), int(match.group(2))
        yield typed(*match.span(), pixels=(width, height))
    for match in _RATIO.finditer(text):
        pair = int(match.group(1)), int(match.group(2))
        if pair in RATIOS:
            yield typed(*match.span(), ratio=pair)
    for match in _FINE_RATIO.finditer(text):
        yield typed(
            *match.span(), bar_ratio=float(match.group(1)) / int(match.group(2))
        )
    for match in _LINES.finditer(text):
        lines, thousands, name = match.groups()
        yield typed(*match.span(), lines=_lines(lines, thousands, name))


def _lines(lines: str | None, thousands: str | None, name: str | None) -> int:
    if lines:
        return int(lines)
    if thousands:
        return {"2": 1440, "4": 2160, "8": 4320}[thousands]
    plain = (name or "").replace(" ", "")
    return _NAMED_LINES.get(plain, _NAMED_LINES.get(plain[:4], 2160))


def _numbers(text: str) -> Iterator[Token]:
    for match in _NUMBER.finditer(text):
        yield typed(*match.span(), number=float(match.group().replace(" ", "")))
    for match in _NTH.finditer(text):
        yield typed(*match.span(), ordinal=int(match.group(1)))
    for match in _VERSION.finditer(text):
        yield typed(*match.span(), version_number=int(match.group(1)))
    for match in _HASH.finditer(text):
        number = int(match.group(1) or match.group(2))
        yield typed(*match.span(), number=float(number), hash=number)
    for match in _HAN_NUMBER.finditer(text):
        if (value := han_number(match.group())) is not None:
            yield typed(*match.span(), number=value)
    for match in _ABOUT.finditer(text):
        if value := _numeral(match.group(1)):
            yield typed(*match.span(), number=value)
    for match in _HAN_NTH.finditer(text):
        if value := _numeral(match.group(1)):
            yield typed(*match.span(), ordinal=int(value))
    for match in _HAN_SECOND.finditer(text):
        yield typed(*match.span(), time=float(match.group(1)))
    for match in _HAN_PERCENT.finditer(text):
        if (value := _numeral(match.group(1))) is not None:
            yield typed(*match.span(), percent=value)


def _numeral(text: str) -> float | None:
    return float(text) if text.isdecimal() else han_number(text)


def han_number(text: str) -> float | None:
    """The value of Chinese numerals ("一百二十", "一点五"), None when they are none."""
    whole, _, part = text.partition("点")
    if len(whole) == 2 and not part and all(char in _DIGITS for char in whole):
        first, second = (_DIGITS[char] for char in whole)
        if second == first + 1:  # "五六": about that many
            return (first + second) / 2
    total, digit = 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit else _DIGITS[char]
        elif char in "廿卅":
            total += {"廿": 20, "卅": 30}[char]
        elif char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            return None
    value = float(total + digit)
    if part:
        digits = "".join(str(_DIGITS.get(char, "")) for char in part)
        value += float(f"0.{digits}") if digits else 0.0
    return value
