"""Encode frames and samples as an MP4: H.264 high, AAC, faststart, constant rate."""

import os
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.model.plan import RenderPlan

_AAC_FRAME = 1024
_AUDIO_BITS = 192_000
SOFTWARE = "libx264"
_GPU = ("h264_nvenc", "h264_videotoolbox", "h264_qsv")
_QUIET = {"x264-params": "log-level=error"}


def write(
    plan: RenderPlan,
    frames: Iterable[tuple[VideoFrame, bool]],
    sound: NDArray[np.float32] | None,
    rate: int,
    path: Path,
    name: str = "",
) -> Iterator[int]:
    """Encode and mux; yield the number of frames done. Raises ``av.FFmpegError``.

    ``name`` is the encoder's, "" for the best available one.
    """
    with av.open(
        str(path), "w", format="mp4", options={"movflags": "+faststart"}
    ) as container:
        video = _video(container, plan, name or encoder())
        audio = _audio(container, rate) if sound is not None else None
        spoken = (
            _PacketQueue(_packets(audio, sound, rate))
            if audio and sound is not None
            else None
        )
        for number, (frame, cut) in enumerate(frames):
            frame.pts, frame.time_base = number, 1 / plan.fps
            frame.pict_type = PictureType.I if cut else PictureType.NONE
            container.mux(video.encode(frame))
            if spoken:
                container.mux(spoken.until(float(number / plan.fps)))
            yield number + 1
        container.mux(video.encode(None))
        if spoken:
            container.mux(spoken.until(float("inf")))


def _video(container: OutputContainer, plan: RenderPlan, name: str) -> VideoStream:
    stream = container.add_stream(name, rate=plan.fps)
    assert isinstance(stream, VideoStream)  # noqa: S101  # for the type checker
    stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, "yuv420p"
    stream.time_base = 1 / plan.fps
    context = stream.codec_context
    context.color_range = context.colorspace = 1
    context.color_primaries = context.color_trc = 1
    context.gop_size = round(2 * plan.fps)
    context.options = _options(name, plan)
    return stream


def _options(name: str, plan: RenderPlan) -> dict[str, str]:
    if name == SOFTWARE:
        crf, preset = str(plan.crf), plan.preset
        return {
            "preset": preset,
            "crf": crf,
            "profile": "high",
            "forced-idr": "1",
        } | _QUIET
    if name == "h264_nvenc":
        return {
            "preset": "p5",
            "cq": str(plan.crf + 2),
            "profile": "high",
            "forced-idr": "1",
        }
    return {"profile": "high", "global_quality": str(plan.crf + 2)}


@lru_cache(maxsize=1)
def encoder() -> str:
    """Return the GPU's encoder if a trial encode succeeds, else libx264."""
    if os.environ.get("STUDIO_GPU", "1") == "0":
        return SOFTWARE
    return next((name for name in _GPU if _works(name)), SOFTWARE)


def _works(name: str) -> bool:
    if name not in av.codecs_available:
        return False
    level = av.logging.get_level()
    av.logging.set_level(None)
    try:
        context = av.CodecContext.create(name, "w")
        assert isinstance(context, av.VideoCodecContext)  # noqa: S101
        context.width, context.height, context.pix_fmt = 640, 360, "yuv420p"
        context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
        frame = VideoFrame(640, 360, "yuv420p")
        packets = []
        for number in range(3):
            frame.pts = number
            packets += context.encode(frame)
        return bool(packets + context.encode(None))
    except (av.FFmpegError, OSError, ValueError):
        return False
    finally:
        av.logging.set_level(level)


def _audio(container: OutputContainer, rate: int) -> AudioStream:
    stream = container.add_stream("aac", rate=rate)
    assert isinstance(stream, AudioStream)  # noqa: S101  # for the type checker
    stream.layout, stream.bit_rate = "stereo", _AUDIO_BITS
    return stream


def _packets(
    stream: AudioStream, sound: NDArray[np.float32], rate: int
) -> Iterator["Packet[AudioStream]"]:
    for first in range(0, sound.shape[1], _AAC_FRAME):
        block = np.ascontiguousarray(sound[:, first : first + _AAC_FRAME])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = rate, first
        frame.time_base = Fraction(1, rate)
        yield from stream.encode(frame)
    yield from stream.encode(None)


class _PacketQueue:
    """Audio packets, released as the video reaches their time."""

    def __init__(self, packets: Iterator["Packet[AudioStream]"]) -> None:
        self._packets = packets
        self._next = next(packets, None)

    def until(self, seconds: float) -> list["Packet[AudioStream]"]:
        """Return the queued packets up to this time."""
        out = []
        while self._next is not None and _time(self._next) <= seconds:
            out.append(self._next)
            self._next = next(self._packets, None)
        return out


def _time(packet: "Packet[AudioStream]") -> float:
    return float((packet.pts or 0) * (packet.time_base or 0))
