"""Shots of the same length exchange places, so that energy and cuts gain."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings, strategies as st

from studio.model.edits.music import SetPace
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import FrameFeatures
from studio.rules.choice.candidates import gather
from studio.rules.choice.curves import Source
from studio.rules.choice.exchange import OrderSearch, gains
from studio.rules.choice.terms.slot_context import Neighbour, SlotContext
from tests.studio.editing.material import Editor, clip, material, song


@settings(deadline=None)
@given(count=st.integers(2, 9), seed=st.integers(0, 2**32 - 1))
def test_the_gain_of_an_exchange_is_the_growth_of_the_whole_sum(
    count: int, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    worth, joins = dice.normal(size=(2, count, count))
    order = dice.permutation(count)

    def value(order: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
        cuts = joins[order[:-1], order[1:]]
        return float(worth[np.arange(count), order].sum() + cuts.sum())

    growth = gains(worth, joins, order)
    for one in range(count):
        for two in range(one + 1, count):
            new = order.copy()
            new[[one, two]] = new[[two, one]]
            assert abs(value(new) - value(order) - growth[one, two]) < 1e-9


PLACES = (0.5, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.5)
"""The points of interest of each slot's shot, which jump at each cut."""


def order(lengths: Sequence[float], free: Sequence[int]) -> list[int]:
    """Optimise a timeline with one shot of each clip, in order."""
    footage = [
        clip(f"c{n}", 4.0, moments=[FrameFeatures(0.5 * m, x=x) for m in range(8)])[1]
        for n, x in enumerate(PLACES)
    ]
    candidates = gather([Source(one.asset, one, ((0.0, 4.0),)) for one in footage])
    count = len(PLACES)
    cells = [candidates.cell_of(n, 1.0) for n in range(count)]
    spans = [
        Neighbour(n, 1.0, 1.0 + lengths[n], cells[n], cells[n]) for n in range(count)
    ]
    every = np.ones(count)
    contexts = [
        SlotContext(
            need=every, length=lengths[n], energy=0.5, position=0.5, slots=count,
            before=None, after=None, uses={}, distance=every, targets=every,
            counts=every, seconds=4 * every,
        )
        for n in range(count)
    ]  # fmt: skip
    return OrderSearch(
        candidates, spans, contexts, free, lengths, [every] * count
    ).run()


def steps(shown: Sequence[int]) -> float:
    """The sum of the jumps of the point of interest over all cuts."""
    return float(np.abs(np.diff([PLACES[n] for n in shown])).sum())


def test_the_exchange_shortens_jumps_of_the_subject_and_keeps_first_and_last() -> None:
    shown = order([1.0] * 8, range(8))
    assert sorted(shown) == list(range(8))
    assert (shown[0], shown[-1]) == (0, 7)
    assert steps(shown) < 0.6 * steps(range(8))


def test_shots_of_another_length_and_fixed_ones_keep_their_slots() -> None:
    shown = order([1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1, 2, 3, 5, 6])
    assert [shown[n] for n in (0, 2, 4, 7)] == [0, 2, 4, 7]
    assert steps(shown) < steps(range(8))


def test_what_moves_most_is_shown_where_the_music_is_loud() -> None:
    dice = np.random.default_rng(3)
    clips = []
    for number in range(6):
        waves = 0.5 + 0.45 * np.sin(np.arange(48) / 5 + dice.uniform(0, 6))
        moments = [
            FrameFeatures(0.125 + 0.25 * n, motion=float(wave))
            for n, wave in enumerate(waves)
        ]
        clips.append(clip(f"c{number}", 12, moments=moments))
    asset, grid = song(seconds=60)
    loud = tuple(float(one) for one in dice.uniform(0.2, 1, len(grid.beats)))
    editor = Editor(material(*clips, songs=[(asset, replace(grid, energy=loud))]))
    cut = editor.edit(SetPace(every=1), SetLength(length=Exact(value=20)))
    motions = [
        next(
            moment.motion
            for moment in editor.material.footage[shot.clip].moments
            if moment.time > shot.source + shot.source_seconds(cut.rate) / 2
        )
        for shot in cut.shots
    ]
    energies = [slot.energy for slot in cut.slots]
    assert np.corrcoef(motions, energies)[0, 1] > 0.65
