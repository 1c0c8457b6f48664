"""Read stretches with two ends: "from 5 to 10 seconds", "0:05-0:10", "第3到5秒"."""

from collections.abc import Sequence

from studio.rules.language.chunks.places.span import Span
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.chunks.values import CLOCK_UNITS
from studio.rules.language.entities.token import Token


def from_to(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "from 5 to 10 seconds", "between 5s and 10s", "from 0:10 to the end"."""
    if at(tokens, n, "from_start"):
        return _from_start(tokens, n)
    opened, counted, first = _opening(tokens, n)
    from_start = opened and at(tokens, first, "edge_start")
    if not from_start and not _is_point(tokens, first):
        return NOTHING
    end = first + 1
    if at(tokens, end, "unit.second") and at(tokens, first, "ordinal"):
        end += 1
    between = at(tokens, n, "between")
    last = _behind_to(tokens, end, between=between)
    if last is None or last >= len(tokens):
        return NOTHING
    if at(tokens, last, "edge_end", "to_end"):
        begin = _seconds(tokens[first], 1.0 if opened else None)
        if begin is None or not (opened or at(tokens, first, "time", "duration")):
            return NOTHING
        return over(tokens[n : last + 1], span=Span(begin, None)), last + 1 - n
    close, unit = _unit(tokens, first, last)
    if unit is None:
        unit = counted  # "from second 10 to 15", "minute 1 to minute 2"
    stop = _seconds(tokens[last], unit)
    begin = 0.0 if from_start else _seconds(tokens[first], unit)
    if stop is None or begin is None or begin >= stop > 0:
        return NOTHING
    return over(tokens[n:close], span=Span(begin, stop)), close - n


def _from_start(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "from the top to 0:20"."""
    last = _behind_to(tokens, n + 1, between=False)
    if last is None or not at(tokens, last, "time", "duration"):
        return NOTHING
    stop = _seconds(tokens[last], None)
    return over(tokens[n : last + 1], span=Span(0.0, stop)), last + 1 - n


def _opening(tokens: Sequence[Token], n: int) -> tuple[bool, float | None, int]:
    """Whether the stretch is opened, the unit before its first end, and where that is.

    The unit opens it, too: "seconds 4 to 9", "minute 1 to minute 2".
    """
    if at(tokens, n, "number"):
        return False, None, n
    if (unit := _counting(tokens, n)) is not None and at(tokens, n + 1, "number"):
        return True, unit, n + 1
    if not at(tokens, n, "from", "between"):
        return False, None, n
    first = skip(tokens, n + 1, "filler", "from", *CLOCK_UNITS)
    return True, _counting(tokens, n + 1), first


def _counting(tokens: Sequence[Token], n: int) -> float | None:
    """The seconds of a unit that stands before its number: "second 10", "minute 2"."""
    units = (s for name, s in CLOCK_UNITS.items() if at(tokens, n, name))
    return None if at(tokens, n, "number") else next(units, None)


def _is_point(tokens: Sequence[Token], n: int) -> bool:
    return at(tokens, n, "time", "duration", "number", "ordinal") and not at(
        tokens, n, "hash"
    )


def _behind_to(tokens: Sequence[Token], n: int, *, between: bool) -> int | None:
    """Where the second end stands, behind "to"; None where there is no "to"."""
    if at(tokens, n, "filler") and at(tokens, n + 1, "to"):
        n += 1
    if not at(tokens, n, "to") and not (between and at(tokens, n, "and")):
        return None
    return skip(tokens, n + 1, "filler", *CLOCK_UNITS)


def _unit(tokens: Sequence[Token], first: int, last: int) -> tuple[int, float | None]:
    """Where the stretch ends, and the seconds that a bare number in it counts."""
    if at(tokens, last, "ordinal") and at(tokens, last + 1, "unit.second"):
        return last + 2, 1.0
    if _are_minutes(tokens[first], tokens[last]):
        return last + 1, 60.0
    if at(tokens, last, "time", "duration") or at(tokens, first, "time", "duration"):
        return last + 1, 1.0
    return last + 1, None


def _are_minutes(first: Token, last: Token) -> bool:
    """Reads "1 to 2 minutes": the bare number counts minutes, too."""
    if not last.has("duration") or not first.has("number"):
        return False
    seconds = last.value("duration")
    return bool(
        seconds >= 60 and seconds % 60 == 0 and first.value("number") < seconds / 60
    )


def _seconds(token: Token, unit: float | None) -> float | None:
    for kind in ("time", "duration"):
        if token.has(kind):
            return float(token.value(kind))
    if unit is None:
        return None
    if token.has("number") and not token.has("beats"):
        return float(token.value("number")) * unit
    if token.has("ordinal") and token.value("ordinal"):
        return float(token.value("ordinal"))
    return None
