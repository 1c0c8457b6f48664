"""Files are known by their content: all formats open, all traps are told apart."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.media.look.probe import probe
from studio.media.look.sniff import format_of
from studio.media.sound.decode import decode_part
from studio.model.media import MediaKind
from tests.media import footage

TONE = (0.3 * np.sin(np.arange(footage.RATE) * 0.05)).astype(np.float32)


def sound(path: Path, codec: str, format_: str) -> Path:
    with av.open(str(path), "w", format=format_) as container:
        stream = container.add_stream(codec, rate=44_100)
        stream.layout = "mono"
        for first in range(0, 44_100, 1152):
            block = np.ascontiguousarray(TONE[None, first : first + 1152])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44_100, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


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
    assert (asset.width, asset.height, asset.fps) == (320, 180, 25)
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
        footage.wav(path, TONE) if ending == "wav" else sound(path, codec, format_), "s"
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


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_a_phone_s_rotation_is_honoured(tmp_path: Path, clockwise: int) -> None:
    path = footage.turned(footage.write(tmp_path / "a.mp4", 1, seconds=0.5), clockwise)
    asset = probe(path, "phone")
    assert asset.rotation == clockwise
    assert (asset.width, asset.height) == (
        (320, 180) if clockwise == 180 else (180, 320)
    )


def test_a_photo_s_rotation_is_honoured(tmp_path: Path) -> None:
    image = Image.new("RGB", (200, 100))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    asset = probe(tmp_path / "a.jpg", "photo")
    assert (asset.width, asset.height) == (100, 200)


def test_a_variable_rate_is_seen(tmp_path: Path) -> None:
    times = [n / 30 for n in range(30)] + [1 + n / 15 for n in range(15)]
    asset = probe(footage.write(tmp_path / "a.mp4", 1, times=times), "vfr")
    assert asset.vfr


def test_a_clip_with_sound_says_so(tmp_path: Path) -> None:
    asset = probe(footage.write(tmp_path / "a.mp4", 1, sound=TONE), "talk")
    assert asset.has_audio


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"hello, this is text", "not a file I can use"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not a file I can use"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not a file I can use"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a file I can use"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "not a file I can use"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "damaged"),
        (b"\x1a\x45\xdf\xa3" + b"\x00" * 40, "damaged"),
        (b"GIF89a" + b"\x00" * 40, "damaged"),
        (b"ID3\x04" + b"\x00" * 400, "damaged"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    tmp_path: Path, content: bytes, hint: str
) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(UnsupportedFile, match=hint) as caught:
        probe(path, "bad.mp4")
    assert "bad.mp4" in caught.value.say
    assert str(tmp_path) not in caught.value.say


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "a.mp4", 1)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnsupportedFile, match="damaged or cut off"):
        probe(path, "a.mp4")


def test_a_bomb_of_a_picture_is_refused(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "bomb.png")
    with pytest.raises(UnsupportedFile, match="too large"):
        probe(tmp_path / "bomb.png", "bomb.png")


def test_a_vanished_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile, match="gone"):
        probe(tmp_path / "none.mp4", "none.mp4")


def test_songs_are_told_from_their_cousins() -> None:
    assert format_of(b"\xff\xf1\x50\x80").demuxer == "aac"
    assert format_of(b"\xff\xfb\x90\x00").demuxer == "mp3"
    assert format_of(b"RIFF\x00\x00\x00\x00AVI LIST").demuxer == "avi"


def test_a_song_may_have_a_tag_before_it(tmp_path: Path) -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
    for ending, codec, format_ in (
        ("aac", "aac", "adts"),
        ("mp3", "libmp3lame", "mp3"),
    ):
        plain = sound(tmp_path / f"a.{ending}", codec, format_).read_bytes()
        data = plain if plain.startswith(b"ID3") else tag + plain
        (tmp_path / f"b.{ending}").write_bytes(data)
        asset = probe(tmp_path / f"b.{ending}", "s")
        assert asset.mime == {"aac": "audio/aac", "mp3": "audio/mpeg"}[ending]
        assert asset.seconds == pytest.approx(1.0, abs=0.1)
        assert decode_part(Path(asset.path), 16_000, channels=1).any()


def test_a_recording_that_does_not_say_its_length_is_measured(tmp_path: Path) -> None:
    """Browsers write WebM as a live stream: no duration in its head."""
    path = tmp_path / "live.webm"
    with av.open(str(path), "w", format="webm", options={"live": "1"}) as container:
        stream = container.add_stream("libvpx", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
        for number in range(3600):
            frame = av.VideoFrame(160, 90, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert probe(path, "live").seconds == pytest.approx(120, abs=0.2)


def test_a_clip_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "a.mkv", 1, seconds=6)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    asset = probe(path, "a.mkv")
    assert asset.damaged
    assert 1.5 < asset.seconds < 4.5


def test_oblong_pixels_are_shown_wide(tmp_path: Path) -> None:
    path = tmp_path / "dv.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 360, 288, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 11)
        for number in range(10):
            frame = av.VideoFrame(360, 288, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    asset = probe(path, "dv")
    assert (asset.width, asset.height) == (524, 288)
