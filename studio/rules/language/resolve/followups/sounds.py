"""Carry sounds on: "louder" of a clip's sound, "fade it out" of the song."""

from studio.model.edits.music import (
    FadeSound,
    LoopMusic,
    SetClipSound,
    SetVolume,
    SoundTarget,
    TrimMusic,
    UseMusic,
)
from studio.model.edits.picture import FadePicture
from studio.model.edits.record import Edit, Times
from studio.rules.language.constructions.match import Match
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import EARLY, LATE, is_turned, rule

_STEP = 5.0
"""Seconds by which a song starts earlier or later where no number is said."""
_MUSIC = (TrimMusic, UseMusic, FadeSound, LoopMusic)


def _is_of_the_song(edit: Edit) -> bool:
    of_music = isinstance(edit, SetVolume) and edit.target is SoundTarget.MUSIC
    return of_music or isinstance(edit, _MUSIC)


@rule(
    EARLY,
    "adj.loud|adj.quiet|verb.raise!verb.add|verb.lower $degree? more? less? excess? lack? not? "
    "enough? up? down? again?",
    fresh=True,
)
def _clips_louder(m: Match, last: Edit) -> Edit | None:
    """Reads "louder" after a clip's sound was kept or turned up."""
    clips = isinstance(last, SetVolume) and last.target is SoundTarget.CLIPS
    keeps = isinstance(last, SetClipSound) and last.mode == "keep"
    if not (clips or keeps):
        return None
    up = m.has("adj.loud", "verb.raise") is not is_turned(m)
    step = m.degree()
    level = Times(factor=step if up else round(1 / step, 4))
    return SetVolume(target=SoundTarget.CLIPS, level=level, scope=last.scope)


@rule(
    EARLY,
    "songpart ordinal? first_place? last_place? number? only? instead_of? from? at? clip_one?",
)
def _another_of_its_kind(m: Match, last: Edit) -> Edit | None:
    """Reads "the second chorus, not the first" after "just the chorus"."""
    label, number = m["songpart"]
    if not isinstance(last, TrimMusic) or not number or label not in _parts(last):
        return None
    return last.model_copy(update={"number": number})


@rule(EARLY, "earlier|later again? more? $degree? verb.start?", fresh=True)
def _started_earlier(m: Match, last: Edit) -> Edit | None:
    """Reads "a bit earlier" after the song was given a second to start at."""
    start = last.start if isinstance(last, TrimMusic) else None
    if not isinstance(start, int | float):
        return None
    step = _STEP if m.has("later") else -_STEP
    return adjust.with_fields(last, start=max(0.0, start + step))


def _parts(edit: TrimMusic) -> tuple[object, ...]:
    return (edit.only, edit.start)


@rule(
    EARLY,
    "fade_out&it|fade_in&it edge_end? edge_start? last_place? first_place? duration? for? at? "
    "adj.slow? around? then? too? at_least?",
    fresh=True,
)
def _faded(m: Match, last: Edit) -> Edit | None:
    """Reads "fade it out" of the song."""
    if not _is_of_the_song(last):
        return None
    edge = "in" if m.has("fade_in") else "out"
    seconds = m.seconds
    fade = FadeSound(edge=edge)  # type: ignore[arg-type]
    return fade if seconds is None else fade.model_copy(update={"seconds": seconds})


@rule(LATE, "sound|song too at?")
def _sound_too(_: Match, last: Edit) -> Edit | None:
    """Reads "fade out at the end, the sound too"."""
    if not isinstance(last, FadePicture):
        return None
    return FadeSound(edge=last.edge, seconds=last.seconds)
