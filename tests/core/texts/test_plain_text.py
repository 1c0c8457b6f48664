"""What nobody sees, or what would control a terminal, is taken out of every text."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from common.text.plain_text import plain_text, without_controls
from core.model.chat import ChatId, Clip, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import Command, MessageEdited, MessageReceived
from core.rules.intake.plain_inbound import plain_inbound


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[31mHi\x1b[0m", "Hi"),
        ("\x9b1;38;5;200mHi\x9bm", "Hi"),
        ("\x1b]0;window\x07Hi", "Hi"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never ended\nHi", "\nHi"),
        ("\x1bP1$r\x1b\\Hi\x1b(B\x1b7\x1bc", "Hi"),
        ("\x1b[200~pasted\x1b[201~", "pasted"),
        ("a\x1b[D\x1b[3~b", "ab"),
        ("[31mHi[0m", "Hi"),  # a copy lost the escape characters
        ("run [100m] at 2:00", "run [100m] at 2:00"),
        ("[30min] and [3;4m", "[30min] and [3;4m"),
        ("a\r\nb\rc\u2028d\x0be\x85f\tg", "a\nb\nc\nd\ne\nf\tg"),
        ("a\x00\x07\x08b\x7f", "ab"),
        ("\ud800lone", "lone"),
        ("\ufeffSum\u200bmer\u00ad \u202egnp.exe\u202c", "Summer gnp.exe"),
        ("\u3164", ""),
        ("a\u2800b", "a b"),
        ("hid\U000e0068\U000e0069den", "hidden"),
        ("a\u200db and \u200c", "ab and "),
        ("x\ufe0f\ufe0f\ufe01", "x\ufe0f"),
    ],
)
def test_controls_and_invisible_characters_are_left_out(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Summer",
        "👨‍👩‍👧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1️⃣ ❤️",
        "می‌خواهم",  # the joiner keeps the letters apart
        "क्‍ष",
        "שלום עולם",
        "夏天，海边",
        "a\u00a0b\tc\nd",
        "葛\U000e0100",
    ],
)
def test_what_people_see_stays(text: str) -> None:
    assert plain_text(text) == text


@given(st.text())
def test_no_text_controls_anything_afterwards(text: str) -> None:
    for plain in (plain_text(text), without_controls(text)):
        kinds = {unicodedata.category(char) for char in plain if char not in "\t\n"}
        assert not kinds & {"Cc", "Cs"}


def test_every_text_of_an_event_is_plain() -> None:
    dirty, chat = "\x1b[31mA\x1b[0m\u200b", ChatId("x:1")
    sender = Sender(SenderId("x:me"), f"{dirty}\nna")
    clip = Clip("ref \x1b", f"../{dirty}.mp4")
    update, message = UpdateId("x:1"), MessageRef("1")
    event = plain_inbound(
        MessageReceived(
            update, chat, sender, message, dirty, (clip,), (clip,),
            Command("new", dirty), place=dirty,
        )
    )  # fmt: skip
    assert isinstance(event, MessageReceived)
    assert event.text == event.place == "A"
    assert event.command == Command("new", "A")
    assert event.sender.name == "A na"
    assert [(each.name, each.ref) for each in event.clips] == [("_A.mp4", "ref \x1b")]
    assert event.quoted == event.clips
    edited = plain_inbound(MessageEdited(update, chat, sender, message, dirty))
    assert isinstance(edited, MessageEdited)
    assert (edited.text, edited.sender.name) == ("A", "A na")
