"""Constructions for how long each shot or photo is shown."""

from studio.model.edits.footage import PlaceClip, SetShotLength
from studio.model.edits.limits import LONGEST_SHOT_ASKED, SHORTEST_SHOT_ASKED
from studio.model.edits.record import WHOLE, AtTime, OfClips, OfShots, Scope
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.amounts import USUAL
from studio.rules.language.grammar.clause import Outcome
from studio.rules.language.grammar.seconds_shown import shot_seconds

_SLACK = 0.5
"""Seconds by which a clip may be shorter than it is asked to be shown."""
_WHOLE = 12.0
"""Seconds from which a bare length behind a comma is that of the video."""
_NOUNS = "photo? each? all? shot? clip? clip_one? video!verb.remove? it? for?"
ABOUT = f"verb.last? verb.freeze? exactly? length_noun? $put? verb.keep!still_photos? {_NOUNS}"
"""What may stand around every wish about how long a shot is shown."""
_TIMED = f"only? at_most? at_least? adj.long!compared? adj.short!compared? same? then? verb.shorten_to? {ABOUT}"


@construction(
    "place",
    f"last_place|edge_end|first_place|edge_start|verb.start|verb.end!verb.last!verb.freeze clips duration for? verb.last? verb.freeze? exactly? $put? {_NOUNS}",
)
def placed_and_shown(m: Match) -> Outcome | None:
    """Reads "合照摆最后停五秒", "start with the dog for 2 s"."""
    ids, seconds = m.clips(), m.seconds
    if len(ids) != 1 or seconds is None or m.place("duration") < m.place("clips"):
        return None
    if m.has("each"):
        return None  # "合照放最后,每段两秒": these are all shots
    first = m.has("first_place", "edge_start", "verb.start")
    where = "first" if first else "last"
    length = SetShotLength(seconds=seconds, scope=OfClips(assets=ids))
    return [PlaceClip(clip=ids[0], where=where), length]  # type: ignore[arg-type]


def changed_by(m: Match, delta: float) -> Outcome | None:
    """The length of the shots as they stand, and so many seconds more."""
    where, photos = _shown(m)
    seconds = round(_seconds_now(m, where, photos=photos) + delta, 2)
    if not delta:
        return None
    if seconds < SHORTEST_SHOT_ASKED:
        return Residue(m.clause.words(), "shot_length", "out_of_range", f"{seconds:g}")
    length = SetShotLength(seconds=seconds, photos=photos, scope=where)
    return _too_long(m, where, seconds) or [length]


@construction(
    "shot_length",
    f"duration clips {_TIMED}",
    f"duration clips verb.lengthen to {_TIMED}",
    f"duration~it verb.last&verb.freeze {_TIMED}",
    f"duration shots {_TIMED.replace('photo? ', '')}",
    f"duration each photo|photo_one|clip|clip_one|shot rest? others? {_TIMED}",
    f"duration photo all? rest? others? {_TIMED}",
    f"duration shot at_most|at_least {_TIMED}",
    f"duration each rest? others? {_TIMED}",
    f"interval photo|photo_one|clips verb.switch_shots? cuts? on? {_TIMED}",
    f"beats photo|photo_one|clips|each verb.switch_shots? cuts? {_TIMED}",
    f"every_beat photo|photo_one|clips verb.switch_shots? cuts? on? {_TIMED}",
)
def shown_for(m: Match) -> Outcome | None:
    """Reads "each photo 2 seconds", "the beach for 2 seconds only"."""
    if _is_of_the_video(m) or m.is_too("duration"):
        return None
    if _has_plus(m):
        return changed_by(m, m.seconds or 0.0)
    seconds, beats = m.seconds, 1.0 if m.has("every_beat") else None
    if seconds is None and (interval := m["beats"] or m["interval"]):
        count, unit = interval
        if unit == "second":
            seconds = float(count)
        else:
            beats = count * (4 if unit == "bar" else 1)
    where, photos = _shown(m)
    if seconds is not None and (wrong := _too_long(m, where, seconds)):
        return wrong
    bounds = ("at_most", "at_least") if seconds is not None and not photos else ()
    rule = next((one for one in bounds if m.has(one)), "exact")
    length = SetShotLength(seconds=seconds, beats=beats, photos=photos, scope=where)
    return [length.model_copy(update={"rule": rule})]


