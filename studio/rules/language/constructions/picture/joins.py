"""Constructions for transitions between shots."""

from typing import Any

from studio.model.edits.limits import LONGEST_JOIN
from studio.model.edits.music import BeatUnit
from studio.model.edits.picture import JoinKind, SetJoin
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "transition? join_point? between? cuts? clip? shot? photo? effects_all? "
    "all? each? video? throughout? $put? verb.switch_shots? verb.keep? only? "
    "adj.calm? adj.soft? degree.bit? black? white? length_noun? adj.long? for? by? rest!other? others!other? "
    "from? to? into? at? of? clips&photo? @scope"
)
"""What may stand around every wish about transitions."""
_TIMED = f"duration? beats? {_ABOUT}"
_AMBIGUOUS = {
    JoinKind.DISSOLVE: "join.dissolve!fade_both!fade_out",
    JoinKind.DIP_BLACK: "join.dip_black!black",
    JoinKind.FLASH: "",
    JoinKind.SLIDE: "",
}
"""Kinds whose words may also name something else: by which of them alone they are named
("" by none: "flash" alone is a pulse)."""
_SURE_CHANGES = "|".join(
    filter(
        None,
        (
            _AMBIGUOUS.get(kind, f"join.{kind}")
            for kind in JoinKind
            if kind is not JoinKind.CUT
        ),
    )
)
_SURE = f"{_SURE_CHANGES}|join.cut"
"""Words that name a transition without "transition" beside them."""
_ANY = "|".join((_SURE, *(f"join.{kind}" for kind in _AMBIGUOUS)))
_BETWEEN = "transition|between|join_point|cuts!beat"
_NAMED = f"{_ANY}|verb.zoom"
"""The same, and "zoom" beside "transition"."""


@construction(
    "join",
    "not~join.cut transition? adj.calm? adj.soft? $degree? between? shot? clip? all? at? verb.use? video?",
)
def no_cuts(m: Match) -> Outcome | None:
    """Reads "no hard cuts"; "plain cuts, no effects" denies something else."""
    denied = m.is_han() or m.place("not") < m.place("join.cut")
    return [SetJoin(kind=JoinKind.DISSOLVE)] if denied else None


@construction(
    "join",
    f"{_ANY} unit.section {_BETWEEN}? {_TIMED}",
    f"{_ANY} interval {_BETWEEN}? {_TIMED}",
    f"transition unit.section {_TIMED}",
)
def at_sections(m: Match) -> Outcome | None:
    """Reads "flash white between sections"."""
    interval = m["interval"]
    if interval is not None and interval[1] != BeatUnit.SECTION:
        return None
    return _join(m, where="sections")


@construction(
    "join",
    f"{_ANY} shots between? before? after? {_BETWEEN}? {_TIMED}",
    f"{_NAMED} transition shots between? before? after? {_TIMED}",
    f"transition shots between|before|after {_TIMED}",
)
def at_shots(m: Match) -> Outcome | None:
    """Reads "a whip between shots 3 and 4", "dip to black before the last shot"."""
    numbers = m["shots"]
    if (number := _first_of_two(m)) is not None:
        return _join(m, where="one", join=number)
    if len(numbers) != 1 or not m.has("before", "after"):
        return None
    last = numbers[0] == -1
    number = numbers[0] if m.has("after") or last else numbers[0] - 1
    return _join(m, where="one", join=number)


@construction(
    "join",
    f"{_NAMED} shots number transition to? {_TIMED}",
    f"{_NAMED} number+ between|transition {_BETWEEN}? and? comma? {_TIMED}",
    f"{_ANY} number+ to shot? {_BETWEEN}? and? comma? {_TIMED}",
)
def between_numbers(m: Match) -> Outcome | None:
    """Reads "a dissolve between 5 and 6"."""
    number = _first_of_two(m)
    return None if number is None else _join(m, where="one", join=number)


def _first_of_two(m: Match) -> int | None:
    """The first of two shots that follow one another; None where there are no such two."""
    values = [*(m["shots"] or ())]
    values += [v for _, t in m.words if (v := t.value("number")) is not None]
    if len(values) != 2 or abs(values[0] - values[1]) != 1:
        return None
    return int(min(values))


@construction("join", f"{_ANY} before last_place {_BETWEEN}? {_TIMED}")
def before_last(m: Match) -> Outcome | None:
    """Reads "dip to black before the final shot"."""
    return _join(m, where="one", join=-1)


@construction(
    "join", f"{_NAMED} ordinal+ and? comma? transition|join_point|cuts {_TIMED}"
)
def nth(m: Match) -> Outcome | None:
    """Reads "make the last transition a dissolve", "dissolve the last cut"."""
    tokens = m.clause.tokens
    places = [n for n, t in enumerate(tokens) if t.has("ordinal")]
    between = tokens[places[0] : places[-1]]
    if m.clause.seen("nth") or not all(
        t.has("ordinal", "and", "comma") for t in between
    ):
        return None  # "第一个转场改成溶解，第二个也是": a wish for each
    joins = [
        _join(m, where="one", join=int(tokens[n].value("ordinal"))) for n in places
    ]
    edits = [edit for one in joins if isinstance(one, list) for edit in one]
    return edits if len(edits) == len(joins) else joins[0]


@construction("join", f"{_ANY} ordinal clip_one {_TIMED}")
def nth_of_them(m: Match) -> Outcome | None:
    """Reads "…, dissolve the last one" behind an edit of all transitions."""
    before = m.clause.context.edits[-1:] or m.clause.view.last_edits[-1:]
    joins = any(isinstance(edit, SetJoin) or edit.do == "undo_edit" for edit in before)
    return _join(m, where="one", join=int(m["ordinal"])) if joins else None


