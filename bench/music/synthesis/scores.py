"""Write labelled music: scores of many styles, with the exact time of every beat.

A score is made from a seed: a style gives the drums and the manner, chance gives the
harmony, the bass, the melody, the form and the human looseness.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.music.styles import PROGRESSIONS, STYLES, Style

Times = NDArray[np.float64]

_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Note:
    """A sound: `start` and `length` in seconds, a MIDI pitch, loudness 0..1.

    `voice` is a drum's name, or bass, comp, pad or lead.
    """

    start: float
    length: float
    pitch: int
    loud: float
    voice: str


@dataclass(frozen=True, slots=True)
class Score:
    """Notes with the exact seconds of the beats and downbeats under them."""

    notes: tuple[Note, ...]
    beats: Times
    downbeats: Times
    seconds: float


Form = list[tuple[float, bool]]
"""How much of the band plays in each bar, 0 to 1, and whether the drums do."""


def compose(
    name: str | Style, seed: int, seconds: float = 40.0, *, tempo: str = "steady",
    intro: float = 0.0, hole: tuple[float, float] | None = None,
    form: Form | None = None,
) -> Score:  # fmt: skip
    """Make a score of a style.

    ``tempo`` is steady, step (a quarter faster midway), rush (to half as fast again),
    drift (8 % to either side, as people play without a click) or rubato; ``intro`` seconds of nothing come first; ``hole`` is a silent stretch.
    ``form`` gives the bars' levels and drums, and how many bars there are.
    """
    style = name if isinstance(name, Style) else STYLES[name]
    chance = np.random.default_rng(seed)
    low, high = style.tempo
    bpm = float(np.exp(chance.uniform(np.log(low), np.log(high))))
    times = _clock(bpm, seconds, tempo, chance)
    if form:
        times = times[: len(form) * style.metre + 1]
    bars = (len(times) - 1) // style.metre
    times = times[: bars * style.metre + 1] + intro
    notes = _Band(style, chance, times).play(bars, form)
    beats = times[:-1]
    if hole:
        notes = [n for n in notes if not hole[0] - n.length <= n.start < hole[1]]
        beats = beats[(beats < hole[0]) | (beats >= hole[1])]
    downs = times[:-1][:: style.metre]
    end = float(times[-1]) + 1.0
    return Score(tuple(notes), beats, downs[np.isin(downs, beats)], end)


def _clock(
    bpm: float, seconds: float, manner: str, chance: np.random.Generator
) -> Times:
    times, at, wander = [0.0], 0.0, 0.0
    while at < seconds:
        share = at / seconds
        rate = bpm
        if manner == "step":
            rate = bpm * (1.25 if share > 0.5 else 1.0)
        elif manner == "rush":
            rate = bpm * (0.8 + 0.5 * share)
        elif manner == "drift":
            rate = bpm * (1 + 0.08 * float(np.sin(2 * np.pi * share * 2.3)))
        elif manner == "rubato":
            wander = 0.8 * wander + chance.normal(0, 0.025)
            rate = bpm * float(np.exp(wander))
        at += 60 / rate
        times.append(at)
    return np.array(times)


class _Band:
    """Plays a style over a clock of beats."""

    def __init__(self, style: Style, chance: np.random.Generator, times: Times) -> None:
        self.style, self.chance, self.times = style, chance, times
        self.size = style.metre * style.steps
        self.key = int(chance.integers(0, 12))
        self.scale = _MINOR if chance.random() < 0.5 else _MAJOR
        self.walk = PROGRESSIONS[chance.integers(len(PROGRESSIONS))]
        self.slow = 2 if chance.random() < 0.2 else 1
        self.bass = self._chosen(style.bass)
        self.comp = self._chosen(style.comp)
        self.tune = ["".join(chance.choice(list("x..."), self.size)) for _ in range(4)]
        self.drums = {
            drum: self._fixed(self._bar(steps)) for drum, steps in style.drums.items()
        }
        self.notes: list[Note] = []

    def play(self, bars: int, form: "Form | None" = None) -> list[Note]:
        form = form or self._form(bars)
        for bar in range(bars):
            level, drums = form[bar]
            fill = drums and bar % 8 == 7 and self.chance.random() < 0.7
            root = self.walk[(bar // self.slow) % len(self.walk)]
            if drums:
                self._drum_bar(bar, fill=fill, fresh=bar % 8 == 0, level=level)
            if level > 0.3:
                self._line(bar, self.bass, "bass", (root,), 36, 0.9, level)
            chord = (root, root + 2, root + 4)
            self._line(bar, self.comp, "comp", chord, 60, 0.5, level)
            if level > 0.6 or not drums:
                self._line(bar, "x", "pad", chord, 60, 0.35, level)
            if self.style.lead * level > self.chance.random():
                tune = self.tune[bar % len(self.tune)]
                self._line(bar, tune, "lead", (), 72, 0.6, level)
        return self.notes

    def _form(self, bars: int) -> list[tuple[float, bool]]:
        out: list[tuple[float, bool]] = []
        while len(out) < bars:
            loud = float(self.chance.choice([0.45, 0.7, 0.85, 1.0]))
            drums = bool(self.style.drums) and (
                self.chance.random() < (0.6 if not out else 0.9)
            )
            out += [(loud, drums)] * int(self.chance.choice([4, 8, 8]))
        return out

    def _chosen(self, patterns: tuple[str, ...]) -> str:
        return self._bar(patterns[self.chance.integers(len(patterns))])

    def _bar(self, steps: str) -> str:
        return (steps * self.size)[: self.size] if len(steps) > 1 else steps

    def _fixed(self, steps: str) -> str:
        """Decide what chance plays once, so that the bar repeats."""
        return "".join(
            ("x" if self.chance.random() < 0.5 else ".") if s == "r" else s
            for s in steps
        )

    def _drum_bar(self, bar: int, *, fill: bool, fresh: bool, level: float) -> None:
        for drum, steps in self.drums.items():
            for step, mark in enumerate(steps):
                last = step >= self.size - self.style.steps
                if mark == "." or (fill and last and drum in ("snare", "clap", "kick")):
                    continue
                loud = (0.95 if mark == "x" else 0.45) * (0.6 + 0.4 * level)
                self._add(bar, step, 1, 0, loud, drum)
        if fill:
            for step in range(self.size - self.style.steps, self.size):
                self._add(bar, step, 1, 0, 0.8, "snare" if step % 2 else "tom")
        if fresh:
            self._add(bar, 0, 1, 0, 0.8, "crash")

    def _line(
        self, bar: int, steps: str, voice: str, degrees: tuple[int, ...], base: int,
        loud: float, level: float,
    ) -> None:  # fmt: skip
        hits = [i for i, mark in enumerate(steps) if mark != "."]
        for hit, step in enumerate(hits):
            until = hits[hit + 1] if hit + 1 < len(hits) else len(steps)
            length = until - step if len(steps) > 1 else self.size
            accent = 1.0 if step == 0 else float(self.chance.uniform(0.75, 0.95))
            for degree in degrees or (int(self.chance.integers(0, 8)),):
                self._add(
                    bar, step, length, base + self._pitch(degree),
                    loud * accent * (0.6 + 0.4 * level), voice,
                )  # fmt: skip

    def _pitch(self, degree: int) -> int:
        octave, place = divmod(degree, 7)
        return self.key % 12 - 6 + self.scale[place] + 12 * octave

    def _add(
        self, bar: int, step: int, length: int, pitch: int, loud: float, voice: str
    ) -> None:
        late = self.style.swing if step % 2 else 0.0
        start = self._at(bar * self.size + step + late)
        end = self._at(bar * self.size + step + length)
        start += float(self.chance.normal(0, self.style.loose)) if step else 0.0
        loud *= float(self.chance.uniform(0.85, 1.0))
        self.notes.append(
            Note(max(0.0, start), max(0.05, 0.95 * (end - start)), pitch, loud, voice)
        )

    def _at(self, step: float) -> float:
        beat = step / self.style.steps
        return float(np.interp(beat, np.arange(len(self.times)), self.times))
