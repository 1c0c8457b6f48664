"""Constructions for fading the picture, or a sound, in at the start and out at the end."""

from typing import Any

from studio.model.edits.limits import LONGEST_FADE
from studio.model.edits.music import FadeSound, SoundTarget
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.picture import FadePicture
from studio.model.reading import Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome, question

_ASKED = 1.5
"""By how much this question is cheaper than others: it is as good as an edit."""
_PICTURE_SECONDS, _SOUND_SECONDS = 1.0, 2.0
_SOUND = "song|songs|sound|everything_sound|clip_sound|speech"
_MUSIC = frozenset({"use_music", "trim_music", "loop_music", "volume", "fade_sound"})
"""Edits after which "it" is the song."""
_TITLES = frozenset({"add_title"})
"""Edits after which "it" is the title."""
_PLAIN = "fade_noun|verb.fade!sound"
_START = "edge_start|first_place"
_END = "edge_end|last_place"
_ABOUT = (
    f"duration? {_PLAIN}? black? white? colour? animation.fade? "
    "to? from? adj.slow? adj.fast!compared? adj.calm? adj.soft? "
    "degree.bit? degree.much? adj.long? adj.short? length_noun? up? down? video? picture? shot? "
    "all? ordinal? $put? for? it? clip_one? verb.start? verb.end? verb.last? more? with? "
    "verb.follow? too? together?"
)
"""What may stand around every wish about a fade."""
_INWARD = (
    f"fade_in!sound {_START}? {_END}? {_ABOUT}",
    f"{_PLAIN} {_START} {_ABOUT}",
    f"{_PLAIN} inward {_START}? {_ABOUT}",
    f"black|white verb.start from? {_START}? {_ABOUT}",
    f"black|white {_START} from {_ABOUT}",
)
_OUTWARD = (
    f"fade_out!sound {_END}? {_ABOUT}",
    f"{_PLAIN} {_END} {_ABOUT}",
    f"{_PLAIN} outward|off {_END}? {_ABOUT}",
    f"{_PLAIN} black|white to {_END}? {_ABOUT}",
    f"black|white verb.end {_END}? {_ABOUT}",
)
_SPANNED = (
    f"{_PLAIN}|fade_in|fade_out|fade_both span outward? inward? off? at? {_ABOUT}",
    f"black|white span verb.end|verb.start {_ABOUT}",
)
_BOTH = (
    f"fade_both {_START}? {_END}? {_ABOUT}",
    f"fade_in fade_out {_START}? {_END}? and? {_ABOUT}",
    f"{_PLAIN} edge_start edge_end and? {_ABOUT}",
)


def _each(patterns: tuple[str, ...], more: str) -> tuple[str, ...]:
    return tuple(f"{one} {more}" for one in patterns)


@construction(
    "fade_sound",
    f"fade_both&it {_ABOUT}",
    f"fade_in&it {_ABOUT}",
    f"fade_out&it {_ABOUT}",
)
def song_named_before(m: Match) -> Outcome | None:
    """Reads "use lofi and fade it in and out"."""
    orders = [e for e in m.clause.context.edits if e.do != "ask"]
    edits = orders or list(m.clause.view.last_edits[-1:])
    if not edits or edits[-1].do not in _MUSIC | _TITLES or m.has("black", "white"):
        return None
    if edits[-1].do in _TITLES:
        animation = {"animation": "fade", "which": "last"}
        return [ChangeTitle.model_validate(animation)]
    edges = ("in",) if m.has("fade_in") else ("out",)
    return _sound(m, *(("in", "out") if m.has("fade_both") else edges))


@construction("fade_picture", *_BOTH)
def picture_both(m: Match) -> Outcome | None:
    """Reads "fade in and out"."""
    return _picture(m, "in", "out")


@construction("fade_picture", *_INWARD)
def picture_in(m: Match) -> Outcome | None:
    """Reads "fade in from black", "a fade at the start"."""
    return _picture(m, "in")


@construction("fade_picture", *_OUTWARD)
def picture_out(m: Match) -> Outcome | None:
    """Reads "fade to white at the end", "结尾渐变"; behind a song it is the song's."""
    return _of_the_song(m, "out") or _picture(m, "out")


