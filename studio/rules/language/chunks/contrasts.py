"""Read contrasts: of "blue, not red" and "not red but blue" only "blue" is asked for.

Both sides are of one kind: values, colours, places, shapes, looks. "Beach, not dog" is
none, because not to show the dog is a wish of its own.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    over,
    rewrite,
    skip,
)
from studio.rules.language.entities.token import Token

_CHANGES = frozenset("变调改加提压缩关开弄搞整减降升延拉")
"""Characters of Chinese verbs that change a measure …"""
_MEASURES = ("verb.raise", "verb.lower", "verb.lengthen", "verb.shorten")
"""… and what such words stand for, beside adjectives."""
_DENIALS = frozenset("别不唔咪勿莫毋千")
"""Characters with which Chinese says what is not to be done to something."""
_KINDS = (
    ("number", "duration", "percent", "time", "factor", "fps", "lines", "beats"),
    ("colour",),
    ("edge_start", "edge_end", "first_place", "last_place", "middle"),
)
_FAMILIES = ("position.", "aspect.", "font.", "animation.")
_SHAPES = "aspect."
_EFFECTS = ("pulse.", "join.", "look.")
_EDGES = ("verb.start", "verb.end", "first_place", "last_place")
_SMALL = ("filler", "at", "of", "to", "for")
_ENDS = ("comma", "stop", "and", "but", "then")


def without_contrasts(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens without what a contrast rejects, or what is not to change."""

    def denied(words: Sequence[Token], n: int) -> Replacement:
        """Reads "音乐别调小", "字不要变小": that is no wish for the opposite."""
        change = words[n + 1] if n + 1 < len(words) else None
        if change is None or not words[n].has("not", "no", "verb.keep"):
            return NOTHING
        verb = (
            folded[change.start]
            if words[n].has("not", "no")
            else folded[change.start - 1]
        )
        measure = change.has(*_MEASURES) or any(
            c.startswith("adj.") for c in change.concepts
        )
        ends = n + 2 == len(words) or at(words, n + 2, "comma", "stop", "filler")
        if verb not in _CHANGES or not measure or change.has("verb.zoom") or not ends:
            return NOTHING
        return Token(words[n].start, change.end, frozenset({"leave_alone"})), 2

    def others_stay(words: Sequence[Token], n: int) -> Replacement:
        """Reads "其他唔好郁": the others are to stay as they are."""
        verb = skip(words, n + 1, "filler")
        if not words[n].has("rest", "others") or not at(words, verb, "verb.keep"):
            return NOTHING
        ends = verb + 1 == len(words) or at(words, verb + 1, "comma", "stop", "filler")
        if folded[words[verb].start] not in _DENIALS or not ends:
            return NOTHING
        stay = Token(words[n].start, words[verb].end, frozenset({"leave_alone"}))
        return stay, verb + 1 - n

    def no_beats(words: Sequence[Token], n: int) -> Replacement:
        """Reads "不要卡点" as one wish, whose "not" is of nothing else."""
        sync = words[n + 1] if n + 1 < len(words) else None
        if sync is None or not words[n].has("not") or not sync.has("verb.sync"):
            return NOTHING
        if folded[words[n].start] not in _DENIALS or sync.start != words[n].end:
            return NOTHING
        return Token(words[n].start, sync.end, frozenset({"no_sync"})), 2

    tokens = rewrite(rewrite(tokens, denied), others_stay)
    tokens = rewrite(tokens, no_beats)
    out = rewrite(rewrite(tokens, _rejected_before), _rejected_behind)
    out = rewrite(rewrite(out, _replaced), _before_change)
    return rewrite(out, _not_there)


