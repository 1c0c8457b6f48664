"""The edit that takes another one off again: a look off, a clip in, the logo away."""

from studio.model.edits.footage import (
    Include,
    LeaveOut,
    Reverse,
    SetPhotoMotion,
    SetSpeed,
)
from studio.model.edits.music import (
    FadeSound,
    KeepSpeech,
    RemovePauses,
    SetClipSound,
    SetVolume,
)
from studio.model.edits.overlay import (
    AddCaptions,
    AddOverlay,
    AddTitle,
    RemoveCaptions,
    RemoveOverlay,
    RemoveTitle,
    SpeechCaptions,
)
from studio.model.edits.picture import (
    Adjust,
    FadePicture,
    FitMode,
    JoinKind,
    SetBars,
    SetFit,
    SetJoin,
    SetLook,
    SetPulse,
    Stabilise,
    UseCube,
    Zoom,
)
from studio.model.edits.record import Amount, Edit, Exact, Plus, Times

_SWITCHES = (Reverse, SetPhotoMotion, KeepSpeech, RemovePauses, Stabilise)


def is_denial(edit: Edit) -> bool:
    """Whether an edit takes something off or leaves something out."""
    if isinstance(edit, LeaveOut):
        return True
    off = opposite(edit)
    return off is not None and off == edit


def opposite(edit: Edit) -> Edit | None:
    """The edit that takes this one off where it holds; None where none does so alone."""
    match edit:
        case SetLook():
            return SetLook(look=None, scope=edit.scope)
        case UseCube():
            return UseCube(cube=None, scope=edit.scope)
        case SetPulse():
            return SetPulse(kind=edit.kind, on="off", scope=edit.scope)
        case SetJoin():
            return edit.model_copy(
                update={"kind": JoinKind.CUT, "seconds": None, "beats": None}
            )
        case SetSpeed():
            return SetSpeed(factor=1.0, scope=edit.scope)
        case SetFit():
            return SetFit(mode=FitMode.AUTO, scope=edit.scope)
        case SetBars():
            return SetBars(ratio=0, scope=edit.scope)
        case Zoom():
            return Zoom(level=Exact(value=1.0), scope=edit.scope)
        case FadePicture() | FadeSound():
            return edit.model_copy(update={"seconds": 0.0})
        case Adjust() | SetVolume():
            usual = 0.0 if isinstance(edit, Adjust) else 1.0
            return edit.model_copy(update={"level": _back(edit.level, usual)})
        case SetClipSound():
            if edit.mode == "mute":
                return SetClipSound(mode="keep", scope=edit.scope)
            return SetClipSound(mode="mute", scope=edit.scope)
        case _ if isinstance(edit, _SWITCHES):
            return edit.model_copy(update={"on": False})
        case _:
            return _out_or_in(edit)


def _out_or_in(edit: Edit) -> Edit | None:
    """The opposite of an edit that puts something in or leaves it out."""
    match edit:
        case LeaveOut():
            return Include(clips=edit.clips)
        case Include():
            return LeaveOut(clips=edit.clips)
        case AddTitle():
            return RemoveTitle(which="last")
        case AddCaptions() | SpeechCaptions():
            return RemoveCaptions()
        case AddOverlay():
            return RemoveOverlay(image=edit.image)
        case _:
            return None


def _back(level: Amount, usual: float) -> Amount:
    """The amount that turns one back; ``usual`` is the value of what was not changed."""
    if isinstance(level, Plus):
        return Plus(delta=-level.delta)
    if isinstance(level, Times):
        return Times(factor=round(1 / level.factor, 4))
    return Exact(value=usual)
