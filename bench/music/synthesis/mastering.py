"""Degrade a clean recording like real files: mastered, encoded, or replayed.

Each step is random and keeps the position of every sample, so that labels remain valid.
"""

import io
from fractions import Fraction

import av
import numpy as np

from bench.music.synthesis.synth import RATE, Sound

Chance = np.random.Generator
_CODECS = (("mp3", "mp3"), ("aac", "adts"), ("libopus", "ogg"))


def worn(samples: Sound, chance: Chance) -> Sound:
    """Return the sound through a random tone control, room, compressor, codec, noise."""
    samples = _level(_tilted(samples, chance.uniform(-8, 8)))
    if chance.random() < 0.35:
        samples = _level(reverberant(samples, chance))
    if chance.random() < 0.4:
        samples = _level(compressed(samples, chance))
    if chance.random() < 0.4:
        samples = _level(np.tanh(chance.uniform(1, 4) * samples))
    if chance.random() < 0.12:
        samples = _level(replayed(samples, chance))
    if chance.random() < 0.25:
        codec = _CODECS[chance.integers(len(_CODECS))]
        samples = _level(encoded(samples, *codec, int(chance.choice([32, 48, 64, 96]))))
    hiss = 10 ** (chance.uniform(-75, -40) / 20)
    return (samples + hiss * chance.standard_normal(len(samples))).astype(np.float32)


def reverberant(samples: Sound, chance: Chance) -> Sound:
    """Mix in a room: noise that decays within 0.2 to 1.8 seconds."""
    decay = float(chance.uniform(0.2, 1.8))
    t = np.arange(int(decay * RATE)) / RATE
    tail = chance.standard_normal(len(t)) * np.exp(-6.9 * t / decay)
    tail[: int(0.008 * RATE)] = 0
    wet = _convolved(samples, _tilted(tail.astype(np.float32), -10))
    share = float(chance.uniform(0.1, 0.45))
    loud = np.sqrt((samples**2).mean() / ((wet**2).mean() + 1e-12))
    return samples + share * float(loud) * wet


def compressed(samples: Sound, chance: Chance) -> Sound:
    """Press the dynamic range by a factor of 2 to 6, with a release of 0.1 s or so."""
    block = 128
    size = -(-len(samples) // block)
    padded = np.pad(samples, (0, size * block - len(samples))).reshape(size, block)
    level = np.sqrt((padded**2).mean(axis=1)) + 1e-5
    fall = np.exp(-block / RATE / chance.uniform(0.05, 0.25))
    for at in range(1, size):
        level[at] = max(level[at], level[at - 1] * fall)
    ratio = float(chance.uniform(2, 6))
    over = np.maximum(level / (0.3 * level.max()), 1.0)
    gain = over ** (1 / ratio - 1)
    curve = np.interp(np.arange(len(samples)) / block, np.arange(size), gain)
    return (samples * curve).astype(np.float32)


def replayed(samples: Sound, chance: Chance) -> Sound:
    """A phone's recording of a loudspeaker: narrow, in a room, driven and noisy."""
    spectrum = np.fft.rfft(samples)
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
    low, high = chance.uniform(120, 350), chance.uniform(3500, 8000)
    spectrum *= 1 / (1 + (low / np.maximum(pitch, 1)) ** 4) / (1 + (pitch / high) ** 4)
    narrow = np.fft.irfft(spectrum, len(samples)).astype(np.float32)
    room = reverberant(_level(narrow), chance)
    driven = np.tanh(chance.uniform(1, 2.5) * _level(room))
    noise = chance.standard_normal(len(samples)) * 10 ** (chance.uniform(-45, -26) / 20)
    return (driven + _tilted(noise.astype(np.float32), -6)).astype(np.float32)


def encoded(samples: Sound, codec: str, container: str, kilobits: int) -> Sound:
    """Encode and decode; what the codec delays is found by correlation and undone."""
    rate = 48000 if codec == "libopus" else RATE
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate)
        stream.bit_rate = kilobits * 1000
        resampler = av.AudioResampler(
            format=stream.codec_context.format or "fltp", layout="mono", rate=rate
        )
        stream.codec_context.layout = "mono"
        frame = av.AudioFrame.from_ndarray(
            samples[None, :].astype(np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    buffer.seek(0)
    parts = []
    with av.open(buffer) as source:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        for decoded in source.decode(audio=0):
            parts += [part.to_ndarray()[0] for part in resampler.resample(decoded)]
    return _aligned(np.concatenate(parts), samples)


def _aligned(late: Sound, clean: Sound) -> Sound:
    size = min(len(clean), len(late), 20 * RATE)
    n = 1 << (2 * size - 1).bit_length()
    cross = np.fft.irfft(
        np.fft.rfft(late[:size], n) * np.conj(np.fft.rfft(clean[:size], n)), n
    )
    reach = RATE // 5
    near = np.concatenate([cross[-reach:], cross[: reach + 1]])
    shift = int(near.argmax()) - reach
    moved = late[shift:] if shift >= 0 else np.pad(late, (-shift, 0))
    return np.pad(moved, (0, max(0, len(clean) - len(moved))))[: len(clean)]


def _tilted(samples: Sound, decibels: float) -> Sound:
    spectrum = np.fft.rfft(samples)
    pitch = np.linspace(-1, 1, len(spectrum))
    spectrum *= 10 ** (decibels / 20 * pitch)
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def _convolved(samples: Sound, response: Sound) -> Sound:
    n = 1 << (len(samples) + len(response) - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, n) * np.fft.rfft(response, n), n)
    return wet[: len(samples)].astype(np.float32)


def _level(samples: Sound) -> Sound:
    return np.asarray(samples / (np.abs(samples).max() + 1e-6), np.float32)
