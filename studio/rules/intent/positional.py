"""Apply edits of single shots: keep, ban, replace, swap, place."""

from collections.abc import Sequence

from studio.model.edits.footage import (
    BanMoment,
    Include,
    KeepMoment,
    PlaceClip,
    RepeatClip,
    ReplaceShot,
    SwapShots,
)
from studio.model.edits.record import Edit, OfSource, SourceRange
from studio.model.edits.resolved import PinShot
from studio.model.intent import Intent, Reason
from studio.model.media import AssetId
from studio.rules.choice.clips import chosen, is_still, usable
from studio.rules.intent.replace import added, without
from studio.rules.intent.resolve_scopes import check_clips, shots_in, shots_of
from studio.rules.intent.state import CurrentShot, RefusedEditError, State
from studio.rules.intent.take_out import footage_of, shortens, stretches, taken_out


def positional(edit: Edit, intent: Intent, state: State) -> Intent:
    """The intent after an edit of single shots. Raises ``RefusedEditError``."""
    check_clips(edit, state)
    match edit:
        case KeepMoment():
            shots = shots_in(edit, intent, state)
            if not shots:
                raise RefusedEditError(edit.do, Reason.NO_SUCH_SHOT, have=0)
            return _pinned(intent, state, [(s, s.clip, s.source) for s in shots])
        case BanMoment() if shortens(edit, intent, state):
            return _shortened(edit, intent, state)
        case BanMoment():
            return _banned(edit, intent, state, _parts(edit, intent, state))
        case ReplaceShot(clip=clip):
            shots = _some(edit, intent, state)
            if clip is not None:
                return _pinned(intent, state, [(s, clip, None) for s in shots])
            return _exchanged(edit, intent, state, shots)
        case SwapShots(shots=numbers) if numbers is not None:
            one, two = shots_of(edit, numbers, state)
            if one.number == two.number:
                raise RefusedEditError(edit.do, Reason.NO_CHANGE, number=one.number)
            return _pinned(
                intent, state,
                [(one, two.clip, two.source), (two, one.clip, one.source)],
            )  # fmt: skip
        case SwapShots(clips=clips) if clips is not None:
            return _swapped(edit, clips, intent, state)
        case _:
            return intent


def _exchanged(
    edit: Edit, intent: Intent, state: State, shots: Sequence[CurrentShot]
) -> Intent:
    """Other footage in place of shots; a photo that stands elsewhere, too, stays there."""
    stills = {a.id for a in state.material.pictures if is_still(a)}
    often = [
        s for s in shots
        if s.clip in stills and sum(o.clip == s.clip for o in state.shots) > 1
    ]  # fmt: skip
    for shot in often:
        near = {s.clip for s in state.shots if abs(s.number - shot.number) <= 1}
        free = [a.id for a in chosen(intent, state.material) if a.id != shot.clip]
        free = [one for one in free if one not in near] or free
        if not free:
            continue
        least = min(free, key=lambda one: sum(s.clip == one for s in state.shots))
        intent = _pinned(intent, state, [(shot, least, None)])
    rest = [s.range() for s in shots if s not in often]
    return _banned(edit, intent, state, rest) if rest or not often else intent


def _swapped(
    edit: Edit, clips: tuple[AssetId, AssetId], intent: Intent, state: State
) -> Intent:
    """Two clips change places wherever they stand."""
    one, two = ([s for s in state.shots if s.clip == clip] for clip in clips)
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    if clips[0] == clips[1]:
        raise RefusedEditError(edit.do, Reason.NO_CHANGE, clip=clips[0])
    if not one and not two:
        raise RefusedEditError(edit.do, Reason.NO_SUCH_CLIP, clip=clips[0])
    pins: list[tuple[CurrentShot, AssetId, float | None]] = []
    for shots, others, clip in ((one, two, clips[1]), (two, one, clips[0])):
        for index, shot in enumerate(shots):
            source = others[index].source if index < len(others) else None
            pins.append((shot, clip, source))
    return _pinned(intent, state, pins)


