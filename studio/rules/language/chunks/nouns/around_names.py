"""Where the words around the name of a file begin and end: "the clip with Ben"."""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    skip,
    without_weight,
)
from studio.rules.language.entities.token import Token

_KINDS = ("clip", "clip_one", "photo", "song_one", "shot")
"""Nouns that may stand beside a name."""
_SHOWS = ("放", "用", "播", "接")
_SHOWN = ("verb.play", "verb.repeat", "verb.use", "first_place", "last_place", "after")
"""Words that end so and say that something is shown, and their concepts."""
_SIGN = 1
"""Characters of a pictogram."""
_PAIR = 2


def before_name(tokens: Sequence[Token], n: int) -> int:
    """Where the name stands behind "the clip with", "那段"; ``n`` where none does.

    Not in "replace the second clip with the dog".
    """
    noun = at(tokens, n, *_KINDS) and not at(tokens, n, "shot", "video")
    if noun and at(tokens, n + 1, "depicts") and not at(tokens, n - 1, "ordinal"):
        if any(t.has("verb.replace", "verb.swap") for t in tokens[:n]):
            return n
        return n + 2
    if _depicts(tokens, n):
        return n + 1
    if at(tokens, n, "ordinal") and at(tokens, n + 1, "this_clip"):
        ends = len(tokens) == n + 3 or at(tokens, n + 3, "comma", "stop")
        return n if ends else n + 2  # "最后那张合照去掉" is not about the end
    return n + 1 if at(tokens, n, "this_clip") else n


def _depicts(tokens: Sequence[Token], n: int) -> bool:
    """Whether "拍" or "最后一张" only describes the name behind it: "拍狗的那段"."""
    if not at(tokens, n + 1, "name", "weak_name"):
        return False
    kind = _described_up_to(tokens, n + 2)
    if at(tokens, n, "ordinal"):
        return at(tokens, n, "photo")
    if at(tokens, n, "photo", "clip_one") and tokens[n].end - tokens[n].start == _SIGN:
        return tokens[n].end == tokens[n + 1].start and not at(tokens, n - 1, "number")
    behind = at(tokens, kind, "this_clip") or at(tokens, kind, "clip_one")
    return behind and at(tokens, n, "films")


def describes(tokens: Sequence[Token], n: int) -> bool:
    """Whether a name only tells who is in the one clip behind it: "宝宝洗澡那段"."""
    adjoins = tokens[n].end == tokens[n + 1].start
    kind = n + 2
    one = at(tokens, kind, "this_clip", "clip_one") and not at(tokens, kind, "clip")
    return adjoins and one and tokens[n + 1].end == tokens[kind].start


def kind_behind(tokens: Sequence[Token], n: int) -> tuple[Token | None, int]:
    """The noun behind a name and where the phrase ends: "夜景里面那段", "dog clip"."""
    end = _described_up_to(tokens, n)
    if at(tokens, end, "this_clip"):
        end += 1
    if at(tokens, end, "footage_noun") and tokens[end - 1].end == tokens[end].start:
        end += 1  # "教室空镜", "湖边那段航拍"
    tail = end
    if end == n and at(tokens, n, "of") and not at(tokens, n, "at"):
        tail = n + 1
    return (tokens[tail], tail + 1) if at(tokens, tail, *_KINDS) else (None, end)


def _described_up_to(tokens: Sequence[Token], n: int) -> int:
    """Where "那段" stands behind unknown words after a name: "海边踩水那段"."""
    end = n
    while (
        end < len(tokens)
        and end - n < 6
        and tokens[end].has("unknown", "filler", "of", "degree.bit")
        and not tokens[end].has("clip_one")
    ):
        end += 1
    described = any(t.has("unknown") for t in tokens[n:end])
    return end if described and at(tokens, end, "this_clip", "clip_one") else n


def is_shown(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether an order to show something ends with this word: "最后放翻车"."""
    alone = n + 1 == len(tokens) or at(tokens, n + 1, "comma", "stop")
    before = tokens[n - 1].surface(folded) if n else ""
    return alone and before.endswith(_SHOWS) and at(tokens, n - 1, *_SHOWN)


def is_taken_out(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a clause only says that this is not to be shown: "花絮就别放了"."""
    opens = n == 0 or at(tokens, n - 1, "comma", "stop")
    ends = n + 2 == len(tokens) or at(tokens, n + 2, "comma", "stop")
    verb = tokens[n + 1].surface(folded) if at(tokens, n + 1, "verb.remove") else ""
    return opens and ends and any(one in verb for one in _SHOWS)


def counted(tokens: Sequence[Token], n: int) -> int:
    """The number before a name that several files have: "the two interviews"."""
    both = at(tokens, n, "both")
    if not (both or at(tokens, n, "number")) or not at(tokens, n + 1, "name"):
        return 0
    count = _PAIR if both else tokens[n].value("number")
    return int(count) if len(tokens[n + 1].value("name")) == count > 1 else 0


def without_comparison(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "than the beach" of "the dog faster than the beach": nothing is done to it.

    "The dog is quieter than the beach" complains.
    """
    end = skip(tokens, n + 1, "filler")
    compared = tokens[n].has("than") and at(tokens, end, "clips", "shots")
    named = [k for k in range(n) if tokens[k].has("clips", "shots")]
    if not compared or not named:
        return NOTHING
    clip, *between = tokens[named[-1] : n]
    is_so = bool(between) and clip.end == between[0].start  # "the dog's quieter"
    if is_so or any(t.has("copula") for t in between):
        return NOTHING
    return without_weight(tokens[n : end + 1]), end + 1 - n
