"""How the terminal parses typed lines and renders replies."""

from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from bots.console.wire.inbound import (
    files_of,
    folder_in,
    is_farewell,
    missing_choice,
    missing_file,
    parse_line,
)
from bots.console.wire.outbound import render, strip_markup
from core.model.chat import ChatId, ClipKind, Sender, SenderId
from core.model.inbound import ButtonPressed, Command, Inbound, MessageReceived
from core.model.reply import Button, Reply

ME = Sender(SenderId("console:me"), "me")


def typed(line: str, choices: list[str] | None = None) -> Inbound:
    return parse_line(
        line,
        number="7",
        chat=ChatId("console:home"),
        sender=ME,
        choices=choices or [],
        at=1.0,
    )


@pytest.mark.parametrize(
    "name", ["clip.mp4", "my holiday.mov", "it's.mp4", "片段 🎬.mp4", 'a "b".mkv']
)
def test_the_path_of_an_existing_file_is_a_dropped_clip(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(b"12345")
    message = typed(f"  {file} ")
    assert isinstance(message, MessageReceived)
    assert [(clip.name, clip.size, clip.kind) for clip in message.clips] == [
        (name, 5, ClipKind.VIDEO)
    ]


def test_several_quoted_paths_are_several_clips(tmp_path: Path) -> None:
    one, two = tmp_path / "a b.mp4", tmp_path / "song.mp3"
    one.touch()
    two.touch()
    assert files_of(f"'{one}' \"{two}\"") == [one, two]
    assert files_of(f"file://{two}") == [two]


def test_paths_with_spaces_need_no_quotes(tmp_path: Path) -> None:
    one, two = tmp_path / "the sea's  end.mp4", tmp_path / "song.mp3"
    one.touch()
    two.touch()
    assert files_of(f"{one} {two} {one}") == [one, two, one]
    assert files_of(f"{one} and {two}") == []


def test_a_link_in_words_is_a_clip_as_on_every_platform() -> None:
    message = typed("cut https://x.org/a.mp4 to the beat")
    assert isinstance(message, MessageReceived)
    assert message.text == "cut to the beat"
    assert [(clip.url, clip.owner) for clip in message.clips] == [
        ("https://x.org/a.mp4", ME.id)
    ]


def test_words_with_a_path_in_them_are_words(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.touch()
    message = typed(f"use {file} first")
    assert isinstance(message, MessageReceived)
    assert not message.clips
    assert message.text == f"use {file} first"


def test_a_slash_makes_a_command() -> None:
    message = typed("/Language  zh ")
    assert isinstance(message, MessageReceived)
    assert message.command == Command("language", "zh")


def test_a_number_presses_the_button_shown_with_it() -> None:
    pressed = typed("2", ["a", "b"])
    assert isinstance(pressed, ButtonPressed)
    assert pressed.data == "b"
    assert isinstance(typed("3", ["a", "b"]), MessageReceived)


@example("²")
@given(st.text())
def test_any_line_becomes_something(line: str) -> None:
    assert typed(line).chat == "console:home"


@given(st.text())
def test_control_characters_never_reach_the_terminal(text: str) -> None:
    assert not [
        c
        for c in strip_markup(text)
        if (ord(c) < 32 or ord(c) == 127) and c not in "\t\n"
    ]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("/no/such/beach.mp4", "/no/such/beach.mp4"),
        ("'./no such song.mp3'", "./no such song.mp3"),
        ("file:///no/such%20one.mov", "/no/such one.mov"),
        ("/export", ""),
        ("start with beach.mp4", ""),
    ],
)
def test_a_path_without_a_file_is_no_request(line: str, path: str) -> None:
    assert missing_file(line) == path


@pytest.mark.parametrize("line", ["exit", " Quit\n", "/exit", ":q", "退出"])
def test_a_word_of_farewell_ends_the_conversation(line: str) -> None:
    assert is_farewell(line)


@pytest.mark.parametrize("line", ["quit the music", "exit at 0:20", "cut", ""])
def test_a_farewell_in_a_wish_is_a_wish(line: str) -> None:
    assert not is_farewell(line)


@pytest.mark.parametrize(
    ("line", "choices", "number"),
    [("6", 5, 6), ("5", 5, 0), ("20", 5, 0), ("6", 0, 0), ("²", 1, 0), ("0", 5, 0)],
)
def test_a_small_number_beyond_the_choices_is_no_request(
    line: str, choices: int, number: int
) -> None:
    assert missing_choice(line, choices) == number


def test_a_folder_is_no_request(tmp_path: Path) -> None:
    assert folder_in(f"'{tmp_path}'") == str(tmp_path)
    assert folder_in(f"file://{tmp_path}") == str(tmp_path)
    assert folder_in("music") == ""
    assert folder_in(f"{tmp_path}/a.mp4") == ""
    assert folder_in("/export") == ""


def test_markup_is_taken_off_and_choices_numbered() -> None:
    reply = Reply(
        "**Done** in `song.mp3`: [see](https://x.org/a)",
        (
            (Button("Undo", "u"), Button("Keep it", url="https://x.org")),
            (Button("No", "n"),),
        ),
    )
    assert render(reply) == (
        "Done in song.mp3: see: https://x.org/a\n"
        "Keep it: https://x.org\n"
        "[1] Undo  [2] No"
    )