def _pinned(
    intent: Intent, state: State,
    pins: Sequence[tuple[CurrentShot, AssetId, float | None]],
) -> Intent:  # fmt: skip
    """Pins at the places of shots; a ban of what is pinned ends."""
    music = state.music(intent)
    for shot, clip, source in pins:
        there = music.song_time(shot.start)
        pin = PinShot(
            clip=clip, source=source, at=round(shot.start, 4),
            song=there[0] if there else None,
            song_time=round(there[1], 4) if there else 0.0,
        )  # fmt: skip
        if source is not None:
            intent = _unbanned(intent, clip, source)
        intent = added(shown_again(intent, clip, state), pin)
    return intent


def shown_again(intent: Intent, clip: AssetId, state: State) -> Intent:
    """The intent in which a clip that was left out may be shown."""
    if any(asset.id == clip for asset in chosen(intent, state.material)):
        return intent
    return added(intent, Include(clips=(clip,)))


def _unbanned(intent: Intent, clip: AssetId, source: float) -> Intent:
    return without(
        intent,
        lambda old: (
            isinstance(old, BanMoment)
            and isinstance(old.scope, OfSource)
            and any(
                p.clip == clip and p.start - 0.05 <= source < p.end
                for p in old.scope.ranges
            )
        ),
    )


def _shortened(edit: BanMoment, intent: Intent, state: State) -> Intent:
    """The intent without stretches of the video, and without what they show."""
    if not state.shots:
        raise RefusedEditError(edit.do, Reason.NO_TIMELINE)
    for low, high in stretches(edit, intent, state):
        if parts := footage_of(low, high, state):
            intent = _banned(edit, intent, state, parts)
        intent = taken_out(edit, intent, low, high, state)
    return intent


def _parts(edit: Edit, intent: Intent, state: State) -> list[SourceRange]:
    if isinstance(edit.scope, OfSource):
        return list(edit.scope.ranges)
    return [shot.range() for shot in _some(edit, intent, state)]


def _some(edit: Edit, intent: Intent, state: State) -> list[CurrentShot]:
    """The meant shots; raises ``RefusedEditError`` if these are all shots."""
    if edit.scope.of == "whole":
        raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING)
    return shots_in(edit, intent, state)


def _banned(
    edit: Edit, intent: Intent, state: State, parts: Sequence[SourceRange]
) -> Intent:
    """What is shown in the parts is shown no more; pins of it end."""
    if not parts:
        raise RefusedEditError(edit.do, Reason.NO_SUCH_SHOT, have=0)
    stills = {a.id for a in state.material.pictures if is_still(a)}
    ban = BanMoment(scope=OfSource(ranges=tuple(parts)))
    new = added(without(intent, lambda old: _meets(old, parts)), ban)
    left = [
        asset
        for asset in chosen(new, state.material)
        if (asset.id in stills and not any(p.clip == asset.id for p in parts))
        or (asset.id not in stills and usable(new, state.material, asset))
    ]
    if not left:
        raise RefusedEditError(edit.do, Reason.LEAVES_NOTHING)
    ids = {asset.id for asset in left}
    return without(new, lambda old: isinstance(old, PinShot) and old.clip not in ids)


def _meets(old: Edit, parts: Sequence[SourceRange]) -> bool:
    return isinstance(old, PinShot) and any(
        p.clip == old.clip
        and old.source is not None
        and p.start - 0.05 <= old.source < p.end
        for p in parts
    )


def drop_pins(intent: Intent, state: State) -> Intent:
    """The intent without pins and places of clips that are not shown any more."""
    shown = {asset.id for asset in chosen(intent, state.material)}
    return without(
        intent,
        lambda old: isinstance(old, PinShot | PlaceClip) and old.clip not in shown,
    )


def drop_pins_beyond(intent: Intent, edit: RepeatClip) -> Intent:
    """The intent without pins that show a clip more often than it is to appear."""
    gone: list[PinShot] = []
    pins = [old for old in intent.edits if isinstance(old, PinShot)]
    for clip in {pin.clip for pin in pins}:
        if not edit.clips or clip in edit.clips:
            own = sorted((pin for pin in pins if pin.clip == clip), key=lambda p: p.at)
            gone += own[edit.times :]
    return without(intent, lambda old: old in gone)


def drop_pins_outside(
    intent: Intent, clip: AssetId, start: float, end: float
) -> Intent:
    """The intent without pins of moments that a trim has cut off."""
    return without(
        intent,
        lambda old: (
            isinstance(old, PinShot)
            and old.clip == clip
            and old.source is not None
            and not start - 0.05 <= old.source < end
        ),
    )
