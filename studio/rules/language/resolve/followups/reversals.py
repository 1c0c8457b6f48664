"""Turn the last edit round: "the other way", "normal again", "half as strong"."""

from studio.model.edits.control import Undo
from studio.model.edits.footage import (
    Include,
    PlaceClip,
    RepeatClip,
    RestoreShots,
    SetShotLength,
    SetSpeed,
    SwapShots,
    UseOnly,
)
from studio.model.edits.music import FadeSound, SetVolume
from studio.model.edits.overlay import (
    AddOverlay,
    AddTitle,
    ChangeOverlay,
    ChangeTitle,
    Position,
)
from studio.model.edits.picture import (
    Adjust,
    FadePicture,
    JoinKind,
    SetJoin,
    SetLook,
    SetPulse,
    Turn,
    Zoom,
)
from studio.model.edits.record import Edit, Exact
from studio.rules.language.constructions.match import Match
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import EARLY, LATE, rule
from studio.rules.language.resolve.neighbours.sharing import assets

_MIRRORED = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_TWO = 2
_BEATS_A_BAR = 4
_LEFT_OUT = frozenset({"leave_out", "only", "ban", "trim"})
"""Edits that take footage out."""
_EDGES = "edge_start|first_place|edge_end|last_place"


@rule(
    LATE,
    "opposite other? around?",
    "order.reversed",
    "other position_word",
)
def _turned_round(m: Match, last: Edit) -> Edit | None:
    """Reads "the other way", "opposite direction", "the other corner"."""
    if isinstance(last, Turn):
        degrees = {90: 270, 270: 90}.get(last.degrees)
        return None if degrees is None else adjust.with_fields(last, degrees=degrees)
    if (
        isinstance(last, Zoom)
        and last.end is not None
        and isinstance(last.level, Exact)
    ):
        level = Exact(value=last.end)
        return adjust.with_fields(last, level=level, end=last.level.value)
    if isinstance(last, PlaceClip):
        where = {"first": "last", "last": "first", "after": "before", "before": "after"}
        return adjust.with_fields(last, where=where.get(last.where, last.where))
    if isinstance(last, AddOverlay | ChangeOverlay | AddTitle | ChangeTitle):
        return _on_the_other_side(last)
    return adjust.take_further(last, less=True, step=m.degree())


def _on_the_other_side(
    last: AddOverlay | ChangeOverlay | AddTitle | ChangeTitle,
) -> Edit | None:
    """The title or logo on the other side: left for right, else top for bottom."""
    parts = str(last.position or "").split("_")
    side = parts[-1]
    if side not in _MIRRORED:
        return None
    place = Position("_".join([*parts[:-1], _MIRRORED[side]]))
    if isinstance(last, AddOverlay | ChangeOverlay):
        image = last.image if isinstance(last, ChangeOverlay) else None
        return ChangeOverlay(image=image, position=place)
    return ChangeTitle(which=adjust.named_again(last), position=place)


@rule(EARLY, "after|before it? ordinal?")
def _on_the_other_hand(m: Match, last: Edit) -> Edit | None:
    """Reads "no, after it" behind "the sunset before the dog"."""
    if not isinstance(last, PlaceClip) or last.other is None:
        return None
    return adjust.with_fields(last, where="after" if m.has("after") else "before")


@rule(
    EARLY,
    "normal|speed.normal again? back? verb.undo? all? not? speed_noun? to? excess? adj.slow? adj.fast? "
    "adj.loud? adj.quiet? adj.dark? adj.bright?",
)
def _as_usual(m: Match, last: Edit) -> Edit | None:
    """Reads "normal again": what was turned up or down is as filmed."""
    if m.clause.seen("leave_alone"):
        return None  # "keep everything else at normal speed"
    if m.has("all"):
        return RestoreShots() if isinstance(last, SetSpeed) else None
    if isinstance(last, SetSpeed):
        return RestoreShots(scope=last.scope)
    if isinstance(last, SetVolume):
        return adjust.with_fields(last, level=Exact(value=1.0))
    if isinstance(last, Adjust):
        return adjust.with_fields(last, level=Exact(value=0.0))
    if isinstance(last, SetLook):
        return SetLook(look=None, scope=last.scope)
    return None


