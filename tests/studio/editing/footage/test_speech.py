"""Speech in a clip is told from music and noise."""

import numpy as np
from numpy.typing import NDArray

from studio.rules.sound.features import sound_features
from studio.rules.sound.speech import speech

RATE = 16_000
Sound = NDArray[np.float32]


def _voice(seconds: float, pitch: float = 120.0) -> Sound:
    """Syllables: a buzz at a pitch that moves, four times a second, with gaps."""
    t = np.arange(int(seconds * RATE)) / RATE
    bend = pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))
    phase = 2 * np.pi * np.cumsum(bend) / RATE
    buzz = sum(np.sin(n * phase) / n for n in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, 1) ** 0.5
    return np.asarray(0.2 * buzz * syllables, np.float32)


def _noise(seconds: float, level: float) -> Sound:
    values = np.random.default_rng(3).standard_normal(int(seconds * RATE))
    return np.asarray(level * values, np.float32)


def _chord(seconds: float) -> Sound:
    t = np.arange(int(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6))
    return np.asarray(0.1 * tones, np.float32)


def _speech(sound: NDArray[np.floating]) -> list[tuple[float, float]]:
    return speech(sound_features(sound.astype(np.float32), RATE))


def test_a_voice_between_silence_is_found_with_its_borders() -> None:
    sound = np.concatenate([_noise(2, 0.001), _voice(3), _noise(3, 0.001)])
    stretches = _speech(sound)
    assert len(stretches) == 1
    assert abs(stretches[0][0] - 2.0) < 0.4
    assert abs(stretches[0][1] - 5.0) < 0.4


def test_two_sentences_with_a_pause_are_two_stretches() -> None:
    sound = np.concatenate([_voice(2), _noise(2, 0.001), _voice(2, 200.0)])
    assert len(_speech(sound)) == 2


def test_noise_chords_and_silence_are_no_speech() -> None:
    for sound in (_noise(5, 0.1), _chord(5), np.zeros(5 * RATE, np.float32)):
        assert _speech(sound) == []


def test_a_short_sound_is_no_speech() -> None:
    assert _speech(np.zeros(100)) == []
