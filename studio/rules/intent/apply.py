"""Apply edits to an intent: resolve them, replace earlier ones, refuse impossible ones."""

from dataclasses import dataclass

from studio.model.edits import control as c, footage as f, music as m, overlay as o
from studio.model.edits.picture import SetJoin, Turn
from studio.model.edits.record import STAGES, AtTime, Edit, Exact, OfSource, Stage
from studio.model.intent import Intent, Reason, Refusal
from studio.rules.choice.clips import chosen, trimmed
from studio.rules.cutting.music_plan import song_ids
from studio.rules.intent.amounts import resolve_amounts
from studio.rules.intent.checks import check, check_join
from studio.rules.intent.merge import merged, unmirrored
from studio.rules.intent.overlays import (
    captions,
    card,
    change_titles,
    overlays,
    remove_titles,
)
from studio.rules.intent.positional import (
    drop_pins,
    drop_pins_beyond,
    drop_pins_outside,
    positional,
    shown_again,
)
from studio.rules.intent.replace import added, taken_back, without
from studio.rules.intent.resolve_scopes import resolved, shots_of
from studio.rules.intent.state import RefusedEditError, State
from studio.rules.scopes.stretches import at_moment

_CHOICE = (f.UseOnly, f.LeaveOut, f.Include)


@dataclass(frozen=True, slots=True)
class EditResult:
    """The intent after an edit, the first changed stage, and the refusal, if any."""

    intent: Intent
    stage: Stage = Stage.NONE
    refusal: Refusal | None = None


def apply(intent: Intent, edit: Edit, state: State) -> EditResult:
    """The intent after one edit. Steps through versions and questions change nothing.

    A refused edit leaves the intent as it was.
    """
    try:
        if isinstance(edit, c.StartOver):
            return EditResult(Intent(), Stage.MUSIC)
        if isinstance(edit, c.UndoEdit):
            return _undone(intent, edit)
        if edit.STAGE is Stage.NONE:
            return EditResult(intent)
        _check_scope(edit)
        if isinstance(edit, m.Sync):
            return _synced(intent, edit, state)
        return EditResult(_changed(intent, edit, state), _stage(edit, state))
    except RefusedEditError as error:
        return EditResult(intent, refusal=error.refusal)


def _stage(edit: Edit, state: State) -> Stage:
    """The first stage that an edit changes.

    A logo that was a shot is no shot any more; what is to be kept stands there already.
    """
    if isinstance(edit, f.KeepMoment):
        return Stage.LOOK
    if isinstance(edit, o.AddOverlay) and any(
        shot.clip == edit.image for shot in (state.cut.shots if state.cut else ())
    ):
        return Stage.SHOTS
    return edit.STAGE


def _check_scope(edit: Edit) -> None:
    """Raise ``RefusedEditError`` for a scope that the edit does not support."""
    if edit.scope.of not in ("whole", "source", *edit.SCOPES):
        raise RefusedEditError(edit.do, Reason.NO_SCOPE)


def _synced(intent: Intent, edit: m.Sync, state: State) -> EditResult:
    """A new cut to the music that uses clips and a song added since the last one."""
    if state.cut is None:
        return EditResult(intent, Stage.MUSIC)
    fresh = [
        asset.id
        for asset in chosen(intent, state.material)
        if asset.id not in state.cut.offered
    ]
    if fresh:
        intent = added(intent, f.Include(clips=tuple(fresh)))
    heard = list(dict.fromkeys(piece.song for piece in state.cut.music.pieces))
    same = song_ids(intent, state.material, state.cut.music) == heard
    stage = Stage.CUTS if same else Stage.MUSIC
    return EditResult(Intent(intent.edits, intent.variation + edit.again), stage)


def _changed(intent: Intent, edit: Edit, state: State) -> Intent:
    match edit:
        case f.BanMoment() | f.KeepMoment() | f.ReplaceShot() | f.SwapShots():
            return positional(edit, intent, state)
        case o.RemoveTitle():
            return remove_titles(edit, intent, state)
        case SetJoin():
            return _joined(intent, edit, state)
        case f.RestoreShots():
            return _restored(intent, edit, state)
        case _:
            pass
    edit = resolved(edit, intent, state)
    match edit:
        case o.ChangeTitle():
            return change_titles(edit, intent, state)
        case (
            o.AddCaptions()
            | o.SpeechCaptions()
            | o.ChangeCaptions()
            | o.RemoveCaptions()
        ):
            return captions(edit, intent, state)
        case o.AddOverlay() | o.ChangeOverlay() | o.RemoveOverlay():
            return overlays(edit, intent, state)
        case o.AddCard():
            return card(edit, intent)
        case Turn(mirror="off"):
            return unmirrored(edit, intent)
        case _:
            pass
    edit = resolve_amounts(edit, intent, state)
    check(edit, intent, state)
    edit = merged(edit, intent, state.seconds)
    _differs(edit, intent)
    return _tidied(added(_made_way(intent, edit, state), edit), edit, state)


