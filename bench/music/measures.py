"""Measures of beat tracking: F, continuity, octave errors and bias of a set of clips."""

from dataclasses import dataclass, field
from itertools import pairwise

import mir_eval
import numpy as np

from bench.music.songs import Clip, Times

WINDOW = 0.07
_OCTAVE_GAIN, _OCTAVE_F = 0.15, 0.6
_GAP = 3.0
"""Seconds between labelled beats that hold no music."""


def f_measure(truth: Times, beats: Times) -> float:
    """Compute F at 70 ms; beats outside the music count against it, too."""
    return float(mir_eval.beat.f_measure(truth, beats, WINDOW)) if len(beats) else 0.0


def is_octave_error(truth: Times, beats: Times) -> bool:
    """True where the beats fit a half, double, third or triple tempo far better."""
    if len(truth) < 4:
        return False
    others = [truth[::2], truth[1::2], truth[::3], truth[1::3], truth[2::3]]
    for parts in (2, 3):
        steps = np.arange(parts) / parts
        others.append((truth[:-1, None] + np.diff(truth)[:, None] * steps).ravel())
    best = max(f_measure(other, beats) for other in others)
    return best > max(_OCTAVE_F, f_measure(truth, beats) + _OCTAVE_GAIN)


@dataclass
class Result:
    """What a tracker made of the clips of one set."""

    f: list[float] = field(default_factory=list)
    bars: list[float] = field(default_factory=list)
    cml: list[float] = field(default_factory=list)
    aml: list[float] = field(default_factory=list)
    octaves: list[bool] = field(default_factory=list)
    bias: list[float] = field(default_factory=list)
    invented: int = 0
    cpu: float = 0.0
    minutes: float = 0.0
    peak: float = 0.0

    def add(self, clip: Clip, beats: Times, opens: Times) -> None:
        if not len(clip.beats):
            self.invented += len(beats)
            return
        gaps = [(a + 1, b - 1) for a, b in pairwise(clip.beats) if b - a > _GAP]
        gaps.append((-1.0, clip.beats[0] - 1))
        self.invented += sum(int(((beats > a) & (beats < b)).sum()) for a, b in gaps)
        self.f.append(f_measure(clip.beats, beats))
        if len(clip.downbeats):
            self.bars.append(f_measure(clip.downbeats, opens))
        continuity = (
            mir_eval.beat.continuity(clip.beats, beats) if len(beats) else [0] * 4
        )
        self.cml.append(continuity[1])
        self.aml.append(continuity[3])
        self.octaves.append(is_octave_error(clip.beats, beats))
        pairs = mir_eval.util.match_events(clip.beats, beats, WINDOW)
        if pairs:
            late = [beats[j] - clip.beats[i] for i, j in pairs]
            self.bias.append(1000 * float(np.median(late)))

    def row(self) -> str:
        """F, bars F, CMLt, AMLt, octave errors, bias, invented, CPU, memory."""
        bars = f"{np.mean(self.bars):6.3f}" if any(self.bars) else "     -"
        if not self.f:
            return f"{'':42} {self.invented:9d}"
        return (
            f"{np.mean(self.f):6.3f} {bars} {np.mean(self.cml):6.3f}"
            f" {np.mean(self.aml):6.3f} {100 * np.mean(self.octaves):5.0f} %"
            f" {np.median(self.bias or [0]):+6.1f} {self.invented:9d}"
        )
