"""Plain synthetic sounds of a drum machine and of simple oscillators.

Each is an array of samples that begins with its attack; all are of about the same peak.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.spectrum import RATE
from train.rhythm import Chance

Sound = NDArray[np.float64]


def _time(seconds: float) -> Sound:
    return np.arange(max(1, round(seconds * RATE))) / RATE


def _noise(seconds: float, chance: Chance) -> Sound:
    return chance.standard_normal(max(1, round(seconds * RATE))) / 2


def kick(chance: Chance) -> Sound:
    """A falling sine, short and dry to long and low, sometimes with a click."""
    fall, bend = chance.uniform(0.03, 0.2), chance.uniform(0.01, 0.05)
    time = _time(5 * fall)
    low, high = chance.uniform(38, 75), chance.uniform(20, 200)
    phase = low * time + high * bend * (1 - np.exp(-time / bend))
    out = np.sin(2 * np.pi * phase) * np.exp(-time / fall)
    click = chance.uniform(0, 0.3) * (chance.random() < 0.5)
    out[:60] += click * chance.standard_normal(len(out[:60]))
    return np.asarray(out)


def snare(chance: Chance) -> Sound:
    """Noise over a tone; also a clap, whose noise comes in bursts."""
    fall = chance.uniform(0.02, 0.12)
    time = _time(5 * fall)
    out = _noise(5 * fall, chance) * np.exp(-time / fall)
    if chance.random() < 0.4:
        out *= np.where(time < 0.03, np.sin(2 * np.pi * 50 * time) ** 2 + 0.3, 1.0)
    tone = np.sin(2 * np.pi * chance.uniform(150, 260) * time)
    return np.asarray(out + chance.uniform(0, 0.6) * tone * np.exp(-time / 0.05))


def hat(chance: Chance) -> Sound:
    """Noise without its low part: closed, open, or a shaker with a soft attack."""
    fall = float(np.exp(chance.uniform(np.log(0.008), np.log(0.12))))
    time = _time(5 * fall)
    bright = np.diff(_noise(5 * fall, chance), prepend=0.0)
    for _ in range(int(chance.integers(0, 2))):
        bright = np.diff(bright, prepend=0.0) / 1.5
    rise = np.minimum(1, time / chance.choice([0.0005, 0.001, 0.008]))
    return np.asarray(bright * rise * np.exp(-time / fall))


def click(chance: Chance) -> Sound:
    """A short tone: a rim shot, a wood block, a beep, a cowbell."""
    fall = float(np.exp(chance.uniform(np.log(0.005), np.log(0.06))))
    time = _time(5 * fall)
    pitch = chance.uniform(300, 3000)
    wave = np.sin(2 * np.pi * pitch * time)
    if chance.random() < 0.3:
        wave = (wave + np.sin(2 * np.pi * 1.48 * pitch * time)) / 2
    return np.asarray(wave * np.exp(-time / fall))


DRUMS = {"kick": kick, "snare": snare, "hat": hat, "click": click}


def tone(pitch: float, seconds: float, timbre: "Timbre") -> Sound:
    """A note of a pitch in hertz, held for so long."""
    time = _time(seconds)
    wave = np.zeros(len(time))
    for number, share in enumerate(timbre.partials, start=1):
        if pitch * number < RATE / 2.2:
            wave += share * np.sin(2 * np.pi * pitch * number * time)
    rise = np.minimum(1, time / timbre.attack)
    end = np.minimum(1, time[::-1] / 0.01)
    return np.asarray(wave * rise * end * np.exp(-time / timbre.fall))


class Timbre:
    """The partials of an instrument, its attack and how long its notes ring, in seconds."""

    def __init__(self, chance: Chance, *, soft: bool = False) -> None:
        count = int(chance.choice([1, 2, 4, 8, 12]))
        numbers = np.arange(1, count + 1)
        shares = numbers ** -chance.uniform(0.8, 2.0)
        if chance.random() < 0.3:
            shares[1::2] = 0  # a square wave has odd ones
        self.partials = shares / np.sqrt((shares**2).sum())
        self.attack = float(chance.uniform(0.02, 0.15) if soft else 0.003)
        plucked = not soft and chance.random() < 0.5
        self.fall = float(chance.uniform(0.06, 0.4)) if plucked else 30.0
