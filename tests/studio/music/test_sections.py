"""Sections get their names (verse, chorus, …) from loudness, neighbours and position."""

from itertools import pairwise

import numpy as np
import pytest

from studio.model.edits.record import SongLabel
from studio.model.music import Section
from studio.rules.music.sections import SectionFeatures, divide
from studio.rules.music.song_parts import find

FPS = 50.0
BAR = 2.0
LOUDNESS = {
    "intro": 0.1, "verse": 0.65, "build": 0.4, "chorus": 0.95, "break": 0.15,
    "outro": 0.6,
}  # fmt: skip
DANCE = ("intro 8", "verse 8", "build 4", "chorus 12", "break 8", "build 4", "chorus 12",
         "outro 8")  # fmt: skip
SONG = ("intro 4", "verse 8", "chorus 8", "verse 8", "chorus 8", "break 8", "chorus 8",
        "outro 4")  # fmt: skip


def divided(form: tuple[str, ...], noise: float = 0.02) -> tuple[Section, ...]:
    """The sections of a song whose parts differ in loudness and instruments."""
    chance = np.random.default_rng(3)
    strength, colours = [], []
    for part in form:
        name, bars = part.split()
        strength += [LOUDNESS[name]] * (4 * int(bars))
        colour = np.random.default_rng(len(name) + ord(name[0])).random(12)
        colours += [LOUDNESS[name] + colour] * round(int(bars) * BAR * FPS)
    beats = np.arange(len(strength)) * BAR / 4
    levels = np.array(colours) + chance.normal(0, noise, (len(colours), 12))
    heard = np.clip(np.array(strength) + chance.normal(0, noise, len(beats)), 0, 1)
    features = SectionFeatures(
        beats, beats[::4], heard, levels.astype(np.float32), FPS, len(levels) / FPS
    )
    return divide(features)


@pytest.mark.parametrize("form", [DANCE, SONG], ids=["dance", "song"])
def test_parts_have_their_names_and_borders(form: tuple[str, ...]) -> None:
    sections = divided(form)
    assert [s.label for s in sections] == [part.split()[0] for part in form]
    bars = [int(part.split()[1]) for part in form]
    assert [s.start for s in sections] == pytest.approx(
        np.cumsum([0, *bars[:-1]]) * BAR, abs=0.1
    )


@pytest.mark.parametrize(("form", "bars"), [(DANCE, [20, 44]), (SONG, [12, 28, 44])])
def test_the_drops_are_where_the_song_gets_loud(
    form: tuple[str, ...], bars: list[int]
) -> None:
    drops = find(divided(form), SongLabel.DROP)
    assert [s.start for s in drops] == pytest.approx(
        [bar * BAR for bar in bars], abs=0.1
    )


def test_music_without_changes_is_one_section_and_no_chorus() -> None:
    sections = divided(("verse 40",))
    assert [s.label for s in sections] == ["verse"]


def test_adjacent_sections_have_different_labels() -> None:
    for form in (DANCE, SONG):
        sections = divided(form, noise=0.1)
        assert all(one.label != two.label for one, two in pairwise(sections))
