"""Sample the pictures of a clip within a budget of decoding time.

A clip within the budget is decoded completely. Of others, samples of a few frames are taken
at intervals; then stretches are decoded completely: first those between samples that
differ, to find cuts, then the most interesting ones.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.media.analysis.frame_observer import PER_SECOND, FrameObserver
from studio.media.inspection.stream_facts import clock_start
from studio.model.media import Asset
from studio.rules.footage.defects import defects
from studio.rules.footage.moments import sharpness
from studio.rules.footage.movement import camera_moves
from studio.rules.footage.sampling import (
    Glance,
    PacketGroup,
    VideoPacket,
    affordable,
    decoding_cost,
    glance_times,
    packet_groups,
)
from studio.rules.footage.subject import moving_share

_QUICK = 48
"""Frame rate from which non-reference frames are skipped."""
_GLANCE = 0.11
_CHANGED = 0.03
"""Mean difference of two samples between which there may be a cut."""
_FOR_CUTS = 0.3
"""Share of the budget for finding cuts."""


class Sampler:
    """Passes frames of one clip to ``seen``, as many as the budget allows."""

    def __init__(self, container: InputContainer, asset: Asset) -> None:
        self.seen = FrameObserver(asset)
        self._pixels, self._spent = asset.width * asset.height, 0.0
        self._container = container
        self._asset = asset
        self._stream: VideoStream = container.streams.video[0]
        # Small pictures do not need the deblocking filter.
        self._stream.codec_context.options = {"skip_loop_filter": "all"}
        if asset.fps >= _QUICK:
            self._stream.codec_context.skip_frame = "NONREF"
        self._clock_start = clock_start(container)

    def sample(self, budget: float) -> None:
        """Sample as much of the clip as so many seconds of one core allow."""
        asset = self._asset
        packets = self._packets()
        groups = packet_groups(packets, asset.seconds, self._pixels)
        if sum(group.cost for group in groups) <= budget:
            self._stream.thread_type = "AUTO"
            self._sample_range(0.0, asset.seconds)
            return
        # Frame threads decode ahead, which is wasted after a short sample.
        self._stream.codec_context.thread_count = 1
        keys = [packet.time for packet in packets if packet.key]
        glances = self._glances(glance_times(keys, asset.seconds))
        self._find_cuts(glances, groups, _FOR_CUTS * budget)
        unseen = [g for g in groups if not self._is_seen(g.start, g.end)]
        moving = self._moving()
        beside = [self._beside(group, moving) for group in unseen]
        for start, end in affordable(unseen, budget - self._spent, beside):
            self._sample_range(start, end)

    def _packets(self) -> list[VideoPacket]:
        """The clip's coded frames, without decoding any."""
        base = float(self._stream.time_base or 0)
        self._container.seek(0)
        return [
            VideoPacket(packet.pts * base - self._clock_start, packet.size, packet.is_keyframe)
            for packet in self._container.demux(self._stream)
            if packet.pts is not None
        ]  # fmt: skip

    def _find_cuts(
        self, between: list[tuple[float, float]], groups: list[PacketGroup], most: float
    ) -> None:
        """Decode the stretches that changed most, within the given seconds."""
        rate = sum(g.cost for g in groups) / max(0.1, self._asset.seconds)
        doubtful = [
            (
                float(np.abs(self.seen.thumbs[last] - self.seen.thumbs[first]).mean()),
                last,
                first,
            )
            for last, first in between
        ]
        for change, last, first in sorted(doubtful, reverse=True):
            if change >= _CHANGED and self._spent + (first - last) * rate <= most:
                self._sample_range(last, first)

    def _glances(self, starts: Sequence[float]) -> list[tuple[float, float]]:
        """The stretches between the samples."""
        ends: list[tuple[float, float]] = []
        for start in starts:
            if times := self._sample_range(start, None):
                ends.append((times[0], times[-1]))
        ends = sorted(set(ends))
        return [(a[1], b[0]) for a, b in pairwise(ends) if b[0] > a[1]]

    def _moving(self) -> list[tuple[float, float]]:
        """Movement from frame to frame, without the camera's: times and shares."""
        times = sorted(self.seen.thumbs)
        moves = camera_moves(times, [self.seen.thumbs[time] for time in times])
        return [(at, moving_share(m)) for at, m in zip(times, moves, strict=True) if m]

    def _beside(
        self, group: PacketGroup, moving: Sequence[tuple[float, float]]
    ) -> Glance:
        """The features of the samples at both ends of a group."""
        shares = [
            share
            for at, share in moving
            for edge in (group.start, group.end)
            if 0 <= at - edge <= 2 * _GLANCE
        ]
        return Glance(self._defect_at(group.start), max(shares, default=0.0))

    def _defect_at(self, start: float) -> float:
        """Certainty that the sample at a time is dark, blurred or bare."""
        near = [
            thumb
            for at, thumb in self.seen.thumbs.items()
            if abs(at - start) <= _GLANCE
        ]
        if not near:
            return 0.0
        clear = np.array([sharpness(thumb) for thumb in near])
        return float(defects(near, clear, np.zeros(len(near))).max())

    def _is_seen(self, start: float, end: float) -> bool:
        """Whether a stretch is covered by thumbnails."""
        inside = sum(start <= at < end for at in self.seen.thumbs)
        return inside >= 0.7 * PER_SECOND * (end - start)

    def _sample_range(self, start: float, end: float | None) -> list[float]:
        """Decode from the keyframe before ``start`` to ``end``, or only a sample.

        Return the times of the thumbnails.
        """
        times: list[float] = []
        self.seen.begin_stretch()
        self._container.seek(int((start + self._clock_start) * av.time_base))
        for frame in self._frames():
            at = round((frame.time or 0.0) - self._clock_start, 4)
            if at > (times[0] + _GLANCE if end is None and times else end or at):
                break
            if self.seen.observe(frame, at):
                times.append(at)
        return times

    def _frames(self) -> Iterator[VideoFrame]:
        for packet in self._container.demux(self._stream):
            self._spent += decoding_cost(packet.size, self._pixels)
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue
