"""Constructions for what happens on beats within a shot: flashes, shakes, punches."""

from studio.model.edits.picture import JoinKind, PulseKind, SetJoin, SetPulse
from studio.model.edits.record import WHOLE, OfSong
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "each? once? unit.occasion? time_noun? $degree? adj.weak? adj.strong? adj.energetic? percent? adj.fast? white? "
    "effects_all? beat_grid? downbeat? every_beat? beat? verb.follow? picture? video? shot? clip? all? only? only_at? it? $put? with? when? @scope"
)
"""What may stand around every wish about pulses."""
_BEATS = "beat|unit.beat|interval|verb.sync|verb.follow|unit.bar|downbeat|every_beat"
_SURE = "pulse.shake!adj.shaky|pulse.punch!verb.zoom|pulse.flash!join.flash"
"""Words that name a pulse without a beat beside them."""


@construction(
    "pulse",
    f"pulse.*+ {_BEATS} song? verb.zoom? and? {_ABOUT}",
    f"verb.zoom!verb.close_up|animation.pulse|photo_motion {_BEATS} song? {_ABOUT}",
)
def on_beats(m: Match) -> Outcome | None:
    """Reads "zoom on the beat", "flash on every downbeat"."""
    interval = m["interval"]
    if _as_it_begins(m):
        return None  # "as the chorus hits" counts no hits
    if interval is None:
        return _pulse(m, "downbeat" if m.has("unit.bar", "downbeat") else "beat")
    on = {(1, "beat"): "beat", (4, "beat"): "downbeat", (1, "bar"): "downbeat"}
    name = on.get(interval)
    return None if name is None else _pulse(m, name)


@construction(
    "pulse",
    f"pulse.* pulse.*? edge_start? verb.start? verb.appear? as? there? {_ABOUT}",
)
def in_part(m: Match) -> Outcome | None:
    """Reads "shake on the drop", "flashes in the chorus", "flash when the verse starts"."""
    where = m.scope
    if not isinstance(where, OfSong):
        return None
    if where.label == "drop" and not where.number:
        m.scope = WHOLE
        return _pulse(m, "drop")
    return _pulse(m, _when(m))


@construction(
    "pulse",
    f"{_SURE} {_ABOUT}",
    f"pulse.shake verb.add|verb.use {_ABOUT}",
)
def everywhere(m: Match) -> Outcome | None:
    """Reads "add a camera shake", "strobe effect"."""
    return _pulse(m, _when(m))


@construction("pulse", f"pulse.* excess|complaint copula? verb.zoom? {_ABOUT}")
def too_much(m: Match) -> Outcome:
    """Reads "the punch-ins are too much": fainter, less often, or none."""
    kind = PulseKind(m.name("pulse"))
    ways = ({"strength": 0.25}, {"on": "downbeat"}, {"on": "off"})
    offered = [
        SetPulse.model_validate({"kind": kind, "scope": m.scope, **way}) for way in ways
    ]
    return question("which_edit", [*(("", [one]) for one in offered), ("", [])])


@construction("pulse", f"pulse.flash&join.flash {_ABOUT}")
def flash(m: Match) -> Outcome | None:
    """Reads "add flashes": on the beat, or from shot to shot."""
    if m.clause.seen("excess"):
        return None
    pulse = SetPulse(kind=PulseKind.FLASH, scope=m.scope)
    return question(
        "which_edit", [("", [pulse]), ("", [SetJoin(kind=JoinKind.FLASH)]), ("", [])]
    )


def _when(m: Match) -> str:
    """On every beat, or once where a part of the song begins."""
    begins = m.clause.seen("song_moment", "once", "edge_start", "verb.start")
    begins = begins or _as_it_begins(m)
    return "start" if begins and isinstance(m.scope, OfSong) else "beat"


def _as_it_begins(m: Match) -> bool:
    """Whether the moment is told at which a part of the song begins: "as it hits"."""
    return m.clause.seen("as") and m.beside("songpart", "verb.land", "verb.appear")


def _pulse(m: Match, on: str) -> Outcome | None:
    if m.clause.seen("between", "excess"):
        return None
    strength = m.share if m["percent"] is not None else None
    if strength is None and m.has("degree.much", "adj.strong", "adj.energetic"):
        strength = 0.8
    elif strength is None and m.has("degree.bit", "adj.weak"):
        strength = 0.3
    kinds = list(m.names("pulse"))
    if not kinds or m.has("verb.zoom"):
        kinds.append(PulseKind.PUNCH)
    values = {"on": on, "strength": min(1.0, strength or 0.5), "scope": m.scope}
    return [
        SetPulse.model_validate({"kind": kind, **values})
        for kind in dict.fromkeys(kinds)
    ]


@construction(
    "pulse",
    f"pulse.* $remove more? again? beat? verb.sync? songpart? {_ABOUT}",
)
def off(m: Match) -> Outcome:
    """Reads "no more flashes", "stop the shaking"."""
    kind = PulseKind(m.name("pulse"))
    return [SetPulse(kind=kind, on="off", scope=m.scope)]
