"""Where the words of a title end: at a sign, a phrase about its look, or another wish."""

import re
from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at, skip
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\s*(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|(?:19|20)\d\d(?![\d:.])|"
    rf"{_MONTH}\.?\s\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}\b)",
    re.IGNORECASE,
)
"""A date behind a comma."""
_STYLES = (
    "colour", "number", "duration", "percent", "factor", "more", "less", "other", "compared",
    "background", "outline", "white_on_black", "black_on_white", "font_noun", "size_noun", "black", "white", "filler", "it", "half",
    "double", "excess", "lack", "comma", "normal", "same", "back", "off", "animation_noun", "up",
    "down", "capitals", "color_noun", "q.mark", "q.what", "as", "and", "or",
)  # fmt: skip
_STYLE_FAMILIES = ("font.", "animation.", "position.", "adj.", "degree.", "background.")
_LEADS = ("at", "for", "from", "with", "to", "as", "by", "during", "only_at", "only")
_PLACES = (
    "colour", "number", "duration", "time", "moment", "span", "edge_start", "edge_end", "first_place",
    "last_place", "middle", "adj.big", "adj.small", "font_noun", "songpart", "all", "ordinal",
    "throughout", "beat", "each", "black", "white", "this_clip",
)  # fmt: skip
"""What follows "at", "in" or "for" where the words of the title are over."""
_WISHES = (
    "verb.keep",     "verb.remove", "verb.sync", "verb.export", "verb.mute", "verb.make", "verb.put_on", "verb.use",
    "verb.move", "verb.trim", "verb.crop", "verb.stabilise", "verb.speed_up", "verb.slow_down",
    "auto_caption", "adj.fast", "adj.slow", "aspect.vertical", "aspect.horizontal", "aspect.square",
    "it", "title", "caption", "song", "video", "lines", "number",
)  # fmt: skip
"""What follows "and" where another wish begins."""
_ORDERS = (
    "verb.add", "verb.fade", "verb.freeze", "verb.mirror", "verb.reverse", "verb.zoom", "verb.lower",
    "verb.raise", "verb.shorten", "verb.lengthen", "verb.replace", "verb.swap", "verb.cut_out",
    "verb.turn", "verb.duck", "verb.match_colours", "verb.include", "verb.start", "verb.blur",
)  # fmt: skip
"""The same where more words follow: a title may end with such a word."""


def ends(tokens: Sequence[Token], begin: int, raw: str, folded: str) -> int:
    """The first token that is no part of the words any more."""
    for n in range(begin, len(tokens)):
        token = tokens[n]
        if token.has("instead_of") and n > begin and not is_han(token.surface(folded)):
            return n  # "say goodbye summer instead of summer"
        if _is_mark(token, raw):
            if _lists_on(tokens, n, raw) or _dates(token, raw):
                continue
            if _is_inside(tokens, begin, n) or _goes_on(tokens, begin, n, raw, folded):
                continue
            return n
        if n == begin:
            continue
        if is_modifier(tokens, n, folded) or _only_styles(tokens, n, raw, folded):
            return n
        if token.has("correction") and not token.has("filler", "not"):
            return n
        shouted = raw[tokens[begin].start : tokens[n - 1].end]
        several = n > begin + 1 or " " in shouted
        if several and shouted.isupper() and token.surface(raw).islower():
            return n
        following = skip(tokens, n + 1, "filler", "then")
        if (
            token.has("then")
            and is_han(token.surface(folded))
            and (raw[token.start - 1].isspace() or _looks(tokens, following))
        ):
            return n
        if token.has("and", "then") and (
            at(tokens, following, *_WISHES)
            or _orders(tokens, n + 1, following)
            or _goes_elsewhere(tokens, following, folded)
        ):
            return n
    return len(tokens)


def _is_inside(tokens: Sequence[Token], begin: int, n: int) -> bool:
    """Whether a bracket belongs to the words: "高三（7）班"; not "夏天（红色）"."""
    sign = tokens[n].value("mark")
    if sign == ")":
        return any(t.value("mark") == "(" for t in tokens[begin:n])
    ends = next((k for k in range(n, len(tokens)) if tokens[k].value("mark") == ")"), n)
    inside = tokens[n + 1 : ends]
    counts = all(t.has("number") for t in inside)
    return sign == "(" and bool(inside) and (counts or not is_style(inside))


