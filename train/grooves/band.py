"""Compose songs of grooves: riffs that instruments share, patterns of one to four bars.

Where ``train.composer`` draws each part for itself, here guitars, bass and kick play one
riff, drums keep the feel of a genre (also at half and double time), accents group in
threes, and sections differ. The beat is the one that a player of the genre counts.
"""

import mido
import numpy as np

from bench.music.synthesis.sound_font import midi_file
from train.composer import draw_clock
from train.grooves.drums import CRASH, CYMBALS, SNARE, TOMS
from train.grooves.genres import BASSES, GENRES, LEADS, STRINGS, Genre
from train.grooves.riffs import Row
from train.grooves.themes import Part, Theme, compose_theme
from train.mma_songs import Arrangement
from train.rhythm import Chance

_DRUMS = 9
"""The channel of the drums."""
_KITS = (0, 0, 0, 8, 16, 24, 25, 26, 32, 40)
_SCALES = (
    (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10),
    (0, 2, 4, 5, 7, 9, 10), (0, 1, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 8, 11),
    (0, 3, 5, 6, 7, 10, 11),
)  # fmt: skip
_TUNE_STEPS = np.array((-2, -1, -1, 0, 1, 1, 2, 3, -3))
_BASS_STEPS = (1, 2, 4, -1, 7)
_BROKEN = (0, 2, 4, 7, 4, 2)
"""Degrees of a broken chord, in turn."""


def compose_song(
    chance: Chance, seconds: float, genres: tuple[Genre, ...] = GENRES
) -> Arrangement:
    """Draw a song about as long as asked, as a MIDI file with its beats."""
    shares = np.array([genre.share for genre in genres])
    genre = genres[chance.choice(len(genres), p=shares / shares.sum())]
    metre = int(chance.choice(genre.metres))
    times = draw_clock(genre.tempo, metre, seconds, chance, genre.free)
    return _Band(genre, metre, times, chance).play()


