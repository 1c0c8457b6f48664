"""Clips in formats that only our studio reads are converted for other agents."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bots.app.clip_converter import StudioConverter
from core.errors import UnsupportedFile
from core.ports import ByteStream
from studio.commands.convert import convert
from studio.media.inspection.probe import probe
from studio.media.sound.decode import decode_part
from studio.model.media import MediaKind
from tests.media import footage

TONE = (0.5 * np.sin(np.arange(48_000) * 0.06)).astype(np.float32)


@pytest.mark.parametrize(("format_", "codec"), [("mpegts", "libx264"), ("asf", "wmv2")])
def test_a_video_becomes_an_mp4_with_all_its_frames(
    tmp_path: Path, format_: str, codec: str
) -> None:
    clip = footage.write(tmp_path / "a", 1, seconds=1, codec=codec, format_=format_)
    converted = convert(clip, "a", tmp_path)
    before, after = probe(clip, "a"), probe(converted.path, "b")
    assert (converted.mime, after.mime) == ("video/mp4", "video/mp4")
    assert (after.width, after.height, after.fps) == (
        before.width, before.height, before.fps,
    )  # fmt: skip
    assert after.seconds == pytest.approx(before.seconds, abs=0.05)
    numbers = [footage.decoded(frame)[1] for frame in footage.lumas(converted.path)]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= 28


def test_a_sound_becomes_an_m4a_of_the_same_length(tmp_path: Path) -> None:
    voice = footage.encoded_sound(tmp_path / "a", TONE, "libopus", "ogg")
    converted = convert(voice, "voice.ogg", tmp_path)
    asset = probe(converted.path, "b")
    assert (asset.kind, converted.path.suffix) == (MediaKind.AUDIO, ".m4a")
    assert asset.seconds == pytest.approx(1.0, abs=0.1)
    assert np.abs(decode_part(converted.path, 48_000, channels=1)).max() > 0.2


async def stream(path: Path, name: str) -> ByteStream:
    async def chunks() -> AsyncIterator[bytes]:
        yield path.read_bytes()

    return ByteStream(name, "", None, chunks())


async def test_a_photo_becomes_a_jpeg_in_a_process_of_its_own(tmp_path: Path) -> None:
    photo = footage.heic(tmp_path / "a.heic", (128, 96))
    original = await stream(photo, "IMG_1.HEIC")
    async with StudioConverter().convert(original, "en") as converted:
        data = b"".join([chunk async for chunk in converted.chunks])
    assert (converted.name, converted.mime, converted.size) == (
        "IMG_1.jpg",
        "image/jpeg",
        len(data),
    )
    assert data.startswith(b"\xff\xd8")


async def test_what_is_no_media_is_refused_in_the_persons_language(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").write_bytes(b"%PDF-1.7\n" + b"x" * 99)
    with pytest.raises(UnsupportedFile) as refused:
        async with StudioConverter().convert(
            await stream(tmp_path / "a", "a.flac"), "zh"
        ):
            pass
    assert "a.flac" in refused.value.reason
    assert not json.dumps(refused.value.reason, ensure_ascii=False).isascii()
