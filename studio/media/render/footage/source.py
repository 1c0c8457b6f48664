"""Read frames of a clip by time: seek if far, decode on if near."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import UnsupportedFile
from studio.media.inspection.containers import open_input
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import clock_start, pixel_aspect
from studio.media.render.footage.deinterlace import Deinterlacer

_SURELY, _DROPPED = 0.75, 1.1
"""Tolerance in frames: the nearest frame to a time is about half a frame away; a whole one
where a camera dropped a frame."""
_UNEVEN = 1.01
"""Frames between which there are all sorts of gaps have rates that differ by more."""
_TIE = 1e-4
"""Seconds: of two frames as near as this the later one is shown, whatever the clock.

A proxy's clock rounds times to ticks of its own; it must show the frames of its clip.
"""
_NEAR = 1.5
"""Seconds ahead up to which decoding on is cheaper than seeking back to a keyframe."""


@dataclass(frozen=True, slots=True)
class ExpectedTimes:
    """The times that will be requested, ascending; ``pairs`` needs both neighbours."""

    times: Sequence[float]
    pairs: bool = False

    @property
    def start(self) -> float:
        return self.times[0]

    @property
    def end(self) -> float:
        return self.times[-1]

    def near(self, time: float, frame: float, reach: float) -> bool:
        """Whether a picture of this time, ``frame`` seconds long, may be asked for.

        It is at most ``reach`` seconds from a time. What lies beyond the end counts, so
        that one can go on from there.
        """
        if time > self.end - frame or time < self.start - 2 * frame:
            return time > self.start - reach
        if self.pairs:
            return True
        at = bisect_left(self.times, time)
        beside = self.times[max(0, at - 1) : at + 1]
        return min(abs(time - one) for one in beside) <= reach


class Source:
    """An open clip. ``at(t)`` gives the frame that is shown at ``t`` seconds.

    Frames are chosen by their time stamps, nearest first. Broken packets are skipped: the
    last good frame is shown instead. Before the first and after the last frame these two
    are shown.
    """

    def __init__(self, path: str, *, name: str = "", threads: int = 1) -> None:
        file = Path(path)
        self._name = name or file.name
        try:
            demuxer = sniff(file, self._name).demuxer
            self._container: InputContainer = open_input(path, demuxer, from_head=True)
            if not self._container.streams.video[0].frames:
                # Fragmented files: no header tells how far frames are reordered.
                self._container.close()
                self._container = open_input(path, demuxer)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise UnsupportedFile("unreadable", name=self._name) from error
        self._stream: VideoStream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = threads
        self._stream.thread_type = "FRAME" if threads > 1 else "NONE"
        self._base = float(self._stream.time_base or 0)
        self._origin = clock_start(self._container)
        self._frames: Iterator[VideoFrame] = iter(())
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self.frame_seconds = float(1 / (self._stream.average_rate or 30))
        self._reach = self._most_away()
        self._expected: ExpectedTimes | None = None

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
        """How much wider than high a pixel is shown, once a picture was decoded."""
        return float(pixel_aspect(self._stream))

    @property
    def pixels(self) -> int:
        return self._stream.width * self._stream.height

    def close(self) -> None:
        """Close the file and its decoder."""
        self._frames = iter(())
        self._container.close()

    def frames(self) -> Iterator[VideoFrame]:
        """Every frame from the first on, in the order of their times."""
        self._now, self._expected = None, None
        self._container.seek(0)
        return self._decode()

    def expect(self, expected: ExpectedTimes) -> None:
        """Announce the next requested times, so that other frames need no decoding.

        Reference frames are decoded in any case.
        """
        if (
            self._expected
            and expected.start < self._expected.end - self.frame_seconds / 2
        ):
            self._now = None  # pictures there may have been left out: seek
        self._expected = expected

    def at(self, seconds: float) -> VideoFrame:
        """The frame nearest to this time; ``UnsupportedFile`` if there is none."""
        if not self._within_reach(seconds):
            self._seek(seconds)
        while self._next is not None and self._now is not None:
            now, following = self.time(self._now), self.time(self._next)
            if abs(following - seconds) > abs(now - seconds) + _TIE:
                break
            self._now, self._next = self._next, next(self._frames, None)
        return self._there()

    def around(self, seconds: float) -> tuple[VideoFrame, VideoFrame | None]:
        """The frames before and after this time; ``UnsupportedFile`` as in ``at``."""
        if not self._within_reach(seconds) or (
            self._now is not None and self.time(self._now) > seconds + 1e-6
        ):
            self._seek(seconds)
        while self._next is not None and self.time(self._next) <= seconds + 1e-6:
            self._now, self._next = self._next, next(self._frames, None)
        return self._there(), self._next

    def time(self, frame: VideoFrame) -> float:
        """The time of a frame in seconds on the clip's clock."""
        base = float(frame.time_base or self._base)  # a field's is finer
        return (frame.pts or 0) * base - self._origin

    def _there(self) -> VideoFrame:
        if self._now is None:
            raise UnsupportedFile("no_picture", name=self._name)
        return self._now

    def _within_reach(self, seconds: float) -> bool:
        if self._now is None:
            return False
        now = self.time(self._now)
        return now - self._slack() <= seconds <= now + _NEAR

    def _slack(self) -> float:
        """Half a frame: a time so little before the current frame is its own."""
        if self._next is None or self._now is None:
            return 0.05
        return min(self.frame_seconds, self.time(self._next) - self.time(self._now)) / 2

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
            if self._now is not None and self.time(self._now) <= seconds + 0.001:
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
        deinterlacer = Deinterlacer()  # it gives two frames for one
        for packet in self._container.demux(self._stream):
            try:
                self._stream.codec_context.skip_frame = self._skip(packet)
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for decoded in frames:
                for frame in deinterlacer.progressive(decoded):
                    if frame.pts is None or self.time(frame) <= last:
                        continue
                    last = self.time(frame)
                    yield frame
        yield from deinterlacer.rest()

    def _skip(self, packet: "Packet[VideoStream]") -> Literal["DEFAULT", "NONREF"]:
        if self._expected is None or packet.pts is None:
            return "DEFAULT"
        time = packet.pts * self._base - self._origin
        is_near = self._expected.near(time, self.frame_seconds, self._reach)
        return "DEFAULT" if is_near else "NONREF"

    def _most_away(self) -> float:
        """Seconds to which the nearest frame of any time may be away."""
        mean = self._stream.average_rate or self._stream.base_rate
        finest = self._stream.base_rate or mean
        if not mean or not finest or finest > _UNEVEN * mean:
            return math.inf
        return (_SURELY if finest == mean else _DROPPED) * self.frame_seconds
