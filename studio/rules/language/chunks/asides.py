"""Pass over when something happens: "make it slow when they take off".

A pronoun behind "when" tells of what is shown; no words are a wish until the next sign,
unless they name a clip, a place or a value.
"""

import re
from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, rewrite
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import VALUES

_PEOPLE = frozenset("he she they we it".split())
_CASES = frozenset(
    "if|in case|always|can always|we can always|i can always|如果|要是|万一|不行|不行就|不好|大不了|实在不行".split(
        "|"
    )
)
"""What opens the case in which an edit will be taken back."""
_ESTIMATES = frozenset(
    "say|like|i don't know|idk|maybe|perhaps|dunno|um|uh|i guess|比如|大概|差不多".split(
        "|"
    )
)
_LIKE = frozenset("像|好像|好似|就像|似".split("|"))
_MEANT = ("look.", "adj.", "font.", "speed.", "pulse.", "verb.")
"""What something may be likened to and is asked for by that: "像电影"."""
_SEEMS = frozenset("看着|看起来|看上去|显得|会显得|更显|显|睇落".split("|"))
"""What says how something looks then."""
_LOOKS = ("filler", "degree.bit", "degree.much", "verb.like", "good", "better", "more")
_ENDS = ("comma", "stop", "and", "then", "but")
_LIMIT = re.compile(
    r"再[^,.;!?就\s]{1,6}就[^,.;!?\s]*"
    r"(?:晕|吐|眼花|睡着|看不|睇唔|听不|听唔|没人看|冇人睇|过曝|爆|糊了|烦|太|聋|吵|挡|遮|难看|假|累)"
    r"[^,.;!?\s]*"
)
"""What would come of more: "再亮就过曝了", but not "再亮一点就好"."""
_LONGEST = 5


def without_similes(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens without what a measure is only likened to: "再暖一点像傍晚"."""

    def simile(words: Sequence[Token], n: int) -> Replacement:
        measured = at(words, n - 1, "degree.bit") or any(
            c.startswith("adj.") for c in (words[n - 1].concepts if n else ())
        )
        if not measured or words[n].surface(folded) not in _LIKE:
            return NOTHING
        end = n + 1
        while end < len(words) and not words[end].has(*_ENDS):
            end += 1
        image = words[n + 1 : end]
        if not 0 < len(image) <= _LONGEST or any(t.has(*VALUES) for t in image):
            return NOTHING
        meant = any(c.startswith(_MEANT) for t in image for c in t.concepts)
        return NOTHING if meant else (None, end - n)

    return rewrite(tokens, simile)


def without_asides(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens without clauses such as "when they take off"."""

    def aside(words: Sequence[Token], n: int) -> Replacement:
        if n == 0 or not _opens(words, n, folded):
            return NOTHING
        end = n + 2
        while end < len(words) and not words[end].has(*_ENDS):
            end += 1
        event = words[n + 2 : end]
        if not 0 < len(event) <= _LONGEST or any(t.has(*VALUES) for t in event):
            return NOTHING
        return None, end - n

    return rewrite(tokens, aside)


def without_retreats(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens without "if it looks bad I'll undo it", "不好看我再退回来".

    Nor with what a wish is good for: "色彩饱满点，杯子看着高级".
    """
    out: list[Token] = []
    start = 0
    for n in range(len(tokens) + 1):
        if n == len(tokens) or tokens[n].has("comma", "stop"):
            piece = tokens[start:n]
            tells = _retreats(piece, folded) or _tells_effect(piece, folded)
            if not (out and tells):
                out += piece
            out += tokens[n : n + 1]
            start = n + 1
    return out


def without_limits(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with "再快就晕了" as a remark: it tells where to stop, and asks for no more."""
    out = list(tokens)
    for start, end in (match.span() for match in _LIMIT.finditer(folded)):
        inside = [t for t in out if start <= t.start and t.end <= end]
        if inside:
            first = out.index(inside[0])
            remark = over(inside, context=True, tells=True)
            out[first : first + len(inside)] = [remark]
    return out


def without_estimates(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens without the "say" of "for, say, six seconds", ", say five", "35 say"."""

    def estimate(words: Sequence[Token], n: int) -> Replacement:
        if words[n].surface(folded) == "say" and _is_about(words, n):
            return None, 1
        inside = at(words, n, "comma") and at(words, n + 2, "comma")
        is_estimate = inside and words[n + 1].surface(folded) in _ESTIMATES
        return (None, 3) if is_estimate else NOTHING

    return rewrite(tokens, estimate)


def _is_about(words: Sequence[Token], n: int) -> bool:
    """Whether a number stands behind ", say", or before a "say" that closes a clause."""
    if at(words, n - 1, "comma") and at(words, n + 1, "number"):
        return True
    number = at(words, n - 1, "number") or (
        at(words, n - 2, "number") and at(words, n - 1, "unit.second", "unit.minute")
    )
    return number and (n + 1 == len(words) or at(words, n + 1, "comma", "stop"))


def _retreats(piece: Sequence[Token], folded: str) -> bool:
    """Whether a clause says what will be undone in case."""
    undo = next((n for n, t in enumerate(piece) if t.has("verb.undo")), None)
    words = [t.surface(folded) for t in piece[:undo]]
    in_case = any(word in _CASES for word in words)
    return undo is not None and (
        in_case or any(t.has("flaw", "verb.dislike") for t in piece[:undo])
    )


def _tells_effect(piece: Sequence[Token], folded: str) -> bool:
    """Whether a clause only says how well something looks then."""
    seems = next((n for n, t in enumerate(piece) if t.surface(folded) in _SEEMS), None)
    if seems is None or seems + 1 == len(piece):
        return False
    subject, looks = piece[:seems], piece[seems + 1 :]
    return all(t.has("clips", "filler") for t in subject) and all(
        t.has(*_LOOKS) and not t.has("not") for t in looks
    )


def _opens(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether "when" and a pronoun stand here, behind other words of the clause."""
    word = tokens[n].surface(folded)
    if word not in {"when", "while", "as soon as"} or not at(
        tokens, n + 1, "it", "tells"
    ):
        return False
    pronoun = tokens[n + 1].surface(folded)
    return pronoun in _PEOPLE and not tokens[n - 1].has("comma", "stop")
