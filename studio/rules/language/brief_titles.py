"""Titles in a request: their words, and when, where and how they are to stand."""

import re
from dataclasses import replace

from studio.model.wish import AddTitle, DropTitles, RestyleTitles, TitleWish
from studio.rules.language.brief_numbers import NUMBER, value
from studio.rules.language.phrases import COLORS, PLACES, SIZES
from studio.rules.language.reading import Reading

_WORD = r"(?:title|text|caption|heading|headline|words?|lettering|subtitle|标题|文字|字幕|片头|片尾|字样|字体|字(?=[大小再调变改太]))"
QUOTED = r"""(?:"([^"]{1,200})"|'((?:[^"']|'(?=[A-Za-z])){1,200})'(?![A-Za-z]))"""
_ORDERS = (
    r"make|cut|use|keep|mute|sync|create|with\s+(?:the\s+)?(?:song|music)|vertical|"
    r"faster|slower|calmer|title|subtitle|caption|text|start\s+with|add|\d+:\d+\b|竖|横|剪|用|生成|做"
)
_JOIN = r"(?:\s*,|(?<!\d)(?<!\ds)\s+and\b|\bthen\b|并且|然后)"
_BRIEF = 5.0
"""Seconds; a bare "3 seconds" after a title is its own, "30 seconds" the video's."""
_MOST = 12
_CHANGES = rf"\b(?:change|rename|replace|update)\b|\bedit\s+(?:the|my|that)\s+{_WORD}|改成|改为|换成|替换"
CLAUSE = r"[^.;!?\n\"]{0,80}"
_BARE = (
    r"(?:(?:\b(?:titled?|text|caption|heading|headline)(?![A-Za-z])\W{0,2})?(?:that\s+)?(?:say(?:s|ing)|reads|reading|called)\b|\b(?:titled?|text(?:\s+overlay)?|caption|(?:add|put|show)\s+the\s+words?|write)(?![A-Za-z])|标题|文字|字幕|写上|写着?)"
    r"\s*(?:is|as|of|to|为|是|叫|成|改成|改为|换成|:)?\s*"
)
_LASTS = (
    rf"(?:{_WORD}s?|\bit)\s*(?:should\s+|to\s+|must\s+)?(?:lasts?|stays?|shows?|be\s+shown|显示|持续|停留)\s*"
    rf"(?:on\s+)?(?:for\s+)?({NUMBER})\s*(?:s(?:ec(?:onds?)?)?\b|秒)"
)
_STOP = r"(?=\s+(?:at|in|on|from|for|with|until|during|and|to|near)\s|\s*[,.;!?]|\s*$)"


def titles(reading: Reading) -> None:
    """Take titles out of the text, with what is said of them in their clause."""
    if any(isinstance(wish, DropTitles) for wish in reading.wishes):
        _again(reading)
        return
    reading.text = re.sub(r"([\"'])\1+", r"\1", reading.text)
    for _ in range(_MOST):
        match = re.search(
            rf"({CLAUSE}?)(?<![A-Za-z0-9]){QUOTED}({CLAUSE})", reading.text
        )
        if not match:
            break
        before, words, after = match[1], match[2] or match[3], match[4]
        if (
            not re.search(_WORD, before + " " + after, re.IGNORECASE)
            and not _adds(before)
            and not _goes_on(reading, before)
        ):
            # Quotes around something else, such as a file's name.
            reading.text = reading.text.replace(f'"{words}"', f" {words} ", 1).replace(
                f"'{words}'", f" {words} ", 1
            )
            if words in match.group(0) and reading.text == match.string:
                return
            continue
        own, others = _before_next(after, reading.text[match.end() :])
        taken, rest = _own_clause(own)
        rest += others
        _set(reading, words, before, f"{before} {taken}")
        start, end = match.span()
        kept = _unsaid(before)
        reading.text = f"{reading.text[:start]} {kept} {rest} {reading.text[end:]}"
    _bare(reading)
    _restyle(reading)


def _adds(before: str) -> bool:
    return bool(
        re.search(
            r"\b(?:add|write|put|show|say|call|name)\b|加上?|写|显示|打上",
            before,
            re.IGNORECASE,
        )
    )


def _goes_on(reading: Reading, before: str) -> bool:
    """Whether quoted words follow a title with nothing but "and" between them."""
    titled = any(isinstance(wish, AddTitle) for wish in reading.wishes)
    return titled and bool(re.search(r"(?:\band|\bthen|,|和|以及)\s*$", before))


def _again(reading: Reading) -> None:
    """After "remove the title" a quoted one may follow: it is put in anew."""
    if match := reading.take(rf"(?:and|then|,|然后|并)[^\"]{{0,20}}{QUOTED}({CLAUSE})"):
        _add(reading, match[1] or match[2], match[3])


