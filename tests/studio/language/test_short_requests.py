"""Short plain requests of which one word could mislead."""

import pytest

from studio.model.edits.control import Ask, Topic
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.picture import Zoom
from studio.model.edits.record import AtTime, Edit, Exact
from studio.model.edits.whole import SetLength
from studio.model.reading import ProjectView, TitleView
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

VIEW = ProjectView(
    duration=20.0,
    titles=(TitleView(1, "夏天", 1.0, 4.0), TitleView(2, "再见", 15.0, 18.0)),
    language="zh",
)


def starts(*times: float) -> tuple[Edit, ...]:
    return tuple(
        ChangeTitle(which=f"#{number}", start=AtTime(seconds=time))
        for number, time in enumerate(times, 1)
    )


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("标题推迟2秒", starts(3.0, 17.0)),
        ("第一个标题往后推2秒", starts(3.0)),
        ("标题提前1秒", starts(0.0, 14.0)),
        ("move the titles 2 seconds later", starts(3.0, 17.0)),
        ("画面放大到1.2倍", (Zoom(level=Exact(value=1.2)),)),
        ("每个镜头多长", (Ask(topic=Topic.SHOTS),)),
    ],
)
def test_what_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert by_rules(text, VIEW).edits == edits


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("去掉背景噪音", "noise"),
        ("旋转5度", "straighten"),
        ("画面歪了3度，扶正", "straighten"),
        ("旋转45度", "out_of_range"),
    ],
)
def test_the_reason_is_named_for_what_cannot_be_done(text: str, reason: str) -> None:
    reading = by_rules(text, VIEW)
    assert not reading.edits
    assert [residue.reason for residue in reading.residues] == [reason]


@pytest.mark.parametrize("seconds", [7, 12, 25, 40])
@pytest.mark.parametrize("text", ["make it {} seconds", "make it {}s", "做成{}秒"])
def test_a_length_is_no_addition_to_it(text: str, seconds: int) -> None:
    (edit,) = read(text.format(seconds), load_views()["cut30"]).edits
    assert edit == SetLength(length=Exact(value=seconds))
