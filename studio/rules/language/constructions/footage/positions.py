"""Constructions for where one clip stands: first, last, beside another, on the drop."""

from itertools import pairwise
from typing import Literal

from studio.model.edits.footage import PlaceClip, SwapShots
from studio.model.edits.record import AtShot, AtTime, Edit
from studio.model.media import AssetId
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.entities.weights import LIGHT, weight
from studio.rules.language.grammar import clip_references
from studio.rules.language.grammar.bounds import bounded
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$put? verb.shift? verb.blend? clip? clip_one? photo? shot? video!verb.remove? it? position_word? exactly? verb.keep? verb.last?"
"""What may stand around every wish about where a clip stands."""
_EDGE = f"earlier? ordinal? then? verb.include? with? {_ABOUT}"
_FIRST = "first_place|edge_start|verb.start"
_LAST = "last_place|edge_end|verb.end"
_SECOND = 2
"""The first place that is counted; the first and the last have words of their own."""
_EDGES = (*_FIRST.split("|"), *_LAST.split("|"))


@construction(
    "place",
    f"{_FIRST} clips {_FIRST}? {_EDGE}",
    f"{_FIRST} it verb.move|verb.shift {_EDGE}",
    f"edge_start verb.jump clips {_EDGE}",
)
def first(m: Match) -> Outcome | None:
    """Reads "start with the beach", "dog first"."""
    ids = list(m.clips())
    if not ids or _possessed(m) or _starts_early(m) or m["excepted"]:
        return None  # "the dog starts too early" tells of its own start
    return [PlaceClip(clip=ids[0], where="first"), *_beside(ids[1:], "after", ids[:1])]


def _starts_early(m: Match) -> bool:
    """Whether a complaint tells when a clip starts by its own clock."""
    starts = any(t.has("verb.start") and t.has("finite") for _, t in m.words)
    if starts:
        return "state" in m.clause.context.concepts
    return m.clause.seen("state") and m.clause.seen("excess")


@construction(
    "place",
    f"both_ends clips {_EDGE}",
    f"{_FIRST} {_LAST} clips {_EDGE} and? both? all? again? too?",
    f"{_FIRST} {_LAST} it {_EDGE} and? both? again? too?",
)
def at_both_ends(m: Match) -> Outcome | None:
    """Reads "dog first and last", "首尾都用狗": the clip opens and closes the video."""
    ids = m.clips()
    # "begin with the dog and end with it, too"
    again = max(map(m.place, ("it", "too"))) > m.place("clips") >= 0
    if len(ids) != 1 or not (again or m.has("both_ends") or _beside_each_other(m)):
        return None
    return [PlaceClip(clip=ids[0], where="first"), PlaceClip(clip=ids[0], where="last")]


def _beside_each_other(m: Match) -> bool:
    """Whether nothing of weight stands between the two ends: "first and last"."""
    ends = [n for n, t in enumerate(m.clause.tokens) if t.has(*_EDGES)]
    between = m.clause.tokens[min(ends) : max(ends) + 1]
    return all(t.has(*_EDGES) or weight(t) <= LIGHT for t in between)


@construction("place", f"shown_again {_LAST} clips? it? too? {_EDGE}")
def again_at_the_end(m: Match) -> Outcome | None:
    """Reads "show the dog again at the end", "repeat it at the end"."""
    ids = m.clips() or m.recent()[:1]
    if len(ids) != 1:
        return Residue(m.clause.words(), "place")
    return [PlaceClip(clip=ids[0], where="last")]


@construction(
    "place",
    f"{_LAST} clips {_LAST}? {_EDGE}",
    f"{_LAST} it verb.move|verb.shift {_EDGE}",
)
def last(m: Match) -> Outcome | None:
    """Reads "dog last", "end on the sunset"."""
    ids = list(m.clips())
    if not ids or _possessed(m) or m["excepted"]:
        return None
    return [
        PlaceClip(clip=ids[-1], where="last"),
        *_beside(ids[:-1], "before", ids[-1:]),
    ]


