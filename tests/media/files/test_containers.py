"""Clips that are known are opened from their heads, and show the same pictures."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.stream import VideoStream

from studio.media.inspection.containers import open_container
from studio.media.render.footage.source import Source

WIDE = Fraction(16, 11)


def clip(path: Path, movflags: str = "faststart") -> Path:
    """A clip whose pixels are not square, which only its frames tell, not its header."""
    with av.open(str(path), "w", options={"movflags": movflags}) as container:
        stream = container.add_stream("libx264", rate=25)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.sample_aspect_ratio = WIDE
        stream.options = {"x264-params": "bframes=3:b-adapt=0"}
        for number in range(12):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes().replace(b"pasp", b"free"))
    return path


def test_a_known_clip_is_opened_without_decoding_a_picture(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4")
    with open_container(path, "mov") as container:
        assert container.streams.video[0].sample_aspect_ratio == WIDE
    with open_container(path, "mov", from_head=True) as container:
        stream = container.streams.video[0]
        assert stream.sample_aspect_ratio is None
        assert (stream.width, stream.height, stream.frames) == (64, 48, 12)


@pytest.mark.parametrize("movflags", ["faststart", "frag_keyframe+empty_moov"])
def test_a_source_has_all_frames_in_order_and_their_aspect(
    tmp_path: Path, movflags: str
) -> None:
    with Source(str(clip(tmp_path / "a.mp4", movflags))) as source:
        times = [source.time(frame) for frame in source.frames()]
        assert times == pytest.approx([n / 25 for n in range(12)])
        assert source.aspect == pytest.approx(float(WIDE))