@construction(
    "shot_length",
    f"duration clips|photo|shots|each excess degree.much|adj.long|adj.short copula? {ABOUT}",
    f"moment clips excess adj.long|adj.short at? copula? {ABOUT}",
)
def not_so_long(m: Match) -> Outcome | None:
    """Reads "3 s is too much for the dog", "5 s each is too long", "too short at 2 s"."""
    at, start = m["moment"], m.place("moment")
    if at is not None and m.is_too("moment"):
        return Residue(m.clause.words(), "shot_length")  # a place, or how long?
    behind = isinstance(at, AtTime) and not m.is_too("moment") and start >= 0
    now = at.seconds if isinstance(at, AtTime) and behind else m.seconds
    if now is None or not (behind or m.is_too("duration")):
        return None
    where, photos = _shown(m)
    factor = USUAL if m.has("adj.short") else 1 / USUAL
    seconds = round(now * factor, 2)
    return [SetShotLength(seconds=seconds, photos=photos, scope=where)]


@construction(
    "shot_length",
    f"not at_least|at_most duration shot|clip|clip_one|clips {_NOUNS}",
)
def none_beyond(m: Match) -> Outcome | None:
    """Reads "no shot longer than 2 s", "no clip under a second"."""
    where, _ = _shown(m)
    rule = "at_most" if m.has("at_least") else "at_least"
    length = SetShotLength(seconds=m.seconds, scope=where)
    return [length.model_copy(update={"rule": rule})]


def _has_plus(m: Match) -> bool:
    """Whether the seconds are written with a plus sign: "dog +1s"."""
    folded = m.clause.context.folded
    return any(t.surface(folded).startswith("+") for _, t in m.words)


def _is_of_the_video(m: Match) -> bool:
    """Whether the seconds are the video's: "a film of Arthur, 90 s", "the dog, 30 s"."""
    if any(
        t.has("video") and not t.has("clip_one", "clips", "cuts") for _, t in m.words
    ):
        return True
    shown = m.has(
        "each", "verb.last", "verb.freeze", "verb.keep", "for", "photo", "shots"
    )
    return (m.seconds or 0) >= _WHOLE and not shown and _is_apart(m)


def _is_apart(m: Match) -> bool:
    """Whether a comma stands between the clips and the seconds."""
    named = max((t.end for _, t in m.words if t.has("clips")), default=-1)
    start = next((t.start for _, t in m.words if t.has("duration")), -1)
    return named > -1 and any(
        t.has("comma") and named <= t.start < start for t in m.clause.tokens
    )


CHANGED = f"$degree? more? time_noun? {ABOUT}"
"""What may stand around a wish about longer or shorter shots."""
_LONGER = "adj.long&compared|verb.lengthen"
_SHORTER = "adj.short&compared|verb.shorten|adj.fleeting"


@construction(
    "shot_length",
    f"{_LONGER} clips|photo|photo_one|shots {CHANGED}",
    f"{_LONGER} moment shot {CHANGED}",
    f"{_LONGER} that_shot {CHANGED}",
    f"adj.long lack|more|degree.bit!excess clips|photo|photo_one|shots {CHANGED}",
    f"adj.short!compared excess clips|photo|photo_one|shots edge_end? edge_start? {CHANGED}",
    f"not_long clips|photo|shots {CHANGED}",
    f"more|more_of clips depicts? verb.show? {ABOUT}",
    f"time_noun more|lack clips|photo|photo_one|shots {CHANGED}",
    f"adj.energetic&complaint excess|less cuts? clips {CHANGED}",
)
def longer(m: Match) -> Outcome:
    """Reads "hold each pic a bit longer", "夜景别切太碎"."""
    return changed(m, m.degree())


@construction(
    "shot_length",
    f"less clips depicts? verb.show? {CHANGED}",
    f"degree.much~excess clips depicts? verb.show? {CHANGED}",
    f"frequency excess|less clips|photo {CHANGED}",
    f"{_SHORTER} clips|photo|photo_one|shots less? verb.shorten? adj.short&compared? {CHANGED}",
    f"{_SHORTER} that_shot {CHANGED}",
    f"{_SHORTER} moment shot less? {CHANGED}",
    f"adj.short lack|more|degree.bit clips|photo|photo_one|shots {CHANGED}",
    f"adj.long less|not clips|photo|photo_one|shots {CHANGED}",
    f"adj.long!compared excess clips|photo|photo_one|shots edge_end? edge_start? {CHANGED}",
    f"adj.long&excess clips|photo|photo_one|shots {CHANGED}",
)
def shorter(m: Match) -> Outcome:
    """Reads "show each photo a bit shorter"."""
    return changed(m, 1 / m.degree())


