"""Take a still picture out of a video, for its cover and its thumbnail."""

import logging
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image

_log = logging.getLogger(__name__)
_AT = 0.3
"""Share of the video at which the still is taken: openings are often dark."""
_COVER, _THUMBNAIL = 1280, 320
"""Longest side in pixels; Telegram takes thumbnails of at most 320."""


@dataclass(frozen=True, slots=True)
class Stills:
    """Paths of two JPEG files."""

    cover: Path
    thumbnail: Path


def make_stills(video: Path, folder: Path) -> Stills | None:
    """Write cover and thumbnail into ``folder``; None if the video cannot be read."""
    try:
        with av.open(str(video)) as file:
            stream = file.streams.video[0]
            stream.thread_type = "AUTO"
            if file.duration:
                file.seek(int(file.duration * _AT))
            frame = next(file.decode(stream))
            image = Image.fromarray(frame.to_ndarray(format="rgb24"))
    except (av.FFmpegError, OSError, IndexError, StopIteration, ValueError) as error:
        _log.info("video cover: not made: %s", type(error).__name__)
        return None
    stills = Stills(folder / "cover.jpg", folder / "thumbnail.jpg")
    for path, side in ((stills.cover, _COVER), (stills.thumbnail, _THUMBNAIL)):
        image.thumbnail((side, side))
        image.save(path, "JPEG", quality=85)
    return stills
