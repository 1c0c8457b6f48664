"""Every kind of edit in one union: parse one, list them, make their JSON schema."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, get_args

from pydantic import ConfigDict, Field, TypeAdapter

from studio.model.edits import control, footage, music, overlay, picture, whole
from studio.model.edits.record import Edit

AnyEdit = Annotated[
    music.Sync | music.SetPace | music.ShiftBar | music.SetTempo | music.CutAt
    | music.UseMusic | music.RemoveMusic | music.TrimMusic | music.LoopMusic
    | music.EndWithMusic | music.SetVolume | music.FadeSound | music.SetClipSound
    | music.KeepSpeech | music.RemovePauses
    | footage.SetOrder | footage.PlaceClip | footage.SwapShots | footage.UseOnly
    | footage.LeaveOut | footage.Include | footage.RepeatClip | footage.TrimClip
    | footage.SplitShot | footage.BanMoment | footage.KeepMoment | footage.ReplaceShot
    | footage.SetShotLength | footage.SetPhotoMotion | footage.SetSpeed
    | footage.RampSpeed | footage.Reverse | footage.Freeze | footage.RestoreShots
    | picture.SetLook | picture.Adjust | picture.SetBars | picture.UseCube
    | picture.MatchColours | picture.SetPulse | picture.SetJoin | picture.FadePicture
    | picture.SetAspect | picture.SetFit | picture.Turn | picture.Zoom
    | picture.SetFocus | picture.Stabilise
    | overlay.AddTitle | overlay.ChangeTitle | overlay.RemoveTitle
    | overlay.AddCaptions | overlay.SpeechCaptions | overlay.ChangeCaptions
    | overlay.RemoveCaptions | overlay.AddOverlay | overlay.ChangeOverlay
    | overlay.RemoveOverlay | overlay.AddCard
    | whole.SetLength | whole.SetResolution | whole.SetFrameRate | whole.SetLoop
    | control.Undo | control.Redo | control.UndoEdit | control.StartOver
    | control.Export | control.Options | control.Ask | control.Impossible,
    Field(discriminator="do"),
]  # fmt: skip

_LATER = ConfigDict(defer_build=True)
_ONE: TypeAdapter[Edit] = TypeAdapter(AnyEdit, config=_LATER)
_MANY: TypeAdapter[tuple[Edit, ...]] = TypeAdapter(tuple[AnyEdit, ...], config=_LATER)


@cache
def kinds() -> Mapping[str, type[Edit]]:
    """Every kind of edit by its ``do``."""
    union, _ = get_args(AnyEdit)
    return MappingProxyType(
        {kind.model_fields["do"].default: kind for kind in get_args(union)}
    )


def edit_from_json(data: Any) -> Edit:
    """An edit from its JSON value. Raises ``pydantic.ValidationError``."""
    return _ONE.validate_python(data)


def edits_to_json(edits: tuple[Edit, ...]) -> str:
    """The JSON list of edits; each is read by ``edit_from_json``."""
    return _MANY.dump_json(edits, exclude_defaults=False).decode()


def json_schema() -> dict[str, Any]:
    """The JSON schema of one edit, for a language model and for the docs."""
    return _ONE.json_schema()
