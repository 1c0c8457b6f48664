"""Names of people, clips and projects in sentences: short, and apart from the words around."""

import re

import pytest
from hypothesis import given, strategies as st

from common.text.shown_names import LONGEST_NAME, shown_name
from core.rules.text.wording import say
from studio.errors import UnsupportedFile
from tests.core.harness import CHAT, CoreHarness

ARABIC = "\u0641\u064a\u062f\u064a\u0648 1.mp4"
ISOLATED = f"\u2068{ARABIC}\u2069"
ENDLESS = "x" * 300 + "_00071.mp4"
SHORT = "x" * 49 + "…_00071.mp4"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("beach.mp4", "beach.mp4"),
        ("海边 的 一天.mp4", "海边 的 一天.mp4"),
        ("Zoë 🎬", "Zoë 🎬"),
        ("two\nlines\tof a name", "two lines of a name"),
        (ENDLESS, SHORT),
        ("Anna " * 40, "Anna " * 11 + "Anna…"),
        (ARABIC, ISOLATED),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_a_name_is_shown_so_that_it_fits_into_a_sentence(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text(max_size=200))
def test_a_shown_name_is_short_closed_and_stays_as_it_is(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= LONGEST_NAME + 2
    assert len(re.findall("[\u2068\u2069]", shown)) in {0, 2}
    assert shown_name(shown) == shown


def test_no_part_of_a_drawn_character_is_left_at_the_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    shown = shown_name(family * 30)
    assert shown == family * 11 + "…"


def test_all_sentences_show_names_so_and_no_instruction_does() -> None:
    assert say("en", "error.clip_gone", name=ARABIC).startswith(f"“{ISOLATED}”")
    card = say("en", "card.queued_group", place=2, name="Anna " * 40, ahead=ARABIC)
    assert "Anna…" in card
    assert ISOLATED in card
    assert ENDLESS in say("en", "wish.add_clips", names=ENDLESS)
    assert SHORT in UnsupportedFile("empty", name=ENDLESS).say("zh")


async def test_a_clip_with_such_a_name_is_listed_refused_and_edited(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", ARABIC, "x" * 100 + "_00071.txt")
    await harness.over()
    (video,) = await harness.chat.videos(CHAT)
    assert f"“{'x' * 49}…_00071.txt”" in video["text"]
    await harness.say("status")
    await harness.core.inbound.drain()
    assert ISOLATED in (await harness.texts())[-1]
