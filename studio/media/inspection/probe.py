"""Probe a media file: kind, size, rate, rotation, sound, colours.

Everything is read from the content. An unusable file is refused with a sentence that names
it; a partly broken one is accepted and marked ``damaged``.
"""

import warnings
from dataclasses import replace
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from studio.errors import UnsupportedFile
from studio.media.formats import AUDIO_MP4, READABLE, Format
from studio.media.inspection.animation import replace_animation
from studio.media.inspection.camera_marks import camera_marks
from studio.media.inspection.containers import open_container
from studio.media.inspection.decoding import decoded_frames
from studio.media.inspection.live_photos import content_of_photo, extract_video
from studio.media.inspection.photos import open_photo
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import (
    clock_start,
    frame_rate,
    hdr_curve,
    is_cover,
    packet_seconds,
    shown_size,
    stated_seconds,
    upright,
)
from studio.media.inspection.text_files import probe_text
from studio.model.media import Asset, AssetId, MediaKind

_LONGEST = 4 * 3600
_MOST_PIXELS = 100_000_000
"""Pixels above which a picture counts as a decompression bomb."""
_LEAST_SIDE, _LARGEST_SIDE = 16, 16_384
_LARGEST_VIDEO = 8192 * 4352
"""Pixels of a frame: the most of H.264 and HEVC. A decoder holds up to 16 of them."""
_TAIL = 1.0
"""Seconds before its end in which a complete file still has frames."""
_UNNAMED = AssetId("")


def accepted(path: Path, name: str) -> Asset:
    """Probe a new file; an animated picture is first converted to a video.

    Raises ``UnsupportedFile`` with a sentence for the user.
    """
    asset = probe(path, name)
    if asset.kind is not MediaKind.IMAGE:
        return asset
    if replace_animation(path, asset.mime, name):
        return probe(path, name)
    return _motion_photo(path, asset) or asset


def _motion_photo(path: Path, photo: Asset) -> Asset | None:
    """Replace a Motion Photo by its video; None if none can be read."""
    video = extract_video(path, photo.mime)
    if video is None:
        return None
    try:
        probed = probe(video, photo.name)
        video.replace(path)
    except UnsupportedFile:
        return None
    finally:
        video.unlink(missing_ok=True)
    return replace(probed, path=str(path))


def probe(path: Path, name: str, id_: AssetId = _UNNAMED) -> Asset:
    """Probe a file. Raises ``UnsupportedFile`` with a sentence for the user."""
    try:
        file_format = sniff(path, name)
    except UnsupportedFile:
        if path.is_file() and (text := probe_text(path, name, id_)):
            return text
        raise
    if not file_format.demuxer:
        return _picture(path, name, id_, file_format)
    try:
        with open_container(path, file_format.demuxer) as container:
            return _moving(container, path, name, id_, file_format)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile("cut_off", name=name) from error


def _picture(path: Path, name: str, id_: AssetId, file_format: Format) -> Asset:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_photo(path) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise Image.DecompressionBombError
                content = content_of_photo(image)
                turned = ImageOps.exif_transpose(image)
                turned.load()
                width, height = turned.size
    except Image.DecompressionBombError as error:
        most = _MOST_PIXELS // 1_000_000
        raise UnsupportedFile("picture_too_large", name=name, most=most) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnsupportedFile("damaged_picture", name=name) from error
    return Asset(
        id_, name, MediaKind.IMAGE, str(path), path.stat().st_size, 0.0, width, height,
        mime=file_format.mime, content=content,
    )  # fmt: skip


