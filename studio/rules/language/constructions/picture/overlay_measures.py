"""How large and how opaque a picture on top is to be, by the words for it."""

from typing import Any

from studio.model.edits.limits import LARGEST_OVERLAY, SMALLEST_OVERLAY
from studio.model.edits.overlay import USUAL_OVERLAY
from studio.model.edits.record import Amount, Exact, Times
from studio.rules.language.constructions.match import Match

_FAINTEST = 0.05
_DOUBTFUL = 0.3
"""A share from which it may be the opacity: no logo is so large."""


def measures(m: Match) -> dict[str, Amount]:
    """Size and opacity: "30 %", "half transparent", "a bit smaller"."""
    share, clear, opaque = m.share, m.has("adj.transparent"), m.has("adj.opaque")
    sized = m.has("adj.big", "adj.small", "size_noun", "double")
    out: dict[str, Amount] = {}
    if clear or opaque:
        out["opacity"] = _change(m, up=opaque, share=share, clear=clear and not opaque)
    elif share is not None and m.has("double"):
        out["opacity"] = Exact(value=share)
    elif share is not None and not sized:
        out["size"] = Exact(value=share)
    if sized:
        out["size"] = _sized(m, None if clear or opaque else share)
    return out


def _change(m: Match, *, up: bool, share: float | None, clear: bool) -> Amount:
    if share is not None:
        return Exact(value=round(1 - share, 4) if clear else share)
    raised = up if not m.has("less", "excess", "not", "lack") else not up
    return _times_by(m, raised)


def _sized(m: Match, share: float | None) -> Amount:
    if m.has("double"):
        return Times(factor=2.0)
    if share is not None and m.has("half", "fraction"):
        return Times(factor=share)
    if share is not None and 0 <= m.place("percent") < m.place("compared"):
        by = share if m.has("adj.big") else -share  # "20 % bigger"
        return Times(factor=round(1 + by, 4))
    if share is not None:
        return Exact(value=share)
    return _times_by(m, m.has("adj.big") is not m.has("less", "excess", "not"))


def _times_by(m: Match, up: bool) -> Times:
    step = m.degree()
    return Times(factor=step if up else round(1 / step, 4))


def meanings(m: Match, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The values; of "logo at 50 %" also those with the share as its opacity."""
    share = values.get("size")
    sized = m.has("adj.big", "adj.small", "size_noun", "verb.lower", "verb.raise")
    large = isinstance(share, Exact) and share.value >= _DOUBTFUL
    if not large or sized or m["percent"] is None:
        return [values]
    others = {name: value for name, value in values.items() if name != "size"}
    faded = {**others, "opacity": share}
    fades = m.clause.seen("animation.fade", "verb.fade")
    return [faded] if fades else [values, faded]


def size(amount: Amount | None) -> float:
    """The width of a new one, as a share of the picture's."""
    share = USUAL_OVERLAY
    if isinstance(amount, Exact):
        share = amount.value
    elif isinstance(amount, Times):
        share = round(share * amount.factor, 3)
    return max(SMALLEST_OVERLAY, min(LARGEST_OVERLAY, share))


def opacity(amount: Amount | None) -> float:
    """The opacity of a new one."""
    if isinstance(amount, Exact):
        return max(0.0, min(1.0, amount.value))
    if isinstance(amount, Times):
        return max(_FAINTEST, min(1.0, round(amount.factor, 3)))
    return 1.0
