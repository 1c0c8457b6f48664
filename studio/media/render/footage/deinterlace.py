"""Deinterlace frames, one for each field (FFmpeg's bwdif)."""

from collections.abc import Iterator
from fractions import Fraction

import av
from av.error import BlockingIOError as NotYet
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

_OPTIONS = "mode=send_field:parity=auto:deint=interlaced"


class Deinterlacer:
    """Passes progressive footage on untouched; works from the first interlaced frame."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._source: FilterContext | None = None
        self._sink: FilterContext | None = None

    def progressive(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """The frames that are ready: with interlaced footage one frame late."""
        if self._source is None:
            if not frame.interlaced_frame:
                yield frame
                return
            self._open(frame)
        try:
            self._pushed(frame)
        except (av.FFmpegError, ValueError):  # the picture changed its form midway
            yield frame
            return
        yield from self._ready()

    def rest(self) -> Iterator[VideoFrame]:
        """The remaining frames at the end of the clip."""
        if self._source is not None:
            self._pushed(None)
            yield from self._ready()

    def _pushed(self, frame: VideoFrame | None) -> None:
        assert self._source is not None  # noqa: S101  # for the type checker
        self._source.push(frame)

    def _ready(self) -> Iterator[VideoFrame]:
        assert self._sink is not None  # noqa: S101  # for the type checker
        while True:
            try:
                frame = self._sink.pull()
            except (NotYet, av.EOFError):
                return
            if isinstance(frame, VideoFrame):
                yield frame

    def _open(self, frame: VideoFrame) -> None:
        self._graph = Graph()
        self._source = self._graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format,
            time_base=frame.time_base or Fraction(1, 90_000),
        )  # fmt: skip
        bwdif = self._graph.add("bwdif", _OPTIONS)
        self._sink = self._graph.add("buffersink")
        self._graph.link_nodes(self._source, bwdif, self._sink)
        self._graph.configure()