def _moving(
    container: InputContainer, path: Path, name: str, id_: AssetId, file_format: Format
) -> Asset:
    pictures = [s for s in container.streams.video if not is_cover(s)]
    has_sound = any(s.codec_context is not None for s in container.streams.audio)
    if not pictures or file_format.kind is not MediaKind.VIDEO:
        if not has_sound:
            raise UnsupportedFile("no_media", name=name, formats=READABLE)
        return _sound(container, path, name, id_, file_format)
    video = pictures[0]
    first = _first_frame(container, video, name)
    fps, vfr = frame_rate(container, video)
    if file_format.demuxer == "gif" and _single(container, video):
        return _picture(path, name, id_, file_format)
    seconds, damaged = _length(container, video, name)
    width, height = shown_size(first, video)
    flipped, turn = upright(first)
    if not _LEAST_SIDE <= min(width, height) <= max(width, height) <= _LARGEST_SIDE:
        size = {"width": width, "height": height}
        bounds = {"least": _LEAST_SIDE, "most": _LARGEST_SIDE}
        raise UnsupportedFile("odd_size", name=name, **size, **bounds)
    marks = camera_marks(path, container.metadata, fps, seconds)
    return Asset(
        id_, name, MediaKind.VIDEO, str(path), path.stat().st_size, seconds, width, height,
        fps=fps, vfr=vfr, rotation=turn, mirrored=flipped, has_audio=has_sound,
        hdr=hdr_curve(first), mime=file_format.mime,
        damaged=damaged, highlights=marks.highlights, slow_motion=marks.slow_motion,
        content=marks.content,
    )  # fmt: skip


def _length(
    container: InputContainer, video: VideoStream, name: str
) -> tuple[float, bool]:
    """Seconds of a video, and whether it is damaged. Raises ``UnsupportedFile``."""
    seconds = stated_seconds(container, video) or packet_seconds(container, video)
    _sane_length(name, seconds)
    damaged = _broken_later(container, video, seconds)
    if damaged:
        seconds = min(seconds, packet_seconds(container, video)) or seconds
    return seconds, damaged


def _first_frame(
    container: InputContainer, video: VideoStream, name: str
) -> VideoFrame:
    if video.width * video.height > _LARGEST_VIDEO:
        raise UnsupportedFile(
            "beyond_8k", name=name, width=video.width, height=video.height
        )
    first = next(iter(decoded_frames(container, video)), None)
    if first is None:
        raise UnsupportedFile("no_picture", name=name)
    return first


def _sound(
    container: InputContainer, path: Path, name: str, id_: AssetId, file_format: Format
) -> Asset:
    stream = container.streams.audio[0]
    first = next(iter(container.decode(stream)), None)
    if first is None:
        raise UnsupportedFile("no_readable_sound", name=name)
    seconds = sound_length(container, name, file_format)
    mime = AUDIO_MP4.mime if file_format.demuxer == "mov" else file_format.mime
    return Asset(
        id_, name, MediaKind.AUDIO, str(path), path.stat().st_size, seconds,
        has_audio=True, mime=mime,
    )  # fmt: skip


def _last_time(container: InputContainer) -> float:
    """The end of the sound by its packets, for files without a duration."""
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
    """Whether there is only one frame."""
    container.seek(0)
    return len(list(islice((p for p in container.demux(stream) if p.size), 2))) < 2


def sound_length(container: InputContainer, name: str, file_format: Format) -> float:
    """Return the sound's seconds. Raises ``UnsupportedFile`` if it is too long.

    If the header's duration is only estimated, the packets are read.
    """
    seconds = float(container.duration or 0) / av.time_base
    if seconds <= 0 or file_format.demuxer in ("aac", "mp3"):
        seconds = _last_time(container) or seconds
    _sane_length(name, seconds)
    return seconds


def _sane_length(name: str, seconds: float) -> None:
    if seconds > _LONGEST:
        raise UnsupportedFile(
            "too_long", name=name, hours=round(seconds / 3600), most=_LONGEST // 3600
        )


def _broken_later(
    container: InputContainer, stream: VideoStream, seconds: float
) -> bool:
    """Whether the last part is missing or cannot be decoded."""
    tail_start = max(0.0, seconds - _TAIL) + clock_start(container)
    reached = decoded = False
    try:
        container.seek(int(tail_start * av.time_base))
        for packet in container.demux(stream):
            if packet.pts is not None and packet.time_base:
                end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                reached = reached or end >= tail_start
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
