"""Constructions for the order of the clips: whole orders, lists, one clip's place, swaps."""

from typing import Literal

from studio.model.edits.footage import OrderMode, PlaceClip, SetOrder, SwapShots
from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.rules.language.frames.construction import Match, construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$make? clip? clip_one? photo? shot? video? all? it? position_word? verb.keep? exactly?"
"""What may stand around every wish about the order."""
_ORDER = f"order_noun? verb.sync? clips? back? again? {_ABOUT}"

fixed(
    __name__,
    SetOrder(mode=OrderMode.AS_SENT),
    f"order.as_sent order.reversed? not? verb.shuffle? verb.undo? {_ORDER}",
    f"order_noun verb.keep|old|normal|same {_ORDER}",
)
fixed(
    __name__,
    SetOrder(mode=OrderMode.BY_TIME),
    f"order.by_time {_ORDER}",
)
fixed(
    __name__,
    SetOrder(mode=OrderMode.REVERSED),
    f"order.reversed last_place? first_place? {_ORDER}",
    f"order_noun verb.reverse|verb.swap last_place? first_place? {_ORDER}",
)
fixed(
    __name__,
    SetOrder(mode=OrderMode.SHUFFLED),
    f"verb.shuffle {_ORDER}",
)
fixed(
    __name__,
    SetOrder(mode=OrderMode.AUTO),
    f"order.auto {_ORDER}",
    f"verb.shuffle not {_ORDER}",
)


@construction(
    "order",
    f"clips+ then|order_noun|order.as_sent|first_place|arrow listed? verb.start? first_place? then? and? comma? verb.end? last_place? {_ABOUT}",
    f"clips+ verb.start then listed? verb.end? last_place? {_ABOUT}",
)
def listed(m: Match) -> Outcome | None:
    """Reads "start with clip 2 then clip 1", "order: dog, beach, city"."""
    ids = m.clips()
    if len(ids) < 2 or len(ids) != _named(m):
        return None
    return [SetOrder(mode=OrderMode.LISTED, clips=ids)]


def _named(m: Match) -> int:
    """How many clips are named, one by one; photos as a group count once."""
    refs = [t.value("clips") for _, t in m.words if t.value("clips") is not None]
    return sum(1 if ref.photos and len(ref.ids) > 2 else len(ref.ids) for ref in refs)


_FIRST = "first_place|edge_start|verb.start"
_LAST = "last_place|edge_end|verb.end"


@construction(
    "place",
    f"clips {_FIRST} ordinal? then? verb.include? verb.last? only_place? {_ABOUT}",
    f"it {_FIRST} ordinal? verb.move {_ABOUT}",
)
def first(m: Match) -> Outcome | None:
    """Reads "start with the beach", "dog first"."""
    ids = m.clips()
    return _placed(tuple(reversed(ids)), "first")


@construction(
    "place",
    f"clips {_LAST} ordinal? then? verb.include? verb.last? only_place? {_ABOUT}",
    f"it {_LAST} ordinal? verb.move {_ABOUT}",
)
def last(m: Match) -> Outcome | None:
    """Reads "dog last", "end on the sunset"."""
    return _placed(m.clips(), "last")


def _placed(ids: tuple[AssetId, ...], where: str) -> list[Edit] | None:
    return [PlaceClip.model_validate({"clip": i, "where": where}) for i in ids] or None


@construction(
    "place",
    f"clips+ after|before verb.swap? edge_start? edge_end? exactly? {_ABOUT}",
)
def beside(m: Match) -> Outcome | None:
    """Reads "clip 3 after clip 1", "把海边放到狗后面", "after the dog, show the beach"."""
    refs = [t for _, t in m.words if t.value("clips") is not None]
    ids, named = m.clips(), len(refs)
    if len(ids) != 2 and not (len(ids) == 1 and m.has("it")):
        return None
    where: Literal["after", "before"] = "after" if m.has("after") else "before"
    if len(ids) == 1:
        recent = [i for i in m.recent() if i not in ids]
        if not recent:
            return None
        return [PlaceClip(clip=ids[0], where=where, other=recent[0])]
    moved, other = ids
    opens = named == 2 and all(t.start > m.place(where) for t in refs)
    if opens and not m.is_han():
        moved, other = other, moved
    return [PlaceClip(clip=moved, where=where, other=other)]


@construction("place", f"clips+ between {_ABOUT}")
def between(m: Match) -> Outcome | None:
    """Reads "the dog between clip 1 and clip 2"."""
    ids = m.clips()
    if len(ids) != 3:
        return None
    return [PlaceClip(clip=ids[0], where="after", other=ids[1])]


@construction(
    "place",
    f"clips songpart|moment verb.start? verb.show? beat? verb.sync? at? {_ABOUT}",
)
def at_moment(m: Match) -> Outcome | None:
    """Reads "the dog on the drop", "the beach at 0:12"."""
    ids, where = m.clips(), m.point()
    if len(ids) != 1 or where is None:
        return None
    return [PlaceClip(clip=ids[0], where="at", moment=where)]


_SWAP = "verb.swap and? with? order_noun? position_word? $make? first_place? last_place? edge_start? shot? clip? each? other?"


@construction("swap", f"shots {_SWAP}")
def swap_shots(m: Match) -> Outcome | None:
    """Reads "swap shots 3 and 4"."""
    return _swapped(m["shots"])


@construction("swap", f"number+ {_SWAP}", f"ordinal+ {_SWAP}")
def swap_numbers(m: Match) -> Outcome | None:
    """Reads "swap 3 and 4", "swap the first and the third"."""
    values = [t.value("number") or t.value("ordinal") for _, t in m.words]
    return _swapped([int(value) for value in values if value])


def _swapped(numbers: list[int] | tuple[int, ...]) -> list[Edit] | None:
    if len(numbers) != 2:
        return None
    return [SwapShots(shots=(numbers[0], numbers[1]))]


@construction("swap", f"clips+ {_SWAP}")
def swap_clips(m: Match) -> Outcome | None:
    """Reads "switch the dog and the beach"."""
    ids = m.clips()
    return [SwapShots(clips=(ids[0], ids[1]))] if len(ids) == 2 else None
