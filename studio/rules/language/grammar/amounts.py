"""How much: directions, degrees and the amounts that come of them."""

from studio.model.edits.record import Amount, Exact, Times
from studio.rules.language.grammar.clause import Clause

BIT, USUAL, MUCH = 1.2, 1.5, 2.0
"""Factors of "a bit", of a change whose amount is not said, and of "much"."""


def degree(c: Clause) -> float:
    """Read by how much: ``BIT``, ``MUCH``, or ``USUAL`` where nothing is said."""
    if c.has("degree.bit"):
        c.take_all("degree.bit", "degree.much", "more")
        return BIT
    if c.has("degree.much"):
        c.take_all("degree.much", "more")
        return MUCH
    c.take_all("more")
    return USUAL


def change(c: Clause, sign: int) -> Amount:
    """An amount in a direction: "by 20 %", "to a third", "twice", "half", "a bit"."""
    part = _part(c)
    if part is not None:
        by = bool(c.take_all("by"))
        level = c.seen("to") or (sign > 0 and part >= 1) or _stands_apart(c, sign)
        if not by and level:
            c.take_all("to")
            return Exact(value=part)  # "up, like 120 %" is a level
        return Times(factor=max(0.01, 1 + sign * part))
    factor = c.value("factor")
    if factor:
        return Times(factor=factor if sign > 0 or factor < 1 else 1 / factor)
    if c.take("half"):
        return Times(factor=0.5 if sign < 0 else 1.5)
    if c.take("double"):
        return Times(factor=2.0 if sign > 0 else 0.5)
    if c.take("triple"):
        return Times(factor=3.0 if sign > 0 else 1 / 3)
    step = degree(c)
    return Times(factor=step if sign > 0 else round(1 / step, 4))


def _stands_apart(c: Clause, sign: int) -> bool:
    """Whether a share follows "a bit less" as what is left: "音乐小一点，30%"."""
    n = next((n for n, t in enumerate(c.tokens) if t.has("percent")), 0)
    lowered = sign < 0 and n > 1 and c.tokens[n - 1].has("comma")
    return lowered and c.tokens[n - 2].has("degree.bit")


def _part(c: Clause) -> float | None:
    """Read a percentage or a fraction but "half" as a share of one."""
    percent = c.value("percent")
    if percent is not None:
        return float(percent) / 100
    if c.has("fraction") and not c.has("half"):
        return float(c.value("fraction"))
    return None