def _of_the_song(m: Match, edge: str) -> Outcome | None:
    """Reads "the song should start at the chorus and fade out at the end"."""
    edits = m.clause.context.edits[-1:]
    if not edits or edits[0].do != "trim_music" or m.has("black", "white", "picture"):
        return None
    return None if m.has("video", "to") else _sound(m, edge)


@construction("fade_picture", *_SPANNED)
def picture_spanned(m: Match) -> Outcome | None:
    """Reads "fade to black over the last 2 seconds"."""
    edge = _edge(m["span"])
    return edge and _picture(m, edge[0], seconds=edge[1])


_LATE = f"from|verb.start time|duration at? {_END}? {_ABOUT.removeprefix('duration? ')}"
"""From when on something fades, up to the end of the video."""


@construction(
    "fade_picture",
    f"fade_out!sound {_LATE}",
    f"{_PLAIN} outward|off {_LATE}",
    f"{_PLAIN} black|white to {_LATE}",
)
def picture_out_from(m: Match) -> Outcome | None:
    """Reads "fade to black from 0:15 on"."""
    seconds = _until_end(m)
    return _picture(m, "out", seconds=seconds) if seconds else None


@construction(
    "fade_sound",
    f"fade_out {_LATE} {_SOUND}",
    f"{_PLAIN} outward|off {_LATE} {_SOUND}",
)
def sound_out_from(m: Match) -> Outcome | None:
    """Reads "fade the music out from 15 seconds on"."""
    seconds = _until_end(m)
    return _sound(m, "out", seconds=seconds) if seconds else None


def _until_end(m: Match) -> float | None:
    """Seconds from the time that is named to the end; None where it is no time."""
    left = m.clause.view.duration - (m.seconds or 0.0)
    has_time = m["time"] is not None or m.beside("from", "duration")
    return left if has_time and 0 < left < m.clause.view.duration else None


@construction("fade_sound", *_each(_BOTH, f"{_SOUND} songs? sound?"))
def sound_both(m: Match) -> Outcome | None:
    """Reads "fade the music in and out"."""
    return _sound(m, "in", "out")


@construction(
    "fade_sound",
    *_each(_INWARD, f"{_SOUND} songs? sound?"),
    f"fade_in&sound song? songs? clip_sound? {_START}? {_ABOUT}",
    f"{_SOUND} edge_start|verb.start adj.abrupt excess? {_ABOUT}",
    f"fade_in|{_PLAIN} song.intro {_SOUND}? {_ABOUT}",
)
def sound_in(m: Match) -> Outcome | None:
    """Reads "fade the music in over 4 s"."""
    return _sound(m, "in")


@construction(
    "fade_sound",
    *_each(_OUTWARD, f"{_SOUND} songs? sound?"),
    f"fade_out&sound song? songs? clip_sound? {_END}? {_ABOUT}",
    f"{_SOUND} edge_end|verb.end adj.abrupt excess? {_ABOUT}",
    f"{_SOUND} abrupt_end excess? {_ABOUT}",
    f"{_SOUND} verb.mute slowly {_END}? {_ABOUT}",
    f"{_SOUND} abrupt_end not only? fade_noun? {_ABOUT}",
    f"verb.end|edge_end adj.quiet!compared {_SOUND}? {_ABOUT}",
    f"fade_out|{_PLAIN} song.outro {_SOUND}? {_ABOUT}",
)
def sound_out(m: Match) -> Outcome | None:
    """Reads "music fades out"."""
    return _sound(m, "out")


@construction("fade_sound", *_each(_SPANNED, f"{_SOUND} songs? sound?"))
def sound_spanned(m: Match) -> Outcome | None:
    """Reads "fade the song out over the last 5 seconds"."""
    edge = _edge(m["span"])
    return edge and _sound(m, edge[0], seconds=edge[1])


_OFF = "$remove again?"


@construction("fade_picture", *_each(_BOTH, _OFF))
def no_picture_fades(m: Match) -> Outcome | None:
    """Reads "no fading in and out"; "fade in no fade out" may correct, or list."""
    if 0 <= m.place("fade_in") < m.place("not") < m.place("fade_out"):
        fade_in, fade_out = FadePicture(edge="in"), FadePicture(edge="out")
        m.clause.cost -= _ASKED
        listed = [fade_in, fade_out.model_copy(update={"seconds": 0.0})]
        return question("which_edit", [("", [fade_out]), ("", listed), ("", [])])
    return _picture(m, "in", "out", seconds=0.0)


