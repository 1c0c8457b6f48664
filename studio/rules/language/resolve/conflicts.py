"""Two values for one setting in one request: ask which one; the same twice: keep one."""

from collections.abc import Sequence
from itertools import combinations

from studio.model.edits.control import Ask, Topic
from studio.model.edits.footage import PlaceClip, SetShotLength, UseOnly
from studio.model.edits.music import PaceCurve, SetPace, TrimMusic
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.picture import JoinKind, SetJoin, SetLook
from studio.model.edits.record import WHOLE, Edit, Exact, OfTime, Plus, SongLabel, Times
from studio.model.reading import Choice, Question
from studio.rules.language.constructions.picture.looks import as_shade
from studio.rules.language.resolve.superseded import merge_edits

_SINGLE = frozenset(
    {"length", "aspect", "resolution", "frame_rate", "pace", "end_with_music", "look"}
)
_SCOPED = frozenset({"speed", "volume", "adjust", "turn", "fit", "stabilise"})
"""Settings of which a stretch has one, a target or a quality each."""
_MUSIC_OFF = frozenset(
    {"volume", "use_music", "trim_music", "loop_music", "fade_sound"}
)

_RESTORING = frozenset({"normal_speed", "undo_edit", "redo"})
"""Edits that say what a bare "no, don't" before them takes back."""
_BUILD_UP = SetPace(curve=PaceCurve.BUILD_UP)


def resolve_conflicts(
    edits: Sequence[Edit], *, either: bool = False
) -> tuple[tuple[Edit, ...], Question | None]:
    """The edits that stand, and the question about the first two that exclude another."""
    out: list[Edit] = []
    for edit in _without_politeness(edits):
        if edit in out or _says_again(out, edit) or _refused(out, edit):
            continue
        if out and (joined := _joined(out[-1], edit)) is not None:
            out[-1] = joined
            continue
        alike = (e for e in out if e.do == edit.do and e.scope == edit.scope)
        if either and (other := next(alike, None)) is not None:
            return _ask_which(edits, other, edit)
        same = next((e for e in out if _same_setting(e, edit)), None)
        if same is None:
            out.append(edit)
        elif (stands := _standing(same, edit)) is not None:
            out[out.index(same)] = stands
        elif (shade := as_shade(edit, same)) is not None:
            out.append(shade)
        elif (shade := as_shade(same, edit)) is not None:
            out[out.index(same)] = edit
            out.append(shade)
        else:
            return _ask_which(edits, same, edit)
    out = _with_what_is_placed(out)
    for one, other in combinations(out, 2):
        if _excludes(one, other):
            return _ask_which(edits, one, other)
    return tuple(out), None


def _with_what_is_placed(edits: Sequence[Edit]) -> list[Edit]:
    """Reads "only the dog, and the beach at the end": of these two the video is made."""
    ids = tuple(edit.clip for edit in edits if isinstance(edit, PlaceClip))
    return [
        edit.model_copy(update={"clips": tuple(dict.fromkeys((*edit.clips, *ids)))})
        if isinstance(edit, UseOnly)
        else edit
        for edit in edits
    ]


def _without_politeness(edits: Sequence[Edit]) -> list[Edit]:
    """The edits without a "can you do" that asks for nothing but what follows it."""
    wishes = [edit for edit in edits if not isinstance(edit, Ask)]
    polite = Ask(topic=Topic.CAN)
    return [edit for edit in edits if not wishes or edit != polite]


def _joined(last: Edit, edit: Edit) -> Edit | None:
    """The one edit that two in a row mean together, if they do."""
    if (both := merge_edits(last, edit)) is not None:
        return both
    if curve := _build_up(last, edit):
        return curve
    takes_back = last.do == "undo" and edit.do in _RESTORING
    if takes_back or _goes_further(last, edit) or _refines(last, edit):
        return edit
    return None


def _standing(before: Edit, edit: Edit) -> Edit | None:
    """Which of two values of one setting stands; None if that has to be asked."""
    if _is_exact_form(edit, before) or _is_exchanged(edit, before):
        return edit
    if _is_exchanged(before, edit) or _is_same_way(before, edit):
        return before
    return None


def _says_again(out: Sequence[Edit], edit: Edit) -> bool:
    """Reads "warmer, like golden hour": a look that only names the change again."""
    if edit.scope == WHOLE and any(
        e.scope != WHOLE and e.model_copy(update={"scope": WHOLE}) == edit
        for e in out[-1:]
    ):
        return True
    if isinstance(edit, SetJoin) and edit == SetJoin(kind=edit.kind):
        return any(_is_at_one_cut(e, edit.kind) for e in out[-1:])
    if edit.do != "look":
        return False
    tone = {"warm": ("warmth", 1), "cool": ("warmth", -1)}.get(
        str(getattr(edit, "look", ""))
    )
    return tone is not None and any(
        e.do == "adjust"
        and str(getattr(e, "quality", "")) == tone[0]
        and e.scope == edit.scope
        for e in out
    )


def _is_at_one_cut(edit: Edit, kind: JoinKind) -> bool:
    """Whether it is this transition at one cut: "no dissolve after 5, just cut"."""
    placed = isinstance(edit, SetJoin) and edit.where != "everywhere"
    return placed and getattr(edit, "kind", None) is kind


