"""Impacts, laughter and cheering are detected in a clip's sound; other sounds are not."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.model.cut import ShotReason
from studio.model.edits.music import Sync
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import FrameFeatures, SoundEvent, SoundKind
from studio.rules.sound.events import sound_events
from studio.rules.sound.features import sound_features
from tests.studio.editing.material import Editor, clip, material, song

RATE = 16_000
Sound = NDArray[np.float64]
DICE = np.random.default_rng(5)


def hush(seconds: float) -> Sound:
    return 0.002 * DICE.standard_normal(round(seconds * RATE))


def impact() -> Sound:
    """An impact that decays within a fifth of a second."""
    t = np.arange(round(0.4 * RATE)) / RATE
    thud = np.sin(2 * np.pi * 90 * t) * np.exp(-t / 0.05)
    crack = DICE.standard_normal(len(t)) * np.exp(-t / 0.02)
    return 0.4 * thud + 0.3 * crack


def applause(seconds: float) -> Sound:
    """Applause: two hundred short claps a second."""
    out = np.zeros(round(seconds * RATE))
    clap = DICE.standard_normal(120) * np.exp(-np.arange(120) / 25)
    for at in DICE.integers(0, len(out) - 200, round(200 * seconds)):
        out[at : at + 120] += clap * DICE.uniform(0.02, 0.1)
    return out


def voiced(seconds: float, starts: list[float], long: float, pitch: float) -> Sound:
    """Bursts of a buzz with harmonics that begin at these seconds."""
    t = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * pitch * n * t) / n for n in range(1, 12))
    envelope = np.zeros(len(t))
    for start in starts:
        inside = (t >= start) & (t < start + long)
        envelope[inside] = np.sin(np.pi * (t[inside] - start) / long)
    return np.asarray(0.15 * buzz * envelope)


def laughter() -> Sound:
    return voiced(2.0, [0.2 * n for n in range(10)], 0.12, 260)


def talk(seconds: float) -> Sound:
    """Syllables of all lengths with pauses between words."""
    starts = np.cumsum(DICE.uniform(0.14, 0.5, round(3 * seconds)))
    return voiced(seconds, list(starts), 0.13, 120)


def heard(sound: Sound) -> list[tuple[SoundKind, float]]:
    events = sound_events(sound_features(sound.astype(np.float32), RATE))
    return [(event.kind, event.start) for event in events]


@pytest.mark.parametrize(
    ("kind", "sound"),
    [
        (SoundKind.IMPACT, impact()),
        (SoundKind.CHEERING, applause(2.0)),
        (SoundKind.LAUGHTER, laughter()),
    ],
)
def test_each_kind_is_found_where_it_is(kind: SoundKind, sound: Sound) -> None:
    ((heard_kind, start),) = heard(np.concatenate([hush(3), sound, hush(3)]))
    assert heard_kind is kind
    assert start == pytest.approx(3.0, abs=0.35)


def test_talk_hum_silence_and_a_drum_loop_are_no_events() -> None:
    hum = 0.1 * np.sin(2 * np.pi * 220 * np.arange(6 * RATE) / RATE)
    beat = np.concatenate([impact(), hush(0.1)])
    for sound in (talk(8), hum, np.zeros(4 * RATE), np.tile(beat, 12), hush(5)):
        assert heard(np.concatenate([hush(1), sound])) == []


def test_a_shot_of_something_that_is_heard_is_chosen_and_says_so() -> None:
    plain = [FrameFeatures(n / 4) for n in range(48)]
    asset, footage = clip("party", 12, moments=plain)
    cheers = (SoundEvent(SoundKind.CHEERING, 7.0, 9.0, 1.0),)
    editor = Editor(
        material(
            (asset, replace(footage, sounds=cheers)), clip("b", 12), songs=[song()]
        )
    )
    cut = editor.edit(Sync(), SetLength(length=Exact(value=8)))
    shown = [s for s in cut.shots if ShotReason.SOUND in s.reasons]
    assert shown
    assert all(s.clip == "party" and 4.5 < s.source < 9 for s in shown)
