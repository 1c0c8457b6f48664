"""Constructions for logos, watermarks and stickers."""

from collections.abc import Sequence
from typing import Any

from studio.model.edits.overlay import (
    AddOverlay,
    ChangeOverlay,
    Position,
    RemoveOverlay,
)
from studio.model.edits.record import (
    AtTime,
    Edit,
    Moment,
    OfClips,
    OfShots,
    Scope,
)
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, Question, Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.picture.overlay_measures import (
    meanings,
    measures,
    opacity,
    size,
)
from studio.rules.language.constructions.registry import construction
from studio.rules.language.entities.names import names_concept
from studio.rules.language.grammar.clause import Outcome, question
from studio.rules.language.grammar.scopes import EDGE, bounded_or_sung, seconds_of

_MEASURES = (
    "position.*+? percent? half? fraction? double? adj.big? adj.small? adj.transparent? adj.opaque? "
    "size_noun? $degree? more? less? excess? lack? at_most? not? verb.raise? verb.lower? normal?"
)
_TIMES = (
    "duration? span? edge_start? edge_end? to_end? throughout? only? only_at? during? verb.last? from? "
    "verb.appear? verb.shift? moment? to?"
)
_ABOUT = (
    "logo? photo? clips?+ shots? as? with? on? at? to? by? position_word? clip_one? "
    "each? all? video? it? verb.keep? $put? verb.cover? face? "
)
"""What may stand around every wish about a logo."""


@construction("remove_overlay", f"logo $remove clips? more? again? {_ABOUT}")
def remove(m: Match) -> Outcome | None:
    """Reads "lose the watermark"."""
    if m.has("verb.cover"):
        return None  # "logo别压字幕"
    return [RemoveOverlay(image=_image(m))]


@construction(
    "change_overlay",
    f"logo verb.move? {_MEASURES} {_TIMES} {_ABOUT}",
)
def change(m: Match) -> Outcome | None:
    """Reads "logo smaller", "move the watermark to the top left", "logo at 10 %"."""
    view = m.clause.view
    values = _values(m)
    image = _image(m)
    if not view.overlays or not values or _adds(m, image):
        return None
    named = {"image": image if len(view.overlays) > 1 else None}
    ways = [
        ChangeOverlay.model_validate({**named, **one}) for one in meanings(m, values)
    ]
    return [ways[0]] if len(ways) == 1 else _which(ways)


@construction(
    "change_overlay",
    f"adj.see_through&adj.transparent half? percent? $degree? more? less? excess? lack? not? normal? {_ABOUT}",
)
def seen_through(m: Match) -> Outcome | None:
    """Reads "半透明", "再透明一点": nothing but what lies on top is transparent."""
    if not m.clause.view.overlays:
        return Residue(m.clause.words(), "change_overlay")
    return change(m)


@construction(
    "change_overlay",
    f"logo $remove|verb.vanish duration|moment after|at {_ABOUT}",
    f"logo $remove|verb.vanish span!clips after {_ABOUT}",
)
def vanish(m: Match) -> Outcome | None:
    """Reads "take the logo off after 5 seconds"."""
    if not m.clause.view.overlays:
        return None
    span: Span | None = m["span"]
    seconds = m["duration"] if span is None else span.end
    end = m["moment"] if seconds is None else AtTime(seconds=seconds)
    return None if end is None else [ChangeOverlay(end=end)]


@construction(
    "change_overlay",
    f"logo verb.cover|verb.drown verb.move|it {_MEASURES} up? down? {_TIMES} {_ABOUT} @rest",
)
def uncover(m: Match) -> Outcome | None:
    """Reads "the logo covers her face, move it up"."""
    if m.clause.seen("not"):
        return None  # "top right, don't cover the faces"
    where = _position(m)
    if where is None and m.has("up", "down"):
        where = Position.TOP if m.has("up") else Position.BOTTOM
    return None if where is None else [ChangeOverlay(position=where)]


@construction(
    "change_overlay",
    f"logo fade_out|fade_in|fade_both last_place? first_place? ordinal? {_TIMES} {_ABOUT}",
)
def faded(m: Match) -> Residue:
    """Reads "logo fades out at the end": the logo has no fade of its own."""
    return Residue(m.clause.words(), "change_overlay")


def _adds(m: Match, image: AssetId | None) -> bool:
    """Whether another image is laid over beside the one that stands."""
    if m.has("verb.put_on"):
        return True
    named = image is not None and image not in m.clause.view.overlays
    return named or m.has("as")


