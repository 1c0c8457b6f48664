"""Frames of a clip in falling order, a stretch at a time, in little memory."""

from collections import deque

from av.video.frame import VideoFrame

from studio.media.render.footage.source import ExpectedTimes, Source

_PIXELS = 64_000_000
"""Pixels of frames kept: about 31 frames of 1080p, or 96 MB."""
_FEWEST = 6


class Backwards:
    """Frames of decreasing times: decodes a stretch before the time, and caches its frames.

    A stretch is decoded from the keyframe before it; how many frames are kept depends
    on their size, never on the distance of the keyframes: ``most_frames``, where given.
    """

    def __init__(self, source: Source, most_frames: int = 0) -> None:
        self.source = source
        self._kept: list[VideoFrame] = []
        self._start, self._end = 1.0, 0.0
        fitting = most_frames or _PIXELS // max(1, source.pixels)
        self._room = max(_FEWEST, fitting)

    @property
    def frames_held(self) -> int:
        """How many decoded frames are in memory."""
        return len(self._kept)

    def at(self, seconds: float) -> VideoFrame:
        """The frame nearest to this time."""
        return min(
            self._stretch(seconds),
            key=lambda frame: abs(self.source.time(frame) - seconds),
        )

    def around(self, seconds: float) -> tuple[VideoFrame, VideoFrame | None]:
        """The frames before and after this time."""
        frames = self._stretch(seconds)
        time = self.source.time
        before = [frame for frame in frames if time(frame) <= seconds + 1e-6]
        if not before:
            return frames[0], None
        after = frames[len(before) : len(before) + 1]
        return before[-1], after[0] if after else None

    def _stretch(self, seconds: float) -> list[VideoFrame]:
        if not self._start <= seconds <= self._end:
            self._fill(seconds)
        return self._kept

    def _fill(self, seconds: float) -> None:
        """Keep the frames that lead up to this time, and the one after it."""
        frame = self.source.frame_seconds
        start = max(0.0, seconds - (self._room - 2) * frame)
        self._kept.clear()
        self.source.expect(ExpectedTimes((start, seconds + frame), pairs=True))
        now, following = self.source.around(start)
        frames = deque([now], maxlen=self._room)
        while following is not None and self.source.time(frames[-1]) <= seconds:
            frames.append(following)
            _, following = self.source.around(self.source.time(following))
        first = self.source.time(frames[0])
        self._start = start if first <= start or frames[0] is now else first
        self._end = seconds
        self._kept = list(frames)
