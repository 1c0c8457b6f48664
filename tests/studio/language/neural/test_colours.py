"""A colour that the network writes is that of the word in the message, if it is near."""

import pytest

from studio.model.edits.overlay import ChangeTitle
from studio.rules.language.neural.choice.colours import with_named_colours
from studio.rules.language.reader import phrases_of, read
from tests.corpus.views import load_views

DRESSED = load_views()["dressed"]


@pytest.mark.parametrize(
    ("text", "color", "named"),
    [
        ("yellow please", "#ffff00", "#ffd60a"),
        ("white or red", "#ff0000", "#ff3b30"),
        ("yellow please", "#0000ff", "#0000ff"),
        ("the title", "#ffff00", "#ffff00"),
    ],
)
def test_it_is_the_near_one_of_the_message(text: str, color: str, named: str) -> None:
    _, phrases = phrases_of(text, DRESSED)
    edit = with_named_colours(ChangeTitle(color=color, background="none"), phrases)
    assert edit == ChangeTitle(color=named, background="none")


@pytest.mark.parametrize(
    "text", ["captions yellow with black outline", "字幕黄色，黑色描边"]
)
def test_a_dark_outline_is_no_box(text: str) -> None:
    (edit,) = read(text, DRESSED).edits
    assert edit.model_dump(exclude_defaults=True) == {"color": "#ffd60a"}
