"""Constructions for whether photos move or stand still."""

from typing import Literal

from studio.model.edits.footage import PlaceClip, SetPhotoMotion, SetShotLength
from studio.model.edits.picture import Zoom
from studio.model.edits.record import WHOLE, Edit, Exact, OfClips, OfShots
from studio.model.media import MediaKind
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "photo? each? all? $put? to? with? degree.bit? on? adj.slow? verb.keep!still_photos? verb.stabilise? around? it? @scope"
_OWN_MOTION = 0.1
"""By how much the motion of a photo is the cheaper reading of a zoom that is denied."""
_ZOOM = "verb.slow_zoom? verb.zoom? motion_noun?"


@construction(
    "photo_motion",
    f"photo_motion clips&photo? {_ZOOM} {_ABOUT}",
    f"motion_noun|verb.slow_zoom clips&photo|photo verb.zoom? adj.calm? {_ABOUT}",
    f"verb.zoom clips&photo|photo adj.slow|adj.calm|degree.bit|effects_all {_ABOUT}",
)
def moving(m: Match) -> Outcome:
    """Reads "ken burns on", "slowly zoom into the photos", "ken burns on shot 3"."""
    if isinstance(m.scope, OfShots):
        return [Zoom(level=Exact(value=1.0), end=1.2, scope=m.scope)]
    return _motion(m, on=True)


@construction(
    "photo_motion",
    f"photo_motion not|verb.remove|off clips&photo? still_photos? {_ZOOM} {_ABOUT}",
    f"motion_noun|verb.zoom not|verb.remove|off clips&photo|photo effects_all? {_ABOUT}",
    f"not~motion_noun clips&photo|photo {_ABOUT}",
    f"still_photos clips&photo|photo photo_motion? not? motion_noun? {_ABOUT}",
    f"photo_motion still_photos clips&photo? throughout? {_ABOUT}",
    f"photos_still still_photos? photo_motion? not? {_ABOUT}",
)
def still(m: Match) -> Outcome:
    """Reads "photos should stay still", "no ken burns"."""
    return _motion(m, on=False)


@construction(
    "photo_motion",
    f"verb.zoom|verb.slow_zoom not|verb.remove!filler|off clips flaw? effects_all? {_ABOUT}",
)
def not_zoomed(m: Match) -> Outcome | None:
    """Reads "sunset 不要 zoom" of a photo, which moves by itself where nobody zoomed."""
    view = m.clause.view
    photos = {c.id for c in view.clips if c.kind is MediaKind.IMAGE}
    ids = m.clips() or getattr(m.scope, "assets", ())
    zoomed = "zoom" in view.in_force or any(e.do == "zoom" for e in view.last_edits)
    if zoomed or not ids or not photos.issuperset(ids):
        return None
    m.clause.cost -= _OWN_MOTION
    return _motion(m, on=False)


@construction("photo_motion", "still_photos it? verb.keep? verb.let? $put?")
def still_again(m: Match) -> Outcome | None:
    """Reads "3 s a photo, keep them still": what the photos named before do."""
    before = m.clause.context.edits[-1:]
    still = SetPhotoMotion(on=False)
    if before == [still]:
        return []
    about = bool(before) and getattr(before[0], "photos", before[0].do == still.do)
    return [still] if about else None


@construction("place", "span $put? photo? for?")
def at_an_edge(m: Match) -> Outcome | None:
    """Reads "合照最后八秒": a photo has no last seconds, it is the video that ends so."""
    span: Span = m["span"]
    photos = {c.id for c in m.clause.view.clips if c.kind is MediaKind.IMAGE}
    ids = span.clips.ids if span.clips is not None else ()
    if span.owner != "clips" or len(ids) != 1 or not photos.issuperset(ids):
        return None
    start, end = span.start or 0.0, span.end
    if start < 0 and end is None:
        where: Literal["first", "last"] = "last"
    elif start == 0 and end is not None and end > 0:
        where = "first"
    else:
        return None
    length = SetShotLength(seconds=end or -start, scope=OfClips(assets=ids))
    return [PlaceClip(clip=ids[0], where=where), length]


def _motion(m: Match, *, on: bool) -> list[Edit]:
    view = m.clause.view
    photos = {c.id for c in view.clips if c.kind is MediaKind.IMAGE}
    ids = m.clips() or getattr(m.scope, "assets", ())
    scope = OfClips(assets=ids) if ids and set(ids) != photos else WHOLE
    return [SetPhotoMotion(on=on, scope=scope)]
