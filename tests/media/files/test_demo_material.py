"""The demo's clips decode as specified, and its song has a beat."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from studio.demo.film import write_demo_audio, write_demo_video
from studio.demo.scenery import DemoClip, demo_clips
from studio.demo.song import RATE, SECONDS, song


@pytest.mark.parametrize("clip", demo_clips(), ids=lambda clip: clip.name)
def test_a_scene_moves_and_has_two_shots(clip: DemoClip) -> None:
    first, soon, late = (
        clip.frame(at, 160, 120).astype(int) for at in (0.5, 0.6, clip.seconds - 0.5)
    )
    assert first.shape == (120, 160, 3)
    moved, changed = np.abs(soon - first).mean(), np.abs(late - first).mean()
    assert 0 < moved < changed


def test_a_take_is_filmed_frame_for_frame(tmp_path: Path) -> None:
    path = tmp_path / "take.mp4"
    clip = demo_clips()[0]
    write_demo_video(DemoClip("t", 160, 90, Fraction(25), 1.0, clip.frame, 0.5), path)
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        assert container.streams.video[0].average_rate == 25
    assert [(frame.width, frame.height) for frame in frames] == [(160, 90)] * 25


@pytest.mark.long
def test_the_song_is_whole_and_grows_louder(tmp_path: Path) -> None:
    samples = song()
    assert samples.shape == (2, int(SECONDS * RATE))
    assert 0.9 < np.abs(samples).max() < 1
    second = np.sqrt((samples[0, : RATE * 32].reshape(32, RATE) ** 2).mean(axis=1))
    assert second[:7].mean() < second[9:15].mean()
    write_demo_audio(samples[:, : RATE * 5], tmp_path / "song.mp3")
    with av.open(str(tmp_path / "song.mp3")) as container:
        seconds = sum(f.samples for f in container.decode(audio=0)) / RATE
    assert abs(seconds - 5) < 0.1
