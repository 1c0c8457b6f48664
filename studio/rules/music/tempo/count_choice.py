"""Choose another count of the beats found, where they lie between those that are meant.

The decoder takes the likeliest pulse for the beat, and in some pieces that is three to the
beat, three to two beats, every other beat, or the off-beats. A conditional logit model (McFadden, 1974) compares what
each count would be like. Its weights are fitted by ``train/count_choice`` to composed music.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.bar_hmm import LEAST_TEMPO, MOST_TEMPO
from studio.rules.music.features import FPS, AudioFeatures
from studio.rules.music.spectrum import Floats
from studio.rules.music.tempo.other_tempo import onsets_of

Curve = NDArray[np.float64]
Indices = NDArray[np.int64]

FOUND, _OFF_BEATS = "found", "off-beats"
COUNTS = {
    FOUND: (1.0, (0.0,)),
    "double": (0.5, (0.0,)),
    "half": (2.0, (0.0, 1.0)),
    _OFF_BEATS: (1.0, (0.5,)),
    "third": (3.0, (0.0, 1.0, 2.0)),
    "triple": (1 / 3, (0.0,)),
    "two thirds": (1.5, (0.0, 0.5, 1.0)),
    "three halves": (2 / 3, (0.0, 1 / 3)),
}
"""Counts by how many times the tempo found they have: beats of those found from one beat to
the next, and where in them the first may lie."""
_NEVER_CHOSEN = (FOUND, "half")
"""Compared, but not chosen: what these clues tell of half the tempo does not hold for songs
(docs/decisions/0005-beats-in-numpy.md); ``half_choice`` decides it."""
_MARGIN = 0.5
"""Nats by which another count must be likelier than the one found."""
FEWEST, _FEWEST_COUNTED = 12, 6
"""Beats found from which counts are compared, and beats that a count must have."""
_USUAL = 112.0
"""Beats a minute where tapped tempi lie (Moelants, 2002)."""
_CLEARLY_TWO = 0.1
"""Nats a beat by which bars of two fit better than bars of four also where fours are meant."""
_FLOOR = 0.01
_REACH = 5
"""Frames around the beats in which an onset still belongs to them."""
CLUES = (
    "on the beats", "between them", "at their thirds", "octaves", "octaves squared",
    "onsets", "onsets squared", "onsets by octaves", "downbeats",
    "every third opens a bar", "every fourth opens a bar", "bars of two",
    "every other beat", *COUNTS,
)  # fmt: skip
"""What is known of a count, in this order. The mean log of the nets' probability on its beats,
halfway between them and at thirds of them; octaves from the usual tempo; the log of onsets a
beat; the mean of ``downbeat_evidence`` on its beats, and how much more of it every third or
fourth of them has than all, in nats; by how many nats a beat bars of two fit better than bars of
four, beyond ``_CLEARLY_TWO``: then these are halves of the beats that are meant; how far apart the
mean logs of the probability on every other beat and on the rest are; at last which count it is, as
ones and zeros."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A count, by its name in ``COUNTS``, and the frames of its beats (n,)."""

    count: str
    frames: Indices


def candidates(frames: Indices) -> list[Candidate]:
    """Return the beats found (n,), first, and every other way to count them."""
    return [Candidate(FOUND, frames), *_others(frames)]


def _others(frames: Indices) -> Iterator[Candidate]:
    beats = np.arange(len(frames))
    for count, (step, phases) in COUNTS.items():
        for phase in phases:
            at = np.arange(phase, len(frames) - 1 + 1e-6, step)
            if count == FOUND or len(at) < _FEWEST_COUNTED:
                continue
            counted = np.round(np.interp(at, beats, frames)).astype(np.int64)
            if LEAST_TEMPO < _tempo(counted) < MOST_TEMPO:
                yield Candidate(count, counted)


def choose_count(
    frames: Indices,
    features: AudioFeatures,
    evidence: Curve,
    weights: Mapping[str, float],
    *,
    in_phase: bool = False,
) -> Indices:
    """Return the frames of the beats that are meant: those given, or of another count.

    It is not that of the off-beats where they are known to be ``in_phase``. ``frames`` (n,) are beats that were found, ``evidence`` (frames of the song,) is of
    ``downbeat_evidence``; ``weights`` are by ``CLUES``.
    """
    if len(frames) < FEWEST:
        return frames
    compared = [
        one for one in candidates(frames) if not in_phase or one.count != _OFF_BEATS
    ]
    counts = [one.count for one in compared]
    rows = clues(compared, features, evidence)
    return compared[chosen(counts, rows, weights)].frames


def chosen(
    counts: Sequence[str], clue_rows: Curve, weights: Mapping[str, float]
) -> int:
    """Return which of the counts is meant, by its place; the first is the one found.

    ``clue_rows`` are (counts, ``CLUES``).
    """
    score = clue_rows @ np.array([weights[clue] for clue in CLUES])
    best = int(score.argmax())
    likelier = float(score[best] - score[0]) > _MARGIN
    return best if likelier and counts[best] not in _NEVER_CHOSEN else 0


def clues(compared: list[Candidate], features: AudioFeatures, evidence: Curve) -> Curve:
    """Return what is known of each candidate: (candidates, ``CLUES``).

    The first candidate is the count found; onsets are those within its beats.
    """
    first, last = compared[0].frames[0] - _REACH, compared[0].frames[-1] + _REACH
    onsets = onsets_of(features.levels)
    heard = int(((onsets >= first) & (onsets <= last)).sum())
    chance = features.chance[:, 0]
    return np.array([_clues(one, chance, evidence, heard) for one in compared])


def _clues(
    candidate: Candidate, chance: Floats, evidence: Curve, onsets: int
) -> list[float]:
    frames = candidate.frames
    before, after = frames[:-1], frames[1:]
    thirds = np.append((2 * before + after) // 3, (before + 2 * after) // 3)
    octaves = float(np.log2(_tempo(frames) / _USUAL))
    busy = float(np.log(onsets / len(frames) + 0.1))
    opens = evidence[frames]
    mean = float(opens.mean())
    twos, threes, fours = (
        max(float(opens[n::m].mean()) for n in range(m)) - mean for m in (2, 3, 4)
    )
    alternate = _log_chance(chance, frames[::2]) - _log_chance(chance, frames[1::2])
    return [
        _log_chance(chance, frames),
        _log_chance(chance, (before + after) // 2),
        _log_chance(chance, thirds),
        octaves,
        octaves**2,
        busy,
        busy**2,
        busy * octaves,
        mean,
        threes,
        fours,
        max(0.0, twos / 2 - fours / 4 - _CLEARLY_TWO),
        abs(alternate),
        *(float(candidate.count == count) for count in COUNTS),
    ]


def _log_chance(chance: Floats, frames: Indices) -> float:
    """The mean log of the best probability within a frame of each."""
    beside = np.clip(frames[:, None] + np.arange(-1, 2), 0, len(chance) - 1)
    return float(np.log(chance[beside].max(axis=1) + _FLOOR).mean())


def _tempo(frames: Indices) -> float:
    """Beats a minute, by the interval in the middle."""
    return 60 * FPS / float(np.median(np.diff(frames)))
