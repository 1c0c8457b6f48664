"""Remarks are ignored; words that may be a wish are named as not understood."""

import pytest

from studio.model.edits.music import UseMusic
from studio.model.edits.record import WHOLE
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("my boss hates it, make it vertical", ["aspect"]),
        ("make it 20 seconds, the kids are yelling", ["length"]),
        ("everyone loves this, no title please", ["remove_title"]),
        ("客户看着呢,竖屏", ["aspect"]),
    ],
)
def test_a_remark_beside_a_wish_is_passed_over(text: str, edits: list[str]) -> None:
    reading = read(text, CUT30)
    assert [edit.do for edit in reading.edits] == edits
    assert reading.residues == ()


@pytest.mark.parametrize(
    "text",
    ["make it vertical and sprinkle some magic", "no title, glorp the flurb"],
)
def test_an_unknown_order_is_reported(text: str) -> None:
    reading = read(text, CUT30)
    assert len(reading.edits) == 1
    assert len(reading.residues) == 1


@pytest.mark.parametrize("text", ["my boss hates it", "flurb", "直的 不要横的呀呀"])
def test_a_message_without_a_wish_is_answered(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.residues or reading.edits or reading.question


def test_praise_of_a_clip_is_no_place_for_the_wish_behind_it() -> None:
    (edit,) = read("it was a gorgeous sunset, more saturation", CUT30).edits
    assert edit.scope == WHOLE


@pytest.mark.parametrize(
    "text", ["switch to kick, lofi is boring", "lofi is boring, switch to kick"]
)
def test_a_criticised_song_is_not_the_one_to_use(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == (UseMusic(songs=(AssetId("kick"),)),)
    assert reading.residues == ()


@pytest.mark.parametrize("text", ["she says 'more sunset'", "他说“晃来晃去的”"])
def test_reported_words_are_no_title(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert reading.residues


def test_a_correction_that_is_not_understood_is_reported() -> None:
    assert read("make it 20 seconds no wait actually blorp it", CUT30).residues
