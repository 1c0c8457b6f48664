"""Read moments: "at 8 seconds", "at 0:08", "第8秒", "8 seconds in", "second 8"."""

from collections.abc import Sequence

from studio.model.edits.record import AtTime
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.chunks.values import CLOCK_UNITS
from studio.rules.language.entities.token import Token


def moment(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads a point of the clock; what names a shot there keeps that meaning."""
    token = tokens[n]
    if token.has("time"):
        return _at(tokens[n : n + 1], float(token.value("time")))
    if (seconds := _counted(tokens, n)) is not None:
        return _at(tokens[n : n + 2], seconds)
    if (
        token.has("at")
        and not token.has("for", "by", "between", "unit.second", "filler")
        and at(tokens, place := skip(tokens, n + 1, "filler"), "duration")
    ):
        end = place + 1 + at(tokens, place + 1, "mark_noun")  # "at the 5 second mark"
        return _at(tokens[n:end], tokens[place].value("duration"), at=True)
    if not token.has("duration"):
        return NOTHING
    seconds = token.value("duration")
    if (
        at(tokens, n + 1, "clips") and tokens[n + 1].value("clips").back == "this"
    ):  # "8秒那个"
        return _at(tokens[n : n + 2], seconds, shot=True)
    if token.has("owns") and at(tokens, n + 1, "shot"):  # "8秒的镜头"
        return _at(tokens[n : n + 2], seconds, shot=True)
    ranked = n > 0 and tokens[n - 1].has("ordinal")
    if at(tokens, n + 1, "there", "mark_noun") and not ranked:
        return _at(tokens[n : n + 2], seconds)
    return NOTHING


def _at(stretch: Sequence[Token], seconds: float, **notes: bool) -> Replacement:
    values = {"moment": AtTime(seconds=seconds), "time": seconds, **notes}
    return over(stretch, **values), len(stretch)


def _counted(tokens: Sequence[Token], n: int) -> float | None:
    """The seconds of "第8秒" and "second 8"; None for anything else."""
    token = tokens[n]
    unit = next((s for name, s in CLOCK_UNITS.items() if at(tokens, n + 1, name)), None)
    if (
        unit is not None
        and (token.value("ordinal") or 0) > 0
        and token.end == tokens[n + 1].start
        and not token.has("unit.second")
    ):
        return float(token.value("ordinal")) * unit
    own = next((s for name, s in CLOCK_UNITS.items() if token.has(name)), None)
    counts = at(tokens, n + 1, "number") and not at(tokens, n + 1, "clip_one")
    if own is not None and counts and not token.has("number"):
        if _is_torn(tokens[n : n + 3]):
            return None  # "m4a" is no minute 4
        return float(tokens[n + 1].value("number")) * own
    return None


def _is_torn(tokens: Sequence[Token]) -> bool:
    """Whether these three stand in one word."""
    ends = [token.end for token in tokens]
    joined = ends[:-1] == [token.start for token in tokens[1:]]
    return len(tokens) > 2 and joined and tokens[-1].has("filler", "unknown")