@rule(
    EARLY,
    "half!adj.see_through|percent adj.strong|adj.weak|strength_noun as? less? at?",
    "half!adj.see_through as? less? at?",
)
def _at_strength(m: Match, last: Edit) -> Edit | None:
    """Reads "half as strong" of a look or of flashes."""
    if _is_of_time(m):
        return None
    strength = getattr(last, "strength", None)
    if strength is None or (isinstance(last, SetLook) and last.look is None):
        return None
    share = m.share or 1.0
    value = share if m["percent"] is not None else float(strength) * share
    return adjust.with_fields(last, strength=round(value, 3))


@rule(
    EARLY,
    "half!adj.see_through|middle|between it? verb.lower? verb.raise? less? more? excess? fraction? back? again? at? "
    "degree.bit? as?",
)
def _halfway(m: Match, last: Edit) -> Edit | None:
    """Reads "halfway", "half that", "减一半": half of what the last edit changed."""
    if _is_of_time(m):
        return None
    return adjust.halved(last, halfway=not m.has("half"))


def _is_of_time(m: Match) -> bool:
    """Whether the words are about how long something is: "half as long"."""
    return m.clause.seen("adj.long", "adj.short") and not m.has("adj.strong")


@rule(EARLY, "verb.swap|back back|verb.undo|it it? all? both? again?", fresh=True)
def _swapped_back(_: Match, last: Edit) -> Edit | None:
    """Reads "swap them back", "换回来": exchanged once more, all is as it was."""
    return last if isinstance(last, SwapShots) else None


@rule(EARLY, "verb.include&back it? all? after_all?", fresh=True)
def _clip_back(m: Match, last: Edit) -> Edit | None:
    """Reads "把它加回来" some edits after a clip was left out: the clip named last."""
    removes = last.do in _LEFT_OUT or last.do.startswith("remove_")
    if removes or "leave_out" not in m.clause.view.in_force:
        return None
    out = [c.id for c in m.clause.view.pictures if not c.in_use]
    meant = [one for one in m.clause.view.named if one in out][:1] or out
    return Include(clips=tuple(meant)) if len(meant) == 1 else None


@rule(
    LATE,
    "back!again it? verb.swap? verb.make? verb.move? all? after_all?",
    "verb.include!verb.add it? back? all? after_all?",
    fresh=True,
)
def _back(_: Match, last: Edit) -> Edit:
    """Reads "换回来": the last step is taken back."""
    return last if isinstance(last, SwapShots) else Undo()


@rule(
    EARLY,
    "beats|interval excess? enough? only? each? at? less? more?",
    fresh=True,
)
def _pulses_so_often(m: Match, last: Edit) -> Edit | None:
    """Reads "too much, every bar is enough" of flashes: on the first beat of a bar."""
    if not isinstance(last, SetPulse):
        return None
    value = m["beats"] or m["interval"]
    every, unit = value[0], str(value[1])
    beats = every * _BEATS_A_BAR if unit == "bar" else every
    if unit not in ("beat", "bar") or beats not in (1, _BEATS_A_BAR):
        return None
    return adjust.with_fields(last, on="beat" if beats == 1 else "downbeat")


@rule(EARLY, "adj.calm|adj.energetic less? more? excess? $degree? not?", fresh=True)
def _calmer(m: Match, last: Edit) -> Edit | None:
    """Reads "less crazy", "calmer" of shakes and flashes."""
    if not isinstance(last, SetPulse):
        return None
    return adjust.take_further(
        last, less=m.has("adj.calm", "less", "excess"), step=m.degree()
    )


@rule(
    EARLY,
    "adj.slow|adj.fast|verb.slow_down|verb.speed_up $degree? more? less? excess? lack? not?",
    fresh=True,
)
def _shown_longer(m: Match, last: Edit) -> Edit | None:
    """Reads "a bit quicker" after photos got a length."""
    if not isinstance(last, SetShotLength) or last.seconds is None:
        return None
    faster = m.has("adj.fast", "verb.speed_up") is not m.has("excess", "less", "not")
    return adjust.take_further(last, less=faster, step=m.degree())


