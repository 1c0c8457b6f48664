"""Crop a decoded frame of any pixel format without copying it (FFmpeg's crop)."""

from dataclasses import dataclass
from fractions import Fraction

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from studio.rules.picture.framing import Box


def chroma_grid(frame: VideoFrame) -> tuple[int, int]:
    """The pixels of a frame that share a chroma sample, across and down; at least 2."""
    form, luma = frame.format, 16
    across, down = form.chroma_width(luma), form.chroma_height(luma)
    return max(2, luma // max(1, across)), max(2, luma // max(1, down))


@dataclass(slots=True)
class _OpenFilter:
    """A filter graph for frames of one format, and its current box."""

    graph: Graph
    source: FilterContext
    crop: FilterContext
    sink: FilterContext
    box: Box


class CropFilter:
    """Crops frames, each to its own box."""

    def __init__(self) -> None:
        self._form: tuple[int, int, str] | None = None
        self._filter: _OpenFilter | None = None

    def crop(self, frame: VideoFrame, box: Box) -> VideoFrame:
        """The part of a frame inside ``box``, whose borders lie between chroma samples.

        It shares the memory of the frame.
        """
        form = (frame.width, frame.height, frame.format.name)
        if self._filter is None or form != self._form:
            self._form, self._filter = form, _opened(frame, box)
        used = self._filter
        if box != used.box:
            for name, value in (
                ("w", box.width), ("h", box.height), ("x", box.left), ("y", box.top),
            ):  # fmt: skip
                used.crop.process_command(name, str(value))
            used.box = box
        used.source.push(frame)
        part = used.sink.pull()
        assert isinstance(part, VideoFrame)  # noqa: S101  # for the type checker
        return part


def _opened(frame: VideoFrame, box: Box) -> _OpenFilter:
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format,
        time_base=frame.time_base or Fraction(1, 90_000),
    )  # fmt: skip
    crop = graph.add("crop", f"w={box.width}:h={box.height}:x={box.left}:y={box.top}")
    sink = graph.add("buffersink")
    graph.link_nodes(source, crop, sink)
    graph.configure()
    return _OpenFilter(graph, source, crop, sink, box)
