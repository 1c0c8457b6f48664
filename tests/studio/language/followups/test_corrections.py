"""A correction replaces the corrected word and nothing else."""

import pytest

from studio.rules.language.reader import read
from tests.corpus.views import load_views


def _edits(text: str, view: str) -> list[dict[str, object]]:
    edits = read(text, load_views()[view]).edits
    return [
        {"do": e.do, **e.model_dump(mode="json", exclude_defaults=True)} for e in edits
    ]


@pytest.mark.parametrize(
    ("first", "correction", "view", "meant"),
    [
        ("make clip 4 slow", "I mean clip 5", "group", "make clip 5 slow"),
        ("warm look please", "jk, cold", "cut30", "cold look please"),
        (
            "put the cake after the garden photo",
            "sorry, before it",
            "photos",
            "put the cake before the garden photo",
        ),
        ("lose the first clip", "oh wait, the second one", "cut30", "lose clip 2"),
        ("make it 30 seconds", "no, that's too long, 24", "cut30", "make it 24 seconds"),
        ("把Ben的最后五秒去掉", "说错了是十秒", "talk", "把Ben的最后十秒去掉"),
        ("水印放左上角吧", "不，右上", "group", "水印放右上角"),
    ],
)  # fmt: skip
def test_a_correction_exchanges_a_word_of_the_clause_before(
    first: str, correction: str, view: str, meant: str
) -> None:
    edits = _edits(f"{first}. {correction}", view)
    assert edits == _edits(meant, view) != []


def test_what_is_no_correction_stays_a_wish_of_its_own() -> None:
    edits = _edits("make it vertical. oh, and add a fade out", "cut30")
    assert [edit["do"] for edit in edits] == ["aspect", "fade_picture"]


def test_praise_of_another_clip_carries_no_edit_over_to_it() -> None:
    edits = _edits("slow down the dog. The beach was great", "cut30")
    assert [edit["scope"] for edit in edits] == [{"assets": ["dog"]}]


@pytest.mark.parametrize(
    "text",
    [
        "mute the beach clip, the wind is unbearable",
        "Instagram keeps blocking it. Mute the beach clip",
    ],
)
def test_a_statement_beside_a_wish_is_its_reason(text: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert [e.do for e in reading.edits] == ["clip_sound"]
    assert reading.residues == ()
