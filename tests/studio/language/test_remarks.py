"""What only tells something is passed over; what may be a wish is told."""

import pytest

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
def test_an_order_that_nobody_knows_is_told(text: str) -> None:
    reading = read(text, CUT30)
    assert len(reading.edits) == 1
    assert len(reading.residues) == 1


@pytest.mark.parametrize("text", ["my boss hates it", "flurb", "直的 不要横的呀呀"])
def test_a_message_without_a_wish_is_answered(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.residues or reading.edits or reading.question