def _goes_on(
    tokens: Sequence[Token], begin: int, n: int, raw: str, folded: str
) -> bool:
    """Whether words behind a colon go on at a comma: "字：下一站，拉萨"."""
    announced = begin and tokens[begin - 1].value("mark") in {":", "："}
    if not announced or tokens[n].value("mark") not in {",", "，"}:
        return False
    rest = tokens[n + 1 : _piece_ends(tokens, n + 1, raw, spaced=False)]
    plain = all(_is_plain(t, folded) for t in rest)
    return plain and any(t.has("unknown") for t in rest)


def _is_plain(token: Token, folded: str) -> bool:
    """Whether a word asks for nothing, or is a single character beside others."""
    word = token.surface(folded)
    return is_han(word) and (len(word) == 1 or token.has("context", "filler"))


def _only_styles(tokens: Sequence[Token], n: int, raw: str, folded: str) -> bool:
    """Whether a Chinese piece behind a space tells the look: "标题 夕阳红 大红"."""
    token = tokens[n]
    if not is_han(token.surface(folded)) or not raw[token.start - 1].isspace():
        return False
    piece = tokens[n : _piece_ends(tokens, n, raw)]
    measured = len(piece) > 1 and piece[-1].has("degree.bit")
    moved = len(piece) > 1 and token.has("verb.move")  # "放中间"
    return measured or is_style(piece[moved:])


def _piece_ends(
    tokens: Sequence[Token], n: int, raw: str, *, spaced: bool = True
) -> int:
    """Where a stretch without a separator, or else a space, ends."""
    for k in range(n, len(tokens)):
        apart = spaced and k > n and raw[tokens[k].start - 1].isspace()
        if tokens[k].has("comma", "stop") or apart:
            return k
    return len(tokens)


def _orders(tokens: Sequence[Token], n: int, following: int) -> bool:
    """Whether an order with words of its own follows: "… and please fade to white"."""
    asks = any(t.has("polite") for t in tokens[n:following])
    goes_on = following + 1 < len(tokens) and not _ends_here(tokens[following + 1])
    return goes_on and (asks or at(tokens, following, *_ORDERS))


def _ends_here(token: Token) -> bool:
    return token.has("comma", "stop")


def _goes_elsewhere(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a place and other words follow: "… and at the end saying Bye"."""
    if n >= len(tokens) or not is_modifier(tokens, n, folded):
        return False
    return any(t.has("says", "verb.write_out", "title") for t in tokens[n + 1 : n + 4])


def _lists_on(tokens: Sequence[Token], n: int, raw: str) -> bool:
    """Whether a list of names goes on behind this comma: "Anna, Ben and Carl"."""
    if n + 1 >= len(tokens) or tokens[n].value("mark") not in {",", "，", "、"}:
        return False
    before, following = tokens[n - 1], tokens[n + 1]
    credited = tokens[n + 2 : n + 4]
    if raw[following.start].isupper() and [t.has("by") for t in credited[:1]] == [True]:
        return credited[-1].has("unknown") and raw[credited[-1].start].isupper()
    return all(t.has("unknown") and raw[t.start].isupper() for t in (before, following))


def _looks(tokens: Sequence[Token], n: int) -> bool:
    """Whether words about the look of a title stand here."""
    return n < len(tokens) and (tokens[n].has("colour") or _styles(tokens[n]))


def _dates(token: Token, raw: str) -> bool:
    """Whether a date goes on behind this comma: "Anna & Ben, 11.02.2024"."""
    return token.value("mark") in {",", "，"} and bool(_DATE.match(raw, token.end))


def is_modifier(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a phrase of place, time or style begins here: "at the top", "用红色"."""
    token = tokens[n]
    word = token.surface(folded)
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


def is_style(words: Sequence[Token]) -> bool:
    """Whether words only say how a title looks: "to bold white", "换成大一点的"."""
    if all(t.has("polite") for t in words):
        return True
    all_styles = all(
        (t.has(*_STYLES) and not t.has("greeting")) or _styles(t) for t in words
    )
    return all_styles and not all(
        t.concepts <= {"filler", "polite", "there"} for t in words
    )


def _is_mark(token: Token, raw: str) -> bool:
    """Whether a sign ends the words; "12.08." and "a-b" hold signs of their own."""
    if token.has("emoji"):
        return False
    if token.has("comma"):
        return token.value("mark") not in {"-", "–", "—", "/", ":"}
    before = raw[token.start - 1 : token.start]
    inside = before.isdigit() and raw[token.end : token.end + 1].isdigit()
    return token.has("stop") and not (inside and token.value("mark") != "\n")


def _styles(token: Token) -> bool:
    return any(c.startswith(_STYLE_FAMILIES) for c in token.concepts)
