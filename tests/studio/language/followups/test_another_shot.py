"""What was said of one shot or transition holds for another one, too."""

from dataclasses import replace
from typing import Any

import pytest

from studio.model.edits.footage import PlaceClip, SetSpeed
from studio.model.edits.record import OfClips
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]


def edits_of(text: str) -> list[dict[str, Any]]:
    reading = read(text, VIEW)
    assert not reading.residues
    assert reading.question is None
    return [
        edit.model_dump(exclude_defaults=True, mode="json") for edit in reading.edits
    ]


@pytest.mark.parametrize(
    ("text", "kind", "joins"),
    [
        ("make the first transition a dissolve, the second one too", "dissolve", (1, 2)),
        ("make the first transition a dissolve and the second one too", "dissolve", (1, 2)),
        ("dissolve at the first transition, the second and third too", "dissolve", (1, 2, 3)),
        ("first transition whip, the last one as well", "whip", (1, -1)),
        ("whip after shot 4, and after shot 6 too", "whip", (4, 6)),
        ("第一个转场改成溶解，第二个也是", "dissolve", (1, 2)),
    ],
)  # fmt: skip
def test_another_transition_gets_the_same(
    text: str, kind: str, joins: tuple[int, ...]
) -> None:
    meant = {"kind": kind, "where": "one"}
    assert edits_of(text) == [meant | {"join": join} for join in joins]


@pytest.mark.parametrize(
    ("text", "shots"),
    [
        ("make shot 3 black and white, shot 5 too", (3, 5)),
        ("make shot 3 black and white, the fifth one too", (3, 5)),
        ("make the first shot black and white, the third one too", (1, 3)),
    ],
)
def test_another_shot_gets_the_same(text: str, shots: tuple[int, ...]) -> None:
    assert edits_of(text) == [
        {"look": "black_and_white", "scope": {"numbers": [shot]}} for shot in shots
    ]


def test_a_wish_behind_it_is_one_of_its_own() -> None:
    text = "make the first transition a whip, the third one as well, and the title red"
    assert edits_of(text) == [
        {"kind": "whip", "where": "one", "join": 1},
        {"kind": "whip", "where": "one", "join": 3},
        {"color": "#ff3b30"},
    ]


def test_another_clip_comes_in_place_of_the_one_that_was_placed() -> None:
    first = PlaceClip(clip=AssetId("beach"), where="first")
    reading = by_rules(
        "no wait, the third one instead", replace(VIEW, last_edits=(first,))
    )
    offer = reading.question.choices[0].edits if reading.question else ()
    third = PlaceClip(clip=AssetId("img2041"), where="first")
    assert (*reading.edits, *offer) == (third,)


def test_another_clip_gets_the_speed_of_the_one_before_it() -> None:
    faster = SetSpeed(factor=1.25, scope=OfClips(assets=(AssetId("beach"),)))
    reading = by_rules("and the second one too", replace(VIEW, last_edits=(faster,)))
    offer = reading.question.choices[0].edits if reading.question else ()
    dog = OfClips(assets=(AssetId("dog"),))
    assert (*reading.edits, *offer) == (SetSpeed(factor=1.25, scope=dog),)
