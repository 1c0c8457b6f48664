"""Read how often: "every 2 beats", "each bar", "per bar", "每两拍"."""

from collections.abc import Sequence

from studio.model.edits.music import BeatUnit
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.chunks.values import CLOCK_UNITS
from studio.rules.language.entities.token import Token

_UNITS = {
    "unit.bar": BeatUnit.BAR,
    "unit.beat": BeatUnit.BEAT,
    "beat": BeatUnit.BEAT,
    "unit.section": BeatUnit.SECTION,
}


def interval(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "every 2 beats", "each bar", "every other beat", "1 cut / bar"."""
    if not _opens(tokens, n):
        return NOTHING
    end = n + 1
    if not at(tokens, end, *_UNITS):
        end = skip(tokens, end, "filler")
    if at(tokens, end, "beats"):
        value = tokens[end].value("beats")
        return over(tokens[n : end + 1], interval=value), end + 1 - n
    if at(tokens, end, "duration"):
        value = (tokens[end].value("duration"), BeatUnit.SECOND)
        return over(tokens[n : end + 1], interval=value), end + 1 - n
    count, end = _count(tokens, end)
    unit = _unit(tokens, end)
    if unit is None:
        return NOTHING
    return over(tokens[n : end + 1], interval=(count * unit[0], unit[1])), end + 1 - n


def _opens(tokens: Sequence[Token], n: int) -> bool:
    """Whether "every" or a slash stands here."""
    if tokens[n].value("mark") == "/":
        return at(tokens, n + 1, "unit.bar", "unit.beat")
    return tokens[n].has("each") and not tokens[n].has("photo")


def _count(tokens: Sequence[Token], n: int) -> tuple[float, int]:
    """The number before a unit: "every other beat", "every fourth bar"."""
    if at(tokens, n, "other"):
        return 2.0, n + 1
    ordinal = tokens[n].value("ordinal") if n < len(tokens) else None
    if ordinal and ordinal > 0 and at(tokens, n + 1, *_UNITS, *CLOCK_UNITS):
        return float(ordinal), n + 1
    return 1.0, n


def _unit(tokens: Sequence[Token], n: int) -> tuple[float, BeatUnit] | None:
    """The unit at this place, and how many of it it counts for."""
    if n >= len(tokens):
        return None
    token = tokens[n]
    for name, unit in _UNITS.items():
        if token.has(name) and (name == "unit.section" or not token.has("filler")):
            return 1.0, unit
    if token.has("number"):
        return None
    seconds = next((s for name, s in CLOCK_UNITS.items() if token.has(name)), None)
    return None if seconds is None else (seconds, BeatUnit.SECOND)
