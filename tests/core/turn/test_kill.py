"""After kill -9 in any state nothing is lost or doubled, and the order is kept."""

from pathlib import Path

import pytest

from tests.core.chaos import chaos


@pytest.mark.chaos
async def test_kills_in_any_state_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = await chaos(tmp_path, kills=40, seed=7)
    assert outcome.clean, outcome
    assert outcome.turns == 20
    # Each turn ends with a video, or with words if the next turn made the video of
    # both, or says plainly that the video may have been sent already.
    explained = outcome.answers + outcome.perhaps + outcome.uncertain
    assert outcome.videos + explained >= outcome.turns
    assert outcome.videos >= outcome.chats - outcome.perhaps


@pytest.mark.chaos
async def test_kills_around_previews_lose_and_double_nothing(tmp_path: Path) -> None:
    """A preview that announces a video is followed by it, in its place or below it."""
    outcome = await chaos(tmp_path, kills=30, chats=6, seed=11, previews=True)
    assert outcome.clean, outcome
    assert outcome.turns == 15
    assert outcome.videos >= outcome.chats - outcome.perhaps
