"""Take the words of titles out of the text where they stand without quotes.

"add a title Summer Vibes at the top", "change the title to Bali 2024" and "写上我爱北京"
become the same tokens as the quoted forms, before anything in the words is read as a
wish. Words of titles that stand already get the value ``title_name``.
"""

import re
from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at, over, skip
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_SHOUT = re.compile(r"!?")
"""Part of words in capitals: "Thanks Coach!"."""
_MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\s*(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|(?:19|20)\d\d(?![\d:.])|"
    rf"{_MONTH}\.?\s\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}\b)",
    re.IGNORECASE,
)
"""A date behind a comma."""
_CORRECTS = (
    r"(?:\b(?:it'?s|it is|that'?s) (?:supposed|meant) to (?:be|say)|\bit'?s|\bit is|\bshould (?:be|say|read)|\bsupposed to (?:be|say)|\bmeant to (?:be|say)|应该是|是)"
    r"\s*(?:(?:um|uh|er|like|actually|now|called)\s+)*(?P<new>[^.!?;\n]{{2,60}}?)[,，]?\s*(?:\bnot|不是|唔系|唔係)\s*(?:just |only |but )?[\"'“‘]?{title}[\"'”’]?(?!\w)"
)
"""New words for a title and the old ones, which are denied."""
_ANNOUNCED = (
    "title", "title_name", "intro_card", "outro_card", "card_noun", "caption", "verb.put_on",
    "edge_start", "edge_end", "first_place", "last_place", "at", "then",
)  # fmt: skip
"""What stands before "says X" where X are the words of a title."""
_STYLES = (
    "colour", "number", "duration", "percent", "factor", "more", "less", "other", "compared",
    "background", "outline", "white_on_black", "black_on_white", "font_noun", "size_noun", "black", "white", "filler", "it", "half",
    "double", "excess", "lack", "comma", "normal", "same", "back", "off", "animation_noun", "up",
    "down", "color_noun", "q.mark", "q.what", "two_colours", "as", "and", "or",
)  # fmt: skip
_STYLE_FAMILIES = ("font.", "animation.", "position.", "adj.", "degree.", "background.")
_LEADS = ("at", "for", "from", "with", "to", "as", "by", "during", "only_at", "only")
_PLACES = (
    "colour", "number", "duration", "time", "moment", "span", "edge_start", "edge_end", "first_place",
    "last_place", "middle", "adj.big", "adj.small", "font_noun", "songpart", "all", "ordinal",
    "throughout", "beat", "each", "black", "white",
)  # fmt: skip
"""What follows "at", "in" or "for" where the words of the title are over."""
_WISHES = (
    "verb.keep",     "verb.remove", "verb.sync", "verb.export", "verb.mute", "verb.make", "verb.put_on", "verb.use",
    "verb.move", "verb.trim", "verb.crop", "verb.stabilise", "verb.speed_up", "verb.slow_down",
    "auto_caption", "adj.fast", "adj.slow", "aspect.vertical", "aspect.horizontal", "aspect.square",
    "it", "title", "caption", "song", "video", "lines", "number",
)  # fmt: skip
"""What follows "and" where another wish begins."""
_NOUNS = ("title", "words_noun", "intro_card", "outro_card")
_WRITES = ("verb.put", "verb.put_on", "verb.write_out", "title", "words_noun")
"""What stands before words that are to be shown."""
_TAILS = ("polite", "words_count", "words_tail")
"""What may follow the words of a title and is no part of them."""
_REACH = 6
"""Tokens between what announces a title and its words."""


def captured(
    tokens: Sequence[Token], raw: str, folded: str, titles: Sequence[str]
) -> list[Token]:
    """The tokens with unquoted words of titles as ``quote``, standing ones marked.

    ``titles`` are the words of the titles that stand.
    """
    marked = _with_names(_corrected(tokens, raw, titles), raw, titles)
    out: list[Token] = []
    n = 0
    while n < len(marked):
        begin = _begins(marked, n, raw, folded)
        end = n if begin is None else _ends(marked, begin, raw, folded)
        if begin is None or end <= begin or _is_style(marked[begin:end]):
            out.append(marked[n])
            n += 1
            continue
        out += marked[n:begin]
        if at(out, len(out) - 1, "comma"):
            out.pop()
        while end > begin + 1 and marked[end - 1].has(*_TAILS):
            end -= 1
        words = raw[marked[begin].start : _stop(marked, end, raw)]
        words = words.strip(" \t\n,.;，。；")
        if words[:1].isupper() and at(marked, end, "stop"):
            words += _SHOUT.match(raw, marked[end].start).group()  # type: ignore[union-attr]
        out.append(over(marked[begin:end], quote=words, unquoted=True))
        n = end
    out = [_address(out, n, raw) for n in range(len(out))]
    return [_foreign(token, raw) for token in out]


