"""Metadata of cameras: highlights, slow motion, Live Photos and Motion Photos."""

import struct
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.media.inspection.probe import accepted, probe
from studio.model.cut import ShotReason
from studio.model.edits.music import Sync
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId, MediaKind
from studio.rules.choice.clips import live_stills
from tests.media import footage
from tests.studio.editing.material import Editor, clip, material, song

SIZE = (160, 90)
CONTENT = "2C1C7C94-E977-45D0-9B3F-9A9CA8EFB47D"


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of moving pictures, its boxes as a camera writes them: movie last."""
    path = tmp_path_factory.mktemp("camera") / "clip.mp4"
    pictures = [footage.coded(1, n, *SIZE) for n in range(20)]
    footage.painted(path, pictures, Fraction(10))
    return path


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def with_user_data(video: Path, inner: bytes, to: Path) -> Path:
    """The clip with a box in the user data of its movie, which is the file's last box."""
    data = bytearray(video.read_bytes())
    at = data.rfind(b"moov") - 4
    (size,) = struct.unpack_from(">I", data, at)
    assert at + size == len(data)
    user = box(b"udta", inner)
    struct.pack_into(">I", data, at, size + len(user))
    to.write_bytes(bytes(data) + user)
    return to


def test_hilight_marks_of_older_cameras_are_read(video: Path, tmp_path: Path) -> None:
    marks = box(b"HMMT", struct.pack(">4I", 2, 450, 1250, 0))
    asset = probe(with_user_data(video, marks, tmp_path / "g.mp4"), "g.mp4")
    assert asset.highlights == (0.45, 1.25)


def test_hilight_marks_of_newer_cameras_are_read(video: Path, tmp_path: Path) -> None:
    one = struct.pack(">I", 900) + bytes(12) + b"MANL" + bytes(8)
    marks = box(b"GPMF", b"DEVC" + bytes(8) + b"Highlights\0\0" + b"HLMT" + one)
    asset = probe(with_user_data(video, marks, tmp_path / "g.mp4"), "g.mp4")
    assert asset.highlights == (0.9,)


@pytest.mark.parametrize("odd", [b"", bytes(64), struct.pack(">3I", 2, 10**9, 10**8)])
def test_marks_outside_the_clip_are_none(
    video: Path, tmp_path: Path, odd: bytes
) -> None:
    path = with_user_data(video, box(b"HMMT", odd), tmp_path / "g.mp4")
    assert probe(path, "g.mp4").highlights == ()


def remuxed(video: Path, to: Path, **metadata: str) -> Path:
    """The clip with keys in its metadata, as phones write them."""
    options = {"movflags": "use_metadata_tags"}
    with (
        av.open(str(video)) as source,
        av.open(str(to), "w", format=to.suffix[1:], options=options) as target,
    ):
        target.metadata.update({k.replace("_", "."): v for k, v in metadata.items()})
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return to


def test_a_clip_that_was_filmed_faster_than_it_plays_is_slow_motion(
    video: Path, tmp_path: Path
) -> None:
    slow = remuxed(video, tmp_path / "s.mp4", com_android_capture_fps="240.0")
    assert probe(slow, "s.mp4").slow_motion
    assert not probe(video, "clip.mp4").slow_motion


def apple_photo(path: Path) -> Path:
    """A JPEG with a content identifier in its maker note."""
    text = CONTENT.encode() + b"\0"
    entry = struct.pack(">HHII", 0x11, 2, len(text), 32)
    note = b"Apple iOS\0\0\x01MM" + struct.pack(">H", 1) + entry + bytes(4)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x927C] = note.ljust(32, b"\0") + text
    Image.new("RGB", SIZE, "teal").save(path, exif=exif)
    return path


def test_the_two_files_of_a_live_photo_are_one_short_video(
    video: Path, tmp_path: Path
) -> None:
    keys = {"com_apple_quicktime_content_identifier": CONTENT}
    moving = probe(remuxed(video, tmp_path / "l.mov", **keys), "IMG_1.MOV")
    still = probe(apple_photo(tmp_path / "l.jpg"), "IMG_1.JPG")
    assert moving.content == still.content == CONTENT
    moving, still = (replace(moving, id=AssetId("m")), replace(still, id=AssetId("s")))
    assert live_stills([still, moving]) == {"s": "m"}
    assert live_stills([still]) == {}
    analysis = replace(clip("m", 2.0)[1], asset=moving.id)
    photo = replace(clip("s", 0.0)[1], asset=still.id)
    other = clip("other", 6.0)
    editor = Editor(material((still, photo), (moving, analysis), other, songs=[song()]))
    cut = editor.edit(Sync(), SetLength(length=Exact(value=4)))
    assert {shot.clip for shot in cut.shots} == {"m", "other"}


def test_the_video_behind_a_motion_photo_takes_its_place(
    video: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.jpg"
    noise = np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8)
    Image.fromarray(noise).save(path, comment=b'GCamera:MotionPhoto="1"')
    photo = path.read_bytes()
    path.write_bytes(photo + video.read_bytes())
    asset = accepted(path, "PXL_1.MP.jpg")
    assert asset.kind is MediaKind.VIDEO
    assert asset.seconds == pytest.approx(2.0, abs=0.11)
    assert asset.path == str(path)
    path.write_bytes(photo + b"\0\0\0\x18ftypmp42" + bytes(500))
    assert accepted(path, "PXL_2.MP.jpg").kind is MediaKind.IMAGE
    assert path.read_bytes().startswith(photo)
    assert [one.name for one in tmp_path.iterdir()] == ["p.jpg"]


def test_the_video_in_the_last_box_of_a_motion_photo_takes_its_place(
    video: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.heic"
    Image.new("RGB", SIZE, "teal").save(path, "AVIF")
    photo = path.read_bytes()
    path.write_bytes(photo + box(b"mpvd", video.read_bytes()))
    assert accepted(path, "IMG_1.HEIC").kind is MediaKind.VIDEO
    path.write_bytes(photo + box(b"free", b"MotionPhoto"))
    assert accepted(path, "IMG_2.HEIC").kind is MediaKind.IMAGE


def test_a_marked_moment_is_shown_and_says_so() -> None:
    asset, footage_ = clip("ride", 20)
    marked = (asset, replace(footage_, highlights=(15.0,)))
    editor = Editor(material(marked, clip("b", 20), songs=[song()]))
    cut = editor.edit(Sync(), SetLength(length=Exact(value=6)))
    shown = [s for s in cut.shots if ShotReason.MARKED in s.reasons]
    assert shown
    assert all(s.clip == "ride" and 9 < s.source < 16 for s in shown)
