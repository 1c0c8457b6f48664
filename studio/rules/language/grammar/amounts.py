"""How much: directions, degrees and the amounts that come of them."""

from studio.model.edits.record import Amount, Exact, Plus, Times
from studio.rules.language.grammar.clause import Clause


def negated(c: Clause) -> bool:
    """Read a negation."""
    return bool(c.take_all("not"))


def degree(c: Clause) -> float:
    """1.2 for "a bit", 2 for "much", 1.5 where nothing is said."""
    if c.has("degree.bit"):
        c.take_all("degree.bit", "degree.much", "more")
        return 1.2
    if c.has("degree.much"):
        c.take_all("degree.much", "more")
        return 2.0
    c.take_all("more")
    return 1.5


def direction(
    c: Clause, up: tuple[str, ...], down: tuple[str, ...], *, flip: bool = True
) -> int:
    """1 for up, -1 for down, 0 for neither; "too loud" and "less loud" turn it round."""
    raising = c.has(*up)
    lowering = c.has(*down)
    adjective = c.seen(*(x for x in (*up, *down) if x.startswith("adj.")))
    if not raising and not lowering:
        return 0
    sign = 1 if raising else -1
    if raising and lowering and flip:
        return _nearest_sign(c, up, down)
    c.take_all(*up, *down)
    if not flip:
        return sign
    if c.has("lack") and adjective:
        c.take_all("lack")
        c.take_all("not")
        return sign
    if adjective and c.has("excess", "less", "not"):
        c.take_all("excess", "less", "not")
        return -sign
    return sign


def _nearest_sign(c: Clause, up: tuple[str, ...], down: tuple[str, ...]) -> int:
    """Where both directions are named, each with its own "too" or "less": the last."""
    sign = 0
    turning = ("excess", "less", "not")
    for n, token in enumerate(c.tokens):
        if token.has(*up) or token.has(*down):
            sign = 1 if token.has(*up) and not (token.has(*down) and sign == -1) else -1
            if any(c.tokens[k].has(*turning) for k in range(max(0, n - 2), n)):
                sign = -sign
    c.take_all(*up, *down, *turning, "lack")
    return sign


def change(c: Clause, sign: int) -> Amount:
    """An amount in a direction: "by 20 %", "twice", "half", "a bit"."""
    by = c.has("by")
    percent = c.value("percent")
    if percent is not None:
        c.take_all("by", "to")
        share = percent / 100
        if by or _relative(c):
            return Times(factor=max(0.01, 1 + sign * share))
        return Exact(value=share)
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


def _relative(c: Clause) -> bool:
    """Reads "20 % louder", "降低20%": a change, no aim ("lower it to 20 %", "降到20%")."""
    aims = any(
        "到" in c.surface(t) or "成" in c.surface(t) for t in c.tokens
    ) or c.seen("to")
    return not aims and c.seen(
        "compared", "verb.raise", "verb.lower", "more", "less", "adj.loud", "adj.quiet"
    )


def step(c: Clause, sign: int) -> Amount:
    """A change of a quality on its scale from -1 to 1."""
    if c.take_all("maximum", "full_volume"):
        c.take_all("to")
        return Exact(value=float(sign))
    percent = c.value("percent")
    if percent is not None:
        by = bool(c.take_all("by"))
        c.take_all("to")
        if by or _relative(c) or c.seen("more", "less"):
            return Plus(delta=sign * percent / 100)
        return Exact(value=percent / 100)
    size = {1.2: 0.1, 1.5: 0.2, 2.0: 0.4}[degree(c)]
    return Plus(delta=sign * size)
