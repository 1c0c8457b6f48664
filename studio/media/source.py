"""Frames of a clip by time: seek when far, decode on when near, never count frames."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import UnsupportedFile
from studio.media.probe import origin, pixel_aspect
from studio.media.sniff import sniff

_NEAR = 1.5
"""Seconds ahead up to which decoding on is cheaper than seeking back to a keyframe."""


class Source:
    """An open clip. ``at(t)`` gives the frame that is shown at ``t`` seconds.

    Frames are chosen by their time stamps, nearest first. Broken packets are stepped
    over: the last good frame stands in. Before the first and after the last frame
    those two stand.
    """

    def __init__(self, path: str, *, threads: int = 1) -> None:
        file = Path(path)
        try:
            self._container: InputContainer = av.open(
                f"file:{path}",
                format=sniff(file, file.name).demuxer,
                options={"protocol_whitelist": "file"},
                metadata_errors="replace",
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise UnsupportedFile(f'"{file.name}" cannot be read.') from error
        self._name = file.name
        self._stream: VideoStream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = threads
        self._stream.thread_type = "FRAME" if threads > 1 else "NONE"
        self._base = float(self._stream.time_base or 0)
        self._origin = origin(self._container)
        self._frames: Iterator[VideoFrame] = iter(())
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def aspect(self) -> float:
        """How much wider than high a pixel is shown."""
        return float(pixel_aspect(self._stream))

    def close(self) -> None:
        """Let go of the file and its decoder."""
        self._frames = iter(())
        self._container.close()

    def at(self, seconds: float) -> VideoFrame:
        """The frame nearest to this time; ``UnsupportedFile`` if there is none."""
        if not self._within_reach(seconds):
            self._seek(seconds)
        while self._next is not None and self._now is not None:
            if abs(self._time(self._next) - seconds) > abs(
                self._time(self._now) - seconds
            ):
                break
            self._now, self._next = self._next, next(self._frames, None)
        if self._now is None:
            raise UnsupportedFile(f'"{self._name}" has no picture that can be read.')
        return self._now

    def _within_reach(self, seconds: float) -> bool:
        if self._now is None:
            return False
        now = self._time(self._now)
        return now - self._slack() <= seconds <= now + _NEAR

    def _slack(self) -> float:
        """Half a frame: a time so little before the current frame is its own."""
        if self._next is None or self._now is None:
            return 0.05
        return (self._time(self._next) - self._time(self._now)) / 2

    def _time(self, frame: VideoFrame) -> float:
        return (frame.pts or 0) * self._base - self._origin

    def _seek(self, seconds: float) -> None:
        for start in (seconds, seconds - 2.0, 0.0):
            target = int((max(0.0, start) + self._origin) / self._base)
            try:
                self._container.seek(target, stream=self._stream)
            except av.FFmpegError:
                continue
            self._frames = self._decode()
            self._now = next(self._frames, None)
            self._next = next(self._frames, None)
            if self._now is not None and self._time(self._now) <= seconds + 0.001:
                return
        if self._now is None:
            self._reopen()

    def _reopen(self) -> None:
        """Containers without an index: read from the start."""
        self._container.seek(0)
        self._frames = self._decode()
        self._now = next(self._frames, None)
        self._next = next(self._frames, None)

    def _decode(self) -> Iterator[VideoFrame]:
        last = float("-inf")
        for packet in self._container.demux(self._stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                if frame.pts is None or frame.pts <= last:
                    continue
                last = frame.pts
                yield frame