def _differs(edit: Edit, intent: Intent) -> None:
    """Raise ``RefusedEditError`` if the newest edit of its kind is equal."""
    if edit in intent.edits and isinstance(edit, f.TrimClip | f.SetSpeed):
        raise RefusedEditError(edit.do, Reason.NO_CHANGE)


def _made_way(intent: Intent, edit: Edit, state: State) -> Intent:
    """The intent without edits of other kinds that contradict the new one."""
    if isinstance(edit, m.UseMusic):
        return without(
            intent,
            lambda old: (
                isinstance(old, m.TrimMusic)
                or (
                    isinstance(old, m.SetVolume)
                    and old.target is m.SoundTarget.MUSIC
                    and isinstance(old.level, Exact)
                    and old.level.value == 0
                )
            ),
        )
    if isinstance(edit, f.PlaceClip):
        return shown_again(intent, edit.clip, state)
    if isinstance(edit, m.SetClipSound):
        return without(
            intent,
            lambda old: (
                isinstance(old, m.SetVolume)
                and old.target is m.SoundTarget.CLIPS
                and (old.scope == edit.scope or edit.scope.of == "whole")
            ),
        )
    return intent


def _tidied(intent: Intent, edit: Edit, state: State) -> Intent:
    """The intent without pins that the new edit ends."""
    if isinstance(edit, _CHOICE):
        if not _left(intent, state):
            raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING)
        return drop_pins(intent, state)
    if isinstance(edit, f.RepeatClip):
        return drop_pins_beyond(intent, edit)
    if isinstance(edit, f.TrimClip):
        for clip in edit.clips:
            asset = state.material.by_id[clip]
            if clip in state.material.footage:
                low, high = trimmed(intent, state.material, asset)
                intent = drop_pins_outside(intent, clip, low, high)
    return intent


def _left(intent: Intent, state: State) -> bool:
    """Whether any clip is left to be shown."""
    allowed = {asset.id for asset in state.material.pictures}
    if not allowed:
        return True
    everything = set(allowed)
    for edit in intent.edits:
        if isinstance(edit, f.UseOnly):
            allowed = everything & set(edit.clips)
        elif isinstance(edit, f.LeaveOut):
            allowed -= set(edit.clips)
        elif isinstance(edit, f.Include):
            allowed |= everything & set(edit.clips)
    return bool(allowed)


def _joined(intent: Intent, edit: SetJoin, state: State) -> Intent:
    """A transition; that of one join is tied to the shot that it leads into."""
    number = edit.join
    if edit.moment is not None:
        at = resolved(edit, intent, state)
        number = _nearest_join(at, intent, state)
    if number is None:
        return added(intent, resolved(edit, intent, state))
    joins = len(state.shots) - 1
    index = number if number > 0 else joins + 1 + number
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    if not 1 <= index <= joins:
        raise RefusedEditError(edit.do, Reason.NO_SUCH_JOIN, number=number, have=joins)
    check_join(edit, index, state)
    shot = shots_of(edit, (index + 1,), state)[0]
    scope = OfSource(ranges=(shot.showing(),))
    new = {"scope": scope, "where": "one", "join": None, "moment": None}
    return added(intent, edit.model_copy(update=new))


def _nearest_join(edit: Edit, intent: Intent, state: State) -> int | None:
    moment = getattr(edit, "moment", None)
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    time = at_moment(moment or AtTime(), state.music(intent), state.seconds)
    if time is None or len(state.shots) < 2:
        raise RefusedEditError(edit.do, Reason.NO_SUCH_SHOT, have=len(state.shots) - 1)
    return min(state.shots[1:], key=lambda s: abs(s.start - (time or 0.0))).number - 1


def _restored(intent: Intent, edit: f.RestoreShots, state: State) -> Intent:
    """Speed, ramps, reversing and freezing taken off, in the whole or in a scope."""
    kinds = (f.SetSpeed, f.RampSpeed, f.Reverse, f.Freeze, f.RestoreShots)
    timed = [old for old in intent.edits if isinstance(old, kinds)]
    if not timed:
        raise RefusedEditError(edit.do, Reason.NOT_IN_FORCE)
    edit_ = resolved(edit, intent, state)
    if edit_.scope.of == "whole":
        return without(intent, lambda old: isinstance(old, kinds))
    bare = without(
        intent, lambda old: isinstance(old, kinds) and old.scope == edit_.scope
    )
    return added(bare, edit_)


def _undone(intent: Intent, edit: c.UndoEdit) -> EditResult:
    """The intent without one kind of edit."""
    if edit.edit == "sync":
        if not intent.variation:
            raise RefusedEditError(edit.do, Reason.NOT_IN_FORCE, which=edit.edit)
        return EditResult(Intent(intent.edits, 0), Stage.CUTS)
    names = taken_back(edit.edit)
    gone = [old for old in intent.edits if old.do in names]
    if not gone:
        raise RefusedEditError(edit.do, Reason.NOT_IN_FORCE, which=edit.edit)
    stage = min((old.STAGE for old in gone), key=STAGES.index)
    return EditResult(without(intent, lambda old: old.do in names), stage)
