"""The labelled set that ``bench.music.beats`` measures on; the training never saw its scores.

Half of it is played by ``bench.music.synthesis.synth``, half by a General MIDI sound font
that is not among those of the training, where FluidSynth and the font are installed (Debian:
``fluidsynth``, ``timgm6mb-soundfont``). All of it is mastered, encoded or replayed.
"""

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.music.hard_styles import HARD
from bench.music.styles import STYLES
from bench.music.synthesis import noises
from bench.music.synthesis.mastering import encoded, replayed, worn
from bench.music.synthesis.scores import Score, compose
from bench.music.synthesis.synth import RATE, Sound, play

Times = NDArray[np.float64]

FONT = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
_SECONDS = 40.0
_TEMPI = (("step", "rock"), ("step", "house"), ("rush", "funk"), ("rush", "waltz"),
          ("rubato", "ballad"), ("rubato", "arpeggio"), ("drift", "rock"),
          ("drift", "strings"))  # fmt: skip
_CLICKS = (30.0, 45.0, 90.0, 150.0, 220.0)


@dataclass(frozen=True, slots=True)
class Clip:
    """A labelled recording; one without beats should be left without."""

    group: str
    name: str
    sound: Sound
    beats: Times
    downbeats: Times


def clips(*, fonts: bool = True) -> list[Clip]:
    """Each style on both instruments, moving tempi, bare clicks, and no music at all."""
    every = STYLES | HARD
    fonts = fonts and _has_fonts()
    out = []
    for number, (name, style) in enumerate(every.items()):
        seeds = (101, 202) if name in STYLES else (303, 404)
        group = "styles" if name in STYLES else "hard"
        for seed in seeds:
            score = compose(style, seed, _SECONDS)
            font = fonts and (number + seed) % 2 == 0
            out.append(_clip(group, name, score, seed, font=font))
    for seed, (tempo, name) in enumerate(_TEMPI, 11):
        score = compose(every[name], seed, _SECONDS, tempo=tempo)
        out.append(_clip("tempo", f"{tempo} {name}", score, seed, font=fonts))
    score = compose(STYLES["hip-hop"], 12, _SECONDS, intro=12.0)
    out.append(_clip("tempo", "late entry", score, 12))
    score = compose(STYLES["bossa"], 13, _SECONDS, hole=(16.0, 24.0))
    out.append(_clip("tempo", "silence midway", score, 13))
    out += [_clicks(bpm) for bpm in _CLICKS]
    none = np.zeros(0)
    for make in (noises.silence, noises.noise, noises.wind, noises.tone):
        out.append(Clip("no music", make.__name__, make(40.0), none, none))
    for seed in range(1, 9):
        talk = noises.speech(40.0, seed)
        chance = np.random.default_rng(seed)
        talk = worn(talk, chance) if seed % 2 else talk
        out.append(Clip("talk", f"talk {seed}", talk, none, none))
    return out


def _has_fonts() -> bool:
    return (
        importlib.util.find_spec("mido") is not None
        and shutil.which("fluidsynth") is not None
        and FONT.exists()
    )


def _clip(
    group: str, name: str, score: Score, seed: int, *, font: bool = False
) -> Clip:
    chance = np.random.default_rng(seed * 7919 + len(name))
    if font:
        module = "bench.music.synthesis.sound_font"
        fonts = importlib.import_module(module)  # needs mido
        file = fonts.midi_of(score, chance)
        sound = fonts.rendered(file, FONT, score.seconds, oversampled=2)
    else:
        sound = play(score, seed)
    if "choir" in name:  # and somebody who sings or talks over it
        voice = noises.speech(len(sound) / RATE, seed)[: len(sound)]
        sound[: len(voice)] += 0.3 * voice
    way = seed % 5
    if way == 0:
        sound = replayed(sound, chance)
    elif way == 1:
        sound = encoded(sound, "mp3", "mp3", 48)
    elif way < 4:
        sound = worn(sound, chance)
    sound = (0.9 * sound / (np.abs(sound).max() + 1e-9)).astype(np.float32)
    return Clip(group, f"{name} {seed}", sound, score.beats, score.downbeats)


def _clicks(bpm: float) -> Clip:
    beats = np.arange(0.5, 39.0, 60 / bpm)
    sound = np.zeros(40 * RATE, np.float32)
    t = np.arange(RATE // 20) / RATE
    for beat in beats:
        at = round(beat * RATE)
        sound[at : at + len(t)] += 0.7 * np.sin(6283 * t) * np.exp(-t / 0.006)
    return Clip("clicks", f"clicks {bpm:.0f}", sound, beats, np.zeros(0))


def told_missing() -> str:
    """A sentence where half of the set has to be played without a sound font."""
    return (
        ""
        if _has_fonts()
        else f"{FONT.name}, fluidsynth or mido missing: own synthesis only"
    )


if __name__ == "__main__":
    sys.stdout.write("\n".join(f"{c.group:9} {c.name}" for c in clips()) + "\n")
