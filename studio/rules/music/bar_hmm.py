"""Decode beats, bars and tempo jointly from a net's probabilities per frame.

A hidden semi-Markov model over (tempo, metre, place in the bar): a path steps from beat
to beat, its tempo changes little, and each bar opens where a downbeat is likely. The
state space follows the bar-pointer model of Krebs, Böck and Widmer (ISMIR 2015), with
whole beats as steps, so that the work per frame is small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.spectrum import Floats

Curve = NDArray[np.float64]
Indices = NDArray[np.int64]

METRES = {4: 0.0, 3: -2.0, 5: -5.0, 6: -6.0}
"""Beats to the bar, and how likely each is in nats."""
LEAST_TEMPO, MOST_TEMPO = 30.0, 225.0
"""Beats a minute."""
_STEP = 0.03
"""Neighbouring tempi differ by three per cent."""
_MOVES = 3
"""Steps by which the tempo may change at a beat."""
_STEADY = 60.0
"""How strongly tempo holds: a change by one per cent costs 0.6 nats."""
_JITTER = 1.0
"""What a beat off its tempo costs, in nats per squared frame."""
_WEIGHT, _BEAT = 2.5, 4.0
"""A beat scores weight * log(probability) plus a constant: the second keeps the path
from skipping beats, and lets it make no beats of weak off-beats."""
_LIKELY_TEMPO, _TEMPO_SPREAD = 112.0, 0.6
"""Where tapped tempi lie, and how widely in octaves (after Moelants, 2002); the tails
are a Cauchy distribution's, so that a clear pulse is followed at any tempo."""
_TEMPO_WEIGHT = 1.5
"""How much a second of a tempo counts for it or against it."""
_HURRIED, _HURRY = 155.0, 16.0
"""Beats a minute above which half the tempo is more often meant, and what an octave more
costs a second: only a strong pulse, as in drum and bass, is counted so fast."""
SLIP = -20.0
"""A bar that is cut short or stretched, or a new metre."""
_FLOOR = 1e-4
_SPAN = 6000
"""Frames after which the best path's past is settled, so that memory stays bounded."""
_START, _SLIPPED = 255, 128
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class BarPath:
    """Beats' frames (n,), which of them open a bar (n,), and the log score."""

    frames: Indices
    opens: NDArray[np.bool_]
    score: float


@dataclass(frozen=True, slots=True)
class _Space:
    """Tempi as frames per beat and the tables that hang on them."""

    lengths: Indices  # (tempi, 2): whole frames just below and just above
    step_score: Floats  # (tempi, 2)
    moves: Floats  # (tempi, 2 * _MOVES + 1)
    before: Indices  # (places,): the place before each
    share: Floats  # (places,): what downbeat evidence counts there
    metre_prior: Floats  # (places,)
    bar_starts: Indices


def _tempo_prior(bpm: Curve) -> Curve:
    """What a second of a tempo is worth, in nats, at most 0."""
    octaves = np.log2(bpm / _LIKELY_TEMPO) / _TEMPO_SPREAD
    hurry = np.maximum(np.log2(bpm / _HURRIED), 0)
    out: Curve = -_TEMPO_WEIGHT * np.log1p(octaves**2) - _HURRY * hurry
    return out


@lru_cache(maxsize=8)
def _space(fps: float, slowest: float, fastest: float) -> _Space:
    count = int(np.log(fastest / slowest) / _STEP) + 1
    beat = 60 * fps / (fastest * np.exp(-_STEP * np.arange(count)))
    lengths = np.floor(beat).astype(np.int64)[:, None] + np.arange(2)
    prior = _tempo_prior(60 * fps / beat) * beat / fps
    step_score = prior[:, None] - _JITTER * (lengths - beat[:, None]) ** 2
    away = np.arange(-_MOVES, _MOVES + 1)
    change = -_STEADY * _STEP * np.abs(away)
    change -= np.log(np.exp(change).sum())
    inside = np.arange(count)[:, None] + away
    moves = np.where((inside >= 0) & (inside < count), change, _NEVER)
    places = [(metre, place) for metre in METRES for place in range(metre)]
    before = [at - 1 if p else at + m - 1 for at, (m, p) in enumerate(places)]
    return _Space(
        lengths,
        step_score.astype(np.float32),
        moves.astype(np.float32),
        np.array(before),
        np.array([(p == 0) - 1 / m for m, p in places], np.float32),
        np.array([METRES[m] for m, _ in places], np.float32),
        np.array([at for at, (_, p) in enumerate(places) if p == 0]),
    )