def _before_change(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "一分钟压到半分钟", "52秒变45秒", "方的改成横的": the second one is asked for."""
    first = n + 1 if tokens[n].has("from") else n
    verb = skip(tokens, first + 1, "filler")
    second = skip(tokens, verb + 1, *_SMALL)
    to = ("verb.shorten_to", "renames_to", "verb.lengthen", "verb.make")
    values = at(tokens, first, *_KINDS[0])
    shapes = first < len(tokens) and any(
        c.startswith(_SHAPES) for c in tokens[first].concepts
    )
    if not at(tokens, verb, *to) or not (values or shapes):
        return NOTHING
    return (None, verb - n) if _alike(tokens, first, second) else NOTHING


def _not_there(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads the "not" of "flashes on the beat, not on the dog" as an exception."""
    if not tokens[n].has("instead_of") or not at(tokens, n + 1, "at"):
        return NOTHING
    place = skip(tokens, n + 2, "filler", "at")
    named = at(tokens, place, "clips", "songpart", "shots")
    parted = at(tokens, n - 1, "comma", "but")
    ends = place + 1 >= len(tokens) or at(tokens, place + 1, "comma", "stop", "and")
    if not named or not parted or not ends:
        return NOTHING
    kinds = [k for k in ("clips", "songpart", "shots") if tokens[place].has(k)]
    if any(t.has(*kinds) for t in tokens[:n]):
        return None, place + 1 - n  # "words on the beach, not on the dog"
    return Token(tokens[n].start, tokens[n].end, frozenset({"except"})), 1


def _replaced(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "teal.cube instead of vintage": the look of the file stands."""
    if not tokens[n].has("instead_of"):
        return NOTHING
    other = skip(tokens, n + 1, *_SMALL)
    opened = any(t.has(*_EDGES) for t in tokens[:n])
    if opened and at(tokens, n - 1, "clips") and at(tokens, other, "clips"):
        return None, other + 1 - n  # "open with the dog instead of the beach"
    if not at(tokens, n - 1, "file"):
        return NOTHING
    end = skip(tokens, other + 1, "filler", "look_noun", "clip_one")
    looks = other < len(tokens) and any(
        c.startswith("look.") for c in tokens[other].concepts
    )
    return (None, end - n) if looks else NOTHING


def _rejected_before(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "not 75 but 80 seconds", "不是20秒，是25秒": the second value stands."""
    if not tokens[n].has("instead_of"):
        return NOTHING
    first = skip(tokens, n + 1, *_SMALL)
    between = skip(tokens, _behind(tokens, first), "comma")
    if _closes(tokens, between) and _alike(tokens, first, between, _EFFECTS):
        return None, between - n  # "not flashes, shakes"
    if not at(tokens, between, "but", "yes") or tokens[between].has("not"):
        return NOTHING
    second = skip(tokens, between + 1, *_SMALL)
    return (None, between + 1 - n) if _alike(tokens, first, second) else NOTHING


def _rejected_behind(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "blue, not red", "20 seconds not 30": the first value stands."""
    start = skip(tokens, n + 1, "comma")
    if not at(tokens, start, "instead_of"):
        return NOTHING
    other = skip(tokens, start + 1, *_SMALL)
    end = _behind(tokens, other)
    if not _alike(tokens, n, other) or at(tokens, end, "but", "yes"):
        return NOTHING
    return tokens[n], end - n


def _behind(tokens: Sequence[Token], n: int) -> int:
    """The place behind a value and its unit: "not 30 seconds"."""
    unit = n + 1 < len(tokens) and any(
        c.startswith("unit.") for c in tokens[n + 1].concepts
    )
    return n + 1 + unit


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether this word is the last of its sentence."""
    return n + 1 == len(tokens) or at(tokens, n + 1, "stop")


def _alike(
    tokens: Sequence[Token], one: int, other: int, families: Sequence[str] = _FAMILIES
) -> bool:
    """Whether two words are of one kind."""
    if not 0 <= one < len(tokens) or not 0 <= other < len(tokens):
        return False
    first, second = tokens[one], tokens[other]
    if first.has("clips", "shots") or second.has("clips", "shots"):
        return False
    if any(first.has(*kind) and second.has(*kind) for kind in _KINDS):
        return True
    return any(
        c.startswith(family) and any(d.startswith(family) for d in second.concepts)
        for family in families
        for c in first.concepts
    )


def with_moderation(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with "warm, not too strong" as "warm a bit": it asks for no less of it."""

    def moderate(words: Sequence[Token], n: int) -> Replacement:
        joint = int(at(words, n, "comma", "but"))
        joint += at(words, n, "comma") and at(words, n + 1, "but")
        pair, end = words[n + joint : n + joint + 2], n + joint + 2
        if len(pair) < 2 or not pair[0].has("less"):
            return NOTHING
        last = n - 1 - at(words, n - 1, "degree.bit")
        quality = _quality(words, last)
        again = not quality.isdisjoint(pair[1].concepts)
        strong = pair[1].has("degree.much", "adj.strong", "excess")
        if (
            not quality
            or not (strong or again)
            or (end < len(words) and not at(words, end, *_ENDS))
        ):
            return NOTHING
        has_degree = last < n - 1
        return None if has_degree else over(pair, **{"degree.bit": True}), joint + 2

    return rewrite(tokens, moderate)


def _quality(words: Sequence[Token], n: int) -> frozenset[str]:
    """How something is to be, by the word at this place: "warm", "vintage look"."""
    if n > 0 and at(words, n, "look_noun", "effects_all"):
        n -= 1
    concepts = words[n].concepts if n >= 0 else frozenset()
    return frozenset(c for c in concepts if c.startswith(("adj.", "look.")))
