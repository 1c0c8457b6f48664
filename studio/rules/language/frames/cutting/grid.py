"""Frames for the beat grid: its bars and its tempo."""

from studio.model.edits.music import (
    BeatUnit,
    SetTempo,
    ShiftBar,
)
from studio.rules.language.frames.cutting.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.style import is_state


@frame("shift_bar", "beat_grid", "verb.shift", "earlier", "later", "beats")
def shift_bar(c: Clause) -> Outcome | None:
    """Reads "shift the bars by one beat", "the cuts are 100 ms late"."""
    if not c.seen("beat_grid", "cuts", "unit.bar", "beats") or c.seen(
        "title",
        "caption",
        "clips",
        "logo",
        "songs",
        "quote",
        "interval",
        "shots",
        "transition",
    ):
        return None
    early = c.seen("earlier", "before")
    late = c.seen("later", "after")
    if not (c.seen("verb.shift") or early or late) or not c.seen(
        "beats", "duration", "number"
    ):
        return None
    if c.seen("cuts") and c.seen("later") and not c.seen("verb.shift"):
        early = True  # "the cuts come late": move them earlier
        c.take_all("excess")
    sign = -1 if early else 1
    if is_state(c) and not c.seen("cuts"):
        sign = -sign
    if c.has("beats"):
        count, unit = c.value("beats")
        c.take_all(
            "earlier",
            "later",
            "before",
            "after",
            "verb.shift",
            "beat_grid",
            "by",
            "down",
            "up",
            *GLUE,
        )
        beats = int(count * (4 if unit is BeatUnit.BAR else 1))
        return [ShiftBar(beats=sign * beats)] if 0 < beats <= 16 else None
    seconds = c.value("duration")
    if seconds is None or not 0 < seconds <= 5:
        return None
    c.take_all(
        "earlier",
        "later",
        "before",
        "after",
        "verb.shift",
        "beat_grid",
        "by",
        "down",
        "up",
        *GLUE,
    )
    return [ShiftBar(seconds=sign * seconds)]


@frame("tempo", "tempo.")
def tempo(c: Clause) -> Outcome | None:
    """Reads "half time", "the tempo is twice too fast"."""
    kind = c.prefixed("tempo.")
    c.take_all("tempo_noun", "song", "beat", "beat_grid", *GLUE)
    if c.seen("verb.play", "clips"):
        return None
    return [SetTempo(factor=0.5 if kind == "half" else 2.0)]


@frame("tempo", "tempo_noun")
def normal_tempo(c: Clause) -> Outcome | None:
    if not c.take_all("normal", "old", "verb.undo", "back") or c.seen("number"):
        return None
    c.take_all("tempo_noun", *GLUE)
    return [SetTempo(factor=1.0)]