@construction("overlay", f"logo {_MEASURES} {_TIMES} verb.put_on? {_ABOUT}")
def add(m: Match) -> Outcome | None:
    """Reads "use the photo as a logo top right"."""
    if m.has("not") and not m.has("excess", "adj.big", "at_most"):
        return None
    if m.clause.view.overlays and not _adds(m, _image(m)):
        return None
    images = _candidates(m)
    if not images:
        return Residue(m.clause.words(), "overlay", "no_photo")
    ways = [
        {**one, "size": size(one.get("size")), "opacity": opacity(one.get("opacity"))}
        for one in meanings(m, _values(m))
    ]
    choices: list[tuple[str, list[Edit]]] = [
        (x.name, [AddOverlay.model_validate({"image": x.id, **ways[0]})])
        for x in images
    ]
    if len(choices) > 1:
        return question("which_photo", choices)
    if len(ways) > 1:
        image = images[0].id
        return _which([AddOverlay.model_validate({"image": image, **w}) for w in ways])
    return choices[0][1]


def _which(ways: Sequence[Edit]) -> Question:
    return question("which_edit", [*(("", [one]) for one in ways), ("", [])])


@construction(
    "overlay",
    f"clips verb.put_on|position.* {_MEASURES} {_TIMES} {_ABOUT}",
)
def add_file(m: Match) -> Outcome | None:
    """Reads "add logo.png for the last 5 seconds"."""
    image = _image(m)
    named = [x for x in _candidates(m) if names_concept(x.name, "logo")]
    return add(m) if image is not None and named else None


@construction(
    "overlay",
    f"clips+ position.* at|during|with {_MEASURES} {_TIMES} {_ABOUT}",
)
def in_a_corner(m: Match) -> Outcome | None:
    """Reads "put the sunset small in the corner during the dog clip"."""
    by_id = {x.id: x for x in m.clause.view.clips}
    kinds = [by_id[i].kind for i in m.clips()]
    pair = sorted(kinds) == sorted((MediaKind.IMAGE, MediaKind.VIDEO))
    return add(m) if pair and kinds[0] is MediaKind.IMAGE else None


def _image(m: Match) -> AssetId | None:
    """The one photo that the words name."""
    by_id = {x.id: x for x in m.clause.view.clips}
    photos = [i for i in m.clips() if by_id[i].kind is MediaKind.IMAGE]
    return photos[0] if len(photos) == 1 else None


def _candidates(m: Match) -> list[ClipView]:
    """The photos that may be meant: the named one, those called a logo, or all."""
    photos = [x for x in m.clause.view.clips if x.kind is MediaKind.IMAGE]
    image = _image(m)
    if image is not None:
        return [x for x in photos if x.id == image]
    named = [x for x in photos if names_concept(x.name, "logo")]
    return named or photos


def _values(m: Match) -> dict[str, Any]:
    """The fields that the words give: position, size, opacity, times and clips."""
    values: dict[str, Any] = _times(m) | _scope(m)
    if (where := _position(m)) is not None:
        values["position"] = where
    values |= measures(m)
    return values


def _scope(m: Match) -> dict[str, Scope]:
    """Where it lies: over shots or videos, in a stretch; {} where nothing is said."""
    if numbers := m["shots"]:
        return {"scope": OfShots(numbers=tuple(numbers))}
    by_id = {x.id: x for x in m.clause.view.clips}
    videos = tuple(i for i in m.clips() if by_id[i].kind is MediaKind.VIDEO)
    if videos:
        return {"scope": OfClips(assets=videos)}
    stretch = bounded_or_sung(m.clause, AddOverlay.SCOPES)
    return {} if stretch is None else {"scope": stretch}


def _position(m: Match) -> Position | None:
    names = m.names("position")
    corner = next((n for n in names if "_" in n), None)
    if corner is None and len(names) == 2:
        pairs = {f"{a}_{b}" for a in names for b in names}
        corner = next((p for p in Position if p in pairs), None)
    name = corner or next(iter(names), None)
    return None if name is None else Position(name)


def _times(m: Match) -> dict[str, Moment]:
    """When it shows: a stretch, or some seconds at an edge; {} for the whole video."""
    span: Span | None = m["span"]
    if span is not None:
        start, end = seconds_of(span, m.clause.view.duration) or (None, None)
        last = AtTime(end=True) if end is None else AtTime(seconds=end)
        return {"start": AtTime(seconds=start or 0.0), "end": last}
    seconds, point = m["duration"], m["moment"]
    if point is not None:
        return {"start": point}
    if seconds is not None and m.has("verb.shift") and m.beside("to", "duration"):
        return {"start": AtTime(seconds=seconds)}  # "move it to 10 s"
    if m.has("edge_end"):
        return {"start": AtTime(seconds=-(seconds or EDGE)), "end": AtTime(end=True)}
    if seconds is None and not m.has("edge_start"):
        return {}
    return {"start": AtTime(seconds=0.0), "end": AtTime(seconds=seconds or EDGE)}
