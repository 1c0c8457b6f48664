"""Cache the open clips and loaded photos of a render; the least recently used is closed first."""

from collections import OrderedDict
from pathlib import Path
from typing import Self

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from studio.media.inspection.photos import upright_photo
from studio.media.pixels.planes import convert, to_frame
from studio.media.render.footage.source import Source
from studio.model.plan import FrameSpan, RenderPlan

_OPEN = 10_000_000
"""Pixels of the decoders kept open at once; 1080p is two million and costs 40 MB."""
_FEWEST = 2
"""Two clips are seen at once in a transition."""
_STILLS = 4
_MOST_SIDE = 3840


class Readers:
    """The readers of a render.

    ``lane`` distinguishes two readers of one clip, for a transition within it.
    """

    def __init__(self, plan: RenderPlan, threads: int) -> None:
        self._threads = threads
        self._longest = min(_MOST_SIDE, 2 * max(plan.width, plan.height))
        self._sources: OrderedDict[tuple[str, int], Source] = OrderedDict()
        self._stills: OrderedDict[str, VideoFrame] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._sources.values():
            source.close()

    def source(self, span: FrameSpan, lane: int) -> Source:
        """The open clip. Raises ``UnsupportedFile`` when it is gone."""
        key = (span.path, lane)
        if key not in self._sources:
            opened = Source(span.path, name=span.name, threads=self._threads)
            self._sources[key] = opened
        self._sources.move_to_end(key)
        open_ = sum(source.pixels for source in self._sources.values())
        while open_ > _OPEN and len(self._sources) > _FEWEST:
            _, least = self._sources.popitem(last=False)
            open_ -= least.pixels
            least.close()
        return self._sources[key]

    def still(self, span: FrameSpan) -> VideoFrame:
        """The photo as a frame of planes. Raises ``UnsupportedFile`` when it is gone."""
        if span.path not in self._stills:
            if len(self._stills) >= _STILLS:
                self._stills.popitem(last=False)
            self._stills[span.path] = self._loaded(span)
        self._stills.move_to_end(span.path)
        return self._stills[span.path]

    def _loaded(self, span: FrameSpan) -> VideoFrame:
        image = upright_photo(Path(span.path), span.name, self._longest)
        ground = Image.new("RGBA", image.size, (0, 0, 0, 255))
        flat = np.asarray(Image.alpha_composite(ground, image).convert("RGB"))
        frame = VideoFrame.from_ndarray(flat, format="rgb24")
        width, height = (max(2, side // 2 * 2) for side in image.size)
        return to_frame(convert(frame, width, height))