def _address(tokens: Sequence[Token], n: int, raw: str) -> Token:
    """The address of a site that is to be written: "put our website, mia.com"."""
    token = tokens[n]
    before = tokens[max(0, n - _REACH) : n]
    word = raw[token.start : token.end]
    written = any(t.has(*_WRITES) for t in before)
    if not token.has("link_noun") or "//" in word or not written:
        return token
    return over([token], quote=word, unquoted=True)


def _stop(tokens: Sequence[Token], end: int, raw: str) -> int:
    """Where the words end in the text: before the next token, with all signs."""
    return tokens[end].start if end < len(tokens) else len(raw)


def _with_names(
    tokens: Sequence[Token], raw: str, titles: Sequence[str]
) -> list[Token]:
    """Mark quotes and words that are those of a standing title."""
    out = [_named_quote(token, titles) for token in tokens]
    for title in titles:
        case = re.IGNORECASE if " " in title.strip() else 0
        pattern = re.compile(rf"(?<![\w]){re.escape(title)}(?![\w])", case)
        if is_han(title):
            pattern = re.compile(re.escape(title))
        for match in pattern.finditer(raw):
            out = _named(out, *match.span(), title)
    return out


def _corrected(tokens: Sequence[Token], raw: str, titles: Sequence[str]) -> list[Token]:
    """Reads "it's Summer Party, not just Summer": new words for a title that stands."""
    out = list(tokens)
    for title in titles:
        match = re.search(_CORRECTS.format(title=re.escape(title)), raw, re.IGNORECASE)
        inside = [t for t in out if match and match.start() <= t.start < match.end()]
        if match is None or not inside:
            continue
        words = match.group("new").strip(" ,，\"'")
        first, last = out.index(inside[0]), out.index(inside[-1])
        quote = Token(*match.span("new"), frozenset({"quote"}), {"quote": words})
        order = Token(match.end("new"), match.end(), frozenset({"verb.reword"}))
        out[first : last + 1] = [quote, order]
    return out


def _named_quote(token: Token, titles: Sequence[str]) -> Token:
    quote = token.value("quote")
    if quote is None:
        return token
    whole = next((t for t in titles if quote.casefold() in t.casefold()), None)
    if whole is None:
        return token
    values = {**token.values, "title_name": quote}
    return Token(token.start, token.end, token.concepts | {"title_name"}, values)


def _named(tokens: list[Token], start: int, end: int, title: str) -> list[Token]:
    inside = [t for t in tokens if start <= t.start and t.end <= end and t.end > start]
    if (
        not inside
        or inside[0].has("quote")
        or (inside[0].start, inside[-1].end)
        != (
            start,
            end,
        )
    ):
        return tokens
    first = tokens.index(inside[0])
    kept = inside[0].concepts - {"unknown"} if len(inside) == 1 else frozenset()
    values = {**(inside[0].values if len(inside) == 1 else {}), "title_name": title}
    token = Token(start, end, kept | {"title_name"}, values)
    return [*tokens[:first], token, *tokens[first + len(inside) :]]


def _foreign(token: Token, raw: str) -> Token:
    """A word in a script that no request is written in stands for itself."""
    word = raw[token.start : token.end]
    odd = token.has("unknown") and all(c.isalpha() and ord(c) > 0x24F for c in word)
    if not odd or is_han(word):
        return token
    return over([token], quote=word, unquoted=True)


