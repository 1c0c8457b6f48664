"""Read complaints: "the beach is kinda dark" asks for more light, not for less.

An adjective after "is" or "seems", and words that always complain ("deafening"), get
the same mark as "too": a token ``excess`` before them.
"""

import re
from collections.abc import Sequence
from functools import partial

from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    rewrite,
    skip,
)
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_MODAL = frozenset(
    "should be|needs to be|need to be|could be|must be|has to be|can be|let it be|be|would be".split(
        "|"
    )
)
_STILL = frozenset({"还是", "还", "仍然", "依然", "都系", "仲系", "仲"})
"""What stands before an adjective that still does not fit: "还是大"."""
_GROWN = re.compile("咗(?![佢一两])")
"""What Cantonese puts behind an adjective that goes too far: "大声咗"."""
_REMEDIES = {
    word: other
    for one, another in (
        ("bright", "dark"), ("loud", "quiet"), ("big", "small"), ("fast", "slow"), ("long", "short"),
        ("strong", "weak"), ("saturated", "desaturated"), ("warm", "cold"), ("contrasty", "flat"),
    )
    for word, other in ((f"adj.{one}", f"adj.{another}"), (f"adj.{another}", f"adj.{one}"))
}  # fmt: skip
"""What is asked for of what is complained about: "字小，大点"."""
_A_BIT = ("了点", "了些", "了一点", "了一些", "了少少", "了啲")
_CLAUSE = re.compile(r"得([^,.;!?\s]{2,})")
_HOW_MUCH = (
    "多",
    "一点",
    "一些",
    "点",
    "些",
    "更",
    "再",
    "跟",
    "像",
    "可以",
    "好",
    "很",
)
"""What tells a degree behind "得", or praises, and no effect."""
_CHANGES = "放调变加拉提压弄搞整缩开关"
"""Characters of verbs that change a measure."""
_PLAINLY = ("adj.dark", "adj.loud", "adj.quiet", "adj.long", "adj.flat")
"""What "a bit dark" complains about; "a bit warm" may be asked for."""
_NOUNS = (
    "clips",
    "clip",
    "shots",
    "song",
    "songs",
    "video",
    "picture",
    "sound",
    "clip_sound",
)
_BARE = 2
"""Characters of a measure without a verb."""
_MEASURES = (
    "adj.big", "adj.small", "adj.loud", "adj.quiet", "adj.long", "adj.short", "adj.dark",
)  # fmt: skip
_MEASURED = (
    "title",
    "title_name",
    "song",
    "songs",
    "sound",
    "clip_sound",
    "picture",
    "logo",
)
"""What is too big or too loud where it is said to be so now."""
_SPEEDS = {"adj.slow": "verb.speed_up", "adj.fast": "verb.slow_down"}
_TURNING = ("excess", "lack", "less", "not", "more")