@construction("join", f"{_ANY} moment {_BETWEEN}? at? {_TIMED}")
def at_moment(m: Match) -> Outcome | None:
    """Reads "a flash transition at 0:12"."""
    return _join(m, where="one", moment=m["moment"])


@construction(
    "join",
    f"{_SURE} {_TIMED}",
    f"{_NAMED} {_BETWEEN} join.*? {_TIMED}",
    f"pulse.flash between {_TIMED} @place",
    f"join.dissolve&fade_out {_TIMED.replace('black? white? ', '')} @place",
    f"join.slide clips&photo|shot|photo {_TIMED}",
    f"join.flash!pulse.flash {_TIMED} @place",
)
def everywhere(m: Match) -> Outcome | None:
    """Reads "dissolve between clips", "one-second crossfades", "hard cuts"."""
    timed = m["duration"] is not None or m["beats"] is not None
    return None if m.has("adj.long") and not timed else _join(m)


def _join(m: Match, **values: Any) -> Outcome | None:
    seconds, beats = m["duration"], m["beats"]
    if m.has("join.cut") and (seconds or beats or m.clause.seen("black", "white")):
        return None  # "hard cut to black" is no transition between two shots
    if m.has("fade_out") and m.clause.seen("black", "white"):
        return None  # "fade to white" dips
    if seconds is not None:
        if not 0 < seconds <= LONGEST_JOIN:
            return Residue(m.clause.words(), "join", "out_of_range", f"{seconds:g}")
        values["seconds"] = seconds
    if beats is not None:
        values["beats"] = beats[0] * (4 if beats[1] is BeatUnit.BAR else 1)
    kind = JoinKind(_kind(m))
    return [SetJoin.model_validate({"kind": kind, **values, "scope": m.scope})]


def _kind(m: Match) -> str:
    """The kind that is named; of "a slide or zoom transition" the one with more sense."""
    names = m.names("join")
    usual = JoinKind.DISSOLVE
    if m.has("verb.zoom", "pulse.flash"):
        usual = JoinKind.ZOOM if m.has("verb.zoom") else JoinKind.FLASH
    return next((n for n in names if n != JoinKind.SLIDE), (*names, usual)[0])


@construction(
    "join",
    f"transition verb.add!verb.shorten|verb.use|adj.calm|adj.soft not? complaint? excess? {_TIMED}",
    f"transition into|to {_TIMED} @place",
    f"fade_noun|fade_in|fade_out|fade_both transition|between {_TIMED}",
)
def usual(m: Match) -> Outcome | None:
    """Reads "add transitions", "soft transitions", "fades between the clips"."""
    if m.has("adj.long") and not m.has("duration", "beats"):
        return None  # "make the transitions longer"
    m.clause.cost += 0.3
    return _join(m)


fixed(
    __name__,
    SetJoin(kind=JoinKind.DISSOLVE),
    "verb.switch_shots!verb.replace adj.calm|adj.soft!compared excess? complaint? more? "
    "there? at? degree.bit? all? transition? between? shot? clip? verb.make?",
)


@construction(
    "join", f"fade_noun|fade_in|fade_out black|white transition|between {_TIMED}"
)
def dip(m: Match) -> Outcome | None:
    """Reads "a fade to black between the clips"."""
    kind = JoinKind.DIP_WHITE if m.has("white") else JoinKind.DIP_BLACK
    seconds = m["duration"]
    return [SetJoin(kind=kind, seconds=seconds, scope=m.scope)]


_LENGTHENED = "adj.long|adj.slow|verb.lengthen"
_SHORTENED = "adj.short|adj.fast|verb.shorten"


@construction(
    "join",
    f"transition|{_ANY} {_LENGTHENED}|{_SHORTENED} excess? less? more? lack? not? verb.slow_down? verb.speed_up? it? comma? {_SHORTENED}? {_ABOUT} $degree?",
)
def lasting(m: Match) -> Outcome:
    """Reads "make the transitions shorter", "the dissolves are too slow"."""
    edits = (*m.clause.view.last_edits, *m.clause.context.edits)
    last = next((e for e in reversed(edits) if isinstance(e, SetJoin)), None)
    names = m.names("join")
    stands = m.clause.view.transition
    if last is None and stands is not None and names[:1] in ((), (stands[0],)):
        last = SetJoin(kind=JoinKind(stands[0]), seconds=stands[1])
    if last is None and not names:
        return Residue(m.clause.words(), "join")
    longer = m.has("adj.long", "adj.slow", "verb.lengthen") is not m.has(
        "excess", "less", "not"
    )
    kind = last.kind if last else JoinKind(names[0])
    seconds = (last.seconds if last else None) or kind.usual_seconds
    seconds = round(seconds * (m.degree() if longer else 1 / m.degree()), 3)
    if last is not None:
        return [last.model_copy(update={"seconds": seconds})]
    return [SetJoin(kind=kind, seconds=seconds, scope=m.scope)]


@construction(
    "join",
    f"transition|join.* number+ between $remove and? comma? {_ABOUT}",
    f"transition|join.* shots between|after|before $remove {_ABOUT}",
)
def none_at(m: Match) -> Outcome | None:
    """Reads "no transition between 5 and 6"."""
    number = _first_of_two(m)
    if number is None:
        return None
    return [SetJoin(kind=JoinKind.CUT, where="one", join=number)]


_OFF = f"$remove more? {_ABOUT}"
fixed(
    __name__,
    SetJoin(kind=JoinKind.CUT),
    f"transition {_OFF}",
    f"{_SURE_CHANGES} transition? {_OFF}",
    f"join.* transition {_OFF}",
    f"transition normal|simple {_ABOUT}",
    f"cuts normal|simple {_ABOUT}",
    f"cuts!verb.undo back to {_ABOUT}",
)
