"""The composer of the training's grooves keeps to the metre and to the genre."""

import numpy as np
import pytest

from train.grooves.drums import CYMBALS, KICK, drum_bar
from train.grooves.genres import GENRES, Genre
from train.grooves.riffs import riff
from train.grooves.themes import compose_theme


@pytest.mark.parametrize("genre", GENRES)
def test_every_theme_fills_bars_of_its_metre(genre: Genre) -> None:
    for seed, metre in enumerate(genre.metres):
        theme = compose_theme(genre, metre, np.random.default_rng(seed))
        size = metre * genre.grid
        rows = [row for bar in theme.drums for row in bar.values()]
        rows += [row for part in theme.parts for row in part.rows]
        assert rows
        assert all(len(row) == size and (row >= 0).all() for row in rows)
        assert all((row <= 1).all() for row in rows)
        assert theme.chords


def test_cymbals_go_on_where_bars_differ() -> None:
    for seed in range(30):
        theme = compose_theme(GENRES[0], 4, np.random.default_rng(seed))
        for key in CYMBALS:
            rows = [bar[key].tolist() for bar in theme.drums if key in bar]
            assert len(rows) in (0, len(theme.drums))
            assert all(row == rows[0] for row in rows)


@pytest.mark.parametrize(
    ("feel", "snares"), [("rock", {4, 12}), ("half", {8}), ("dbeat", {2, 6, 10, 14})]
)
def test_the_snare_falls_where_its_feel_has_it(feel: str, snares: set[int]) -> None:
    for seed in range(10):
        bar = drum_bar(np.random.default_rng(seed), feel, 4, 4)
        loud = {
            int(step)
            for key, row in bar.items()
            if key in (38, 39, 40)
            for step in np.flatnonzero(row > 0.5)
        }
        assert loud == snares
        assert bar[KICK][0] > 0


def test_after_beats_have_no_beat() -> None:
    row = riff(np.random.default_rng(1), 4, 4, "after")
    assert np.flatnonzero(row).tolist() == [2, 6, 10, 14]