@rule(
    LATE,
    f"{_EDGES} clip_one? number? too? same? duration? enough? ordinal? for? with? at? again?",
)
def _at_the_other_edge(m: Match, last: Edit) -> Edit | None:
    """Reads "and one at the start", "same for the end" after a fade."""
    if not isinstance(last, FadePicture | FadeSound):
        return None
    edge = "in" if m.has("edge_start", "first_place") else "out"
    seconds = last.seconds if m.seconds is None else m.seconds
    return adjust.with_fields(last, edge=edge, seconds=seconds)


@rule(EARLY, f"not|off|verb.remove {_EDGES} ordinal? at? fade_noun?")
def _not_at_that_edge(m: Match, last: Edit) -> Edit | None:
    """Reads "not at the start" after a fade."""
    if not isinstance(last, FadePicture | FadeSound):
        return None
    edge = "in" if m.has("edge_start", "first_place") else "out"
    return adjust.with_fields(last, edge=edge, seconds=0.0)


@rule(EARLY, "step_before it? too? all?")
def _the_one_before(m: Match, last: Edit) -> Edit | None:
    """Reads "undo that. And the one before it": one step further back."""
    if not isinstance(last, Undo) or not m.clause.context.edits:
        return None
    return adjust.with_fields(last, steps=last.steps + 1)


@rule(EARLY, "once|twice|triple|occasions only? at_most? verb.show? verb.repeat? for?")
def _so_often(m: Match, last: Edit) -> Edit | None:
    """Reads "but only once" after a clip was put in."""
    ids = tuple(assets(last))
    if not isinstance(last, Include | PlaceClip | RepeatClip | UseOnly) or not ids:
        return None
    usual = 1 if m.has("once") else 3 if m.has("triple") else 2
    times = int(m["occasions"] or usual)
    return RepeatClip(clips=ids, times=times, at_most=m.has("once", "at_most"))


@rule(
    EARLY,
    "pulse.* less|more|verb.lower|verb.raise|adj.weak|adj.strong|adj.soft|excess|lack $degree? more? less? not? again? "
    "excess? lack?",
    fresh=True,
)
def _fewer(m: Match, last: Edit) -> Edit | None:
    """Reads "less flash", "weaker flashes": only on the first beats, or fainter."""
    if not isinstance(last, SetPulse) or last.kind not in m.names("pulse"):
        return None
    lowered = m.has("verb.lower") and not m.has("less")
    weak = lowered or m.has("adj.weak", "adj.soft")
    less = m.has("less", "excess", "not") or weak
    if less and not weak and last.on == "beat":
        return adjust.with_fields(last, on="downbeat")
    if not less and m.has("more", "lack") and last.on == "downbeat":
        return adjust.with_fields(last, on="beat")
    return adjust.take_further(last, less=less, step=m.degree())


@rule(EARLY, "both|all @style it? for? at?", fresh=True)
def _all_titles(m: Match, last: Edit) -> Edit | None:
    """Reads "both of them in yellow" of titles."""
    titles = len(m.clause.view.titles)
    if not isinstance(last, AddTitle | ChangeTitle) or not m.style:
        return None
    if m.has("both") and titles != _TWO:
        return None
    return ChangeTitle(which="all", **m.style)


@rule(EARLY, "pulse.*", "join.* transition?", fresh=True)
def _another_kind(m: Match, last: Edit) -> Edit | None:
    """Reads "no, shakes" of the effects or transitions of the last edit."""
    beside = m.clause.seen("and", "not", "off", "all", "throughout")
    if beside or not isinstance(last, SetPulse | SetJoin):
        return None
    names = m.names("pulse" if isinstance(last, SetPulse) else "join")
    if names == (JoinKind.CUT,):
        return SetJoin(kind=JoinKind.CUT, scope=last.scope)
    return adjust.with_fields(last, kind=names[0]) if len(names) == 1 else None
