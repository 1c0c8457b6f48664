"""Constructions for logos, watermarks and stickers."""

from typing import Any

from studio.model.edits.overlay import (
    AddOverlay,
    ChangeOverlay,
    Position,
    RemoveOverlay,
)
from studio.model.edits.record import Amount, AtTime, Exact, Times
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, Residue
from studio.rules.language.entities.names import names_concept
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome, question

_USUAL_SIZE = 0.18
"""Share of the frame's width that an overlay has where nothing is said."""
_ABOUT = (
    "logo? clips? $make? video? photo? clip_one? verb.last? verb.keep? position_word? "
    "corner? on? all? by? each? it? new? copula? length_noun? size_noun?"
)
"""What may stand around every wish about an overlay."""


@construction("remove_overlay", f"logo $remove {_ABOUT}")
def remove(m: Match) -> Outcome:
    """Reads "lose the watermark"."""
    return [RemoveOverlay(image=_image(m))]


@construction(
    "overlay",
    f"logo percent? fraction? @style {_ABOUT}",
    f"clips as logo percent? fraction? @style {_ABOUT}",
    "logo adj.transparent|adj.opaque percent? fraction? half? excess? less? more? not? "
    f"degree.bit? @style {_ABOUT}",
)
def overlay(m: Match) -> Outcome | None:
    """Reads "use the photo as a logo top right", "logo smaller", "logo at 50 %"."""
    image, opacity = _image(m), _opacity(m)
    values = _styled(m)
    size = values.pop("size", None)
    if size is None and opacity is None and (share := m.share) is not None:
        size = Exact(value=share)
    stands = bool(m.clause.view.overlays)
    adds = m.has("verb.add", "as", "verb.use") and not m.has("verb.move", "verb.make")
    said = bool(values) or size is not None or opacity is not None
    if stands and said and not m.has("verb.put_on") and not (adds and image):
        several = image if len(m.clause.view.overlays) > 1 else None
        return [ChangeOverlay(image=several, size=size, opacity=opacity, **values)]
    return _added(m, image, values, size, opacity)


def _styled(m: Match) -> dict[str, Any]:
    """Place, size and time of the overlay; what overlays lack is left out."""
    values = dict(m.style)
    seconds = values.pop("seconds", None)
    if seconds is not None:
        start = values.get("start", AtTime(seconds=0.0))
        values["end"] = AtTime(seconds=start.seconds + seconds)
    known = {"position", "size", "start", "end"}
    return {name: value for name, value in values.items() if name in known}


def _added(
    m: Match,
    image: AssetId | None,
    values: dict[str, Any],
    size: Amount | None,
    opacity: Amount | None,
) -> Outcome:
    if isinstance(size, Exact):
        values["size"] = max(0.02, min(1.0, size.value))
    elif isinstance(size, Times):
        values["size"] = round(max(0.02, min(1.0, _USUAL_SIZE * size.factor)), 3)
    if isinstance(opacity, Exact):
        values["opacity"] = max(0.0, min(1.0, opacity.value))
    elif isinstance(opacity, Times):
        values["opacity"] = round(max(0.05, min(1.0, opacity.factor)), 3)
    values.setdefault("position", Position.BOTTOM_RIGHT)
    if image is not None:
        return [AddOverlay(image=image, **values)]
    photos = _candidates(m)
    if not photos:
        return Residue(m.clause.words(), "overlay", "no_photo")
    if len(photos) == 1:
        return [AddOverlay(image=photos[0].id, **values)]
    choices = [(c.name, [AddOverlay(image=c.id, **values)]) for c in photos]
    return question("which_photo", choices)


def _candidates(m: Match) -> list[ClipView]:
    """The photos that may be meant: those that are named as logos, else all."""
    photos = [c for c in m.clause.view.clips if c.kind is MediaKind.IMAGE]
    return [c for c in photos if names_concept(c.name, "logo")] or photos


def _image(m: Match) -> AssetId | None:
    by_id = {c.id: c for c in m.clause.view.clips}
    photos = [i for i in m.clips() if by_id[i].kind is MediaKind.IMAGE]
    return photos[0] if len(photos) == 1 else None


def _opacity(m: Match) -> Amount | None:
    if not m.has("adj.transparent", "adj.opaque"):
        return None
    if m.has("half") or m.has("half_transparent"):
        return Exact(value=0.5)
    if m.share is not None:
        opaque = m.has("adj.opaque")
        return Exact(value=m.share if opaque else round(1 - m.share, 4))
    more = m.has("adj.opaque") is not m.has("less", "excess")
    step = 1.2 if m.has("degree.bit") else 1.5
    return Times(factor=step if more else round(1 / step, 4))
