"""Files are recognised by their content, and invalid ones are refused with a reason."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.media.inspection.probe import probe
from studio.media.inspection.sniff import format_of
from studio.media.sound.decode import decode_part
from studio.model.media import MediaKind
from studio.model.plan import FrameSpan
from studio.words.catalogue import languages
from tests.media import footage
from tests.media.render.composed import lumas, numbers, plan, planes

TONE = (0.3 * np.sin(np.arange(footage.RATE) * 0.05)).astype(np.float32)


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
        (b"hello, this is text", "not what its name says"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not what its name says"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not what its name says"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not what its name says"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "damaged"),
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
    assert "bad.mp4" in caught.value.say()
    assert str(tmp_path) not in caught.value.say()


def test_a_file_of_another_kind_gets_the_list_of_those_that_are_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"hello, this is text")
    with pytest.raises(UnsupportedFile, match="not a format I can read"):
        probe(path, "notes.txt")


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "a.mp4", 1)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnsupportedFile, match="damaged or cut off"):
        probe(path, "a.mp4")


def test_a_bomb_of_a_picture_is_refused(tmp_path: Path) -> None:
    Image.new("1", (20_000, 10_000)).save(tmp_path / "bomb.png")
    with pytest.raises(UnsupportedFile, match="more than 100 megapixels"):
        probe(tmp_path / "bomb.png", "bomb.png")


def test_a_deleted_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile, match="no longer available"):
        probe(tmp_path / "none.mp4", "none.mp4")


def demuxer_of(head: bytes) -> str | None:
    file_format = format_of(head)
    return file_format.demuxer if file_format else None


def test_songs_are_distinguished_from_similar_formats() -> None:
    assert demuxer_of(b"\xff\xf1\x50\x80") == "aac"
    assert demuxer_of(b"\xff\xfb\x90\x00") == "mp3"
    assert demuxer_of(b"RIFF\x00\x00\x00\x00AVI LIST") == "avi"


def test_a_song_may_have_a_tag_before_it(tmp_path: Path) -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
    for ending, codec, format_ in (
        ("aac", "aac", "adts"),
        ("mp3", "libmp3lame", "mp3"),
    ):
        plain = footage.encoded_sound(
            tmp_path / f"a.{ending}", TONE, codec, format_
        ).read_bytes()
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
        frame = av.VideoFrame.from_ndarray(
            np.full((135, 160), 128, np.uint8), format="yuv420p"
        )
        frame.pts = 0
        (key,) = [bytes(packet) for packet in (*stream.encode(frame), *stream.encode())]
        for number in range(3600):
            packet = av.Packet(key)
            packet.pts = packet.dts = number
            packet.time_base, packet.stream = Fraction(1, 30), stream
            packet.is_keyframe = True
            container.mux(packet)
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


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n" + b"x" * 99, "PDF"),
        (b"PK\x03\x04" + b"x" * 99, "unpack"),
        (b"II*\x00" + b"x" * 99, "raw photo"),
    ],
)
def test_other_files_are_named_as_what_they_are(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(UnsupportedFile, match=words):
        probe(path, "a.mp4")


def test_a_recording_that_was_cut_off_is_reported(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "a.mp4", 1, seconds=1)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 4])
    with pytest.raises(UnsupportedFile, match="cut off"):
        probe(path, "a.mov")


def test_a_wide_gamut_photo_comes_out_in_srgb(tmp_path: Path) -> None:
    """An ICC profile in which red and green of sRGB are exchanged."""
    Image.new("RGB", (64, 36), (255, 0, 0)).save(
        tmp_path / "a.png", icc_profile=footage.swapped_profile()
    )
    _, u, v = planes(
        plan(FrameSpan(0, 1, str(tmp_path / "a.png"), still=True), size=(64, 36))
    )[0]
    assert v.mean() < 60  # green
    assert u.mean() < 80


@pytest.mark.parametrize(
    ("matrix", "flip", "turn"),
    [
        ((1, 0, 0, 1), False, 0),
        ((-1, 0, 0, 1), True, 0),
        ((1, 0, 0, -1), True, 180),
        ((0, 1, -1, 0), False, 90),
        ((0, 1, 1, 0), True, 270),
        ((0, -1, -1, 0), True, 90),
        ((-1, 0, 0, -1), False, 180),
    ],
)
def test_a_display_matrix_may_mirror(
    tmp_path: Path, matrix: tuple[int, int, int, int], flip: bool, turn: int
) -> None:
    """A point goes where the matrix says: x' = ax + cy, y' = bx + dy."""
    picture = np.full((180, 320, 3), 40, np.uint8)
    picture[40:60, 240:260] = 230
    path = footage.painted(tmp_path / "a.mp4", [picture] * 3)
    footage.with_matrix(path, matrix)
    asset = probe(path, "a")
    assert (asset.mirrored, asset.rotation) == (flip, turn)
    a, b, c, d = matrix
    x, y = 250 - 160, 50 - 90
    expected = (a * x + c * y + asset.width / 2, b * x + d * y + asset.height / 2)
    span = FrameSpan(0, 1, str(path), rotation=asset.rotation, mirrored=asset.mirrored)
    luma = lumas(plan(span, size=(asset.width, asset.height)))[0]
    rows, columns = np.nonzero(luma > 140)
    assert (columns.mean(), rows.mean()) == pytest.approx(expected, abs=2)


def test_interlaced_footage_has_no_combs(tmp_path: Path) -> None:
    path = footage.interlaced(tmp_path / "a.mp4", 12)
    luma = lumas(plan(FrameSpan(0, 8, str(path), 0.1)))[4]
    comb = np.abs(luma[1:-1] - (luma[:-2] + luma[2:]) / 2)
    raw = footage.lumas(path)[7].astype(int)
    combed = np.abs(raw[1:-1] - (raw[:-2] + raw[2:]) / 2)
    assert combed.max() > 60
    assert np.percentile(comb, 99.5) < 0.3 * np.percentile(combed, 99.5)


def test_a_picture_that_starts_after_the_sound_moves_from_its_first_frame(
    tmp_path: Path,
) -> None:
    times = [0.7 + n / 30 for n in range(45)]
    sound_ = footage.clicks([1.2], 2.2)
    path = footage.write(tmp_path / "a.mp4", 1, times=times, sound=sound_)
    asset = probe(path, "a")
    assert asset.seconds == pytest.approx(1.5, abs=0.06)
    assert numbers(plan(FrameSpan(0, 20, str(path), 0.0))) == list(range(20))
    heard = np.abs(decode_part(path, 48_000, channels=1)[0])
    assert heard.argmax() / 48_000 == pytest.approx(0.5, abs=0.03)


def test_a_huge_frame_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 8192, 4608, "yuvj420p"
        frame = av.VideoFrame(8192, 4608, "yuvj420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(UnsupportedFile, match="larger than 8K"):
        probe(path, "a.mp4")


def test_grades_and_captions_are_taken_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("LUT_3D_SIZE 2\n" + "0 0 0\n" * 8)
    assert probe(path, "look.cube").kind is MediaKind.LUT
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    assert probe(path, "a.srt").kind is MediaKind.CAPTIONS
    path.write_text("[00:01.00]la la\n")
    assert probe(path, "a.lrc").kind is MediaKind.CAPTIONS
    for name in ("a.cube", "a.srt"):
        path.write_text("nothing")
        with pytest.raises(UnsupportedFile, match=name) as refused:
            probe(path, name)
        for language in languages():
            helps = ".srt" if name == "a.srt" else "3D LUT"
            assert helps in refused.value.say(language)
    with pytest.raises(UnsupportedFile, match="not a format I can read"):
        probe(path, "a.txt")
