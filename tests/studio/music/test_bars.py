"""Bars are assigned to beats in metres of two to seven, and kept when retimed."""

from dataclasses import replace

import numpy as np
import pytest

from studio.model.music import BeatGrid, Section
from studio.rules.music.bars import assign_bars
from studio.rules.music.retime import retime


def evidence_of(opens: np.ndarray, noise: float = 0.5) -> np.ndarray:
    chance = np.random.default_rng(1)
    return np.where(opens, 1.2, -0.4) + chance.normal(0, noise, len(opens))


@pytest.mark.parametrize("metre", [2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("first", [0, 1])
def test_the_bars_of_every_metre_are_found(metre: int, first: int) -> None:
    opens = np.arange(120) % metre == first
    assert (assign_bars(evidence_of(opens)) == opens).all()


def test_a_few_doubtful_bars_shift_nothing() -> None:
    opens = np.arange(120) % 4 == 0
    heard = opens.copy()
    heard[48:60] = np.roll(heard[48:60], 1)
    assert (assign_bars(evidence_of(heard, 0.1)) == opens).all()


def test_bars_that_stay_shifted_are_followed() -> None:
    opens = np.arange(160) % 4 == 0
    opens[80:] = np.arange(80) % 4 == 1
    bars = assign_bars(evidence_of(opens))
    assert (bars[:76] == opens[:76]).all()
    assert (bars[84:] == opens[84:]).all()


def test_no_beats_have_no_bars() -> None:
    assert assign_bars(np.zeros(0)).shape == (0,)


def _grid(count: int, metre: int, starts: tuple[float, ...] = ()) -> BeatGrid:
    """Beats half a second apart, whose bars open at the first."""
    beats = tuple(n / 2 for n in range(count))
    edges = (0.0, *starts, count / 2)
    parts = zip(edges, edges[1:], strict=False)
    return BeatGrid(
        seconds=count / 2,
        tempo=120.0,
        beats=beats,
        downbeats=beats[::metre],
        energy=tuple(n / count for n in range(count)),
        sections=tuple(Section(a, b, 0.5, "verse") for a, b in parts),
        confidence=(0.9,) * count,
        other_tempo=60.0,
    )


@pytest.mark.parametrize("metre", [3, 4])
@pytest.mark.parametrize("tempo", [0.5, 2.0])
def test_bars_keep_their_number_of_beats_at_half_and_double_time(
    metre: int, tempo: float
) -> None:
    counted = retime(_grid(48, metre), 0, tempo)
    assert counted.tempo == 120 * tempo
    assert len(counted.beats) == len(counted.energy) == 48 * tempo
    assert np.diff(counted.beats) == pytest.approx(0.5 / tempo)
    opens = np.flatnonzero(np.isin(counted.beats, counted.downbeats))
    assert opens[0] == 0
    assert set(np.diff(opens)) == {metre}


def test_half_time_keeps_the_bar_lines_at_which_parts_begin() -> None:
    counted = retime(_grid(48, 4, starts=(6.0, 14.0)), 0, 0.5)
    assert counted.downbeats[:3] == (2.0, 6.0, 10.0)
    assert counted.beats[:3] == (0.0, 1.0, 2.0)


def test_half_time_starts_anew_at_each_bar_line() -> None:
    grid = replace(_grid(12, 4), downbeats=(0.0, 1.5, 3.5))
    counted = retime(grid, 0, 0.5)
    assert counted.downbeats == (0.0, 3.5)
    assert counted.beats == (0.0, 1.0, 2.0, 3.0, 3.5, 4.5, 5.5)