def _before_next(after: str, following: str) -> tuple[str, str]:
    """What stands right before the words of another title belongs to that one."""
    joins = list(re.finditer(rf"{_JOIN}|和|以及", after, re.IGNORECASE))
    if not joins or following[:1] not in ("'", '"'):
        return after, ""
    end = joins[-1].start()
    return after[:end], after[end:]


def _own_clause(after: str) -> tuple[str, str]:
    """What follows the words of a title: up to where another wish begins."""
    end = 0
    for part in re.finditer(rf"{_JOIN}?(.*?)(?={_JOIN}|$)", after, re.IGNORECASE):
        said = part.group(part.lastindex or 0)
        joined = part.start(part.lastindex or 0) > part.start()
        if (end or joined) and not _tells_of_title(said):
            break
        end = part.end() or end
    return after[:end], after[end:]


def _tells_of_title(said: str) -> bool:
    """Whether a further clause is still about the title: its time, place or look."""
    if re.match(rf"\s*(?:{_ORDERS})", said, re.IGNORECASE):
        return False
    if bare := re.fullmatch(rf"\s*({NUMBER})\s*-?\s*(?:s|sec|seconds?|秒)\s*", said):
        return value(bare.group(1)) <= _BRIEF
    looks = _place(said) or _color(said) or _size(said)
    return bool(looks) or _times(said) != (None, None)


def _unsaid(before: str) -> str:
    """The clause before the words, without what announced the title."""
    without_time = re.sub(
        rf"(?:\b(?:time|from|at)\b\s*:?\s*)?{NUMBER}\s*(?:s|秒)?\s*(?:-|–|to|到)\s*{NUMBER}\s*(?:s(?:ec(?:onds?)?)?\b|秒)",
        " ",
        before,
        flags=re.IGNORECASE,
    )
    without_time = re.sub(
        rf"(?:\b(?:in|for|during|at)\s+)?(?:\bthe\s+)?(?:\b(?:first|last|opening|final)\b|开头|结尾|最后|前|第)\s*{NUMBER}\s*-?\s*(?:s(?:ec(?:onds?)?)?\b|秒)",
        " ",
        without_time,
        flags=re.IGNORECASE,
    )
    return re.sub(
        rf"(?:\b(?:add|put|with|write|show|insert|place|a|an|the|big|small|red)\s+)*{_WORD}\W*(?:that\s+says|saying|says)?\s*$",
        " ",
        without_time,
        flags=re.IGNORECASE,
    )


def _bare(reading: Reading) -> None:
    """A title without quotes: "title Summer at the start"."""
    if any(isinstance(wish, AddTitle | RestyleTitles) for wish in reading.wishes):
        return
    pattern = rf"{_BARE}([^\s,.;!?][^,.;!?]{{0,60}}?){_STOP}({CLAUSE})"
    match = re.search(pattern, reading.text, re.IGNORECASE)
    if not match or _styles_only(match.group(1)):
        return
    reading.text = f"{reading.text[: match.start()]} {reading.text[match.end() :]}"
    taken, rest = _own_clause(match.group(2))
    reading.text += f" {rest}"
    before = match.string[: match.start()]
    _set(reading, match.group(1), f"{before} {match.group(0)}", taken)


def _styles_only(words: str) -> bool:
    """Whether these words only restyle: "title red", "text bigger"."""
    left = words
    for name in COLORS:
        left = re.sub(
            rf"\b{name}\b" if name.isascii() else name, " ", left, flags=re.IGNORECASE
        )
    for pattern, _ in (*PLACES, *SIZES):
        left = re.sub(pattern, " ", left, flags=re.IGNORECASE)
    left = re.sub(
        r"\b(?:at|in|on|to|for|from|until|the|a|more|is|be|should|colou?r|end|start|beginning|middle|video|seconds?|sec|s|should|must|needs?|stays?|lasts?|lasting|shown?|visible|"
        r"appears?|comes?|longer|shorter|whole|entire|all|time|throughout|on|screen|only|just|it|right|away)\b"
        r"|\d+(?:\.\d+)?s?|改成|变成|换成|为|放[到在]?|角|移[到动]?|显示|开头|结尾|最后|秒|到|从",
        " ",
        left,
        flags=re.IGNORECASE,
    )
    return not re.search(r"\w", left)


def _restyle(reading: Reading) -> None:
    """Colour, place or size of the titles that stand already."""
    if any(isinstance(wish, AddTitle | RestyleTitles) for wish in reading.wishes):
        return
    match = re.search(
        rf"({CLAUSE})(?<![a-z]){_WORD}s?({CLAUSE})", reading.text, re.IGNORECASE
    )
    if not match:
        return
    said = match.group(0)
    wish = looks(said)
    if lasts := re.search(_LASTS, said, re.IGNORECASE):
        wish = replace(wish, start=None, end=None, lasts=value(lasts.group(1)))
    if wish != RestyleTitles():
        reading.wishes.append(wish)
        reading.text = reading.text.replace(said, " ", 1)