@construction(
    "place",
    f"{_FIRST} clips+ instead_of!not {_EDGE}",
    f"{_LAST} clips+ instead_of!not {_EDGE}",
)
def in_the_place_of(m: Match) -> Outcome | None:
    """Reads "the dog should open it rather than the beach"."""
    ahead, behind = m.around("instead_of")
    if len(ahead) != 1 or len(behind) != 1:
        return None
    where: Literal["first", "last"] = "first" if m.has(*_FIRST.split("|")) else "last"
    return [PlaceClip(clip=ahead[0], where=where)]


def _possessed(m: Match) -> bool:
    """Whether the place is a clip's: "海边后面", not "后面"."""
    tokens = m.clause.tokens
    ends = {t.end for _, t in m.words if t.value("clips") is not None}
    ends |= {t.end for t in tokens if t.has("it") and not t.has("filler")}
    beside = any(t.has("side") and t.start in ends for _, t in m.words)
    moved = m.has("verb.move") and m.place("verb.move") < m.place("side")
    return beside and (moved or tokens[0].has("at"))  # "在火锅后面"


@construction(
    "place",
    f"after|before|followed_by clips+ verb.swap? edge_start? edge_end? after?+ before?+ then? {_ABOUT}",
)
def beside(m: Match) -> Outcome | None:
    """Reads "clip 3 after clip 1", "把海边放到狗后面", "after the dog, show the beach"."""
    if (m.has("before") and m.has("after")) or m.beside("it", "side"):
        return None  # "海边放前面,火锅放后面": a place each; "放它后面"
    ahead, behind = m.around("side", "followed_by", "after", "before")
    where: Literal["after", "before"]
    where = "after" if m.has("after", "followed_by") else "before"
    if m.has("side", "followed_by"):  # "狗后面放海边": the other one stands before it
        other, moved = ahead[-1:], [*ahead[:-1], *behind] or m.others(ahead)
    elif ahead:
        moved, other = ahead, behind
    else:
        other, moved = behind[:1], behind[1:]
    return _beside(moved, where, other) or None


@construction("place", f"clips after|before|then {_ABOUT}")
def beside_the_last(m: Match) -> Outcome | None:
    """Reads "…, the beach right after": beside the clip that was placed before."""
    ids, before = m.clips(), m.clause.context.edits[-1:]
    placed = [e.clip for e in before if isinstance(e, PlaceClip)]
    side = max(m.place("after"), m.place("before"), m.place("then"))
    if len(ids) != 1 or placed == [*ids] or side < m.place("clips"):
        return None
    if not placed:
        return Residue(m.clause.words(), "place")
    return _beside([*ids], "before" if m.has("before") else "after", placed)


@construction("place", f"after|before it clips {_ABOUT}")
def beside_it(m: Match) -> Outcome | None:
    """Reads "小狗放它后面": beside the clip that was placed or named before."""
    ids, before = m.clips(), m.clause.context.edits[-1:]
    placed = [e.clip for e in before if isinstance(e, PlaceClip)]
    other = [one for one in (*placed, *m.recent()) if one not in ids][:1]
    if len(ids) != 1 or not (m.is_han() and m.beside("it", "after", "before")):
        return None
    if not other:
        return Residue(m.clause.words(), "place")
    return _beside([*ids], "after" if m.has("after") else "before", other)


def _beside(
    moved: list[AssetId], where: Literal["after", "before"], other: list[AssetId]
) -> list[Edit]:
    if not moved or len(other) != 1 or other[0] in moved:
        return []
    row = [*other, *moved] if where == "after" else [*other, *reversed(moved)]
    return [
        PlaceClip(clip=one, where=where, other=neighbour)
        for neighbour, one in pairwise(row)
    ]


@construction("place", f"between clips+ {_ABOUT}")
def between(m: Match) -> Outcome | None:
    """Reads "the dog between clip 1 and clip 2", "在海边和夜景之间放小狗"."""
    ids = list(m.clips())
    ahead, behind = m.around("between")
    pair = next((side for side in (behind, ahead) if len(side) == 2), ids[1:])
    moved = [one for one in ids if one not in pair]
    if len(ids) != 3 or len(moved) != 1:
        return None
    return [PlaceClip(clip=moved[0], where="after", other=pair[0])]


