"""Decide which earlier edits a new one replaces."""

from collections.abc import Callable

from studio.model.edits import footage as f, music as m, overlay as o, picture as p
from studio.model.edits.control import GRADE
from studio.model.edits.record import Edit, Exact
from studio.model.edits.resolved import PinShot, TakeOut
from studio.model.intent import Intent

Key = tuple[object, ...]

_ADDED = (
    m.CutAt, f.SplitShot, f.BanMoment, f.Freeze, o.AddTitle, o.AddOverlay, PinShot,
    TakeOut, f.LeaveOut, f.Include, f.TrimClip, f.PlaceClip, f.RepeatClip,
)  # fmt: skip
"""Kinds of which several apply at once; only an equal one is replaced."""


_PINS, _BANS = ("keep", "swap", "replace", "pin"), ("ban", "take_out")
_TOGETHER = {
    **dict.fromkeys(_PINS, _PINS), **dict.fromkeys(_BANS, _BANS),
    GRADE: ("look", "cube", "adjust", "match_colours"),
}  # fmt: skip
"""Names of edits that are taken back together: pins are stored under one name."""


def taken_back(name: str) -> tuple[str, ...]:
    """The names of the stored edits that are taken back with one of this name."""
    return _TOGETHER.get(name, (name,))


def added(intent: Intent, edit: Edit) -> Intent:
    """The intent with one more edit, without those that it replaces."""
    others = [old for old in intent.edits if not _replaces(edit, old)]
    return Intent((*others, edit), intent.variation)


def without(intent: Intent, drop: Callable[[Edit], bool]) -> Intent:
    """The intent without the edits for which ``drop`` is true."""
    return Intent(
        tuple(edit for edit in intent.edits if not drop(edit)), intent.variation
    )


_FAMILIES: dict[type[Edit], str] = {
    m.UseMusic: "music", m.RemoveMusic: "music",
    f.SetSpeed: "speed", f.RampSpeed: "speed", f.RestoreShots: "speed",
}  # fmt: skip
"""Kinds with the same subject under different names."""
_PARTS = ("target", "edge", "quality", "kind", "where", "photos", "into")
"""Fields that identify the subject of an edit."""


def key(edit: Edit) -> Key:
    """The subject of an edit: edits with the same key have the same subject."""
    name = _FAMILIES.get(type(edit), edit.do)
    parts = () if isinstance(edit, p.SetJoin) else _PARTS
    return name, *(getattr(edit, part, None) for part in parts)


def _replaces(new: Edit, old: Edit) -> bool:
    if isinstance(new, _ADDED):
        return _same_thing(new, old)
    if isinstance(new, f.UseOnly) and isinstance(old, f.LeaveOut | f.Include):
        return True
    if isinstance(new, f.SetOrder) and isinstance(old, f.PlaceClip):
        return old.where != "at"
    if isinstance(new, f.SetSpeed) and isinstance(old, f.RestoreShots):
        return new.scope.of == "whole" or new.scope == old.scope
    whole = new.scope.of == "whole"
    if isinstance(new, m.SetPace) and isinstance(old, f.SetShotLength):
        return whole and is_pace(old)
    if isinstance(new, p.SetJoin) and isinstance(old, p.SetJoin):
        return (new.scope == old.scope and new.where == old.where) or (
            whole and new.where == "everywhere"
        )
    if key(new) != key(old):
        return False
    return new.scope == old.scope or (whole and _says_everything(new))


def is_pace(edit: f.SetShotLength) -> bool:
    """Whether a length is that of every shot, which is a pace in other words."""
    measured = edit.seconds is not None or edit.beats is not None
    exact = edit.rule == "exact" and not edit.photos
    return edit.scope.of == "whole" and exact and measured


def _says_everything(edit: Edit) -> bool:
    """Whether an edit of the whole leaves nothing open that narrower ones had set."""
    amounts = [getattr(edit, name, None) for name in ("level", "rate")]
    return all(amount is None or isinstance(amount, Exact) for amount in amounts)


def _same_thing(new: Edit, old: Edit) -> bool:
    """Whether two edits of an additive kind have the same subject."""
    match new, old:
        case TakeOut(), _:
            return False
        case PinShot(), PinShot():
            return abs(new.at - old.at) < 0.05
        case o.AddTitle(), o.AddTitle():
            place = (new.scope, new.start, new.position)
            return place == (old.scope, old.start, old.position)
        case o.AddOverlay(), o.AddOverlay():
            return new.image == old.image
        case f.TrimClip(), f.TrimClip():
            return set(old.clips) <= set(new.clips)
        case f.PlaceClip(), f.PlaceClip():
            return new.clip == old.clip and (new.where == "at") == (old.where == "at")
        case f.RepeatClip(), f.RepeatClip():
            return not new.clips or set(old.clips) <= set(new.clips)
        case f.Freeze(), f.Freeze():
            return (new.moment, new.scope) == (old.moment, old.scope)
        case _:
            return new == old
