"""Footage for tests: frames that tell which clip they are from, and which frame."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

BITS = 16
"""Blocks in a row: 5 for the clip, 11 for the frame."""
RATE = 48_000


def coded(clip: int, number: int, width: int, height: int) -> np.ndarray:
    """A grey picture with a row of black and white blocks in its middle."""
    value = (clip << 11) | number
    picture = np.full((height, width, 3), 128, np.uint8)
    block = width // BITS
    top = height // 2 - height // 8
    for bit in range(BITS):
        white = (value >> (BITS - 1 - bit)) & 1
        picture[top : top + height // 4, bit * block : (bit + 1) * block] = (
            235 if white else 16
        )
    return picture


def decoded(picture: np.ndarray) -> tuple[int, int]:
    """Clip and frame of a luma plane that shows a whole coded picture."""
    height, width = picture.shape
    row = picture[height // 2 - height // 16 : height // 2 + height // 16]
    block = width / BITS
    value = 0
    for bit in range(BITS):
        middle = int((bit + 0.5) * block)
        value = value << 1 | int(row[:, middle - 2 : middle + 3].mean() > 128)
    return value >> 11, value & 0x7FF


def write(
    path: Path,
    clip: int,
    *,
    seconds: float = 2.0,
    fps: Fraction = Fraction(30),
    size: tuple[int, int] = (320, 180),
    sound: np.ndarray | None = None,
    codec: str = "libx264",
    format_: str | None = None,
    times: list[float] | None = None,
    gop: int = 12,
    preset: str = "ultrafast",
) -> Path:
    """A clip of coded frames; ``times`` (seconds) make its rate variable."""
    count = len(times) if times else round(seconds * fps)
    with av.open(str(path), "w", format=format_) as container:
        base = Fraction(1, 90_000)
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = gop
        if codec == "libx264":
            stream.options = {"preset": preset, "crf": "16"}
        voice = container.add_stream("aac", rate=RATE) if sound is not None else None
        if voice:
            voice.layout = "mono"
        for number in range(count):
            frame = VideoFrame.from_ndarray(coded(clip, number, *size), format="rgb24")
            at = times[number] if times else number / fps
            frame.pts, frame.time_base = round(at * 90_000), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice and sound is not None:
            for first in range(0, len(sound), 1024):
                part = np.ascontiguousarray(
                    sound[None, first : first + 1024], np.float32
                )
                heard = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                heard.sample_rate, heard.pts = RATE, first
                container.mux(voice.encode(heard))
            container.mux(voice.encode(None))
    return path


def wav(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    """16-bit mono PCM."""
    data = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate,
        rate * 2, 2, 16, b"data", len(data),
    )  # fmt: skip
    path.write_bytes(head + data)
    return path


def clicks(times: list[float], seconds: float, rate: int = RATE) -> np.ndarray:
    """Short bursts at exact times, with a quiet tone underneath."""
    t = np.arange(int(seconds * rate)) / rate
    sound = 0.01 * np.sin(2 * np.pi * 220 * t)
    burst = np.sin(2 * np.pi * 1500 * np.arange(480) / rate) * np.linspace(1, 0, 480)
    for time in times:
        first = round(time * rate)
        part = sound[first : first + 480]
        part += 0.8 * burst[: len(part)]
    return sound.astype(np.float32)


def turned(path: Path, clockwise: int) -> Path:
    """Write a rotation into an MP4's track header, as phones do."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4
    offset = at + (40 if data[at] == 0 else 52)
    one = 0x10000
    rows = {
        90: (0, one, 0, -one, 0, 0),
        180: (-one, 0, 0, 0, -one, 0),
        270: (0, -one, 0, one, 0, 0),
    }[clockwise]
    struct.pack_into(">9i", data, offset, *rows, 0, 0, 0x40000000)
    path.write_bytes(data)
    return path


def lumas(path: Path) -> list[np.ndarray]:
    """Every frame's luma plane, in order."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def flat(
    path: Path,
    levels: list[int],
    size: tuple[int, int] = (320, 180),
    fps: Fraction = Fraction(30),
) -> Path:
    """A clip of plain grey frames with these lumas."""
    return painted(
        path, [np.full((size[1], size[0], 3), n, np.uint8) for n in levels], fps
    )


def painted(
    path: Path, pictures: list[np.ndarray], fps: Fraction = Fraction(30)
) -> Path:
    """A clip of these RGB pictures, tagged BT.709."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.color_range = stream.codec_context.colorspace = 1
        stream.options = {"preset": "ultrafast", "crf": "8"}
        for picture in pictures:
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(
                stream.encode(frame.reformat(format="yuv420p", dst_colorspace=1))
            )
        container.mux(stream.encode(None))
    return path