@construction("fade_picture", *_each(_INWARD, _OFF))
def no_picture_in(m: Match) -> Outcome | None:
    """Reads "no fade at the start", "开头不要黑"."""
    return _without_black(m, "in")


@construction("fade_picture", *_each(_OUTWARD, _OFF))
def no_picture_out(m: Match) -> Outcome | None:
    """Reads "don't fade out"."""
    return _without_black(m, "out")


def _without_black(m: Match, edge: str) -> Outcome | None:
    """No fade; "开头不要黑" is about the black picture, not about how dark it is."""
    m.clause.cost -= _ASKED * (m.is_han() and m.has("black"))
    return _picture(m, edge, seconds=0.0)


@construction("fade_sound", *_each(_INWARD, f"{_SOUND} songs? sound? {_OFF}"))
def no_sound_in(m: Match) -> Outcome | None:
    """Reads "the music shouldn't fade in"."""
    return _sound(m, "in", seconds=0.0)


@construction(
    "fade_sound",
    *_each(_OUTWARD, f"{_SOUND} songs? sound? {_OFF}"),
    f"hard_end {_SOUND}? only? {_END}? {_ABOUT}",
)
def no_sound_out(m: Match) -> Outcome | None:
    """Reads "don't fade the music out"."""
    return _sound(m, "out", seconds=0.0)


@construction(
    "fade_picture",
    f"picture|video {_SOUND} fade_out both? and? together? comma? {_END}? {_ABOUT}",
    f"picture|video {_SOUND} {_PLAIN} outward|off both? and? {_END}? {_ABOUT}",
)
def all_out(m: Match) -> Outcome | None:
    """Reads "picture and music both fade out, 4 s"."""
    picture, sound = _picture(m, "out"), _sound(m, "out")
    if isinstance(picture, list) and isinstance(sound, list):
        return [*picture, *sound]
    return picture


def _edge(span: Span) -> tuple[str, float] | None:
    """Which edge a stretch lies at, and how long it is; None where at none."""
    start, end = span.start or 0.0, span.end
    if span.shares is not None:
        return None
    if start < 0 and end is None:
        return "out", -start
    return ("in", end) if start == 0 and end else None


def _picture(m: Match, *edges: str, seconds: float | None = None) -> Outcome:
    color = "white" if m.has("white") else "black"
    stands = m.clause.view.fades.get(f"picture_{edges[0]}", _PICTURE_SECONDS)
    length = _seconds(m, seconds, _PICTURE_SECONDS, stands)
    if length > LONGEST_FADE:
        return Residue(m.clause.words(), "fade_picture", "out_of_range", f"{length:g}")
    values = {"seconds": length, "color": color}
    return [FadePicture.model_validate({"edge": e, **values}) for e in edges]


def _sound(m: Match, *edges: str, seconds: float | None = None) -> Outcome:
    stands = m.clause.view.fades.get(f"music_{edges[0]}", _SOUND_SECONDS)
    length = _seconds(m, seconds, _SOUND_SECONDS, stands)
    if length > LONGEST_FADE:
        return Residue(m.clause.words(), "fade_sound", "out_of_range", f"{length:g}")
    values: dict[str, Any] = {"seconds": length, "target": _target(m)}
    return [FadeSound.model_validate({"edge": e, **values}) for e in edges]


def _seconds(m: Match, seconds: float | None, usual: float, stands: float) -> float:
    """How long it fades: as said, or longer or shorter than the fade that ``stands``."""
    stated = m["duration"] if seconds is None else seconds
    if stated is not None:
        return float(stated)
    if m.has("adj.fast"):
        return usual / 2
    if not m.has("adj.long", "adj.short"):
        return usual
    longer = m.has("adj.long") is not m.clause.seen("excess", "less")
    return round(stands * m.degree() if longer else stands / m.degree(), 2)


def _target(m: Match) -> SoundTarget:
    if m.has("clip_sound"):
        return SoundTarget.CLIPS
    if m.has("everything_sound"):
        return SoundTarget.ALL
    return SoundTarget.MUSIC
