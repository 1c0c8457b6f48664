"""Constructions for what was taken away and is to be back, and for "make it better"."""

from studio.model.edits.control import Undo
from studio.model.edits.footage import RestoreShots
from studio.model.edits.music import PaceCurve, SetPace, Sync
from studio.model.edits.picture import Adjust, LookName, SetLook, Turn, Zoom
from studio.model.edits.record import Edit, Exact
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "$make? verb.include? verb.insert? verb.undo? back? again? on? at? after_all? old? normal? "
    "inward? to? too? copula? verb.like?"
)
"""What may stand around every wish to have something back."""
_REMOVED = {
    "title": ("remove_title",),
    "caption": ("remove_captions",),
    "logo": ("remove_overlay",),
}
"""The kinds of edit that take away what these nouns name."""


@construction(
    "undo", f"title|caption|logo back|verb.undo|verb.include&back clip_one? {_ABOUT}"
)
def on_top(m: Match) -> Outcome | None:
    """Reads "bring the title back" right after it was taken off."""
    noun = next(noun for noun in _REMOVED if m.has(noun))
    return [Undo()] if _was_alone(m, *_REMOVED[noun]) else None


def _was_alone(m: Match, *kinds: str) -> bool:
    """Whether the last request did nothing but take this away."""
    last = [edit.do for edit in m.clause.view.last_edits]
    return len(last) == 1 and last[0] in kinds


_TIMED = ("speed", "ramp", "reverse", "freeze")
"""Kinds of edit that change how footage plays."""


_SHOWN = (
    "old? normal? back? again? verb.undo? verb.include? to? at? as? $make? copula? clip? shot? "
    "all? of?"
)


@construction(
    "normal_speed",
    f"normal {_SHOWN} @place",
    f"verb.undo|verb.start_over {_SHOWN} effects_all? @place",
)
def as_filmed(m: Match) -> Outcome | None:
    """Reads "clip 3 normal": the looks and speeds in force are taken off it."""
    view = m.clause.view
    left_out = {"leave_out", "only", "ban"} & view.in_force
    restored = not m.has("normal") and m.has("verb.include", "back")
    if m.scope.of not in {"clips", "shots"} or (left_out and restored):
        return None
    if not m.has("normal", "old", "back", "verb.start_over"):
        return None  # "undo clip 3"
    if last := [e for e in map(_plain, view.last_edits) if e and e.scope == m.scope]:
        return list(dict.fromkeys(last))
    kinds = view.in_force | {edit.do for edit in view.last_edits}
    out: list[Edit] = []
    if "look" in kinds:
        out.append(SetLook(look=None, scope=m.scope))
    if kinds.intersection(_TIMED) or not out:
        out.append(RestoreShots(scope=m.scope))
    return out


def _plain(edit: Edit) -> Edit | None:
    """What takes an edit of the last request off its scope again."""
    match edit:
        case SetLook():
            return SetLook(look=None, scope=edit.scope)
        case Adjust():
            return edit.model_copy(update={"level": Exact(value=0.0)})
        case Turn():
            return Turn(scope=edit.scope)
        case Zoom():
            return Zoom(level=Exact(value=1.0), scope=edit.scope)
        case _ if edit.do in _TIMED:
            return RestoreShots(scope=edit.scope)
        case _:
            return None


_ASKED = 1.45
"""By how much this question is cheaper than others: thanks read the same words."""
_VAGUE = "it? all? video? clip? $degree? copula? look_noun? q.opens? q.mark? verb.like? this_clip? again? than? timeline? q.can?"


@construction(
    "sync",
    f"better verb.make|verb.create {_VAGUE}",
    f"better&verb.make verb.make? verb.create? {_VAGUE}",
    f"thanks|verb.like verb.make it|this_clip|video {_VAGUE} thanks?",
)
def better(m: Match) -> Outcome:
    """Reads "make it better": what is not as it should be is not said, so it is asked."""
    if m.clause.view.duration <= 0:
        return [Sync()]
    ways: tuple[Edit, ...] = (
        Sync(again=True),
        SetPace(curve=PaceCurve.ENERGETIC),
        SetLook(look=LookName.VIVID),
    )
    m.clause.cost -= _ASKED
    return question("what_better", [*(("", (way,)) for way in ways), ("", ())])
