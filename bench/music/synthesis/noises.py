"""Generate sounds without a pulse, in which no beat should be found."""

import numpy as np

from bench.music.synthesis.synth import RATE, Sound


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * RATE), np.float32)


def noise(seconds: float, seed: int = 1) -> Sound:
    chance = np.random.default_rng(seed)
    return (0.2 * chance.standard_normal(int(seconds * RATE))).astype(np.float32)


def wind(seconds: float, seed: int = 1) -> Sound:
    """Low noise that swells and fades slowly."""
    hiss = np.fft.rfft(noise(seconds, seed))
    hiss /= np.maximum(np.fft.rfftfreq(len(silence(seconds)), 1 / RATE), 40) / 40
    out = np.fft.irfft(hiss, len(silence(seconds)))
    knots = np.random.default_rng(seed).uniform(0.1, 1, int(seconds / 1.7) + 2)
    swell = np.interp(np.arange(len(out)) / RATE, np.arange(len(knots)) * 1.7, knots)
    out *= swell
    return (0.5 * out / np.abs(out).max()).astype(np.float32)


def tone(seconds: float, pitch: float = 440.0) -> Sound:
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.4 * np.sin(2 * np.pi * pitch * t)).astype(np.float32)


def speech(seconds: float, seed: int = 1) -> Sound:
    """Syllables of changing length, pitch and vowel, with pauses for breath."""
    chance = np.random.default_rng(seed)
    parts: list[Sound] = []
    while sum(map(len, parts)) < seconds * RATE:
        for _ in range(int(chance.integers(3, 14))):
            parts.append(_syllable(chance))
            parts.append(silence(float(chance.gamma(2, 0.02))))
        parts.append(silence(float(chance.uniform(0.3, 1.2))))
    out = np.concatenate(parts)[: int(seconds * RATE)]
    return out + noise(seconds, seed)[: len(out)] * 0.01


def _syllable(chance: np.random.Generator) -> Sound:
    length = float(chance.gamma(6, 0.03)) + 0.05
    t = np.arange(int(length * RATE)) / RATE
    pitch = chance.uniform(90, 220) * (1 + chance.uniform(-0.2, 0.2) * t / length)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    vowels = chance.uniform((300, 900), (800, 2400))
    out = np.zeros_like(t)
    for k in range(1, 30):
        near = np.exp(-(((k * pitch[0] - vowels[:, None]) / 150) ** 2)).sum()
        out += (0.02 + near) * np.sin(k * phase) / k**0.5
    if chance.random() < 0.4:
        hiss = chance.standard_normal(len(t)) * (t < 0.08)
        out += 0.6 * np.diff(hiss, prepend=0)
    out *= np.sin(np.pi * t / length) ** 0.5 * chance.uniform(0.3, 1)
    return (0.15 * out).astype(np.float32)
