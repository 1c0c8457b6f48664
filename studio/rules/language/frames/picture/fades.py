"""Constructions for fades of the picture and of the sound at the ends of the video."""

from studio.model.edits.music import FadeSound, SoundTarget
from studio.model.edits.picture import FadePicture
from studio.model.edits.record import Edit
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome

_MOST = 60.0
"""Seconds of the longest fade."""
_ABOUT = (
    "$make? video? shot? picture? photo? black? white? colour? fade_noun? verb.fade? "
    "join.dissolve? join.dip_black? join.dip_white? animation.fade? to? from? down? "
    "up? off? all? adj.slow? degree.bit? adj.calm? adj.long? verb.last? last? copula? outward? inward?"
)
"""What may stand around every wish about a fade."""
_IN = "edge_start? first_place? verb.start?"
_OUT = "edge_end? last_place? verb.end?"
_SOUND = "song|songs|sound|clip_sound|everything_sound|speech"
_WITH_SOUND = "song? songs? sound? clip_sound? everything_sound? speech? songpart?"


@construction(
    "fade_picture",
    f"fade_in|fade_both duration? {_IN} {_OUT} {_ABOUT} fade_out?",
    f"fade_out duration? {_OUT} {_ABOUT} middle?",
    f"fade_noun|verb.fade edge_start|edge_end|first_place|last_place duration? {_ABOUT}",
    f"fade_noun|verb.fade outward|inward duration? {_IN} {_OUT} {_ABOUT}",
    f"fade_noun|verb.fade|verb.start|verb.end black|white duration? {_IN} {_OUT} {_ABOUT}",
    f"fade_noun|verb.fade span {_ABOUT}",
)
def picture(m: Match) -> Outcome | None:
    """Reads "fade in from black", "fade to white at the end", "结尾渐变"."""
    seconds = _seconds(m)
    color = "white" if m.has("white") else "black"
    length = 1.0 if seconds is None else seconds
    if length > _MOST:
        return None
    made: list[Edit] = [
        FadePicture.model_validate({"edge": edge, "seconds": length, "color": color})
        for edge in _edges(m)
    ]
    return made or None


@construction(
    "fade_picture",
    f"fade_in|fade_out|fade_both|fade_noun|verb.fade $remove {_IN} {_OUT} {_ABOUT}",
)
def no_picture_fade(m: Match) -> Outcome | None:
    """Reads "no fade at the end"."""
    made: list[Edit] = [
        FadePicture.model_validate({"edge": edge, "seconds": 0.0})
        for edge in _edges(m) or ["in", "out"]
    ]
    return made


@construction(
    "fade_sound",
    f"fade_in|fade_out|fade_both {_SOUND} duration? {_WITH_SOUND} {_IN} {_OUT} {_ABOUT} fade_out?",
    f"fade_noun|verb.fade {_SOUND} edge_start|edge_end|first_place|last_place|outward|inward "
    f"duration? {_WITH_SOUND} {_ABOUT}",
    f"fade_noun|verb.fade {_SOUND} span {_WITH_SOUND} {_ABOUT}",
)
def sound(m: Match) -> Outcome | None:
    """Reads "music fades out over 4 s", "fade the song in"."""
    seconds = _seconds(m)
    length = 2.0 if seconds is None else seconds
    if length > _MOST:
        return None
    return _sound(m, length, _edges(m))


@construction(
    "fade_sound",
    f"fade_in|fade_out|fade_both|fade_noun|verb.fade {_SOUND} $remove {_WITH_SOUND} {_IN} {_OUT} {_ABOUT}",
)
def no_sound_fade(m: Match) -> Outcome | None:
    """Reads "the music must not fade out"."""
    return _sound(m, 0.0, _edges(m) or ["in", "out"])


def _sound(m: Match, seconds: float, edges: list[str]) -> list[Edit] | None:
    target = SoundTarget.MUSIC
    if m.has("clip_sound"):
        target = SoundTarget.CLIPS
    elif m.has("everything_sound"):
        target = SoundTarget.ALL
    made: list[Edit] = [
        FadeSound.model_validate({"target": target, "edge": edge, "seconds": seconds})
        for edge in edges
    ]
    return made or None


def _edges(m: Match) -> list[str]:
    """The ends at which it fades: "in", "out" or both."""
    starts = m.has("fade_in", "inward") or (
        m.has("verb.start") and m.has("black", "white")
    )
    ends = m.has("fade_out", "outward") or (
        m.has("verb.end") and m.has("black", "white")
    )
    if m.has("fade_both"):
        starts = ends = True
    if not starts and not ends:
        span = m["span"]
        if span is not None:
            starts = span.start == 0 and bool(span.end)
            ends = (span.start or 0) < 0 and span.end is None
        starts = starts or m.has("edge_start", "first_place", "from")
        ends = ends or m.has("edge_end", "last_place", "to")
    return [edge for edge, said in (("in", starts), ("out", ends)) if said]


def _seconds(m: Match) -> float | None:
    span = m["span"]
    if span is None or span.shares is not None:
        return m.seconds
    return float(span.end if span.start == 0 else abs(span.start or 0.0))
