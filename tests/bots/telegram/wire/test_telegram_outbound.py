"""Rendered replies are valid for Telegram and lose no text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from bots.telegram.wire import outbound
from core.model.reply import Button, ButtonStyle, Reply
from core.rules.replies.buttons import link_buttons
from core.rules.replies.markup import units
from tests.fakes.telegram import html as telegram_html

_DATA = Path(__file__).parents[3] / "fakes" / "data" / "telegram-html-vectors.json"
VECTORS = json.loads(_DATA.read_text())["vectors"]

MARKS = st.sampled_from(
    [
        "**",
        "`",
        "```",
        "[",
        "](https://a.b/c)",
        "<b>",
        "</i>",
        "&lt;",
        "&",
        "@bob",
        "\n\n",
    ]
)
TALK = st.lists(st.one_of(st.text(max_size=40), MARKS, st.just("🎬 好。")), max_size=60)


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_the_fake_reads_html_as_telegram_does(number: int) -> None:
    vector = VECTORS[number]
    if error := vector.get("error"):
        with pytest.raises(telegram_html.ParseError) as caught:
            telegram_html.words(vector["text"])
        assert str(caught.value) == error
    else:
        assert telegram_html.words(vector["text"]) == vector["result"]


def squeezed(text: str) -> str:
    return "".join(text.replace("\u2060", "").split())


@settings(max_examples=300)
@given(TALK, st.integers(20, 300))
def test_every_part_is_html_that_telegram_takes_and_shows_the_same_words(
    pieces: list[str], limit: int
) -> None:
    text = "".join(pieces)
    parts = outbound.parts(text, limit)
    whole = ""
    for part in parts:
        shown = telegram_html.words(part.html)
        assert units(part.plain) <= limit
        assert shown.strip()
        assert squeezed(shown) == squeezed(part.plain)
        whole += shown
    expected = squeezed(outbound.visible(text))
    assert squeezed(whole) == (expected or "…")


@given(st.text(min_size=1, max_size=3000), st.integers(5, 50))
def test_no_character_is_cut_in_two(text: str, limit: int) -> None:
    for part in outbound.parts(text, limit):
        part.plain.encode("utf-16-le")


def test_a_long_text_is_cut_where_a_sentence_ends() -> None:
    text = " ".join(f"This is sentence number {n}." for n in range(500))
    parts = outbound.parts(text)
    assert len(parts) > 2
    assert all(part.plain.endswith(".") for part in parts)
    assert all(part.plain.startswith("This") for part in parts)


def test_chinese_is_cut_after_its_full_stop() -> None:
    parts = outbound.parts("这是一个句子。" * 1500)
    assert len(parts) > 2
    assert all(part.plain.endswith("。") for part in parts)


def test_light_markdown_is_shown_as_meant() -> None:
    (part,) = outbound.parts("**Done**: `a<b` [here](https://x.y/?a=1&b=2)")
    assert part.html == (
        '<b>Done</b>: <code>a&lt;b</code> <a href="https://x.y/?a=1&amp;b=2">here</a>'
    )
    assert part.plain == "Done: a<b here"


def test_a_name_in_a_reply_becomes_no_mention() -> None:
    (part,) = outbound.parts("ask @alice, or write to me@home.org")
    assert "@alice" not in part.html
    assert "me@home.org" in part.html


def test_a_button_that_telegram_would_refuse_becomes_a_line_of_text() -> None:
    bad = Button("Open", url="http://localhost/x")
    good = Button("Undo", "abc", look=ButtonStyle.DANGER)
    reply = outbound.with_links(Reply("Done", ((bad, good),)))
    assert reply.text == "Done\nOpen: http://localhost/x"
    markup = outbound.keyboard(reply)
    assert markup is not None
    assert [[b.text for b in row] for row in markup.inline_keyboard] == [["Undo"]]


def test_too_much_button_data_is_left_out() -> None:
    assert outbound.keyboard(Reply("x", ((Button("a", "界" * 22),),))) is None


def test_a_link_has_a_button_that_copies_it_unless_it_is_too_long() -> None:
    rows = (link_buttons("en", "button.claim", "https://nemo.test/claim?ct=1"),)
    keyboard = outbound.keyboard(Reply("Here", rows))
    assert keyboard is not None
    open_, copy = keyboard.inline_keyboard[0]
    assert open_.url == "https://nemo.test/claim?ct=1"
    assert copy.copy_text is not None
    assert (copy.text, copy.copy_text.text) == ("Copy link", open_.url)
    long = (link_buttons("en", "button.claim", "https://nemo.test/" + "x" * 300),)
    keyboard = outbound.keyboard(Reply("Here", long))
    assert keyboard is not None
    assert len(keyboard.inline_keyboard[0]) == 1
