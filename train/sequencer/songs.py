"""Compose songs of a step sequencer with plain synthesis, as programs make them.

Where the other sources of training music sound like bands, here all is exact and bare: one
pattern, few voices, steady tempo. Nets that know bands alone take a plain song of kick, clap
and off-beat hats for one at half its tempo, or its loud hats for the beat.
"""

import numpy as np

from bench.music.synthesis import mastering
from studio.rules.music.spectrum import RATE
from train.recording import Recording
from train.rhythm import Chance, Times
from train.sequencer.patterns import Pattern, Row, draw_pattern
from train.sequencer.voices import DRUMS, Sound, Timbre, tone

_SCALE = np.array([0, 2, 4, 5, 7, 9, 11])
_TEMPI = (64.0, 176.0)
"""Beats a minute: barer music is heard at another octave beyond these."""
_WAYS = ((0, 4, 5, 3), (0, 5, 3, 4), (0, 0, 3, 4), (5, 3, 0, 4), (0, 0, 0, 0))
"""Chords of four bars, by the steps of the scale that they stand on."""
_BROKEN = (0, 2, 4, 7, 4, 2)
_BARS = 8
"""Bars of a section: parts come and go between sections."""
_HARMONY_WORTH = 0.35


class _Sequencer:
    """Plays one pattern bar by bar over a clock of beats."""

    def __init__(self, pattern: Pattern, beats: Times, chance: Chance) -> None:
        self.pattern, self.beats, self.chance = pattern, beats, chance
        self.voices = {name: DRUMS[name](chance) for name in pattern.drums}
        names = pattern.tones
        self.timbres = {
            name: Timbre(chance, soft=name == "chords" and chance.random() < 0.4)
            for name in names
        }
        self.gains = {name: chance.uniform(0.5, 1.0) for name in (*names, *self.voices)}
        self.key = 110 * 2 ** (chance.integers(-5, 7) / 12)
        self.way = _WAYS[chance.integers(len(_WAYS))]
        self.sound = np.zeros(round((beats[-1] + 2.5) * RATE))

    def play(self) -> Sound:
        """The whole song; in some sections parts fall silent."""
        silent: set[str] = set()
        parts = [*self.pattern.drums, *self.pattern.tones]
        for bar in range((len(self.beats) - 1) // self.pattern.metre):
            if bar % _BARS == 0 and len(parts) > 2:
                away = self.chance.integers(0, max(1, len(parts) - 2))
                silent = set(self.chance.choice(parts, int(away), replace=False))
            self._play_bar(bar, silent)
        return self.sound

    def _play_bar(self, bar: int, silent: set[str]) -> None:
        root = self.way[bar % len(self.way)]
        for name, row in self.pattern.drums.items():
            for at, _, loud in self._hits(bar, row) if name not in silent else ():
                self._mix(at, self.voices[name], loud * self.gains[name])
        for name, row in self.pattern.tones.items():
            if name not in silent:
                self._play_tones(name, list(self._hits(bar, row)), root)

    def _play_tones(
        self, name: str, hits: list[tuple[float, float, float]], root: int
    ) -> None:
        degrees = {"bass": (0,), "chords": (0, 2, 4), "tune": ()}[name]
        octave = {"bass": 0.5, "chords": 2.0, "tune": 4.0}[name]
        for number, (at, long, loud) in enumerate(hits):
            for degree in degrees or (_BROKEN[number % len(_BROKEN)],):
                octaves, step = divmod(root + degree, len(_SCALE))
                pitch = self.key * octave * 2 ** (octaves + _SCALE[step] / 12)
                note = tone(float(pitch), 0.95 * long, self.timbres[name])
                worth = loud * self.gains[name] * _HARMONY_WORTH
                self._mix(at, note, worth / np.sqrt(max(1, len(degrees))))

    def _hits(self, bar: int, row: Row) -> list[tuple[float, float, float]]:
        """When each step of a bar sounds, until when at most, and how loud."""
        grid, first = self.pattern.grid, bar * self.pattern.metre
        steps = np.flatnonzero(row)
        numbers = first + np.append(steps, len(row)) / grid
        times = np.interp(numbers, np.arange(len(self.beats)), self.beats)
        return list(zip(times[:-1], np.diff(times), row[steps], strict=True))

    def _mix(self, at: float, sound: Sound, gain: float) -> None:
        start = round(at * RATE)
        part = sound[: len(self.sound) - start]
        self.sound[start : start + len(part)] += gain * part


def record_sequence(chance: Chance, seconds: float) -> Recording:
    """Compose and play a song; half of them are then degraded like real files."""
    pattern = draw_pattern(chance)
    tempo = float(np.exp(chance.uniform(*np.log(_TEMPI))))
    if chance.random() < 0.4:
        tempo = float(5 * round(tempo / 5))
    start = float(chance.choice([0.0, chance.uniform(0, 3)]))
    count = int((seconds - start - 1) * tempo / 60)
    beats = start + np.arange(count) * 60 / tempo
    sound = _Sequencer(pattern, beats, chance).play()
    sound = (0.9 * sound / (np.abs(sound).max() + 1e-9)).astype(np.float32)
    if chance.random() < 0.5:
        sound = mastering.worn(sound, chance)
    bars = (count - 1) // pattern.metre
    beats = beats[: bars * pattern.metre]
    barred = bool(pattern.tones) or len(pattern.drums) > 1
    return Recording(sound, beats, beats[:: pattern.metre], barred=barred)