class _Band:
    """Plays a genre over a clock of beats, section by section."""

    def __init__(self, genre: Genre, metre: int, times: Row, chance: Chance) -> None:
        self.genre, self.metre, self.times, self.chance = genre, metre, times, chance
        self.grid, self.size = genre.grid, metre * genre.grid
        self.scale = _SCALES[chance.integers(len(_SCALES))]
        self.key = int(chance.integers(-6, 6))
        self.swing = genre.swing * float(chance.random()) * 2
        self.even = float(chance.uniform(0.6, 1.0))
        self.gain = chance.uniform(0.5, 1.0, 16)
        self.degree = 4
        self.events: list[tuple[float, mido.Message]] = []
        choices = {
            0: BASSES, 1: genre.programs, 2: genre.programs, 3: LEADS, 4: STRINGS,
            _DRUMS: _KITS,
        }  # fmt: skip
        for channel, programs in choices.items():
            fields = {"channel": channel, "program": int(chance.choice(programs))}
            self.events.append((0.0, mido.Message("program_change", **fields)))

    def play(self) -> Arrangement:
        bars = (len(self.times) - 1) // self.metre
        themes = [compose_theme(self.genre, self.metre, self.chance) for _ in range(3)]
        bar = 0
        while bar < bars:
            length = min(int(self.chance.choice([4, 8, 8, 8, 16])), bars - bar)
            theme = themes[int(self.chance.choice([0, 0, 1, 2]))]
            self._section(theme, bar, length)
            bar += length
        beats = self.times[: bars * self.metre]
        end = float(self.times[-1]) + 1.0
        return Arrangement(midi_file(self.events), beats, beats[:: self.metre], end)

    def _section(self, theme: Theme, start: int, length: int) -> None:
        """Play a theme for some bars; the first section has fewer parts."""
        chance = self.chance
        often = 0.82 if start else 0.6
        parts = [p for p in theme.parts if chance.random() < often] or theme.parts[:1]
        drummed = chance.random() < (0.92 if start else 0.7)
        loud = float(chance.uniform(0.6, 1.0))
        for since in range(length):
            if drummed:
                fill = since == length - 1 and chance.random() < 0.6
                bar = theme.drums[since % len(theme.drums)]
                self._drums(start + since, bar, loud, fill=fill)
                if not since and chance.random() < 0.6:
                    self._hit(start * self.size, CRASH, loud)
            for part in parts:
                self._part(part, start + since, since, theme.chords, loud)

    def _drums(
        self, bar: int, rows: dict[int, Row], loud: float, *, fill: bool
    ) -> None:
        left = self.grid * int(self.chance.choice([1, 1, 2])) if fill else 0
        cut = max(0, self.size - left)
        for key, row in rows.items():
            for step in np.flatnonzero(row):
                if step < cut or key in CYMBALS[:2]:
                    self._hit(bar * self.size + int(step), key, float(row[step]) * loud)
        for step in range(cut, self.size):
            if self.chance.random() < 0.75:
                key = int(self.chance.choice([SNARE, *TOMS]))
                self._hit(bar * self.size + step, key, loud * 0.85)

    def _hit(self, step: int, key: int, loud: float) -> None:
        self._add(step, 1, key, loud, _DRUMS, 0.0)

    def _part(
        self, part: Part, bar: int, since: int, chords: list[int], loud: float
    ) -> None:
        row = part.rows[since % len(part.rows)]
        hits = [int(step) for step in np.flatnonzero(row)]
        for n, (step, end) in enumerate(
            zip(hits, [*hits[1:], self.size], strict=False)
        ):
            halves = since * 2 + int(2 * step >= self.size)
            for degree in self._degrees(part, chords[halves % len(chords)], n, bar):
                octave, place = divmod(degree, 7)
                pitch = part.base + self.key + self.scale[place] + 12 * octave
                length = max(0.4, (end - step) * part.held)
                level = float(row[step]) * loud * (0.6 if part.voices > 1 else 0.85)
                at = bar * self.size + step
                self._add(at, length, pitch, level, part.channel, part.late)

    def _degrees(self, part: Part, root: int, hit: int, bar: int) -> list[int]:
        """The degrees of the scale that sound together."""
        chance = self.chance
        if part.channel == 0 and part.kind == "oompah":
            return [root + (0, -3)[hit % 2 if self.metre > 2 else bar % 2]]
        if part.channel == 0:
            moves = hit and (part.kind == "walk" or chance.random() < 0.12)
            return [root + (int(chance.choice(_BASS_STEPS)) if moves else 0)]
        if part.kind == "tune":
            if hit == 0:
                return [root + int(chance.choice([0, 2, 4, 7]))]
            self.degree = int(np.clip(self.degree + chance.choice(_TUNE_STEPS), -2, 11))
            return [self.degree]
        if part.voices == 1:
            return [root + _BROKEN[(hit + part.channel) % int(3 + part.held * 3)]]
        return [root + step for step in ((0, 4) if part.voices == 2 else (0, 2, 4))]

    def _add(
        self,
        step: int,
        length: float,
        pitch: int,
        loud: float,
        channel: int,
        late: float,
    ) -> None:
        swung = self.swing if self.grid == 4 and step % 2 else 0.0
        spread = float(self.chance.normal(0, self.genre.loose))
        start = max(0.0, self._at(step + min(swung, 0.5)) + late + spread)
        stop = max(start + 0.06, self._at(step + length))
        loud *= float(self.chance.uniform(self.even, 1.0)) * self.gain[channel]
        fields = {"channel": channel, "note": int(np.clip(pitch, 0, 127))}
        velocity = int(np.clip(127 * loud, 1, 127))
        self.events.append(
            (start, mido.Message("note_on", velocity=velocity, **fields))
        )
        self.events.append((stop, mido.Message("note_off", **fields)))

    def _at(self, step: float) -> float:
        """Seconds of a step of the song."""
        return float(
            np.interp(step / self.grid, np.arange(len(self.times)), self.times)
        )
