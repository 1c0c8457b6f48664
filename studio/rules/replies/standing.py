"""Tell of an edit that changed nothing whether the video is already as it asks."""

from collections.abc import Callable

from studio.model.draft import Segment
from studio.model.edits import footage as f, music as m, picture as p, whole as w
from studio.model.edits.record import Edit
from studio.rules.phrases.context import Context

_STATES = frozenset(
    {
        "length", "aspect", "resolution", "frame_rate", "place", "order", "only",
        "leave_out", "include", "trim_clip", "cut_at", "end_with_music", "use_music", "remove_music", "card",
    }
)  # fmt: skip
"""Edits that say how the video is to be: where nothing changed, it was so before."""
_SLACK = 0.05
"""Seconds by which a shot may differ: cuts lie on frames."""
_OFF = (
    m.LoopMusic, m.KeepSpeech, m.RemovePauses, f.SetPhotoMotion, f.Reverse,
    p.MatchColours, p.Stabilise, w.SetLoop,
)  # fmt: skip
"""Edits with ``on``: what is to be off and did not change, was off."""


def stands(edit: Edit, context: Context) -> bool:
    """Whether an edit without an effect asks for what the new draft shows."""
    if edit.do in _STATES or (isinstance(edit, _OFF) and not edit.on):
        return True
    if isinstance(edit, m.FadeSound | p.FadePicture):
        return edit.seconds == 0
    if isinstance(edit, m.SetPace):
        return edit.every is not None
    if isinstance(edit, f.SplitShot):
        return edit.moment.at == "time"
    shows = _shown_by(edit)
    concerned = context.concerned(edit)
    return shows is not None and bool(concerned) and all(map(shows, concerned))


def _shown_by(edit: Edit) -> Callable[[Segment], bool] | None:
    """What holds for each picture that the edit covers; None where that is not told."""
    match edit:
        case m.SetClipSound(mode="mute"):
            return lambda s: s.volume == 0
        case p.SetLook(look=look):
            return lambda s: s.effects.look == look
        case p.SetBars(ratio=ratio):
            return lambda s: s.effects.bars == ratio
        case p.SetJoin(kind=p.JoinKind.CUT):
            return lambda s: s.effects.join is None
        case p.SetPulse(on="off", kind=kind):
            return lambda s: all(pulse.kind != kind for pulse in s.effects.pulses)
        case p.Turn(mirror="off"):
            return lambda s: not s.effects.mirror
        case p.Turn(degrees=degrees, mirror=mirror):
            turned = degrees, mirror
            return lambda s: (s.effects.rotate, s.effects.mirror) == turned
        case f.SetSpeed(factor=factor):
            return lambda s: s.effects.speed == factor
        case f.SetShotLength(seconds=float()):
            return lambda s: _lasts(s, edit)
        case _:
            return None


def _lasts(shot: Segment, edit: f.SetShotLength) -> bool:
    """Whether a shot is as long as was asked for."""
    more = shot.duration / 1000 - (edit.seconds or 0.0)
    if edit.rule == "at_most":
        return more < _SLACK
    return more > -_SLACK if edit.rule == "at_least" else abs(more) < _SLACK
