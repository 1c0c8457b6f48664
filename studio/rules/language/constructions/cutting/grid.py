"""Constructions for the beat grid: its bars and its tempo."""

from studio.model.edits.limits import MOST_SHIFTED_BEATS, MOST_SHIFTED_SECONDS
from studio.model.edits.music import BeatUnit, SetTempo, ShiftBar
from studio.model.edits.record import AtTime
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_GRID = "beat_grid|cuts|beat|downbeat|unit.bar|verb.switch_shots"
_ABOUT = (
    f"{_GRID}? video? all? it? $make? by? to? of? on? up? down? copula? excess? too? song? "
    "verb.land? at? each? shot? degree.bit? with? verb.sync? there? state.off? as?"
)
"""What may stand around every wish about the grid."""
_BEATS_A_BAR = 4


@construction(
    "shift_bar",
    f"beats|duration later!state|after!state verb.shift {_GRID}|all|it verb.shift? {_ABOUT}",
    f"beats later!state|after!state verb.shift? {_ABOUT}",
    f"beats|duration earlier&state|before&state {_ABOUT}",
    f"beats verb.shift!earlier!later {_GRID}|all|it {_ABOUT}",
    f"beats|duration later&verb.shift {_ABOUT}",
)
def later(m: Match) -> Outcome | None:
    """Reads "shift the bars by one beat", "the cuts come 50 ms early"."""
    return _shifted(m, 1)


@construction(
    "shift_bar",
    f"beats|duration earlier|before|back verb.shift {_GRID}|all|it verb.shift? {_ABOUT}",
    f"beats|duration earlier&verb.shift later&state? {_ABOUT}",
    f"beats earlier!state|before!state verb.shift? {_ABOUT}",
    f"beats|duration later&state|after&state adj.slow? {_ABOUT}",
)
def earlier(m: Match) -> Outcome | None:
    """Reads "move it one beat earlier", "the cuts are 100 ms late"."""
    return _shifted(m, -1)


def _shifted(m: Match, sign: int) -> Outcome | None:
    if (beats := m["beats"]) is not None and beats[0] % 1:
        tempo = m.clause.view.tempo
        seconds = beats[0] * 60 / tempo if tempo else 0.0
        return [ShiftBar(seconds=round(sign * seconds, 3))] if seconds else None
    if beats is not None:
        count = int(beats[0] * (_BEATS_A_BAR if beats[1] is BeatUnit.BAR else 1))
        return (
            [ShiftBar(beats=sign * count)] if 0 < count <= MOST_SHIFTED_BEATS else None
        )
    seconds = m["duration"]
    if seconds is None or not 0 < seconds <= MOST_SHIFTED_SECONDS:
        return None
    return [ShiftBar(seconds=sign * seconds)]


@construction(
    "shift_bar",
    "beat|beats|downbeat|beat_grid|unit.bar|unit.beat moment|number number? verb.land? verb.start? at? "
    "there? on? to? copula? exactly? mark_noun? song? video? $make? unit.beat? "
    "clip_one? verb.write&yes? ordinal?",
)
def named_beat(m: Match) -> Outcome | None:
    """Reads "the beat is at 0:12.4", "the downbeat falls at 8 seconds"."""
    number, where = m["number"], m.point()
    if where is None and number is not None and number % 1 and m.has("at"):
        where, number = AtTime(seconds=number), None  # "the beat is at 12.4"
    if where is None or not {number, m["ordinal"]} <= {None, 1}:
        return None  # Which bar is the third is not known.
    counted = m["beats"]
    bar = m.has("downbeat", "unit.bar") or (counted and counted[1] is BeatUnit.BAR)
    if m.has("verb.start") and not bar:
        return None  # "start the beat at 0:12" is of the song.
    return [ShiftBar(moment=where, bar=bool(bar))]


@construction(
    "shift_bar",
    "duration verb.write&yes beat|downbeat|beat_grid|unit.beat|unit.bar clip_one? song?",
)
def beat_at_that_second(m: Match) -> Outcome | None:
    """Reads "12.4秒是鼓点": a time without 第 or 处."""
    bar = m.has("downbeat", "unit.bar")
    return [ShiftBar(moment=AtTime(seconds=m["duration"]), bar=bar)]


@construction("shift_bar", f"off_beats {_ABOUT}")
def on_off_beats(m: Match) -> Outcome | None:
    """Reads "the cuts land on the off-beats": all beats are half a beat late."""
    tempo = m.clause.view.tempo
    return [ShiftBar(seconds=round(30 / tempo, 3))] if tempo else None


_TEMPO = (
    "tempo_noun? song? beat? beat_grid? $make? it? to? as? at? by? of? all? copula?"
)

_NEAR = 0.08
"""A share of a tempo that people who name one may be wrong by."""


@construction("tempo", f"bpm verb.write&yes? {_TEMPO}")
def named_tempo(m: Match) -> Outcome | None:
    """Reads "the song is 85 bpm": the other count of the beats that were found."""
    view = m.clause.view
    if not view.tempo:
        return None
    counted = SetTempo.model_fields["do"].default in view.in_force
    factors = [
        factor
        for factor in (1.0, 0.5, 2.0)
        if abs(m["bpm"] / (view.tempo * factor) - 1) < _NEAR
    ]
    if not factors or (counted and factors[0] == 1):
        return None
    return [SetTempo(factor=1.0 if counted else factors[0])]


@construction("tempo", f"metre unit.beat? unit.bar? time_noun? tells? {_TEMPO}")
def metre(m: Match) -> Outcome:
    """Reads "it's in 3/4", "这首歌是三拍子": bars are found, not set."""
    return Residue(m.clause.words(), "tempo", "metre")


fixed(
    __name__,
    SetTempo(factor=2.0),
    f"tempo.half tempo_noun|beat copula {_TEMPO}",
)
fixed(
    __name__,
    SetTempo(factor=0.5),
    f"tempo.half {_TEMPO}",
    f"half tempo_noun {_TEMPO}",
    f"double excess tempo_noun|beat {_TEMPO}",
)
fixed(
    __name__,
    SetTempo(factor=2.0),
    f"tempo.double {_TEMPO}",
    f"double tempo_noun {_TEMPO}",
)
fixed(
    __name__,
    SetTempo(factor=1.0),
    f"tempo_noun normal|old|verb.undo|back as? {_TEMPO}",
)
