"""Texts are split into parts that fit, escaped, and lose no words."""

import re

from hypothesis import given, strategies as st

from bots.discord.wire.limits import TEXT
from bots.discord.wire.markdown import parts, render
from core.rules.replies.markup import units
from tests.bots.discord.rendered import rendered_text


def test_light_markdown_stays_and_the_rest_is_words() -> None:
    text = "**Done** in `0:30`, see [the list](https://x.org/a_b) ~~not struck~~ # no"
    assert render(text) == (
        "**Done** in `0:30`, see [the list](https://x.org/a_b)"
        r" \~\~not struck\~\~ # no"
    )


def test_a_line_does_not_become_a_heading_or_a_quote() -> None:
    assert render("# one\n> two\n-# three") == "\\# one\n\\> two\n\\-# three"


def test_a_link_is_left_as_it_is() -> None:
    assert render("at https://x.org/a_b*c_d now") == "at https://x.org/a_b*c_d now"


def test_mentions_are_escaped() -> None:
    written = render("@everyone and @here and <@123> and <@&5>")
    assert "@everyone" not in written
    assert "@here" not in written
    assert not re.search(r"(?<!\\)<@", written)


def test_a_cut_falls_on_a_sentence() -> None:
    text = "One sentence here. " * 300
    first = parts(text)[0]
    assert first.endswith("here.")


def test_bold_over_a_cut_is_closed_and_opened_again() -> None:
    text = f"**{' '.join(['word'] * 600)}**"
    assert all(part.count("**") == 2 for part in parts(text))


@given(st.text(max_size=6000))
def test_every_part_fits(text: str) -> None:
    assert all(0 < units(part) <= TEXT for part in parts(text))


@given(st.text(alphabet="ab \n*_`~|\\<>[]()@#!😀é", max_size=400), st.integers(20, 90))
def test_no_letter_is_lost(text: str, limit: int) -> None:
    joined = "".join(parts(text, limit))
    assert re.sub(r"[^abé😀]", "", joined) == re.sub(r"[^abé😀]", "", text)


@given(st.text(alphabet="ab 12.,*_~|\\<>#!-:", max_size=200))
def test_words_without_light_markdown_are_read_as_they_were(text: str) -> None:
    if "**" in text or re.search(r"^[ \t]*-", text, re.MULTILINE):
        return
    assert rendered_text(render(text)) == text.strip()
