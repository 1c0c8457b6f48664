"""Build frame spans that tile the video from picture segments, with their transitions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from studio.model.draft import Segment
from studio.model.edits.picture import JoinKind
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, Overlay, Transition
from studio.rules.plan.timing import constant, frame_times


def spans(
    segments: Sequence[Segment],
    assets: Mapping[AssetId, Asset],
    fps: Fraction,
    total: int,
) -> tuple[FrameSpan, ...]:
    """Cover 0..total: gaps are black, of overlaps the later segment wins."""
    whole = [_span(segment, assets, fps, total) for segment in segments]
    tiles = _tiled(whole, total)
    joins = _joins([span for _, span in tiles], fps)
    out = []
    for (index, span), join, following in zip(
        tiles, joins, [*joins[1:], None], strict=True
    ):
        lead = join.before if join else 0
        tail = following.after if following else 0
        joined = replace(span, join=join)
        if index >= 0:
            joined = _timed(joined, whole[index].frames, fps, lead, tail)
        out.append(joined)
    return tuple(out)


def overlays(
    segments: Sequence[Segment],
    assets: Mapping[AssetId, Asset],
    fps: Fraction,
    total: int,
) -> tuple[Overlay, ...]:
    """The photos that lie over the video, in the order of the draft."""
    out = []
    for segment in segments:
        asset = assets.get(segment.source or AssetId(""))
        first, end = _frames(segment, fps, total)
        place = segment.effects.overlay
        if asset is None or place is None or end <= first:
            continue
        x, y, width, opacity = place
        out.append(
            Overlay(
                first, end - first, asset.path, asset.name, x, y, width, opacity,
                round(segment.effects.picture_in * fps),
                round(segment.effects.picture_out * fps),
            )
        )  # fmt: skip
    return tuple(out)


def _frames(segment: Segment, fps: Fraction, total: int) -> tuple[int, int]:
    """First frame and end: absolute times are rounded, so that nothing adds up."""
    return (
        min(total, round(segment.start * fps / 1000)),
        min(total, round(segment.end * fps / 1000)),
    )


def _span(
    segment: Segment, assets: Mapping[AssetId, Asset], fps: Fraction, total: int
) -> FrameSpan:
    first, end = _frames(segment, fps, total)
    effects, start = segment.effects, segment.source_start / 1000
    asset = assets.get(segment.source or AssetId(""))
    if asset is None:
        return FrameSpan(first, end - first, "", effects=effects)
    cube = assets.get(effects.cube or AssetId(""))
    return FrameSpan(
        first=first,
        frames=end - first,
        path=asset.path,
        source_start=start,
        effects=effects,
        still=asset.kind is MediaKind.IMAGE,
        rotation=asset.rotation,
        mirrored=asset.mirrored,
        name=asset.name,
        cube=cube.path if cube and cube.kind is MediaKind.LUT else "",
    )


def _tiled(whole: Sequence[FrameSpan], total: int) -> list[tuple[int, FrameSpan]]:
    """Give each frame to its last claimant; -1 is the index of a gap."""
    owner = [-1] * total
    for index, span in enumerate(whole):
        owner[span.first : span.first + span.frames] = [index] * span.frames
    out = []
    start = 0
    for frame in range(1, total + 1):
        if frame == total or owner[frame] != owner[start]:
            index = owner[start]
            out.append((index, _part(whole, index, start, frame - start)))
            start = frame
    return out


def _part(whole: Sequence[FrameSpan], index: int, first: int, frames: int) -> FrameSpan:
    """What is left of a span; its source moves on with it."""
    if index < 0:
        return FrameSpan(first, frames, "")
    span = whole[index]
    return replace(span, first=first, frames=frames, skipped=first - span.first)


def _joins(pieces: Sequence[FrameSpan], fps: Fraction) -> list[Transition | None]:
    """The transition into each span, at most half as long as either of the two.

    A span that another one covered in part begins with a plain cut.
    """
    out: list[Transition | None] = [None]
    for before, span in pairwise(pieces):
        join = span.effects.join
        if join is None or join.kind is JoinKind.CUT or span.skipped:
            out.append(None)
            continue
        frames = round(join.ms * fps / 1000)
        lead = min(frames // 2, before.frames // 2)
        tail = min(frames - frames // 2, span.frames // 2)
        out.append(Transition(join.kind, lead, tail) if lead + tail else None)
    return out


def _timed(
    span: FrameSpan, frames: int, fps: Fraction, lead: int, tail: int
) -> FrameSpan:
    """With the source time of every frame, where the speed is not constant.

    ``frames`` is the length of the segment before parts of it were covered.
    """
    if span.still or not span.path or constant(span.effects):
        return span
    times = frame_times(span.effects, span.source_start, frames, fps, lead, tail)
    return replace(span, lead=lead, times=times)
