"""Render the training data of the context net: scores with sound fonts and synthesis.

Needs ``fluidsynth``, the General MIDI sound fonts of ``FONTS`` (Debian:
``fluid-soundfont-gm``, ``musescore-general-soundfont-small``, both MIT) and ``mido``.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.music.synthesis import mastering, noises
from bench.music.synthesis.scores import Note, Score
from bench.music.synthesis.sound_font import midi_of, rendered
from bench.music.synthesis.synth import play
from studio.rules.music.spectrum import RATE
from train.composer import compose, draw_clock
from train.grooves.band import compose_song
from train.grooves.genres import GENRES, Genre
from train.mma_songs import Arrangement, Style, arrange
from train.music_kinds import MANNERS, Manner
from train.recording import Recording, Sound
from train.rhythm import Chance

FONTS = (
    Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"),
)

_LIKE = {"bell": "rim", "shaker": "hat"}  # fmt: skip


def record(seed: int, seconds: float, arranged: float = 0.0) -> Recording:
    """Make a recording: mostly music, sometimes sound that has no beat.

    ``arranged`` is the share of the music that ``train.mma_songs`` arranges.
    """
    chance = np.random.default_rng(seed)
    if chance.random() < 0.1:
        none = np.zeros(0)
        return Recording(worn(pulseless(chance, seconds / 2), chance), none, none)
    if arranged and chance.random() < arranged:
        return record_arranged(chance, seconds)
    return record_manner(chance, seconds)


def record_manner(
    chance: Chance, seconds: float, manners: tuple[Manner, ...] = MANNERS
) -> Recording:
    """Compose, render and wear out music. Raises ``SubprocessError``."""
    piece = compose(chance, seconds, manners)
    sound = _render_score(piece.score, chance)
    beats, downs = piece.score.beats, piece.score.downbeats
    if beats[0] > 2 and chance.random() < 0.7:
        before = pulseless(chance, float(beats[0]) - 0.3) * chance.uniform(0.02, 0.5)
        sound[: len(before)] += before[: len(sound)]
    if chance.random() < 0.06:
        start = float(chance.uniform(0.2, 0.7)) * len(sound) / RATE
        end = start + float(chance.uniform(3, 9))
        sound[round(start * RATE) : round(end * RATE)] = 0
        beats, downs = (t[(t < start - 0.02) | (t >= end)] for t in (beats, downs))
    return Recording(worn(sound, chance), beats, downs, piece.unsure, piece.barred)


def record_arranged(
    chance: Chance, seconds: float, among: tuple[Style, ...] = ()
) -> Recording:
    """Arrange, render and master a song. Raises ``SubprocessError``."""
    return _played(arrange(chance, seconds, draw_clock, among), chance)


def record_groove(
    chance: Chance, seconds: float, genres: tuple[Genre, ...] = GENRES
) -> Recording:
    """The same of a song by ``train.grooves``. Raises ``SubprocessError``."""
    return _played(compose_song(chance, seconds, genres), chance)


def metronome(chance: Chance, seconds: float) -> Recording:
    """Bare clicks at any tempo, some accented, some unsteady, some in noise."""
    tempo = np.exp(chance.uniform(np.log(30), np.log(225)))
    count = int(seconds * tempo / 60)
    uneven = chance.normal(0, chance.uniform(0, 0.004), count) * (chance.random() < 0.4)
    steps = 60 / tempo * np.exp(np.cumsum(uneven))
    beats = chance.uniform(0.2, 2.5) + np.cumsum(steps) - steps
    beats = beats[beats < seconds - 1]
    accented = int(chance.choice([0, 0, 2, 3, 4]))
    accents = np.arange(len(beats)) % accented == 0 if accented else beats >= 0
    pitch, fall = chance.uniform(300, 4000), np.exp(chance.uniform(-5.5, -2.5))
    time = np.arange(round(min(0.5, 8 * fall) * RATE)) / RATE
    kind = int(chance.integers(4))
    sound = np.zeros(round(seconds * RATE), np.float32)
    for beat, accent in zip(beats, accents, strict=True):
        if kind == 0:
            wave = chance.standard_normal(len(time)) / 2
        elif kind == 1:
            wave = np.sin(2 * np.pi * (60 + 80 * np.exp(-time / 0.02)) * time)
        else:
            wave = np.sin(2 * np.pi * pitch * (1.5 if accent else 1) * time)
        at = round(float(beat) * RATE)
        sound[at : at + len(time)] += (
            (0.7 if accent else 0.45) * wave * np.exp(-time / fall)
        )
    if chance.random() < 0.5:
        sound += 10 ** chance.uniform(-4, -2) * chance.standard_normal(len(sound))
    bars = beats[accents] if accented > 2 else np.zeros(0)
    return Recording(sound, beats, bars, barred=accented > 2)


def _played(song: Arrangement, chance: Chance) -> Recording:
    font = FONTS[chance.integers(len(FONTS))]
    room = bool(chance.random() < 0.5)
    sound = mastering.worn(rendered(song.file, font, song.seconds, room=room), chance)
    end = len(sound) / RATE  # some grooves fall silent before their bars are over
    return Recording(
        sound, song.beats[song.beats < end], song.downbeats[song.downbeats < end]
    )


def _render_score(score: Score, chance: Chance) -> Sound:
    if chance.random() < 0.2:
        notes = tuple(
            replace(n, voice=_LIKE.get(n.voice, n.voice)) for n in score.notes
        )
        return play(replace(score, notes=notes), int(chance.integers(1 << 30)))
    font = FONTS[chance.integers(len(FONTS))]
    room = chance.random() < 0.5
    return rendered(midi_of(score, chance), font, score.seconds, room=room)


def pulseless(chance: Chance, seconds: float) -> Sound:
    """Noise, wind, tones, talk, drones, or notes without a pulse."""
    kind, seed = int(chance.integers(8)), int(chance.integers(1000, 1 << 30))
    if kind == 0:
        return noises.noise(seconds, seed)
    if kind == 1:
        return noises.wind(seconds, seed)
    if kind == 2:
        return noises.tone(seconds, float(chance.uniform(60, 3000)))
    if kind == 3:
        return noises.speech(seconds, seed)
    gap, long = (float(chance.uniform(0.1, 1.5)), 0.5) if kind < 6 else (3.0, 6.0)
    voice = str(chance.choice(["comp", "lead", "pad", "hat", "bell", "tom"]))
    voice = "pad" if kind >= 6 else voice
    notes, at = [], 0.0
    while at < seconds:
        length = float(chance.uniform(0.3, 1.7)) * long
        notes.append(Note(at, length, int(chance.integers(40, 84)), 0.7, voice))
        at += float(chance.gamma(1.3, gap / 1.3)) + 0.01
    return _render_score(Score(tuple(notes), np.zeros(0), np.zeros(0), seconds), chance)


def worn(samples: Sound, chance: Chance) -> Sound:
    """The same through a random tone control, a little noise, perhaps a limiter."""
    spectrum = np.fft.rfft(samples)
    pitch = np.linspace(-1, 1, len(spectrum))
    tilt = 10 ** (chance.uniform(-8, 8) / 20 * pitch)
    samples = np.fft.irfft(spectrum * tilt, len(samples)).astype(np.float32)
    samples /= np.abs(samples).max() + 1e-6
    if chance.random() < 0.4:
        drive = chance.uniform(1, 4)
        samples = np.tanh(drive * samples) / np.tanh(drive)
    hiss = 10 ** (chance.uniform(-75, -40) / 20)
    out = samples + hiss * chance.standard_normal(len(samples))
    return out.astype(np.float32)
