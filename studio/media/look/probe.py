"""Probe a media file: kind, size, rate, rotation, sound, colours.

Everything is read from the content. A file that cannot be used is refused with a
sentence that names it; one that is broken in part is taken and marked ``damaged``.
"""

import statistics
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from studio.errors import UnsupportedFile
from studio.media.look.sniff import FORMATS, Format, sniff
from studio.model.media import Asset, AssetId, MediaKind

_LONGEST = 4 * 3600
_MOST_PIXELS = 100_000_000
"""Pictures beyond this are bombs, not photos."""
_LARGEST_SIDE = 16_384
_PACKETS = 3000
"""How many packets are timed to learn the rate: over a minute of video."""
_UNEVEN = 0.25
"""A rate is variable when frame times stray this share from their median."""
_STANDARD = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1),
        (60000, 1001), (60, 1), (120, 1), (240, 1),
    )
)  # fmt: skip
_TAIL = 1.0
"""Seconds before the end from which a whole file still has pictures."""
_UNNAMED = AssetId("")
_TRANSFERS = {16: "pq", 18: "hlg"}


@contextmanager
def open_container(path: Path | str, demuxer: str) -> Iterator[InputContainer]:
    """Open a file with this demuxer only, without access to other files or URLs.

    Raises ``av.FFmpegError`` or ``OSError`` when it cannot be read.
    """
    options = {"protocol_whitelist": "file"}
    with av.open(
        f"file:{path}", format=demuxer, options=options, metadata_errors="replace"
    ) as container:
        yield container


def clock_start(container: InputContainer) -> float:
    """Return the start time of the file's clock in seconds (encoder delay)."""
    return (container.start_time or 0) / av.time_base


def probe(path: Path, name: str, id_: AssetId = _UNNAMED) -> Asset:
    """Probe a file. Raises ``UnsupportedFile`` with a sentence for the user."""
    found = sniff(path, name)
    if not found.demuxer:
        return _picture(path, name, id_, found)
    try:
        with open_container(path, found.demuxer) as container:
            return _moving(container, path, name, id_, found)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile(
            f'"{name}" is damaged or cut off and cannot be read. '
            "Export it again, or send another file."
        ) from error


