"""Read parts of the song: "the second drop", "chorus 2", "第二段副歌"."""

from collections.abc import Sequence

from studio.model.edits.record import SongLabel
from studio.rules.language.chunks.nouns.references import SONG_PARTS
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, skip
from studio.rules.language.entities.token import Token

_STARTED = frozenset({"edge_start", "first_place", "verb.start"})
"""What "开始" stands for."""
_COUNTED = ("clip_one", "clip", "unit.step", "of", "filler", "once", "twice")
"""What may stand between a number and a part of the song in Chinese."""


def songpart(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "the second drop", "chorus 2", "the drop"."""
    number, end = _numbered(tokens, n)
    label = _label(tokens[end])
    if label is None:
        return NOTHING
    if tokens[end].has("happens") and at(tokens, n - 1, "clips", "person"):
        return None, 1  # "my dog goes crazy": a clip does, not the song
    stretch = tokens[n : end + 1]
    if number == 0 and (behind := _number_behind(tokens, end + 1)):
        number, stretch = behind, tokens[n : end + 2]
    named = bool(number) or not _opens_clause(tokens, n, end)
    clear = named or not _is_doubtful(tokens[end])
    follow = skip(tokens, end + 1, "filler")
    if begins_change(tokens, end + 1):
        stretch = tokens[n : end + 2]  # "副歌开始快一点"
    if not clear and at(tokens, follow, "clips", "title", "songs", "shots", "quote"):
        return NOTHING  # "drop clip 3"
    concepts = tokens[end].concepts
    if clear:
        concepts = frozenset(c for c in concepts if c.startswith(("song.", "song_")))
    values = {**tokens[end].values, "songpart": (label, number)}
    place = Token(stretch[0].start, stretch[-1].end, concepts | {"songpart"}, values)
    return place, len(stretch)


def begins_change(tokens: Sequence[Token], n: int) -> bool:
    """Whether "开始" stands here, and what changes from there on: "开始变黑白"."""
    started = n < len(tokens) and tokens[n].concepts >= _STARTED
    return started and changes(tokens, n + 1)


def changes(tokens: Sequence[Token], n: int) -> bool:
    """Whether words say how something is to look, sound or move."""
    n = skip(tokens, n, "filler", "picture", "verb.make")
    n += at(tokens, n, "song", "sound", "clip_sound")
    token = tokens[n] if n < len(tokens) else None
    if token is None:
        return False
    heads = ("look.", "speed.", "adj.")
    named = any(c.startswith(heads) for c in token.concepts)
    return named or token.has("original_color", "verb.slow_down", "verb.speed_up")


def _label(token: Token) -> SongLabel | None:
    return next((SongLabel(c[5:]) for c in SONG_PARTS if c in token.concepts), None)


def _numbered(tokens: Sequence[Token], n: int) -> tuple[int, int]:
    """An ordinal before a part, and where the part stands; 0 where there is none."""
    if not tokens[n].has("ordinal") or tokens[n].has("edge_start"):
        return 0, n  # "开头就要高潮" counts none
    end = n + 1
    if not at(tokens, end, *SONG_PARTS):
        end = skip(tokens, end, *_COUNTED)
    if not at(tokens, end, *SONG_PARTS):
        return 0, n
    return int(tokens[n].value("ordinal")), end


def _number_behind(tokens: Sequence[Token], n: int) -> int:
    """The 2 of "chorus 2"; 0 where none stands here."""
    if not at(tokens, n, "number") or at(tokens, n, "to"):
        return 0
    value = tokens[n].value("number")
    return int(value) if value == int(value) and 1 <= value < 10 else 0


def _opens_clause(tokens: Sequence[Token], n: int, end: int) -> bool:
    """Whether nothing stands before it, so that "drop" may be an order."""
    before = n - 1
    while before >= 0 and tokens[before].has("filler") and not tokens[before].has("at"):
        before -= 1
    parted = before < 0 or tokens[before].has("comma", "stop", "and", "then", "but")
    return parted and not at(tokens, end + 1, "at", "of")


def _is_doubtful(token: Token) -> bool:
    return any(c.startswith(("verb.", "pace.")) for c in token.concepts)
