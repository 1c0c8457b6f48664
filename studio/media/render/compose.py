"""Compose output frames: shots, transitions and overlays."""

from collections.abc import Container, Iterator

from av.video.frame import VideoFrame

from studio.media.pixels.planes import BLACK, WHITE, Picture, tinted, to_frame
from studio.media.render.footage.readers import Readers
from studio.media.render.overlay.images import OverlayRenderer
from studio.media.render.overlay.titles import TitleRenderer
from studio.media.render.picture.joins import joined
from studio.media.render.shot import Shot
from studio.model.plan import FrameSpan, RenderPlan, Transition
from studio.rules.picture.framing import bar_sizes


def frames(
    plan: RenderPlan, threads: int = 1, numbers: Container[int] | None = None
) -> Iterator[tuple[VideoFrame, bool]]:
    """Yield every output frame in order, or those of ``numbers``, and whether a cut is before it.

    Raises ``UnsupportedFile`` when a source vanished or cannot be read at all.
    """
    overlays, titles = OverlayRenderer(plan), TitleRenderer(plan)
    with Readers(plan, threads) as readers:
        shots = _Shots(plan, readers)
        for index, span in enumerate(plan.pieces):
            for offset in range(span.frames):
                if numbers is not None and span.first + offset not in numbers:
                    continue
                picture = shots.picture(index, offset)
                picture = _barred(picture, span.effects.bars)
                picture = overlays.draw_on(picture, span.first + offset)
                picture = _faded(picture, span, offset, plan)
                picture = titles.draw_on(picture, span.first + offset)
                yield to_frame(picture), offset == 0


class _Shots:
    """The currently visible shots: one, or two within a transition."""

    def __init__(self, plan: RenderPlan, readers: Readers) -> None:
        self._plan, self._readers = plan, readers
        self._lanes = _lanes(plan.pieces)
        self._open: dict[int, Shot] = {}

    def picture(self, index: int, offset: int) -> Picture:
        spans = self._plan.pieces
        span = spans[index]
        join = span.join
        if join and index > 0 and offset < join.after:
            before = spans[index - 1]
            leaving = self._shot(index - 1).picture(before.frames + offset)
            coming = self._shot(index).picture(offset)
            return _mix(join, leaving, coming, join.before + offset)
        self._open.pop(index - 1, None)
        following = spans[index + 1].join if index + 1 < len(spans) else None
        left = span.frames - offset
        if following and left <= following.before:
            leaving = self._shot(index).picture(offset)
            coming = self._shot(index + 1).picture(-left)
            return _mix(following, leaving, coming, following.before - left)
        return self._shot(index).picture(offset)

    def _shot(self, index: int) -> Shot:
        if index not in self._open:
            spans = self._plan.pieces
            following = spans[index + 1].join if index + 1 < len(spans) else None
            after = following.after if following else 0
            lane = self._lanes[index]
            shot = Shot(spans[index], self._plan, self._readers, lane, after)
            self._open[index] = shot
        return self._open[index]


def _lanes(spans: tuple[FrameSpan, ...]) -> list[int]:
    """Two readers of a clip if it is visible twice at once, else one."""
    out: list[int] = []
    for index, span in enumerate(spans):
        twice = index > 0 and span.join and spans[index - 1].path == span.path
        out.append(1 - out[-1] if twice else 0)
    return out


def _mix(join: Transition, leaving: Picture, coming: Picture, done: int) -> Picture:
    length = join.before + join.after
    share = (done + 1) / (length + 1)
    return joined(join.kind, leaving, coming, share, (join.before + 0.5) / (length + 1))


def _barred(picture: Picture, ratio: float) -> Picture:
    """Add black bars until the visible part has this ratio."""
    if not ratio:
        return picture
    across, down = bar_sizes(picture.width, picture.height, ratio)
    planes = [plane.copy() for plane in picture.planes]
    for plane, value, half in zip(planes, BLACK, (1, 2, 2), strict=True):
        if down:
            plane[: down // half] = plane[-(down // half) :] = value
        if across:
            plane[:, : across // half] = plane[:, -(across // half) :] = value
    return Picture(*planes)


def _faded(picture: Picture, span: FrameSpan, offset: int, plan: RenderPlan) -> Picture:
    """Fade the picture from a colour at the segment's start, and to it at its end."""
    effects, fps = span.effects, plan.fps
    weight = 0.0
    if effects.picture_in:
        gone = effects.fade_gone + float((offset + span.skipped) / fps)
        weight = 1 - gone / effects.picture_in
    if effects.picture_out:
        left = effects.fade_left + float((span.frames - 1 - offset) / fps)
        weight = max(weight, 1 - left / effects.picture_out)
    return tinted(picture, WHITE if effects.fade_color == "white" else BLACK, weight)