@construction(
    "shot_length",
    f"adj.slow|verb.slow_down clips|photo|photo_one verb.slow_down? excess? {CHANGED}",
    f"adj.fast excess|less|not clips|photo|photo_one verb.switch_shots? {CHANGED}",
)
def photos_slower(m: Match) -> Outcome | None:
    """Reads "slow the photos down", "the pictures go too fast"."""
    if (m.has("adj.slow") and m.has("excess")) or not _are_photos(m):
        return None
    return changed(m, m.degree())


@construction(
    "shot_length",
    f"adj.fast|verb.speed_up clips|photo|photo_one verb.switch_shots? verb.speed_up? {CHANGED}",
    f"adj.slow excess|less|not clips|photo|photo_one verb.switch_shots? {CHANGED}",
)
def photos_faster(m: Match) -> Outcome | None:
    """Reads "speed the photos up", "the pictures are too slow"."""
    if (m.has("adj.fast") and m.has("excess")) or not _are_photos(m):
        return None
    return changed(m, 1 / m.degree())


def _are_photos(m: Match) -> bool:
    """Whether only photos are named."""
    where, photos = _shown(m)
    images = {c.id for c in m.clause.view.clips if c.kind is MediaKind.IMAGE}
    return photos or images.issuperset(getattr(where, "assets", "-"))


def changed(m: Match, factor: float) -> Outcome:
    """The shots that are named, so many times as long as they stand now."""
    where, photos = _shown(m)
    if m.has("that_shot") and where == WHOLE:
        return Residue(m.clause.words(), "shot_length", "unknown_target")
    seconds = round(_seconds_now(m, where, photos=photos) * factor, 2)
    return [SetShotLength(seconds=seconds, photos=photos, scope=where)]


def _seconds_now(m: Match, where: Scope, *, photos: bool) -> float:
    """How long the shots at a place last on average as the timeline stands."""
    view = m.clause.view
    images = {clip.id for clip in view.clips if clip.kind is MediaKind.IMAGE}
    assets = images if photos else getattr(where, "assets", None)
    numbers = getattr(where, "numbers", None)
    if numbers is not None:  # -1 is the last
        numbers = {n if n > 0 else len(view.shots) + 1 + n for n in numbers}
    return shot_seconds(view, assets, numbers)


@construction(
    "shot_length",
    f"in_full clips|shots|clip|photo|videos verb.whole_picture? not? verb.trim? verb.shorten? only? {ABOUT}",
)
def in_full(m: Match) -> Outcome:
    """Reads "clip 1 in full", "don't cut the clips"."""
    where, photos = _shown(m)
    return [SetShotLength(in_full=True, photos=photos, scope=where)]


def _shown(m: Match) -> tuple[Scope, bool]:
    """The clips or shots that are named, and whether every photo is meant."""
    refs = [ref for _, t in m.words if (ref := t.value("clips")) is not None]
    every = any(ref.photos for ref in refs)
    if every or (not refs and m.has("photo", "photo_one")):
        return WHOLE, True
    if ids := m.clips():
        return OfClips(assets=ids), False
    if m.has("that_shot") and (recent := m.recent()):
        return OfClips(assets=recent[:1]), False
    numbers = m["shots"] or (m.has("moment") and m.shown_then())
    return (OfShots(numbers=tuple(numbers)) if numbers else WHOLE), False


def _too_long(m: Match, where: Scope, seconds: float) -> Residue | None:
    assets: tuple[AssetId, ...] = where.assets if isinstance(where, OfClips) else ()
    longest = max(
        (clip.seconds for clip in m.clause.view.clips if clip.id in assets), default=0.0
    )
    in_bounds = SHORTEST_SHOT_ASKED <= seconds <= LONGEST_SHOT_ASKED
    if in_bounds and not 0 < longest < seconds - _SLACK:
        return None
    return Residue(m.clause.words(), "shot_length", "out_of_range", f"{seconds:g}")
