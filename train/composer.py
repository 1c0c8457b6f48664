"""Compose random music of many styles, with the exact time of each beat.

Where the benchmark's scores (``bench.music.synthesis.scores``) have fixed styles, here rhythms are drawn
from rules, so that no piece and no pattern is shared with what is measured later.
"""

from dataclasses import dataclass

import numpy as np

from bench.music.synthesis.scores import Note, Score
from train import rhythm
from train.music_kinds import MANNERS, Manner
from train.rhythm import Chance, Steps

_SCALES = (
    (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10),
    (0, 2, 4, 5, 7, 9, 10), (0, 2, 3, 5, 7, 8, 11),
)  # fmt: skip
_ROOTS = (0, 0, 0, 1, 2, 3, 3, 4, 4, 5, 5, 6)
_STEPS = np.array((-4, -2, -1, -1, 0, 1, 1, 2, 4))


@dataclass(frozen=True, slots=True)
class Composition:
    """A score; ``unsure`` spans have beats no one could tell, ``barred`` audible bars."""

    score: Score
    unsure: tuple[tuple[float, float], ...] = ()
    barred: bool = True


def compose(
    chance: Chance, seconds: float, manners: tuple[Manner, ...] = MANNERS
) -> Composition:
    """Draw a piece about as long as asked, in one of the manners."""
    shares = np.array([manner.share for manner in manners])
    manner = manners[chance.choice(len(manners), p=shares / shares.sum())]
    metre = int(chance.choice(manner.metres))
    times = draw_clock(manner.tempo, metre, seconds, chance, manner.free)
    intro = float(chance.uniform(3, 14)) if chance.random() < 0.12 else 0.0
    return _Player(manner, metre, times + intro, chance).piece()


def draw_clock(
    tempo: tuple[float, float], metre: int, seconds: float, chance: Chance,
    free: float = 0.0,
) -> rhythm.Times:  # fmt: skip
    """The seconds of whole bars of beats: steady, stepping, drifting or free.

    ``tempo`` bounds the beats a minute; ``free`` is how far a player may stretch time.
    """
    low, high = tempo
    bpm = float(np.exp(chance.uniform(np.log(low), np.log(high))))
    way = chance.random()
    until = bpm * float(chance.uniform(0.62, 1.6))
    until = float(np.clip(until, 56, 190))
    turn = chance.uniform(0.3, 0.7)
    free = free or (0.012 if chance.random() < 0.15 else 0.0)
    times, at, wander = [0.0], 0.0, 0.0
    while at < seconds or (len(times) - 1) % metre:
        share = min(1.0, at / seconds)
        rate = bpm
        if way < 0.09 and share > turn:
            rate = until
        elif 0.09 <= way < 0.2:
            rate = bpm + (until - bpm) * share
        wander = 0.85 * wander + float(chance.normal(0, free))
        ending = (len(times) % (8 * metre)) >= 8 * metre - 2
        slow = 1.0 + (4 * free * chance.random() if ending else 0.0)
        at += 60 / (rate * float(np.exp(wander))) * slow
        times.append(at)
    return np.array(times)