def decode(
    chance: Floats,
    evidence: Curve,
    fps: float,
    tempo: tuple[float, float] = (LEAST_TEMPO, MOST_TEMPO),
) -> BarPath:
    """Return the best path through `chance` (n,) of a beat, 0..1, at ``fps``.

    ``evidence`` (n,) is in nats how much more a beat there sounds like a downbeat than
    the average beat; ``tempo`` bounds the beats per minute.
    """
    if len(chance) < fps / 4:
        return BarPath(np.zeros(0, np.int64), np.zeros(0, np.bool_), 0.0)
    return _Decoder(chance, evidence, _space(fps, *tempo)).run()


def grid_score(chance: Floats, frames: Indices, fps: float) -> float:
    """Score given beats as the model does, without bars, in nats a second.

    A beat takes the best of its frame and the two beside it.
    """
    beside = frames[:, None] + np.arange(-1, 2)
    on = np.log(np.maximum(chance[beside].max(axis=1), _FLOOR))
    rest = np.log(np.maximum(1 - chance, _FLOOR))
    rest[beside.ravel()] = 0
    total = float((_WEIGHT * on + _BEAT).sum() + rest.sum())
    bpm = 60 * fps / np.median(np.diff(frames), keepdims=True)
    return total * fps / len(chance) + float(_tempo_prior(bpm)[0])