def looks(said: str) -> RestyleTitles:
    """What is said of a title's place, colour, size and time."""
    start, end = _times(said)
    if start is None and re.search(
        r"\b(?:start|beginning)\b|开头", said, re.IGNORECASE
    ):
        start = 0.0
    return RestyleTitles(_place(said), _color(said), _size(said), start=start, end=end)


def _set(reading: Reading, words: str, before: str, said: str) -> None:
    """A new title, or other words for those that stand."""
    if not re.search(_CHANGES, before, re.IGNORECASE):
        _add(reading, words, said)
        return
    start, end = _times(said)
    look = (_place(said), _color(said), _size(said))
    wish = RestyleTitles(*look, text=words.strip(" \"'"), start=start, end=end)
    reading.wishes.append(wish)


def _add(reading: Reading, words: str, said: str) -> None:
    start, end = _times(said)
    reading.wishes.append(
        AddTitle(
            TitleWish(
                words.strip(" \"'"), start, end, _place(said) or "center",
                _color(said) or "#ffffff", _size(said),
            )
        )
    )  # fmt: skip


def _times(said: str) -> tuple[float | None, float | None]:
    """When a title stands, in seconds: (start, end); negative counts from the end."""
    said = re.sub(
        r"\b(\d{1,2}):([0-5]\d)\b", lambda m: f"{int(m[1]) * 60 + int(m[2])}s", said
    )
    unit = r"\s*(?:s(?:ec(?:onds?)?)?|秒)?"
    if match := re.search(
        rf"(?:from\s+|between\s+|从|第)?({NUMBER}){unit}\s*(?:-|–|—|~|to|until|and|到|至)\s*第?({NUMBER})\s*(?:s(?:ec(?:onds?)?)?\b|秒)",
        said,
        re.IGNORECASE,
    ):
        one, two = value(match.group(1)), value(match.group(2))
        return (one, two) if two > one else (two, one)
    for_ = re.search(
        rf"(?:for|last(?:ing|s)?|持续|显示|停留)\s*(?:the\s+first\s+)?({NUMBER})\s*-?\s*(?:s|秒)",
        said,
        re.IGNORECASE,
    )
    for_ = for_ or re.search(
        rf",\s*({NUMBER})\s*(?:s(?:ec(?:onds?)?)?\b|秒)\s*$", said, re.IGNORECASE
    )
    long = value(for_.group(1)) if for_ else None
    if match := re.search(
        rf"(?:\bfirst|\bopening|开头|前)\s*({NUMBER})\s*-?\s*(?:s|秒)",
        said,
        re.IGNORECASE,
    ):
        return 0.0, value(match.group(1))
    if match := re.search(
        rf"(?:\blast|\bfinal|最后|结尾)\s*({NUMBER})\s*-?\s*(?:s|秒)",
        said,
        re.IGNORECASE,
    ):
        return -value(match.group(1)), None
    if re.search(
        r"\b(?:at|in|near|for|to)\s+the\s+(?:very\s+)?end\b|\bending\b|\boutro\b|结尾|片尾|最后",
        said,
        re.IGNORECASE,
    ):
        return -(long or 3.0), None
    if re.search(
        r"\b(?:whole|entire|all)\s+(?:video|time|way)\b|\bthroughout\b|\balways\b|全程|一直|整个视频",
        said,
        re.IGNORECASE,
    ):
        return 0.0, 100_000.0
    if match := re.search(
        rf"(?:\bat|\bfrom|\bafter|从|第)\s*({NUMBER})\s*(?:s(?:ec(?:onds?)?)?\b|秒)",
        said,
        re.IGNORECASE,
    ):
        start = value(match.group(1))
        return start, start + long if long else None
    return (0.0, long) if long else (None, None)


def _place(said: str) -> str:
    return next(
        (name for pattern, name in PLACES if re.search(pattern, said, re.IGNORECASE)),
        "",
    )


def _color(said: str) -> str:
    if match := re.search(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", said, re.IGNORECASE):
        return match.group(0).lower()
    for name in sorted(COLORS, key=len, reverse=True):
        if re.search(rf"\b{name}\b" if name.isascii() else name, said, re.IGNORECASE):
            return COLORS[name]
    short = re.search(r"([红绿蓝黄紫白黑金粉])(?:字|的?标题|的?文字)", said)
    return COLORS.get(f"{short.group(1)}色", "") if short else ""


def _size(said: str) -> float:
    return next(
        (size for pattern, size in SIZES if re.search(pattern, said, re.IGNORECASE)),
        0.0,
    )
