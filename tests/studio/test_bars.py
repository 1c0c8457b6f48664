"""Bars are assigned to beats in metres of two to seven."""

import numpy as np
import pytest

from studio.rules.music.bars import assign_bars


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
    found = assign_bars(evidence_of(opens))
    assert (found[:76] == opens[:76]).all()
    assert (found[84:] == opens[84:]).all()


def test_no_beats_have_no_bars() -> None:
    assert assign_bars(np.zeros(0)).shape == (0,)