def _picture(path: Path, name: str, id_: AssetId, found: Format) -> Asset:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise Image.DecompressionBombError
                turned = ImageOps.exif_transpose(image)
                turned.load()
                width, height = turned.size
    except Image.DecompressionBombError as error:
        raise UnsupportedFile(
            f'"{name}" is too large a picture. Make it smaller, please.'
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnsupportedFile(
            f'"{name}" is a damaged picture. Save it again, or send another.'
        ) from error
    return Asset(
        id_, name, MediaKind.IMAGE, str(path), path.stat().st_size, 0.0, width, height,
        mime=found.mime,
    )  # fmt: skip


def _moving(
    container: InputContainer, path: Path, name: str, id_: AssetId, found: Format
) -> Asset:
    video = next(
        (
            s
            for s in container.streams.video
            if not _is_cover(s) and found.kind is MediaKind.VIDEO
        ),
        None,
    )
    sound = bool(container.streams.audio) and any(
        stream.codec_context is not None for stream in container.streams.audio
    )
    if video is None:
        if not sound:
            raise UnsupportedFile(
                f'"{name}" holds neither picture nor sound. I take {FORMATS}.'
            )
        return _sound(container, path, name, id_, found)
    first = next(iter(_decoded(container, video)), None)
    if first is None:
        raise UnsupportedFile(
            f'"{name}" has no picture that can be read. '
            "Export it again as an ordinary MP4."
        )
    fps, vfr = _rate(container, video)
    seconds = _seconds(container, video) or _reach(container, video)
    if found.demuxer == "gif" and _single(container, video):
        return _picture(path, name, id_, found)
    _sane_length(name, seconds)
    damaged = _broken_later(container, video, seconds)
    if damaged:
        seconds = min(seconds, _reach(container, video)) or seconds
    width, height = _shown_size(first, video)
    if not 16 <= min(width, height) <= max(width, height) <= _LARGEST_SIDE:
        raise UnsupportedFile(
            f'"{name}" is {width}x{height}: too small or too large to use.'
        )
    return Asset(
        id=id_,
        name=name,
        kind=MediaKind.VIDEO,
        path=str(path),
        size=path.stat().st_size,
        seconds=seconds,
        width=width,
        height=height,
        fps=fps,
        vfr=vfr,
        rotation=clockwise(first),
        has_audio=sound,
        hdr=_TRANSFERS.get(int(first.color_trc), ""),
        mime=found.mime,
        damaged=damaged,
    )


def _sound(
    container: InputContainer, path: Path, name: str, id_: AssetId, found: Format
) -> Asset:
    stream = container.streams.audio[0]
    first = next(iter(container.decode(stream)), None)
    if first is None:
        raise UnsupportedFile(f'"{name}" holds no sound that can be read.')
    seconds = sound_length(container, name, found)
    mime = "audio/mp4" if found.demuxer == "mov" else found.mime
    return Asset(
        id_, name, MediaKind.AUDIO, str(path), path.stat().st_size, seconds,
        has_audio=True, mime=mime,
    )  # fmt: skip


def _is_cover(stream: VideoStream) -> bool:
    """A song's cover art is no video."""
    return bool(stream.disposition & stream.disposition.attached_pic)


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Frames from where the container stands; broken packets are stepped over."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue


def clockwise(frame: VideoFrame) -> int:
    """Return the clockwise rotation still to apply: 0, 90, 180 or 270."""
    return round(-frame.rotation / 90) * 90 % 360


def pixel_aspect(stream: VideoStream) -> Fraction:
    """Return a pixel's aspect ratio; implausible values count as square."""
    aspect = stream.sample_aspect_ratio or Fraction(1)
    return aspect if Fraction(1, 8) < aspect < 8 else Fraction(1)


def _shown_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    width, height = round(frame.width * pixel_aspect(stream)), frame.height
    return (height, width) if clockwise(frame) in (90, 270) else (width, height)


def _rate(container: InputContainer, stream: VideoStream) -> tuple[Fraction, bool]:
    """The nominal rate, and whether it varies."""
    times = []
    base = float(stream.time_base or Fraction(1, 1000))
    container.seek(0)
    for packet in container.demux(stream):
        if packet.pts is not None:
            times.append(packet.pts * base)
        if len(times) >= _PACKETS:
            break
    times.sort()
    steps = [b - a for a, b in pairwise(times) if b > a]
    guess = stream.average_rate or stream.guessed_rate or Fraction(30)
    if len(steps) < 2:
        return _standard(guess), False
    usual = statistics.median(steps)
    stray = sum(abs(step - usual) > _UNEVEN * usual for step in steps)
    vfr = stray > 0.02 * len(steps)
    rate = _standard(Fraction(1 / usual).limit_denominator(1001))
    near = abs(float(guess) * usual - 1) < 0.01
    return (_standard(guess) if near else rate), vfr


def _standard(rate: Fraction) -> Fraction:
    """Snap to a rate that cameras have, if it is one but for rounding."""
    nearest = min(_STANDARD, key=lambda known: abs(known - rate))
    close = abs(float(nearest / rate) - 1) < 0.0006
    return nearest if rate and close else max(rate, Fraction(1))


def _seconds(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float(container.duration or 0) / av.time_base


def _reach(container: InputContainer, stream: VideoStream) -> float:
    """How long the picture lasts by its packets: recorders may not say, or lie."""
    first, end = float("inf"), 0.0
    try:
        container.seek(0)
        for packet in container.demux(stream):
            if packet.pts is not None and packet.time_base:
                at = float(packet.pts * packet.time_base)
                first = min(first, at)
                end = max(end, at + float((packet.duration or 0) * packet.time_base))
    except av.FFmpegError:
        pass  # what was read until the break counts
    return max(0.0, end - first)


def _last_time(container: InputContainer) -> float:
    """The end of the sound by its packets, for files that do not say."""
    stream = container.streams.audio[0]
    container.seek(0)
    end = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base:
            end = max(
                end, float((packet.pts + (packet.duration or 0)) * packet.time_base)
            )
    return end


def _single(container: InputContainer, stream: VideoStream) -> bool:
    """Whether there is but one picture."""
    container.seek(0)
    return len(list(islice((p for p in container.demux(stream) if p.size), 2))) < 2


def sound_length(container: InputContainer, name: str, found: Format) -> float:
    """Return the sound's seconds. Raises ``UnsupportedFile`` if it is too long.

    Where the head of the file only guesses, the packets are read through.
    """
    seconds = float(container.duration or 0) / av.time_base
    if seconds <= 0 or found.demuxer in ("aac", "mp3"):
        seconds = _last_time(container) or seconds
    _sane_length(name, seconds)
    return seconds


def _sane_length(name: str, seconds: float) -> None:
    if seconds > _LONGEST:
        raise UnsupportedFile(
            f'"{name}" runs {seconds / 3600:.0f} hours: more than {_LONGEST // 3600}. '
            "Trim it to the part you need, please."
        )


def _broken_later(
    container: InputContainer, stream: VideoStream, seconds: float
) -> bool:
    """Whether the last part is missing or cannot be decoded."""
    wanted = max(0.0, seconds - _TAIL) + clock_start(container)
    reached = decoded = False
    try:
        container.seek(int(wanted * av.time_base))
        for packet in container.demux(stream):
            if packet.pts is not None and packet.time_base:
                end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                reached = reached or end >= wanted
            decoded = decoded or _decodes(packet)
            if reached and decoded:
                return False
    except av.FFmpegError:
        return True
    return True


def _decodes(packet: "Packet[VideoStream]") -> bool:
    try:
        return bool(packet.decode())
    except av.FFmpegError:
        return False
