"""Merge edits of one request: a complaint and its remedy, a repeated wish."""

from studio.model.edits.footage import RestoreShots, SetPhotoMotion, SetSpeed
from studio.model.edits.music import SetClipSound, SetPace, SetVolume, SoundTarget
from studio.model.edits.overlay import (
    AddCaptions,
    ChangeCaptions,
    ChangeOverlay,
    ChangeTitle,
    RemoveTitle,
)
from studio.model.edits.picture import Adjust, Quality, Zoom
from studio.model.edits.record import Edit, Plus, Times

_CHANGES = (ChangeTitle, ChangeOverlay, ChangeCaptions)
NAMING = {"do", "which", "image", "scope"}
"""Fields that say what is changed, and where."""


def merge_edits(last: Edit, edit: Edit) -> Edit | None:
    """What stands in place of the last edit and this one; None where both stand."""
    if _replaces(last, edit):
        return edit
    if isinstance(last, SetPace) and isinstance(edit, SetPace) and _is_mood(edit):
        return last if last.every is not None else None  # "one cut a beat, go wild!"
    if isinstance(last, RemoveTitle) and isinstance(edit, ChangeTitle):
        takes = edit.text is not None and edit.which == "all"
        return edit.model_copy(update={"which": last.which}) if takes else None
    return both_changes(last, edit)


def _replaces(last: Edit, edit: Edit) -> bool:
    """Whether an edit is what the one before it only complained of or announced."""
    if isinstance(last, SetPhotoMotion) and isinstance(edit, SetPhotoMotion):
        return last.scope == edit.scope and last.on and not edit.on
    if isinstance(last, Zoom) and isinstance(edit, Zoom):
        same = last.scope == edit.scope and isinstance(last.level, Times)
        return same and last.end is None and edit.end is not None
    if isinstance(last, SetVolume) and isinstance(edit, SetClipSound):
        softer = isinstance(last.level, Times) and last.level.factor < 1
        of_clips = last.target == SoundTarget.CLIPS and last.scope == edit.scope
        return softer and of_clips and edit.mode == "mute"
    if isinstance(last, SetSpeed) and isinstance(edit, RestoreShots):
        return last.scope == edit.scope  # "too fast, back to normal"
    if isinstance(last, Adjust) and isinstance(edit, Adjust):
        return last.scope == edit.scope and _is_sharpened(last, edit)
    if isinstance(last, AddCaptions) and isinstance(edit, AddCaptions):
        held = last.model_dump(exclude_defaults=True)
        return held.items() <= edit.model_dump(exclude_defaults=True).items()
    return False


def _is_sharpened(last: Adjust, edit: Adjust) -> bool:
    """Whether "画面糊糊的" was no wish, as it is to be sharper."""
    both = last.quality, edit.quality
    sharper = isinstance(edit.level, Plus) and edit.level.delta > 0
    return both == (Quality.BLUR, Quality.SHARPNESS) and sharper


def _is_mood(pace: SetPace) -> bool:
    """Whether a pace only names a mood: no interval and no factor."""
    return pace.curve is not None and pace.every is None and pace.rate is None


def both_changes(last: Edit, edit: Edit) -> Edit | None:
    """Two changes of one title (of the captions, of the logo) as one.

    None where they are of different things, or change the same field.
    """
    if not isinstance(edit, _CHANGES) or type(last) is not type(edit):
        return None
    changes = edit.model_dump(exclude_defaults=True, exclude=NAMING)
    before = last.model_dump(exclude_defaults=True, exclude=NAMING)
    names = [
        {n: getattr(one, n, None) for n in ("which", "image", "scope")}
        for one in (last, edit)
    ]
    if names[0] != names[1] or changes.keys() & before.keys():
        return None
    return last.model_copy(update={name: getattr(edit, name) for name in changes})