@construction("place", f"clips!logo middle verb.move {_ABOUT}")
def in_the_middle(m: Match) -> Outcome | None:
    """Reads "put the sunset somewhere in the middle", "小狗放中间"."""
    ids, seconds = m.clips(), m.clause.view.duration
    if len(ids) != 1 or not seconds or m.clause.seen("then"):
        return None  # "first Anna, then Ben, the office in the middle": between them
    if "title" in m.clause.context.concepts:
        return None
    middle = AtTime(seconds=round(seconds / 2, 2))
    return [PlaceClip(clip=ids[0], where="at", moment=middle)]


@construction(
    "place",
    f"songpart|moment clips verb.switch_shots? verb.appear? beat? verb.sync? verb.land!verb.start!verb.play? verb.match? {_ABOUT}",
)
def at_moment(m: Match) -> Outcome | None:
    """Reads "the dog on the drop", "the beach at 0:12"."""
    ids, where = m.clips(), m.point()
    if len(ids) != 1 or where is None or m.clause.seen("until", "after", "excess"):
        return None  # "let the beach play until the drop" is no place
    return [PlaceClip(clip=ids[0], where="at", moment=where)]


@construction(
    "place",
    f"clips!nth nth copula|verb.make|verb.move|as copula? {_ABOUT} as?",
    f"clips!nth ordinal!first_place!last_place verb.move|verb.make|copula|as copula? {_ABOUT} as?",
)
def counted(m: Match) -> Outcome | None:
    """Reads "make the dog the third clip", "put the dog third", "狗放第三个"."""
    nth, number = m["nth"], m["nth"] or m["ordinal"]
    named = [t for _, t in m.words if t.has("clips") and not (nth and t.has("nth"))]
    if len(named) != 1 or number is None or number < _SECOND:
        return None
    ids = clip_references.resolve(m.clause, named[0].value("clips"))
    if len(ids) != 1:
        return None
    return [PlaceClip(clip=ids[0], where="at", moment=AtShot(number=int(number)))]


@construction("place", f"after clips for? again? verb.appear? {_ABOUT}")
def after_moment(m: Match) -> Outcome | None:
    """Reads "keep the dog for after the drop"."""
    ids, stretch = m.clips(), bounded(m.clause)
    if len(ids) != 1 or stretch is None or stretch.start is None or stretch.end:
        return None
    return [PlaceClip(clip=ids[0], where="at", moment=AtTime(seconds=stretch.start))]


_SWAP = (
    "verb.swap and? with? order_noun? position_word? around? $put? first_place? "
    "last_place? edge_start? shot? clip? clip_one? photo? each? other? verb.move? for? it?"
)


@construction("swap", f"shots+ {_SWAP}", f"number+ {_SWAP}", f"ordinal+ {_SWAP}")
def swap_shots(m: Match) -> Outcome | None:
    """Reads "swap shots 3 and 4", "swap the first and the third"."""
    numbers: list[int] = []
    for _, token in m.words:
        value = token.value("number") or token.value("ordinal")
        numbers += token.value("shots") or ([int(value)] if value else [])
    if len(numbers) != 2 or numbers[0] == numbers[1]:
        return None
    return [SwapShots(shots=(numbers[0], numbers[1]))]


@construction("swap", f"both_ends {_SWAP}")
def swap_the_ends(m: Match) -> Outcome | None:
    """Reads "swap the first and last clip"."""
    if not m.has("clip", "clip_one", "photo"):
        return [SwapShots(shots=(1, -1))] if m.has("shot") else None
    ids = [clip.id for clip in m.clause.view.clips if clip.kind.visible and clip.in_use]
    return [SwapShots(clips=(ids[0], ids[-1]))] if len(ids) > 1 else None


@construction("swap", "verb.swap it|both number? it? both? around? back?")
def swap_the_last(m: Match) -> Outcome | None:
    """Reads "swap those two": the two clips that were named last."""
    ids = clip_references.last_two(m.clause)
    corrects = "correction" in m.clause.context.concepts
    if len(ids) != 2 or m["number"] not in (None, 2) or corrects:
        return None
    return [SwapShots(clips=(ids[0], ids[1]))]


@construction("swap", f"clips+ {_SWAP}")
def swap_clips(m: Match) -> Outcome | None:
    """Reads "switch the dog and the beach"."""
    ids = m.clips()
    return [SwapShots(clips=(ids[0], ids[1]))] if len(ids) == 2 else None
