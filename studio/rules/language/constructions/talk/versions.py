"""Constructions for undo, versions and export."""

from studio.model.edits.control import Export, Options, Redo, StartOver, Undo, UndoEdit
from studio.model.edits.limits import FEWEST_OPTIONS, MOST_OPTIONS, MOST_STEPS
from studio.model.edits.picture import SetLook, Turn
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "verb.make? verb.use? verb.show? verb.move? verb.create? verb.keep? verb.like? version? back? "
    "again? old? it? all? same? normal? than? before? better? last_place? edge_end? ordinal? "
    "unit.step? verb.last? verb.remove? with? as? to? for? at? of? up? then? video? too? "
    "verb.undo? change_noun? complaint? adj.calm? more? just_now? correction? no? recut?"
)

fixed(
    __name__,
    StartOver(),
    f"verb.start_over verb.undo? verb.start? edge_start? {_ABOUT}",
)


@construction(
    "undo",
    f"version_number version? verb.undo? {_ABOUT}",
    f"version number|steps verb.undo|back|verb.use {_ABOUT}",
    f"verb.undo edge_start edge_start? {_ABOUT}",
    f"verb.undo ordinal version? clip_one? {_ABOUT}",
    f"version ordinal|edge_start|first_place!firstly verb.undo? edge_start? first_place? {_ABOUT}",
)
def to_version(m: Match) -> Outcome | None:
    """Reads "back to version 2", "the first version", "v3"."""
    if (number := m["version_number"]) is not None:
        if m.has("verb.create") and not m.has("verb.undo", "back", "it"):
            return None  # "make v2 with faster cuts"
        return [Undo(version=int(number))]
    ordinal = m["ordinal"]
    if m.has("change_noun") and ordinal is not None:
        return None
    if ordinal is not None and ordinal < 0:
        return [Undo(steps=-ordinal)]
    number = m["number"] if ordinal is None else ordinal
    if number is None and m["steps"] is not None:
        return [Undo(steps=int(m["steps"]))]
    if number is None:
        return [Undo(version=1)] if m.has("edge_start", "first_place") else None
    if -1 < m.place("number") < m.place("version"):
        back = m.has("verb.undo", "back")
        return [Undo(steps=int(number))] if back else None
    return [Undo(version=int(number))]


@construction("undo", f"version~number {_ABOUT}")
def named_version(m: Match) -> Outcome | None:
    """Reads "version 1"; "3 versions" asks for several."""
    if m.place("version") > m.place("number"):
        return None
    return [Undo(version=int(m["number"]))]


@construction(
    "undo",
    f"verb.undo steps|number|factor {_ABOUT}",
    f"verb.undo twice|both|double|before_last {_ABOUT}",
    f"before_last change_noun|version verb.remove? {_ABOUT}",
)
def several_steps(m: Match) -> Outcome | None:
    """Reads "undo the last three", "go back two steps", "撤回两步"."""
    values = (m["steps"], m["number"], m["factor"])
    steps = next((int(v) for v in values if v is not None), 2)
    return [Undo(steps=steps)] if 1 <= steps <= MOST_STEPS else None


fixed(
    __name__,
    Undo(),
    f"verb.undo {_ABOUT}",
    f"version old|back|last_place|before|just_now {_ABOUT}",
    f"old|before|just_now better|verb.like song_one? song? {_ABOUT}",
    f"just_now song_one or? {_ABOUT}",
    f"change_noun verb.remove|back|not {_ABOUT}",
    f"verb.undo adj.*&compared {_ABOUT}",
    "was_better it video? complaint? before? with?",
)


@construction("redo", f"verb.redo twice? double? steps? verb.undo? {_ABOUT}")
def redo(m: Match) -> Outcome:
    """Reads "redo that", "bring back what you undid", "恢复刚才撤销的"."""
    steps = 2 if m.has("twice", "double") else int(m["steps"] or 1)
    return [Redo(steps=max(1, min(MOST_STEPS, steps)))]


_SHOWY = (
    "look",
    "cube",
    "pulse",
    "join",
    "zoom",
    "photo_motion",
    "bars",
    "ramp",
    "turn",
)
"""The kinds of edit that people call effects."""
_TAKEN_OFF = {"look": SetLook(look=None), "turn": Turn(mirror="off")}
"""What takes a kind off; others are taken back."""


@construction(
    "undo_edit",
    f"effects $remove|verb.undo all? more? again? version? it? {_ABOUT}",
    f"effects not verb.need|verb.like|verb.use all? more? {_ABOUT}",
)
def undo_effects(m: Match) -> Outcome | None:
    """Reads "remove all the effects": each kind that is in force is taken back.

    Of turned pictures only what is mirrored: a rotation sets footage upright.
    """
    view = m.clause.view
    kinds = view.in_force | {edit.do for edit in view.last_edits}
    showy = [kind for kind in _SHOWY if kind in kinds]
    return [_TAKEN_OFF.get(kind, UndoEdit(edit=kind)) for kind in showy] or None


fixed(
    __name__,
    Export(),
    "verb.export verb.make? verb.use? verb.move? verb.show? verb.create? version? new? it? video? to? "
    "for? at? with? as? then? thanks? yes? last_place? edge_end? ordinal? file? clip? maximum? "
    "all? up? off? back? purpose? context? clip_one? screen_noun? enough?",
)


@construction(
    "options",
    f"verb.variants number? steps? version? other? clip? recut? shot? verb.pick? take_noun? verb.hear? context? tells? {_ABOUT}",
    f"version|take_noun number|steps other? verb.variants? verb.pick? new? {_ABOUT}",
)
def options(m: Match) -> Outcome | None:
    """Reads "show me three versions", "给我几个版本选"."""
    number = m["number"] or m["steps"]
    if -1 < m.place("version") < m.place("number"):
        return None  # "version 3" names one
    if number is None and m.has("verb.undo", "back", "old"):
        return None
    count = int(number) if number else 3
    return [Options(count=count)] if FEWEST_OPTIONS <= count <= MOST_OPTIONS else None
