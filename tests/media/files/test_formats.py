"""Every format that the studio names opens: videos, sounds, pictures, animations."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.media.inspection.probe import accepted, probe
from studio.media.sound.decode import decode_part
from studio.model.media import MediaKind
from studio.model.plan import FrameSpan
from tests.media import footage
from tests.media.render.composed import lumas, numbers, plan

TONE = (0.3 * np.sin(np.arange(footage.RATE) * 0.05)).astype(np.float32)


@pytest.mark.parametrize(
    ("ending", "codec"),
    [
        ("mp4", "libx264"),
        ("mov", "libx264"),
        ("mkv", "libx264"),
        ("avi", "mpeg4"),
        ("webm", "libvpx-vp9"),
    ],
)
def test_videos_open(tmp_path: Path, ending: str, codec: str) -> None:
    path = footage.write(
        tmp_path / f"a.{ending}", 1, seconds=1, fps=Fraction(25), codec=codec
    )
    path = path.rename(tmp_path / "no ending at all")
    asset = probe(path, "clip")
    assert asset.kind is MediaKind.VIDEO
    assert (asset.width, asset.height, asset.fps) == (320, 180, Fraction(25))
    assert asset.seconds == pytest.approx(1.0, abs=0.05)
    assert not asset.vfr
    assert not asset.has_audio


@pytest.mark.parametrize(
    ("ending", "codec", "format_"),
    [
        ("mp3", "libmp3lame", "mp3"),
        ("m4a", "aac", "ipod"),
        ("aac", "aac", "adts"),
        ("wav", "pcm_s16le", "wav"),
    ],
)
def test_sounds_open(tmp_path: Path, ending: str, codec: str, format_: str) -> None:
    path = tmp_path / f"a.{ending}"
    asset = probe(
        footage.wav(path, TONE)
        if ending == "wav"
        else footage.encoded_sound(path, TONE, codec, format_),
        "s",
    )
    assert asset.kind is MediaKind.AUDIO
    assert asset.seconds == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_pictures_open(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    Image.new("RGB", (200, 100), "red").save(path)
    asset = probe(path, "p")
    assert (asset.kind, asset.width, asset.height) == (MediaKind.IMAGE, 200, 100)


def test_an_animated_gif_is_a_video(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    frames = [Image.new("RGB", (64, 64), (40 * n, 0, 0)) for n in range(5)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, loop=0)
    asset = probe(path, "g")
    assert asset.kind is MediaKind.VIDEO
    assert asset.seconds == pytest.approx(0.5, abs=0.11)


@pytest.mark.parametrize(
    ("codec", "format_", "mime"),
    [
        ("libopus", "ogg", "audio/ogg"),
        ("flac", "flac", "audio/flac"),
        ("pcm_s16be", "aiff", "audio/aiff"),
        ("wmav2", "asf", "video/x-ms-wmv"),
    ],
)
def test_more_sounds_open(tmp_path: Path, codec: str, format_: str, mime: str) -> None:
    path = footage.encoded_sound(tmp_path / "a", TONE, codec, format_)
    asset = probe(path, "s")
    assert (asset.kind, asset.mime) == (MediaKind.AUDIO, mime)
    assert asset.seconds == pytest.approx(1.0, abs=0.1)
    heard = decode_part(path, 48_000, channels=1)
    assert np.abs(heard).max() > 0.2


@pytest.mark.parametrize(
    ("format_", "codec"),
    [("mpegts", "libx264"), ("asf", "wmv2"), ("mpeg", "mpeg2video")],
)
def test_more_videos_open_and_play(tmp_path: Path, format_: str, codec: str) -> None:
    path = footage.write(tmp_path / "a", 1, seconds=1, codec=codec, format_=format_)
    asset = probe(path, "v")
    assert asset.kind is MediaKind.VIDEO
    assert asset.seconds == pytest.approx(1.0, abs=0.15)
    shown = numbers(plan(FrameSpan(0, 10, str(path), 0.5)))
    assert all(abs(number - (15 + n)) <= 1 for n, number in enumerate(shown))


@pytest.mark.parametrize("ending", ["webp", "png"])
def test_animations_play(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    pictures = [
        Image.fromarray(footage.coded(1, number, 320, 180)) for number in range(10)
    ]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=100, loop=0
    )
    asset = accepted(path, "a")
    assert asset.kind is MediaKind.VIDEO
    assert asset.seconds == pytest.approx(1.0, abs=0.05)
    shown = numbers(plan(FrameSpan(0, 30, str(path), 0.0)))
    assert shown[::3] == list(range(10))


def test_a_heic_photo_opens(tmp_path: Path) -> None:
    """A file whose sixteen by sixteen pixels are one HEVC key frame."""
    path = footage.heic(tmp_path / "a.heic", (128, 96))
    asset = probe(path, "a.heic")
    assert (asset.kind, asset.width, asset.height) == (MediaKind.IMAGE, 128, 96)
    luma = lumas(plan(FrameSpan(0, 1, str(path), still=True), size=(128, 96)))[0]
    assert luma[:, :60].mean() > luma[:, 70:].mean() + 100