def _refused(out: Sequence[Edit], edit: Edit) -> bool:
    """Whether the same thing was already said to be impossible."""
    topic = getattr(edit, "topic", "")
    return edit.do == "impossible" and any(
        e.do == edit.do and getattr(e, "topic", "") == topic for e in out
    )


def _goes_further(before: Edit, edit: Edit) -> bool:
    """Reads "too dark, a bit brighter" and "skip the intro, go to the drop" as one."""
    if isinstance(before, TrimMusic) and isinstance(edit, TrimMusic):
        return before.start is SongLabel.VERSE and edit.start is not None
    if before.do != edit.do or before.do not in {"adjust", "volume", "pace"}:
        return False
    fields = ("quality", "target", "scope")
    if any(getattr(before, f, None) != getattr(edit, f, None) for f in fields):
        return False
    return _is_same_way(before, edit)


def _refines(before: Edit, edit: Edit) -> bool:
    """Reads "the dog is too long, only its first 5 s": one wish, said exactly."""
    if before.do != "shot_length" or edit.do not in {"shot_length", "trim_clip"}:
        return False
    if isinstance(before, SetShotLength) and isinstance(edit, SetShotLength):
        each = before.photos and edit.photos and edit.seconds is not None
        if each and before.scope == edit.scope == WHOLE:
            return True  # "the photos slower, 5 s each"
    shown = set(getattr(before.scope, "assets", ()))
    meant = set(getattr(edit.scope, "assets", ())) | set(getattr(edit, "clips", ()))
    return bool(shown) and shown == meant


def _build_up(before: Edit, edit: Edit) -> SetPace | None:
    """Reads "start calm, then go wild": slower at the start and faster behind it."""
    if before.do not in {"pace", "speed"} or not isinstance(edit, SetPace):
        return None
    if _direction(before) >= 0 or not _is_at(before, at_end=False):
        return None
    faster = _direction(edit) > 0 and _is_at(edit, at_end=True)
    return _BUILD_UP if faster or edit.curve is PaceCurve.BUILD_UP else None


def _is_at(edit: Edit, *, at_end: bool) -> bool:
    """Whether an edit holds at the end of the video, or else at its start."""
    scope = edit.scope
    return isinstance(scope, OfTime) and ((scope.start or 0.0) < 0) is at_end


def _is_exact_form(edit: Edit, before: Edit) -> bool:
    """Reads "shorter, 40 seconds": the value says how much shorter."""
    if edit.do == "pace" and getattr(edit, "every", None) is not None:
        return isinstance(getattr(before, "rate", None), Times)
    return (
        edit.do == "length"
        and isinstance(getattr(edit, "length", None), Exact)
        and isinstance(getattr(before, "length", None), Times)
    )


def _is_exchanged(edit: Edit, before: Edit) -> bool:
    """Reads "no vintage, a cold look instead": the look that is asked for stands."""
    return (
        isinstance(edit, SetLook)
        and isinstance(before, SetLook)
        and before.look is None
        and edit.look is not None
    )


def _same_setting(one: Edit, other: Edit) -> bool:
    if one.do != other.do or one.scope != other.scope:
        return False
    if isinstance(one, ChangeTitle) and isinstance(other, ChangeTitle):
        same = one.which == other.which
        return same and None not in {one.color, other.color}
    if one.do in _SCOPED:
        fields = ("target", "quality")
        return all(getattr(one, f, "") == getattr(other, f, "") for f in fields)
    return one.do in _SINGLE


def _direction(edit: Edit) -> int:
    """1 for an edit that asks for more, -1 for less, 0 where it says neither."""
    for name in ("length", "rate", "level"):
        amount = getattr(edit, name, None)
        if isinstance(amount, Times | Plus):
            return amount.direction
    factor = getattr(edit, "factor", None)
    if edit.do == "speed" and factor:
        return 1 if factor > 1 else -1
    curve = getattr(edit, "curve", None)
    return {"energetic": 1, "calm": -1}.get(str(curve), 0)


def _is_same_way(one: Edit, other: Edit) -> bool:
    """Whether both ask for more, or both for less."""
    first, second = _direction(one), _direction(other)
    return first != 0 and first == second


def _clips(edit: Edit) -> frozenset[str]:
    named = set(getattr(edit, "clips", ()) or ()) | {getattr(edit, "clip", None) or ""}
    return frozenset(str(n) for n in named if n)


def _excludes(one: Edit, other: Edit) -> bool:
    kinds = {one.do, other.do}
    if "remove_music" in kinds and kinds & _MUSIC_OFF:
        target = getattr(one if one.do != "remove_music" else other, "target", "music")
        return str(target) == "music"
    if "leave_out" in kinds and kinds & {"only", "place", "include", "repeat"}:
        return bool(_clips(one) & _clips(other))
    if kinds == {"place"}:
        edges = {getattr(one, "where", ""), getattr(other, "where", "")}
        return edges in ({"first"}, {"last"}) and _clips(one) != _clips(other)
    return False


def _ask_which(
    edits: Sequence[Edit], one: Edit, other: Edit
) -> tuple[tuple[Edit, ...], Question]:
    rest = tuple(e for e in edits if e not in (one, other))
    choices = tuple(Choice("", (e,)) for e in (one, other))
    return rest, Question("contradiction", (("edit", one.do),), choices)
