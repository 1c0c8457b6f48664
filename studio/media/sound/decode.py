"""Decode sound to samples; skip broken packets."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.inspection.containers import open_container
from studio.media.inspection.probe import sound_length
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import clock_start

Floats = NDArray[np.float32]

_LEAD = 0.2
"""Seconds decoded before a start, because a codec's first samples are inexact."""
_GAP = 600.0
"""Longest gap in seconds that counts as silence; a longer one is a broken clock."""
_PATIENCE = 8
"""Broken packets in a row after which decoding stops."""


def decode_mono(path: Path, rate: int) -> Floats:
    """Decode all of a file's sound, mono, (n,) at ``rate``.

    Raises ``UnsupportedFile`` when there is none.
    """
    mono: Floats = decode_part(path, rate, channels=1)[0]
    return mono


def decode_part(
    path: Path,
    rate: int,
    *,
    channels: int,
    start: float = 0.0,
    seconds: float | None = None,
) -> Floats:
    """Decode a part of a file's sound as (channels, n) at ``rate``, sample-accurate.

    Gaps between packets are silence; a part beyond the end is shorter than requested.
    Raises ``UnsupportedFile`` when the file has no sound that can be read.
    """
    file_format = sniff(path, path.name)
    try:
        with open_container(
            path, file_format.demuxer or "mov", from_head=True
        ) as container:
            _need_sound(container, path)
            return _read(container, rate, channels, start, seconds)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile("sound_unreadable", name=path.name) from error


def decode_pieces(path: Path, rate: int, size: int) -> Iterator[Floats]:
    """Decode a file's sound, mono, in pieces of ``size`` samples (bounded memory).

    Raises ``UnsupportedFile`` when there is none, or when it lasts too long.
    """
    file_format = sniff(path, path.name)
    piece, begin, has_sound = 0, 0, False
    held = np.zeros(size, dtype=np.float32)
    try:
        with open_container(
            path, file_format.demuxer or "mov", from_head=True
        ) as container:
            _need_sound(container, path)
            sound_length(container, path.name, file_format)
            container.seek(0)
            for first, block in _blocks(container, rate, 1, 0.0, None):
                has_sound = True
                part, at = block[0, max(0, begin - first) :], max(begin, first)
                while at + len(part) > begin + size:
                    room = max(0, begin + size - at)
                    held[size - room :] = part[:room]
                    yield np.nan_to_num(held, nan=0.0, posinf=0.0, neginf=0.0)
                    part, begin = part[room:], begin + size
                    at, held, piece = max(at, begin), np.zeros_like(held), 0
                held[at - begin : at - begin + len(part)] = part
                piece = max(piece, at - begin + len(part))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile("sound_unreadable", name=path.name) from error
    if not has_sound:
        raise UnsupportedFile("no_readable_sound", name=path.name)
    yield np.nan_to_num(held[:piece], nan=0.0, posinf=0.0, neginf=0.0)


def _need_sound(container: av.container.InputContainer, path: Path) -> None:
    if not container.streams.audio:
        raise UnsupportedFile("no_sound", name=path.name)


def _read(
    container: av.container.InputContainer,
    rate: int,
    channels: int,
    start: float,
    seconds: float | None,
) -> Floats:
    blocks = list(_blocks(container, rate, channels, start, seconds))
    if not blocks:
        raise UnsupportedFile("no_sound_here")
    reach = blocks[-1][0] + blocks[-1][1].shape[1]
    return _placed(
        blocks, channels, reach if seconds is None else round(seconds * rate)
    )


def _blocks(
    container: av.container.InputContainer,
    rate: int,
    channels: int,
    start: float,
    seconds: float | None,
) -> Iterator[tuple[int, Floats]]:
    """Yield decoded blocks with the index of their first sample from ``start``."""
    stream = container.streams.audio[0]
    begin = start + clock_start(container)
    if start > _LEAD:
        container.seek(int((begin - _LEAD) * av.time_base))
    end = None if seconds is None else begin + seconds
    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler("fltp", layout, rate)
    reach: int | None = None
    for frame in _frames(container, stream, end):
        at = frame.time
        try:
            parts = resampler.resample(frame)
        except (ValueError, av.FFmpegError):  # the sound changed its form midway
            resampler = AudioResampler("fltp", layout, rate)
            parts = resampler.resample(frame)
        for part in parts:
            block = _floats(part)
            first = (reach or 0) if at is None else round((at - begin) * rate)
            if reach is not None and (
                at is None or not 0.05 * rate <= abs(first - reach) <= _GAP * rate
            ):
                first = reach
            at = None
            yield first, block
            reach = first + block.shape[1]
    if reach is None:
        return
    for part in resampler.resample(None):
        block = _floats(part)
        yield reach, block
        reach += block.shape[1]


def _floats(frame: av.AudioFrame) -> Floats:
    return np.asarray(frame.to_ndarray(), dtype=np.float32)


def _frames(
    container: av.container.InputContainer,
    stream: av.audio.stream.AudioStream,
    end: float | None,
) -> Iterator[av.AudioFrame]:
    for packet in _packets(container, stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if end is not None and frame.time is not None and frame.time > end:
                return
            yield frame


def _packets(
    container: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> Iterator["av.Packet[av.audio.stream.AudioStream]"]:
    """Yield packets; skip broken ones, stop after too many in a row."""
    failed = 0
    while failed < _PATIENCE:
        try:
            for packet in container.demux(stream):
                failed = 0
                yield packet
        except av.EOFError:
            return
        except av.FFmpegError:
            failed += 1
        else:
            return


def _placed(blocks: list[tuple[int, Floats]], channels: int, count: int) -> Floats:
    reach = max(first + block.shape[1] for first, block in blocks)
    out = np.zeros((channels, max(0, min(count, reach))), dtype=np.float32)
    for first, block in blocks:
        skip = max(0, -first)
        part = block[:, skip : skip + max(0, out.shape[1] - max(0, first))]
        out[:, max(0, first) : max(0, first) + part.shape[1]] = part
    return np.nan_to_num(out, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
