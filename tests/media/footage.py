"""Footage for tests: frames that tell which clip they are from, and which frame."""

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av import AudioStream, VideoStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from PIL import ImageCms

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
        assert isinstance(stream, VideoStream)
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
            _speak(container, voice, sound)
    return path


def _speak(container: OutputContainer, voice: AudioStream, sound: np.ndarray) -> None:
    """Encode mono samples at ``RATE`` into a stream of AAC."""
    for first in range(0, len(sound), 1024):
        part = np.ascontiguousarray(sound[None, first : first + 1024], np.float32)
        heard = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        heard.sample_rate, heard.pts = RATE, first
        container.mux(voice.encode(heard))
    container.mux(voice.encode(None))


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
    rows = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
    return with_matrix(path, rows[clockwise])


def with_matrix(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write the first two rows of a display matrix into an MP4's track header."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4
    offset = at + (40 if data[at] == 0 else 52)
    a, b, c, d = (value * 0x10000 for value in matrix)
    struct.pack_into(">9i", data, offset, a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)
    return path


def picture_size(video: bytes) -> tuple[int, int]:
    """Width and height of the first frame of an MP4."""
    with av.open(io.BytesIO(video), "r") as container:
        frame = next(container.decode(video=0))
        return frame.width, frame.height


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
    path: Path,
    pictures: list[np.ndarray],
    fps: Fraction = Fraction(30),
    sound: np.ndarray | None = None,
) -> Path:
    """A clip of these RGB pictures, tagged BT.709."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.color_range = stream.codec_context.colorspace = 1
        stream.options = {"preset": "ultrafast", "crf": "8"}
        voice = container.add_stream("aac", rate=RATE) if sound is not None else None
        if voice:
            voice.layout = "mono"
        for picture in pictures:
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(
                stream.encode(frame.reformat(format="yuv420p", dst_colorspace=1))
            )
        container.mux(stream.encode(None))
        if voice and sound is not None:
            _speak(container, voice, sound)
    return path


def encoded_sound(path: Path, sound: np.ndarray, codec: str, format_: str) -> Path:
    """Mono sound in a codec and a container."""
    rate = RATE if codec == "libopus" else 44_100
    with av.open(str(path), "w", format=format_) as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, AudioStream)
        stream.layout, stream.bit_rate = "mono", 96_000
        resampler = av.AudioResampler(
            stream.codec_context.format, "mono", rate, stream.frame_size or None
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound[None, :rate], np.float32), "fltp", "mono"
        )
        frame.sample_rate, frame.pts = rate, 0
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def interlaced(path: Path, count: int) -> Path:
    """A bright bar that moves between the two fields of every frame."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "12", "x264-params": "tff=1"}
        for number in range(count):
            luma = np.full((180, 320), 40, np.uint8)
            for field in (0, 1):
                left = 12 * number + 6 * field
                luma[field::2, left : left + 40] = 220
            chroma = np.full((90, 320), 128, np.uint8)
            frame = VideoFrame.from_ndarray(np.concatenate([luma, chroma]), "yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def swapped_profile() -> bytes:
    """The ICC profile of sRGB with the primaries of red and green swapped."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = data.index(b"rXYZ"), data.index(b"gXYZ")
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def heic(path: Path, size: tuple[int, int]) -> Path:
    """A photo, white at the left and black at the right, as one HEVC key frame."""
    width, height = size
    context = av.CodecContext.create("libx265", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
    context.options = {"x265-params": "log-level=none:keyint=1:repeat-headers=0"}
    context.flags |= 1 << 22  # the headers go to the extra data
    luma = np.full((height, width), 16, np.uint8)
    luma[:, : width // 2] = 235
    chroma = np.full((height // 2, width), 128, np.uint8)
    frame = VideoFrame.from_ndarray(np.concatenate([luma, chroma]), "yuv420p")
    packets = [bytes(p) for p in (*context.encode(frame), *context.encode(None))]
    nals = [nal for p in packets for nal in _nals(p) if (nal[0] >> 1) & 63 < 32]
    headers = _nals(bytes(context.extradata or b""))
    path.write_bytes(_heif(size, headers, nals))
    return path


def _nals(stream: bytes) -> list[bytes]:
    """The units of an Annex B stream."""
    parts = stream.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [part for part in parts if part]


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _heif(size: tuple[int, int], headers: list[bytes], nals: list[bytes]) -> bytes:
    """One image item of ISO/IEC 23008-12."""
    data = b"".join(struct.pack(">I", len(nal)) + nal for nal in nals)
    arrays = b"".join(
        bytes([0x80 | (nal[0] >> 1) & 63]) + struct.pack(">HH", 1, len(nal)) + nal
        for nal in headers
        if 32 <= (nal[0] >> 1) & 63 <= 34
    )
    count = sum(32 <= (nal[0] >> 1) & 63 <= 34 for nal in headers)
    record = (
        b"\x01\x01\x60\0\0\0\x90\0\0\0\0\0\x3c\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f"
        + bytes([count])
        + arrays
    )
    full = b"\0\0\0\0"
    ftyp = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    hdlr = _box(b"hdlr", full, b"\0\0\0\0pict", b"\0" * 13)
    pitm = _box(b"pitm", full, b"\0\1")
    infe = _box(b"infe", b"\2\0\0\0", b"\0\1\0\0hvc1\0")
    iinf = _box(b"iinf", full, b"\0\1", infe)
    ispe = _box(b"ispe", full, struct.pack(">II", *size))
    ipco = _box(b"ipco", _box(b"hvcC", record), ispe)
    ipma = _box(b"ipma", full, b"\0\0\0\1\0\1\x02\x81\x02")
    iprp = _box(b"iprp", ipco, ipma)

    def meta(at: int) -> bytes:
        iloc = _box(
            b"iloc", full, b"\x44\0\0\1\0\1\0\0\0\1", struct.pack(">II", at, len(data))
        )
        return _box(b"meta", full, hdlr, pitm, iloc, iinf, iprp)

    at = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(at) + _box(b"mdat", data)
