"""Constructions for the order of all clips: as sent, by time, shuffled, a list."""

from studio.model.edits.footage import OrderMode, SetOrder, UseOnly
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$put? clip? clip_one? photo? shot? video!verb.remove? all? it? verb.keep? exactly?"
)
_ORDER = f"order_noun? verb.order? verb.sync? clips? back? again? {_ABOUT}"
"""What may stand around every wish about the order."""

fixed(
    __name__,
    SetOrder(mode=OrderMode.AS_SENT),
    f"order.as_sent!order.this order.reversed? not? verb.shuffle? verb.undo? {_ORDER}",
    f"order.this order.reversed? not? verb.undo? {_ORDER.replace('clips? ', '')}",
    f"order_noun verb.keep|old|normal|same {_ORDER}",
    f"order_noun verb.sent {_ORDER}",
)
fixed(__name__, SetOrder(mode=OrderMode.BY_TIME), f"order.by_time {_ORDER}")
fixed(
    __name__,
    SetOrder(mode=OrderMode.REVERSED),
    f"order.reversed last_place? first_place? clip_one? {_ORDER}",
    f"order_noun verb.reverse|verb.swap last_place? first_place? around? {_ORDER}",
)
fixed(__name__, SetOrder(mode=OrderMode.SHUFFLED), f"verb.shuffle {_ORDER}")
fixed(__name__, SetOrder(mode=OrderMode.AUTO), f"order.auto {_ORDER}")


@construction("order", f"verb.shuffle not {_ORDER}")
def not_shuffled(m: Match) -> Outcome:
    """Reads "don't shuffle them"; behind "in the order I sent" it says that again."""
    before = m.clause.context.edits[-1:]
    again = bool(before) and isinstance(before[0], SetOrder)
    return [] if again else [SetOrder(mode=OrderMode.AUTO)]


@construction("order", f"order.any copula? thanks? good? {_ABOUT}")
def any_order(_: Match) -> Outcome:
    """Reads "whatever order is fine": nothing is asked for."""
    return []


_LISTED = (
    "order_noun? order.as_sent? order.this? first_place? listed? verb.start? then? and? "
    f"comma? verb.end? last_place? verb.order? arrow? {_ABOUT}"
)


@construction(
    "order",
    f"clips+ firstly after|then|verb.repeat verb.repeat? {_LISTED}",
    f"clips+ then|order_noun|order.as_sent|order.this|followed_by {_LISTED}",
    f"clips+ arrow comma? then? listed? order_noun? {_ABOUT}",
)
def listed(m: Match) -> Outcome | None:
    """Reads "start with clip 2 then clip 1", "order: dog, beach, city"."""
    ids = m.clips()
    if len(ids) < 2 or len(ids) != _named(m):
        return None
    return [SetOrder(mode=OrderMode.LISTED, clips=ids)]


@construction(
    "order", f"clips+ arrow|then rest verb.remove|off|not comma? listed? {_ABOUT}"
)
def these_alone(m: Match) -> Outcome | None:
    """Reads "dog > beach > sunset, rest out"."""
    ids = m.clips()
    if len(ids) < 2 or len(ids) != _named(m):
        return None
    return [UseOnly(clips=ids), SetOrder(mode=OrderMode.LISTED, clips=ids)]


@construction("order", f"clips+ ordinal+ comma? first_place? last_place? {_ABOUT}")
def counted(m: Match) -> Outcome | None:
    """Reads "first the beach, second the dog, last the sunset"."""
    ids = m.clips()
    numbers = [n for _, t in m.words if (n := t.value("ordinal")) is not None]
    if not 1 < len(ids) == len(numbers) or numbers[:2] != [1, 2]:
        return None
    return [SetOrder(mode=OrderMode.LISTED, clips=ids)]


def _named(m: Match) -> int:
    """How many clips are named, one by one; photos as a group count once."""
    refs = [t.value("clips") for _, t in m.words if t.value("clips") is not None]
    return sum(1 if ref.photos and len(ref.ids) > 2 else len(ref.ids) for ref in refs)