class _Player:
    """Plays a manner over a clock of beats, section by section."""

    def __init__(
        self, manner: Manner, metre: int, times: rhythm.Times, chance: Chance
    ) -> None:
        self.manner, self.metre, self.chance, self.times = manner, metre, chance, times
        self.size = metre * manner.grid
        self.scale = _SCALES[chance.integers(len(_SCALES))]
        self.key = int(chance.integers(-6, 6))
        self.even = float(chance.uniform(0.6, 1.0))
        span = float(chance.choice([0.5, 1, 1, 1, 2]))
        self.span = max(1, round(span * metre)) if metre > 1 else 4
        self.swing = manner.swing * float(chance.random() ** 0.5)
        self.late = {v: float(chance.normal(0, 0.3)) * manner.loose for v in "bcl"}
        self.kinds = {
            part: str(chance.choice(getattr(manner, part)))
            for part in ("drums", "bass", "comp")
        }
        self.notes: list[Note] = []

    def piece(self) -> Composition:
        bars = (len(self.times) - 1) // self.metre
        bar, unsure = 0, []
        themes = [self._theme() for _ in range(3)]
        while bar < bars:
            length = min(int(self.chance.choice([4, 4, 8, 8, 6])), bars - bar)
            theme = themes[int(self.chance.choice([0, 0, 1, 2]))]
            parts = self._orchestration(first=bar == 0)
            if parts == {"pad"} and bar == 0:
                end = (bar + length) * self.metre
                unsure.append((self.times[0] - 0.1, self.times[end] - 0.1))
            self._section(bar, length, theme, parts)
            bar += length
        beats = self.times[: bars * self.metre]
        barred = self.metre > 1 and not (
            self.kinds["drums"] == "clicks" and not self.accent
        )
        score = Score(
            tuple(self.notes), beats, beats[:: self.metre], float(self.times[-1]) + 1.5
        )
        return Composition(score, tuple(unsure), barred)

    def _theme(self) -> dict[str, object]:
        """What a section repeats: its patterns, chords and tune."""
        chance, grid = self.chance, self.manner.grid
        self.accent = chance.random() < 0.6
        drums = rhythm.drums(
            self.kinds["drums"], self.metre, grid, chance, accent=self.accent
        )
        kick = drums.get("kick", np.zeros(self.size))
        return {
            "drums": drums,
            "bass": rhythm.part(self.kinds["bass"], self.metre, grid, chance, kick),
            "comp": rhythm.part(self.kinds["comp"], self.metre, grid, chance, kick),
            "chords": [int(chance.choice(_ROOTS)) for _ in range(8)],
            "tunes": [rhythm.tune(self.metre, grid, chance) for _ in range(2)],
            "walk": chance.choice(_STEPS, 64),
        }

    def _orchestration(self, *, first: bool) -> set[str]:
        chance, manner = self.chance, self.manner
        chances = {"drums": 0.6 if first else 0.88, "bass": 0.85, "comp": 0.85,
                   "lead": manner.lead, "pad": 0.3}  # fmt: skip
        parts = {part for part, p in chances.items() if chance.random() < p}
        for part in ("drums", "bass", "comp"):
            if self.kinds[part] == "none":
                parts.discard(part)
        if manner.lead == 0:
            return {"drums"}
        if not parts & {"drums", "comp", "lead"}:
            parts |= {"pad"} if first and chance.random() < 0.5 else {"comp", "lead"}
        return parts

    def _section(self, start: int, length: int, theme: dict, parts: set[str]) -> None:
        loud = float(self.chance.uniform(0.55, 1.0))
        place = int(self.chance.integers(0, 8))
        for bar in range(start, start + length):
            fill = bar == start + length - 1 and self.chance.random() < 0.6
            if "drums" in parts:
                self._drums(bar, theme["drums"], loud, fill=fill)
                if bar == start and self.chance.random() < 0.5:
                    self._add(bar, 0, 2, 0, loud, "crash", 0.0)
            root = self._root(bar, 0, theme)
            if "bass" in parts:
                self._bass(bar, theme, loud)
            if "comp" in parts:
                self._comp(bar, theme, loud)
            if "pad" in parts:
                for degree in (root, root + 2, root + 4):
                    self._add(bar, 0, self.size, 60 + self._pitch(degree),
                              0.35 * loud, "pad", 0.0)  # fmt: skip
            if "lead" in parts:
                place = self._lead(bar, theme, loud, place)

    def _root(self, bar: int, step: int, theme: dict) -> int:
        beat = bar * self.metre + step // self.manner.grid
        return int(theme["chords"][beat // self.span % len(theme["chords"])])

    def _drums(
        self, bar: int, drums: dict[str, Steps], loud: float, *, fill: bool
    ) -> None:
        cut = self.size - self.manner.grid * min(2, max(1, self.metre // 2))
        for drum, steps in drums.items():
            for step in np.flatnonzero(steps):
                if fill and step >= cut and drum in ("snare", "clap", "kick"):
                    continue
                self._add(bar, int(step), 1, 0, float(steps[step]) * loud, drum, 0.0)
        if fill and {"snare", "kick"} & set(drums):
            for step in range(cut, self.size):
                if self.chance.random() < 0.75:
                    drum = str(self.chance.choice(["snare", "tom", "tom"]))
                    self._add(bar, step, 1, 0, loud * 0.8, drum, 0.0)

    def _bass(self, bar: int, theme: dict, loud: float) -> None:
        walk = self.kinds["bass"] == "walk"
        for hit, (step, until, accent) in enumerate(_hits(theme["bass"])):
            degree = self._root(bar, step, theme)
            if walk and hit:
                degree += int(theme["walk"][(bar * 7 + hit) % 64])
            elif hit and self.chance.random() < 0.15:
                degree += int(self.chance.choice([4, 7, 2]))
            self._add(bar, step, until - step, 36 + self._pitch(degree),
                      0.9 * accent * loud, "bass", self.late["b"])  # fmt: skip

    def _comp(self, bar: int, theme: dict, loud: float) -> None:
        kind = self.kinds["comp"]
        for hit, (step, until, accent) in enumerate(_hits(theme["comp"])):
            root = self._root(bar, step, theme)
            chord = [root, root + 2, root + 4]
            if kind in ("broken", "sixteenths"):
                chord = [[root, root + 2, root + 4, root + 7][hit % 4]]
            elif kind == "alberti":
                chord = [[root, root + 4, root + 2, root + 4][hit % 4]]
            elif kind == "voices":
                chord = [root + int(theme["walk"][(hit * 3 + bar) % 64])]
                chord += [root - 7] if step == 0 else []
            for degree in chord:
                self._add(bar, step, until - step, 60 + self._pitch(degree),
                          0.55 * accent * loud, "comp", self.late["c"])  # fmt: skip

    def _lead(self, bar: int, theme: dict, loud: float, place: int) -> int:
        tune = theme["tunes"][1 if bar % 4 == 2 else 0]
        for step, until, accent in _hits(tune):
            strong = step % self.manner.grid == 0 and self.chance.random() < 0.4
            place += int(self.chance.choice(_STEPS))
            place = int(np.clip(place, -3, 12))
            degree = self._root(bar, step, theme) + 2 if strong else place
            self._add(bar, step, until - step, 67 + self._pitch(degree),
                      0.7 * accent * loud, "lead", self.late["l"])  # fmt: skip
        return place

    def _pitch(self, degree: int) -> int:
        octave, place = divmod(degree, 7)
        return self.key + self.scale[place] + 12 * octave

    def _add(
        self, bar: int, step: int, length: int, pitch: int, loud: float, voice: str,
        late: float,
    ) -> None:  # fmt: skip
        grid = self.manner.grid
        swung = self.swing if grid == 4 and step % 2 else 0.0
        start = self._at(bar * self.size + step + swung)
        end = self._at(bar * self.size + step + length)
        start += late + float(self.chance.normal(0, self.manner.loose))
        loud *= float(self.chance.uniform(self.even, 1.0))
        length_s = max(0.05, float(self.chance.uniform(0.7, 1.0)) * (end - start))
        self.notes.append(Note(max(0.0, start), length_s, pitch, loud, voice))

    def _at(self, step: float) -> float:
        beat = step / self.manner.grid
        return float(np.interp(beat, np.arange(len(self.times)), self.times))


def _hits(steps: Steps) -> list[tuple[int, int, float]]:
    """Each note's step, the step where it ends, and its accent."""
    at = np.flatnonzero(steps)
    ends = [*at[1:], len(steps)][: len(at)]
    return [(int(a), int(b), float(steps[a])) for a, b in zip(at, ends, strict=True)]
