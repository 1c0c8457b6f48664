"""Two plain wishes in one message are made as each of them alone."""

import pytest

from studio.rules.language.neural.choice.agreement import alike_edits
from studio.rules.language.reader import read
from tests.corpus.views import load_views

VIEWS = load_views()


@pytest.mark.parametrize(
    ("view", "one", "joined", "other"),
    [
        ("cut30", "make it faster", " and ", "slow motion on the dog"),
        ("cut30", "make it faster", ", ", "use lofi"),
        ("cut30", "add a title saying Hi", ", ", "zoom in on the beach"),
        ("cut30", "captions please", ", ", "start with the beach"),
        ("cut30", "dissolve between the clips", ", ", "make it loop"),
        ("cut30", "blur the background", ", ", "more contrast"),
        ("cut30", "blur the background", ", then ", "rotate the dog"),
        ("group", "不要转场", " ", "复古风格"),
        ("group", "把水印放右上角", " ", "去掉小狗"),
        ("group", "复古风格", " ", "海边两秒"),
        ("group", "加电影黑边", "，", "去掉小狗"),
        ("group", "用叠化", "，然后", "去掉小狗"),
    ],
)
def test_both_wishes_are_made_and_nothing_is_asked(
    view: str, one: str, joined: str, other: str
) -> None:
    both = read(one + joined + other, VIEWS[view])
    alone = [edit for half in (one, other) for edit in read(half, VIEWS[view]).edits]
    assert both.question is None
    assert alike_edits(both.edits, alone)


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (
            "talk",
            "the two interviews have totally different colors, can you match them",
        ),
        ("cut30", "title at the end, The End"),
    ],
)
def test_halves_that_are_no_wishes_of_their_own_are_none(view: str, text: str) -> None:
    reading = read(text, VIEWS[view])
    assert len(reading.edits) < 2


def test_a_half_may_be_about_the_clip_of_the_other() -> None:
    edits = read("the dog in slow motion, black and white", VIEWS["cut30"]).edits
    assert {edit.scope for edit in edits} == {edits[0].scope}
