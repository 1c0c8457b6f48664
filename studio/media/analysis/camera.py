"""Measure how the camera of a clip moves, from frame to frame."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.analysis.upright_frames import coded_size, upright_picture
from studio.media.inspection.containers import open_container
from studio.media.inspection.decoding import decoded_frames
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import clock_start
from studio.model.media import Asset, CameraPath
from studio.rules.footage.camera import path_of

_LONG_SIDE = 160
_MOST_SECONDS = 900.0
"""Longest measured part of a clip in seconds; the rest is not stabilised."""


def measure_camera(asset: Asset) -> CameraPath:
    """The camera's path of a video. Raises ``UnsupportedFile``."""
    path = Path(asset.path)
    try:
        with open_container(
            path, sniff(path, asset.name).demuxer, from_head=True
        ) as container:
            times, pictures = zip(*_pictures(container, asset), strict=True)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnsupportedFile("unreadable_now", name=asset.name) from error
    return path_of(asset.id, times, pictures)


def _pictures(
    container: InputContainer, asset: Asset
) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """The brightness of every frame, upright and small, with its time."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    size = coded_size(asset, _LONG_SIDE)
    start = clock_start(container)
    for frame in decoded_frames(container, stream):
        at = (frame.time or 0.0) - start
        if at > _MOST_SECONDS:
            return
        picture = upright_picture(frame, asset, size)
        yield at, picture.y.astype(np.float32)
