"""Constructions for how long each shot or photo is shown, and how photos move."""

from studio.model.edits.footage import PlaceClip, SetPhotoMotion, SetShotLength
from studio.model.edits.record import WHOLE, Edit, OfClips, OfShots, Scope
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome

_SLACK = 0.5
"""Seconds by which a clip may be shorter than it is asked to be shown."""
_ABOUT = (
    "photo? each? all? only? shot? clip? clip_one? verb.last? verb.freeze? exactly? "
    "at_most? adj.long? adj.short? length_noun? verb.shorten? verb.lengthen? by? "
    "same? $make? verb.keep? verb.switch_shots? cuts? video? it?"
)
"""What may stand around every wish about how long a shot is shown."""


@construction(
    "shot_length",
    f"duration clips|shots {_ABOUT}",
    f"duration each photo|photo_one|clip|clip_one|shot {_ABOUT}",
    f"duration photo all? {_ABOUT}",
    f"interval photo|photo_one|clips {_ABOUT}",
    f"beats photo|photo_one|clips|each {_ABOUT}",
)
def shown_for(m: Match) -> Outcome | None:
    """Reads "each photo 2 seconds", "the beach for 2 seconds only"."""
    seconds, beats = m.seconds, None
    if seconds is None and (found := m["beats"] or m["interval"]):
        count, unit = found
        if unit == "second":
            seconds = float(count)
        else:
            beats = count * (4 if unit == "bar" else 1)
    where, photos = _shown(m)
    if seconds is not None and (wrong := _too_long(m, where, seconds)):
        return wrong
    return [SetShotLength(seconds=seconds, beats=beats, photos=photos, scope=where)]


@construction(
    "place",
    f"clips duration verb.move last_place|edge_end {_ABOUT}",
    f"clips duration verb.move first_place|edge_start {_ABOUT}",
)
def placed_and_shown(m: Match) -> Outcome | None:
    """Reads "合照摆最后停五秒": the place beside the length."""
    ids, seconds = m.clips(), m.seconds
    if len(ids) != 1 or seconds is None:
        return None
    where = "last" if m.has("last_place", "edge_end") else "first"
    length = SetShotLength(seconds=seconds, scope=OfClips(assets=ids))
    return [PlaceClip(clip=ids[0], where=where), length]  # type: ignore[arg-type]


@construction("shot_length", f"in_full clips|shots|clip|photo not? verb.trim? {_ABOUT}")
def in_full(m: Match) -> Outcome:
    """Reads "clip 1 in full", "don't cut the clips"."""
    where, photos = _shown(m)
    return [SetShotLength(in_full=True, photos=photos, scope=where)]


def _shown(m: Match) -> tuple[Scope, bool]:
    """The clips or shots that are named, and whether every photo is meant."""
    refs = [ref for _, t in m.words if (ref := t.value("clips")) is not None]
    every = any(ref.photos and len(ref.ids) != 1 for ref in refs)
    if every or (not refs and m.has("photo", "photo_one")):
        return WHOLE, True
    if ids := m.clips():
        return OfClips(assets=ids), False
    numbers = m["shots"]
    return (OfShots(numbers=tuple(numbers)) if numbers else WHOLE), False


def _too_long(m: Match, where: Scope, seconds: float) -> Residue | None:
    videos = {
        clip.id: clip.seconds
        for clip in m.clause.view.clips
        if clip.kind is MediaKind.VIDEO
    }
    assets = where.assets if isinstance(where, OfClips) else ()
    longest = max((videos.get(asset, 0.0) for asset in assets), default=0.0)
    if 0.1 <= seconds <= 3600 and not 0 < longest < seconds - _SLACK:
        return None
    return Residue(m.clause.words(), "shot_length", "out_of_range", f"{seconds:g}")


_MOTION = "photo? each? all? $make? degree.bit? on? adj.slow? verb.keep? verb.stabilise? @scope"


@construction(
    "photo_motion",
    f"photo_motion clips&photo? verb.slow_zoom? verb.zoom? {_MOTION}",
    f"verb.slow_zoom|verb.zoom clips&photo adj.slow {_MOTION}",
)
def moving(m: Match) -> Outcome:
    """Reads "ken burns on", "slowly zoom into the photos"."""
    return _motion(m, on=True)


@construction(
    "photo_motion",
    f"photo_motion not|verb.remove|off clips&photo? still_photos? verb.zoom? {_MOTION}",
    f"still_photos clips&photo photo_motion? not? {_MOTION}",
    f"still_photos photo photo_motion? not? {_MOTION}",
    f"still_photos&photo photo_motion? not? {_MOTION}",
)
def still(m: Match) -> Outcome:
    """Reads "photos should stay still", "no ken burns"."""
    return _motion(m, on=False)


def _motion(m: Match, *, on: bool) -> list[Edit]:
    view = m.clause.view
    photos = {c.id for c in view.clips if c.kind is MediaKind.IMAGE}
    ids = m.clips() or getattr(m.scope, "assets", ())
    scope = OfClips(assets=ids) if ids and set(ids) != photos else WHOLE
    return [SetPhotoMotion(on=on, scope=scope)]
