"""Decode sound to plain samples, stepping over what is broken."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.probe import opened, origin
from studio.media.sniff import sniff

Floats = NDArray[np.float32]

_LEAD = 0.2
"""Seconds decoded before a start, so that the codec has settled when it counts."""


def samples(path: Path, rate: int) -> Floats:
    """All of a file's sound, mono, (n,) at ``rate``.

    Raises ``UnsupportedFile`` when there is none.
    """
    mono: Floats = stretch(path, rate, channels=1)[0]
    return mono


def stretch(
    path: Path,
    rate: int,
    *,
    channels: int,
    start: float = 0.0,
    seconds: float | None = None,
) -> Floats:
    """A part of a file's sound as (channels, n) at ``rate``, placed to the sample.

    Gaps between packets are silence; a part beyond the end is shorter than asked.
    Raises ``UnsupportedFile`` when the file has no sound that can be read.
    """
    found = sniff(path, path.name)
    try:
        with opened(path, found.demuxer or "mov") as container:
            if not container.streams.audio:
                raise UnsupportedFile(f'"{path.name}" has no sound.')
            return _read(container, rate, channels, start, seconds)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile(f'The sound of "{path.name}" cannot be read.') from error


def _read(
    container: av.container.InputContainer,
    rate: int,
    channels: int,
    start: float,
    seconds: float | None,
) -> Floats:
    stream = container.streams.audio[0]
    begin = start + origin(container)
    if start > _LEAD:
        container.seek(int((begin - _LEAD) * av.time_base))
    end = None if seconds is None else begin + seconds
    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler("fltp", layout, rate)
    blocks: list[tuple[int, Floats]] = []
    reach = 0
    for frame in _frames(container, stream, end):
        at = frame.time
        for part in resampler.resample(frame):
            block = _floats(part)
            first = reach if at is None else round((at - begin) * rate)
            if blocks and (at is None or abs(first - reach) < 0.05 * rate):
                first = reach
            at = None
            blocks.append((first, block))
            reach = first + block.shape[1]
    if not blocks:
        raise UnsupportedFile("There is no sound in this file.")
    for part in resampler.resample(None):
        block = _floats(part)
        blocks.append((reach, block))
        reach += block.shape[1]
    return _placed(
        blocks, channels, reach if end is None else round((end - begin) * rate)
    )


def _floats(frame: av.AudioFrame) -> Floats:
    return np.asarray(frame.to_ndarray(), dtype=np.float32)


def _frames(
    container: av.container.InputContainer,
    stream: av.audio.stream.AudioStream,
    end: float | None,
) -> Iterator[av.AudioFrame]:
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if end is not None and frame.time is not None and frame.time > end:
                return
            yield frame


def _placed(blocks: list[tuple[int, Floats]], channels: int, count: int) -> Floats:
    reach = max(first + block.shape[1] for first, block in blocks)
    out = np.zeros((channels, max(0, min(count, reach))), dtype=np.float32)
    for first, block in blocks:
        skip = max(0, -first)
        part = block[:, skip : skip + max(0, out.shape[1] - max(0, first))]
        out[:, max(0, first) : max(0, first) + part.shape[1]] = part
    return np.nan_to_num(out, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
