"""Render one span of the plan: select, fit, grade and move its frames."""

from itertools import pairwise

import numpy as np
from av.video.frame import VideoFrame

from studio.media.pixels.planes import (
    BLACK,
    WHITE,
    Picture,
    blend,
    plain,
    tinted,
)
from studio.media.render.footage.backwards import Backwards
from studio.media.render.footage.readers import Readers
from studio.media.render.footage.source import ExpectedTimes, Source
from studio.media.render.picture.geometry import Fitter, Orientation
from studio.media.render.picture.grading import Grading
from studio.media.render.picture.texture import Texture
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.picture.colors import from_hex, yuv
from studio.rules.picture.motion import View, flash_at, moves, view_at

_SLOW, _SLOWED = 0.8, 0.95
"""Source frames per output frame, and speed, below which neighbours are blended."""
_ALIKE = 24.0
"""The mean difference of luma from which neighbours are different shots."""
_CLEAR = 0.12
"""Distance to a frame within which that frame is shown without blending."""

Key = tuple[int | None, View | None]


class Shot:
    """``picture(n)`` is the span's frame n; frames before 0 and after the end run on.

    ``after`` is the number of frames needed after the end.
    """

    def __init__(
        self, span: FrameSpan, plan: RenderPlan, readers: Readers, lane: int, after: int
    ) -> None:
        self._span, self._plan, self._lane = span, plan, lane
        self._readers = readers
        self._size = (plan.width, plan.height)
        self._grading = Grading(span)
        self._texture = Texture(span.effects.adjust, self._size)
        self._moves = moves(span.effects)
        self._fitter: Fitter | None = None
        self._backwards: Backwards | None = None
        self._recent: list[tuple[Key, Picture]] = []
        if span.path and not span.still:
            self._expect(after)

    def picture(self, offset: int) -> Picture:
        """The picture with all effects of the shot itself."""
        span = self._span
        if not span.path:
            card = span.effects.card
            color = yuv(*from_hex(card)) if card else BLACK
            return plain(*self._size, color)
        seconds = float((offset + span.skipped) / self._plan.fps)
        picture = self._graded(offset, self._view(offset, seconds))
        picture = self._texture.apply(picture, span.first + offset)
        return tinted(picture, WHITE, flash_at(span.effects.pulses, seconds))

    def _view(self, offset: int, seconds: float) -> View | None:
        if not self._moves:
            return None
        span = self._span
        share = (offset + span.skipped) / max(1, span.frames + span.skipped - 1)
        return view_at(span.effects, seconds, share)

    def _graded(self, offset: int, view: View | None) -> Picture:
        if self._span.still:
            return self._developed(self._readers.still(self._span), view, 1.0)
        source = self._readers.source(self._span, self._lane)
        one, other, weight = self._frames(source, offset)
        first = self._developed(one, view, source.aspect)
        if other is None:
            return first
        second = self._developed(other, view, source.aspect)
        if not _alike(first, second):
            return second if weight > 0.5 else first
        return blend(first, second, weight)

    def _developed(
        self, frame: VideoFrame, view: View | None, aspect: float
    ) -> Picture:
        """A fitted and graded frame; the last two are cached."""
        key = (frame.pts, view)
        for cached, picture in self._recent:
            if cached == key:
                return picture
        if self._fitter is None:
            self._fitter = self._fitter_for(aspect)
        picture = self._grading.apply(self._fitter.fitted(frame, view))
        self._recent = [*self._recent[-1:], (key, picture)]
        return picture

    def _fitter_for(self, aspect: float) -> Fitter:
        span, effects = self._span, self._span.effects
        orientation = Orientation(
            span.mirrored, span.rotation, effects.rotate, effects.mirror
        )
        return Fitter(effects, orientation, aspect, self._size)

    def _frames(
        self, source: Source, offset: int
    ) -> tuple[VideoFrame, VideoFrame | None, float]:
        """The frame to show, or two and the weight of the second."""
        now = self._span.time(offset, self._plan.fps)
        step = self._span.time(offset + 1, self._plan.fps) - now
        if step == 0:
            step = now - self._span.time(offset - 1, self._plan.fps)
        reader = self._reader(source, falling=step < 0)
        if step == 0 or not self._slow(abs(step), source):
            return reader.at(now), None, 0.0
        before, after = reader.around(now)
        if after is None:
            return before, None, 0.0
        start, end = source.time(before), source.time(after)
        weight = (now - start) / max(1e-6, end - start)
        if weight < _CLEAR:
            return before, None, 0.0
        return (after, None, 0.0) if weight > 1 - _CLEAR else (before, after, weight)

    def _slow(self, step: float, source: Source) -> bool:
        """Whether this frame is slow motion with too few source frames."""
        slowed = step * self._plan.fps < _SLOWED
        return slowed and step < _SLOW * source.frame_seconds

    def _reader(self, source: Source, *, falling: bool) -> Source | Backwards:
        if not falling:
            return source
        if self._backwards is None or self._backwards.source is not source:
            self._backwards = Backwards(source)
        return self._backwards

    def _expect(self, after: int) -> None:
        """Announce to the clip's reader which frames will be shown."""
        span, fps = self._span, self._plan.fps
        before = span.join.before if span.join else 0
        times = [span.time(n, fps) for n in range(-before, span.frames + after)]
        source = self._readers.source(span, self._lane)
        steps = [abs(b - a) for a, b in pairwise(times)]
        slow = self._slow(min(steps, default=1.0), source)
        source.expect(ExpectedTimes(sorted(times), pairs=slow))


def _alike(one: Picture, other: Picture) -> bool:
    """Whether two neighbours may be blended: not across a cut."""
    change = one.y[::16, ::16].astype(np.int16) - other.y[::16, ::16]
    return float(np.abs(change).mean()) < _ALIKE