def with_complaints(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with an ``excess`` before what is complained about."""
    out: list[Token] = []
    tokens = rewrite(tokens, partial(_outdone, folded=folded))
    tokens = [_consequence(tokens, n, folded) for n in range(len(tokens))]
    tokens = [_also(tokens, n, folded) for n in range(len(tokens))]
    for n, token in enumerate(tokens):
        if _complains(tokens, n, folded):
            out.append(Token(token.start, token.start, frozenset({"excess"})))
        out.append(token)
    return out


def _outdone(tokens: Sequence[Token], n: int, folded: str) -> Replacement:
    """Reads "the dog is darker than the beach" as "the dog is too dark"."""
    token = tokens[n]
    other = skip(tokens, n + 2, "filler")
    if not token.has("compared") or not at(tokens, n + 1, "than"):
        return NOTHING
    measures = any(c.startswith("adj.") for c in token.concepts)
    clause = [t for t in _near(tokens[:n]) if not t.has("filler") or _is(t, folded)]
    about = len(clause) > 1 and clause[0].has("clips", "shots")
    asks = any(t.has("verb.make", "not", "if") and not t.has("copula") for t in clause)
    if not (measures and about) or asks or not any(_is(t, folded) for t in clause[1:]):
        return NOTHING
    if not at(tokens, other, "clips", "shots", "rest", "others", "other"):
        return NOTHING
    excess = frozenset({"complaint", *token.concepts} - {"compared"})
    return Token(token.start, token.end, excess, token.values), other + 1 - n


def _is(token: Token, folded: str) -> bool:
    """Whether a word tells what is: no "should be"."""
    word = token.surface(folded)
    return word == "'s" or (token.has("copula") and word not in _MODAL)


def _consequence(tokens: Sequence[Token], n: int, folded: str) -> Token:
    """Reads the "so" of "…, so make it slow": it parts clauses, it is no "too"."""
    token = tokens[n]
    if token.surface(folded) != "so" or n + 1 == len(tokens):
        return token
    following = tokens[n + 1].concepts
    if any(
        c.startswith(("adj.", "look.", "pace.")) or c == "degree.much"
        for c in following
    ):
        return token
    if n == 0:
        return Token(token.start, token.end, frozenset({"filler"}))
    return Token(token.start, token.end, frozenset({"comma"}), {"mark": ","})


def _also(tokens: Sequence[Token], n: int, folded: str) -> Token:
    """Reads the "too" of "and the dog, too": it adds, nothing is too much."""
    token = tokens[n]
    if token.surface(folded) != "too":
        return token
    if n + 1 < len(tokens) and not tokens[n + 1].has("comma", "stop", "and"):
        return token
    return Token(token.start, token.end, token.concepts - {"excess"}, token.values)


def _near(before: Sequence[Token]) -> Sequence[Token]:
    """The words behind the last mark."""
    for k in range(len(before) - 1, -1, -1):
        if before[k].has("comma", "stop", "then"):
            return before[k + 1 :]
    return before


def _complains(tokens: Sequence[Token], n: int, folded: str) -> bool:
    token = tokens[n]
    before = _near(tokens[max(0, n - 3) : n])
    if any(t.has(*_TURNING) and not t.has("filler") for t in before):
        return False
    if token.has("complaint"):
        return not _leans(tokens, n, folded)
    if token.has("compared", "look_noun") or not any(
        c.startswith("adj.") for c in token.concepts
    ):
        return False
    ways = (_is_remedied, _is_so_now, _has_effect, _is_a_bit)
    if any(way(tokens, n, folded) for way in ways):
        return True
    if _GROWN.match(folded, token.end - 1) or _GROWN.match(folded, token.end):
        return True  # "首歌大聲咗"
    words = [t.surface(folded) for t in before]
    if any(w in _MODAL for w in words) or any(
        t.has("verb.make") and not t.has("filler", "copula") for t in tokens[:n]
    ):
        return False
    if any(t.has("copula") for t in before) or _is_short(tokens, n, folded):
        return True
    return bool(words) and words[-1] in _STILL and _closes(tokens, n)


def _leans(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a tint is asked for: "整体偏青一点" but not "有点偏青"."""
    bit = n + 1 < len(tokens) and tokens[n + 1].has("degree.bit")
    return bit and folded[tokens[n].start] == "偏"


def _is_remedied(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether the opposite of a bare Chinese adjective is asked for behind a comma."""
    if not is_han(tokens[n].surface(folded)) or not at(tokens, n + 1, "comma"):
        return False
    then = skip(tokens, n + 2, "filler", "degree.bit")
    pairs = (*_REMEDIES.items(), *_SPEEDS.items())
    remedies = [remedy for word, remedy in pairs if tokens[n].has(word)]
    return at(tokens, then, *remedies)


def _is_a_bit(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a message opens with "a bit dark", or with what is: "the dog a bit dark".

    "Cinematic, a bit dark" asks for it.
    """
    token, before = tokens[n], tokens[: max(n - 1, 0)]
    if is_han(token.surface(folded)) or not token.has(*_PLAINLY):
        return False
    subject = [t for t in before if not t.has("filler")]
    alone = all(t.has(*_NOUNS) for t in subject[-1:]) and len(subject) <= 1
    return alone and at(tokens, n - 1, "degree.bit") and _closes(tokens, n)


def _is_so_now(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether "了" makes a bare measure of something too much: "声儿大了", "快了点".

    "字放大了" only tells what was done.
    """
    token = tokens[n]
    word = token.surface(folded).removesuffix("了")
    behind = folded[token.start + len(word) :]
    if word[0] in _CHANGES or len(word) > _BARE or not behind.startswith("了"):
        return False
    about = n > 0 and tokens[n - 1].has(*_MEASURED)
    if behind.startswith(_A_BIT):
        return token.has(*_REMEDIES)
    return token.has(*_MEASURES) and about and _closes(tokens, n)


def _has_effect(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether "得" says what comes of a measure: "暗得看不见", not "快得多"."""
    token = tokens[n]
    rest = folded[token.start + len(token.surface(folded).removesuffix("得")) :]
    clause = _CLAUSE.match(rest)
    tells = clause is not None and not clause.group(1).startswith(_HOW_MUCH)
    return tells and token.has(*_REMEDIES)


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether nothing but particles follows in the clause: "还是大" but not "还是大一点"."""
    following = next((t for t in tokens[n + 1 :] if not t.has("filler")), None)
    return following is None or following.has("comma", "stop")


def _is_short(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether "'s" before an adjective that ends the clause is short for "is"."""
    if n + 1 < len(tokens) and not tokens[n + 1].has("comma", "stop"):
        return False
    before = _near(tokens[max(0, n - 3) : n])
    return any(t.surface(folded) == "'s" for t in before)
