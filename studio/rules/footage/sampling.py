"""Choose the stretches of a clip to decode within a budget."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_PER_PIXEL, _PER_BIT = 1.2e-9, 8.8e-9
"""Seconds of one core that a decoded pixel, and a bit of its packet, take (H.264)."""
_SHARE, _LEAST, _MOST = 0.075, 0.15, 25.0
"""Budget in seconds: a share of the clip's length, a constant part, and the most in all."""
_APART, _FARTHEST, _GLANCES = 0.9, 2.0, 40
"""Least and most seconds between samples, and the most samples."""
_PLAIN_DEFECT = 0.5
"""Certainty from which a sample shows a defect."""
_BIN = 0.25
"""Seconds over which the sizes of packets are added up."""


@dataclass(frozen=True, slots=True)
class VideoPacket:
    """A coded frame: its time in seconds, its bytes, and whether it is a keyframe."""

    time: float
    size: int
    key: bool


@dataclass(frozen=True, slots=True)
class PacketGroup:
    """From one keyframe to the next: seconds of the clip, and of decoding it.

    ``activity`` is how large its largest quarter of a second is against the usual one.
    """

    start: float
    end: float
    cost: float
    activity: float


@dataclass(frozen=True, slots=True)
class Glance:
    """Features of a few frames beside a group, each 0 to 1.

    ``defect`` is the certainty of a defect, ``motion`` the movement without the camera's.
    """

    defect: float = 0.0
    motion: float = 0.0


def decoding_budget(seconds: float) -> float:
    """Seconds of one core that decoding a clip of so many seconds may take."""
    return min(_MOST, _LEAST + _SHARE * seconds)


def glance_times(keys: Sequence[float], seconds: float) -> list[float]:
    """The times of a clip's samples in seconds.

    They are at a keyframe about every second, because decoding starts there, and every two
    seconds if keyframes are farther apart.
    """
    apart = max(_APART, seconds / _GLANCES)
    farthest = max(_FARTHEST, seconds / _GLANCES)
    out: list[float] = []
    for key in sorted({0.0, *(key for key in keys if 0 < key < seconds)}):
        while out and key - out[-1] > farthest:
            out.append(out[-1] + farthest)
        if not out or key - out[-1] >= apart:
            out.append(key)
    while seconds - out[-1] > farthest:
        out.append(out[-1] + farthest)
    return out


def decoding_cost(size: int, pixels: int) -> float:
    """Seconds of one core that a packet of so many bytes takes."""
    return _PER_PIXEL * pixels + _PER_BIT * 8 * size


def packet_groups(
    packets: Sequence[VideoPacket], seconds: float, pixels: int
) -> list[PacketGroup]:
    """The groups of a clip in time; ``pixels`` are those of a frame.

    A packet is large where much has changed, so that sizes tell, before anything is
    decoded, where something happens.
    """
    ordered = sorted(packets, key=lambda packet: packet.time)
    if not ordered:
        return []
    inner = [packet for packet in ordered if not packet.key]
    bins: dict[int, int] = {}
    for packet in inner:
        at = int(packet.time / _BIN)
        bins[at] = bins.get(at, 0) + packet.size
    usual = float(np.median(list(bins.values()))) if bins else 1.0
    starts = [packet.time for packet in ordered if packet.key] or [ordered[0].time]
    edges = [min(starts[0], 0.0), *starts[1:], max(seconds, ordered[-1].time)]
    out = []
    at = 0
    for start, end in zip(edges, edges[1:], strict=False):
        cost, largest = 0.0, 0
        while at < len(ordered) and (ordered[at].time < end or end == edges[-1]):
            packet = ordered[at]
            cost += decoding_cost(packet.size, pixels)
            if not packet.key:
                largest = max(largest, bins[int(packet.time / _BIN)])
            at += 1
        out.append(PacketGroup(start, end, cost, largest / max(1.0, usual)))
    return out


def affordable(
    groups: Sequence[PacketGroup], budget: float, glances: Sequence[Glance] = ()
) -> list[tuple[float, float]]:
    """Stretches in seconds to decode, the most promising first; of the last one a part.

    First come those whose ``glances`` (one per group) show movement. Without movement the
    packet sizes decide: the largest are from a camera that shakes or moves. So the
    liveliest of the calmer half come first, then the others from calm to wild. Clear
    defects come last.
    """
    if not groups:
        return []
    usual = float(np.median([group.activity for group in groups]))

    def rank(number: int) -> tuple[bool, float, bool, float]:
        activity = groups[number].activity
        glance = glances[number] if glances else Glance()
        bad = glance.defect > _PLAIN_DEFECT
        wild = activity > usual
        return bad, -glance.motion, wild, activity if wild else -activity

    out = []
    for group in (groups[n] for n in sorted(range(len(groups)), key=rank)):
        if budget <= 0:
            break
        share = min(1.0, budget / max(1e-9, group.cost))
        out.append((group.start, group.start + share * (group.end - group.start)))
        budget -= group.cost
    return sorted(out)