def _begins(tokens: Sequence[Token], n: int, raw: str, folded: str) -> int | None:
    """Where the words start, if this token announces them."""
    token = tokens[n]
    if _quoted(tokens, n):
        return None
    begin = n + 1
    colon = at(tokens, begin, "comma") and tokens[begin].value("mark") in {":", "："}
    if (token.has("says", "verb.write_out") and _is_announced(tokens, n)) or _renames(
        tokens, n
    ):
        begin += colon
    elif _opens(tokens, n):
        pass
    elif not _introduces(tokens, n, raw, folded):
        return None
    first = skip(tokens, begin, "filler")
    if first < len(tokens) and tokens[first].has("title", "speech", "down"):
        return None
    if begin >= len(tokens) or tokens[begin].has(
        "comma", "stop", "title", "then", "it", "says", "verb.write_out"
    ):
        return None
    if _is_modifier(tokens, begin, folded):
        return None
    return begin


def _opens(tokens: Sequence[Token], n: int) -> bool:
    """Whether words follow a colon behind a noun: "put my name on it: Sarah"."""
    if not tokens[n].has("comma") or tokens[n].value("mark") not in {":", "："}:
        return False
    before = tokens[max(0, n - 4) : n]
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    order = following is not None and following.has(
        "verb.make", "verb.move", "verb.put_on", "verb.remove", "verb.use"
    )
    nouns = (*_NOUNS, "caption", "card_noun", "song.intro", "song.outro")
    return any(t.has(*nouns) for t in before) and not order


def _is_announced(tokens: Sequence[Token], n: int) -> bool:
    """Whether "says" or "write" is about a title: one is named, or it opens the wish."""
    before = tokens[max(0, n - _REACH) : n]
    if tokens[n].has("verb.write_out"):
        rest = [t for t in before if not t.concepts <= {"filler"}]
        if not rest or rest[-1].has("comma", "stop", "and", "then"):
            return True
    own = tokens[n].has("intro_card", "outro_card", "titled")
    return own or any(t.has(*_ANNOUNCED) for t in before)


def _renames(tokens: Sequence[Token], n: int) -> bool:
    """Whether new words of a title follow: "change the title to", "标题改成"."""
    token, k = tokens[n], n - 1
    while k >= 0 and tokens[k].concepts <= {"filler", "ordinal", "of"}:
        k -= 1
    named = at(tokens, k, "title", "title_name") and not tokens[k].has("stop")
    again = at(tokens, k, "comma") and at(tokens, k - 1, "correction")
    if again and any(t.has("title", "title_name") for t in tokens[:k]):
        return token.has("renames_to") or token.has("verb.reword")
    if token.has("renames_to"):
        return named
    if named and token.has("with"):
        return any(t.has("verb.replace") for t in tokens[max(0, k - 3) : k])
    if not token.has("to") or token.has("comma"):
        return False
    if named or at(tokens, k, "it", "name"):
        verbs = ("verb.reword",) if named else ("verb.rename",)
        return any(t.has(*verbs) for t in tokens[max(0, k - 3) : k])
    return at(tokens, k, "verb.reword") and at(tokens, k - 1, "title", "title_name")


def _introduces(tokens: Sequence[Token], n: int, raw: str, folded: str) -> bool:
    """Whether a new title's words follow its noun: "add a title Summer Vibes"."""
    token = tokens[n]
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if following is None or not token.has(*_NOUNS):
        return False
    before = tokens[max(0, n - 4) : n]
    if token.has("verb.write") or not (
        _opens_a_wish(tokens, n)
        or any(t.has("verb.put_on", "verb.write_out", "verb.put") for t in before)
    ):
        return False
    if is_han(folded[token.start : token.end]):
        apart = re.fullmatch(r"[ \t]+", raw[token.end : following.start])
        return bool(apart) or following.has("unknown")
    return raw[following.start].isupper() or following.has("unknown")


def _opens_a_wish(tokens: Sequence[Token], n: int) -> bool:
    """Whether nothing of the same wish stands before: "vertical, title Summer"."""
    while n and tokens[n - 1].concepts <= {"filler"}:
        n -= 1
    return n == 0 or tokens[n - 1].has("comma", "stop", "and", "then", "with")


def _quoted(tokens: Sequence[Token], n: int) -> bool:
    """Whether quoted words follow in this sentence."""
    for token in tokens[n + 1 :]:
        if token.has("quote"):
            return True
        if token.has("stop"):
            return False
    return False


def _is_style(words: Sequence[Token]) -> bool:
    """Whether words only say how a title looks: "to bold white", "换成大一点的"."""
    if all(t.has("polite") for t in words):
        return True
    known = all(
        (t.has(*_STYLES) and not t.has("greeting")) or _styles(t) for t in words
    )
    return known and not all(t.concepts <= {"filler", "polite"} for t in words)


def _is_mark(token: Token, raw: str) -> bool:
    """Whether a sign ends the words; "12.08." and "a-b" hold signs of their own."""
    if token.has("emoji"):
        return False
    if token.has("comma"):
        return token.value("mark") not in {"-", "–", "—", "/", ":"}
    before = raw[token.start - 1 : token.start]
    inside = before.isdigit() and raw[token.end : token.end + 1].isdigit()
    return token.has("stop") and not inside


def _styles(token: Token) -> bool:
    return any(c.startswith(_STYLE_FAMILIES) for c in token.concepts)


def _ends(tokens: Sequence[Token], begin: int, raw: str, folded: str) -> int:
    """The first token that is no part of the words any more."""
    for n in range(begin, len(tokens)):
        token = tokens[n]
        if _is_mark(token, raw):
            if _lists_on(tokens, n, raw) or _dates(token, raw):
                continue
            return n
        if n == begin:
            continue
        if _is_modifier(tokens, n, folded):
            return n
        if token.has("correction") and not token.has("filler", "not"):
            return n
        shouted = raw[tokens[begin].start : tokens[n - 1].end].isupper()
        if n > begin + 1 and shouted and raw[token.start : token.end].islower():
            return n
        following = skip(tokens, n + 1, "filler", "then")
        if (
            token.has("then")
            and is_han(folded[token.start : token.end])
            and (raw[token.start - 1].isspace() or _looks(tokens, following))
        ):
            return n
        if token.has("and", "then") and at(tokens, following, *_WISHES):
            return n
    return len(tokens)


def _lists_on(tokens: Sequence[Token], n: int, raw: str) -> bool:
    """Whether a list of names goes on behind this comma: "Anna, Ben and Carl"."""
    if n + 1 >= len(tokens) or tokens[n].value("mark") not in {",", "，", "、"}:
        return False
    before, following = tokens[n - 1], tokens[n + 1]
    return all(t.has("unknown") and raw[t.start].isupper() for t in (before, following))


def _looks(tokens: Sequence[Token], n: int) -> bool:
    """Whether words about the look of a title stand here."""
    return n < len(tokens) and (tokens[n].has("colour") or _styles(tokens[n]))


def _dates(token: Token, raw: str) -> bool:
    """Whether a date goes on behind this comma: "Anna & Ben, 11.02.2024"."""
    return token.value("mark") in {",", "，"} and bool(_DATE.match(raw, token.end))


def _is_modifier(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a phrase of place, time or style begins here: "at the top", "用红色"."""
    token = tokens[n]
    word = folded[token.start : token.end]
    following = skip(tokens, n + 1, "filler")
    if token.has("number") and at(tokens, n + 1, "unit.second"):
        return n + 2 >= len(tokens) or tokens[n + 2].has("comma", "stop", "filler")
    if token.has(*_LEADS) and following < len(tokens):
        after = tokens[following]
        families = (*_STYLE_FAMILIES, "song.")
        if after.has(*_PLACES) or any(c.startswith(families) for c in after.concepts):
            return True
    if is_han(word):
        return len(word) > 1 and _is_han_modifier(tokens, n)
    phrase = " " in word
    placed = token.has("edge_start", "edge_end", "first_place", "last_place")
    styled = any(c.startswith(("position.", "animation.")) for c in token.concepts)
    return phrase and (placed or styled or token.has("throughout"))


def _is_han_modifier(tokens: Sequence[Token], n: int) -> bool:
    token = tokens[n]
    if token.has("verb.last", "font_noun", "throughout", "colour") or (
        token.has("verb.move") and not token.has("renames_to")
    ):
        return True
    return any(
        c.startswith(("position.", "font.", "animation.")) for c in token.concepts
    )