class _Decoder:
    """Viterbi over frames; a state's score counts up to and with its beat."""

    def __init__(self, chance: Floats, evidence: Curve, space: _Space) -> None:
        self.space = space
        self.count = len(chance)
        on = _WEIGHT * np.log(np.maximum(chance, _FLOOR)) + _BEAT
        rest = np.log(np.maximum(1 - chance, _FLOOR))
        self.rest = np.concatenate([[0.0], np.cumsum(rest, dtype=np.float64)])
        self.on, self.evidence = on, evidence
        tempi, places = len(space.lengths), len(space.before)
        self.reach = int(space.lengths.max()) + 1
        self.ring = np.full((self.reach, tempi, places), _NEVER, np.float32)
        self.back = np.zeros((_SPAN, tempi, places), np.uint8)
        self.slipped = np.zeros((_SPAN, tempi), np.uint8)
        self.rows = np.arange(tempi)
        self.moves = np.repeat(space.moves.T[:, :, None], places, axis=2)
        aside = (int(space.lengths.min()), tempi + 2 * _MOVES, places)
        self.came = np.full(aside, _NEVER, np.float32)
        self.choice = np.zeros(aside, np.uint8)
        self.frames: list[int] = []
        self.places: list[int] = []

    def run(self) -> BarPath:
        best, end = -np.inf, (0, 0, 0)
        for first, last in self._spans():
            values = self._score(first, last)
            if last - 1 and (last - 1) % (_SPAN // 2) == 0:
                self._settle(*self._newest(last - 1), before=last - 1 - _SPAN // 4)
            for at in range(max(first, self.count - self.reach), last):
                rest = self.rest[-1] - self.rest[min(at + 2, self.count)]
                total = values[at - first] + rest
                top = int(total.argmax())
                if total.flat[top] > best:
                    best = float(total.flat[top])
                    tempo, place = divmod(top, total.shape[1])
                    end = (at, tempo, place)
        self._settle(*end, before=self.count)
        starts = set(self.space.bar_starts.tolist())
        opens = np.array([place in starts for place in self.places], np.bool_)
        return BarPath(np.array(self.frames, np.int64), opens, best)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Spans of frames none of which can be the beat after another of its span.

        After each frame at which the past is settled a new span begins.
        """
        first, longest = 0, int(self.space.lengths.min())
        while first < self.count:
            settled = -(-first // (_SPAN // 2)) * (_SPAN // 2) + 1
            last = min(first + longest, settled, self.count)
            yield first, last
            first = last

    def _score(self, first: int, last: int) -> Floats:
        """Score a beat at each frame of a span in each state: (frames, tempi, places)."""
        space, at = self.space, np.arange(first, last)
        value, code = self._changed(*self._arrivals(at))
        best = value.argmax(axis=2)
        top = best[:, :, None]
        slip = np.take_along_axis(value, top, axis=2)[:, :, 0] + np.float32(SLIP)
        slip_code = np.take_along_axis(code, top, axis=2)[:, :, 0] | _SLIPPED
        value, code = value.take(space.before, 2), code.take(space.before, 2)
        for start in space.bar_starts:
            worse = value[:, :, start] < slip
            np.copyto(value[:, :, start], slip, where=worse)
            np.copyto(code[:, :, start], slip_code, where=worse)
        if first < self.reach:
            waited = self.rest[np.maximum(at - 1, 0)].astype(np.float32)
            fresh = space.metre_prior + waited[:, None, None]
            began = (value < fresh) & (at < self.reach)[:, None, None]
            code[began] = _START
            np.copyto(value, fresh, where=began)
        evidence = self.evidence[at].astype(np.float32)[:, None] * space.share
        value += (self.on[at].astype(np.float32)[:, None] + evidence)[:, None]
        self.ring[at % self.reach] = value
        self.back[at % _SPAN], self.slipped[at % _SPAN] = code, best
        return value

    def _arrivals(self, at: Indices) -> tuple[Floats, NDArray[np.uint8]]:
        """Scores of the beat before, its tempo held until ``at``, and which length it
        has; with ``_MOVES`` tempi that cannot be on either side.
        """  # noqa: D205
        space = self.space
        from_frame = at[:, None, None] - space.lengths
        end = np.maximum(at - 1, 0)[:, None, None]
        between = self.rest[end] - self.rest[np.clip(from_frame + 2, 0, end)]
        step = np.where(from_frame >= 0, between + space.step_score, _NEVER)
        old = self.ring[from_frame % self.reach, self.rows[:, None]]
        old += step.astype(np.float32)[:, :, :, None]
        short, long = old[:, :, 0], old[:, :, 1]
        came, choice = self.came[: len(at)], self.choice[: len(at)]
        np.maximum(short, long, out=came[:, _MOVES:-_MOVES])
        choice[:, _MOVES:-_MOVES] = long > short
        return came, choice

    def _changed(
        self, came: Floats, choice: NDArray[np.uint8]
    ) -> tuple[Floats, NDArray[np.uint8]]:
        """The best change of tempo into each state: its score, and how it came about."""
        tempi = came.shape[1] - 2 * _MOVES
        value, code = came[:, :tempi] + self.moves[0], choice[:, :tempi].copy()
        for move in range(1, 2 * _MOVES + 1):
            near = slice(move, move + tempi)
            other = came[:, near] + self.moves[move]
            better = (other > value).view(np.uint8)
            np.maximum(value, other, out=value)
            code += better * (choice[:, near] + np.uint8(2 * move) - code)
        return value, code

    def _newest(self, at: int) -> tuple[int, int, int]:
        """The best state whose beat lies within the last beat's reach of ``at``."""
        ages = (at - np.arange(self.reach)) % self.reach
        waits = self.rest[at] - self.rest[np.maximum(at - np.arange(self.reach), 0)]
        totals = self.ring[ages] + waits.astype(np.float32)[:, None, None]
        age, tempo, place = np.unravel_index(int(totals.argmax()), totals.shape)
        return at - int(age), int(tempo), int(place)

    def _settle(self, at: int, tempo: int, place: int, *, before: int) -> None:
        """Trace the path back to what is settled, and add its beats up to ``before``."""
        until = self.frames[-1] if self.frames else -1
        settled: list[tuple[int, int]] = []
        while at > until:
            if at <= before:
                settled.append((at, place))
            code = int(self.back[at % _SPAN, tempo, place])
            if code == _START:
                break
            slipped = code & _SLIPPED
            before_place = self.slipped[at % _SPAN, tempo] if slipped else None
            place = int(
                self.space.before[place] if before_place is None else before_place
            )
            move, choice = divmod(code & ~_SLIPPED, 2)
            tempo = min(max(tempo + move - _MOVES, 0), len(self.rows) - 1)
            at -= int(self.space.lengths[tempo, choice])
        self.frames += [frame for frame, _ in reversed(settled)]
        self.places += [seat for _, seat in reversed(settled)]
