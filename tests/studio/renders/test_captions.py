"""Caption files of all formats are read; their faults are counted."""

from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from studio.rules.captions.caption_file import Caption, parse_captions
from studio.rules.captions.text_encoding import decode_text

SRT = """1
00:00:01,000 --> 00:00:02,500
Hello <i>there</i>

2
00:00:03,000 --> 00:00:04,000
Second line
and more
"""


def test_subrip_is_read_with_marks_taken_off() -> None:
    assert parse_captions(SRT.encode()).captions == (
        Caption(1.0, 2.5, "Hello there"),
        Caption(3.0, 4.0, "Second line\nand more"),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SRT.encode(),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
        SRT.encode("utf-16"),
        SRT.encode("utf-16-le"),
        SRT.replace("\n\n", "\n").encode(),
        SRT.replace(",", ".").encode(),
        b"WEBVTT\n\n" + SRT.encode(),
    ],
)
def test_marks_line_ends_and_dialects_make_no_difference(data: bytes) -> None:
    assert parse_captions(data).captions == parse_captions(SRT.encode()).captions


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("我们在海边看日出，风很大", "gb18030"),
        ("我們在海邊看日出，風很大", "big5"),
        ("Où est le café? À bientôt, mon élève", "cp1252"),
        ("我们在海边", "utf-8"),
    ],
)
def test_old_encodings_are_recognised(text: str, encoding: str) -> None:
    data = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(encoding)
    file = parse_captions(data)
    assert file.captions[0].text == text


def test_overlaps_end_where_the_next_begins() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:05,000\na\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n"
    )
    file = parse_captions(text.encode())
    assert file.captions == (Caption(1.0, 3.0, "a"), Caption(3.0, 4.0, "b"))
    assert file.shortened == 1


def test_two_at_once_are_shown_together() -> None:
    text = "00:01,000 --> 00:02,000\na\n\n00:01,000 --> 00:03,000\nb\n"
    assert parse_captions(text.encode()).captions == (Caption(1.0, 3.0, "a\nb"),)


def test_what_cannot_be_shown_is_counted() -> None:
    text = "00:05,000 --> 00:02,000\nbackwards\n\n00:06,000 --> 00:07,000\n\n00:08,000 --> 00:09,000\nc\n"
    file = parse_captions(text.encode())
    assert file.captions == (Caption(8.0, 9.0, "c"),)
    assert file.skipped == 2


def test_lyrics_last_until_the_next_line() -> None:
    lyrics = "[ti:Song]\n[00:01.50]First\n[00:04.00][00:10.00]Chorus\n[00:06.00]\n"
    assert parse_captions(lyrics.encode()).captions == (
        Caption(1.5, 4.0, "First"),
        Caption(4.0, 6.0, "Chorus"),
        Caption(10.0, 14.0, "Chorus"),
    )


def test_lyrics_may_be_shifted() -> None:
    lyrics = "[offset:500]\n[00:01.50]First\n[00:03.00]Next\n"
    assert parse_captions(lyrics.encode()).captions[0].start == 1.0


@pytest.mark.parametrize("data", [b"", b"hello\nworld", b"\xff\xfe\x00\xd8" * 9])
def test_a_file_without_times_is_reported(data: bytes) -> None:
    with pytest.raises(ValueError, match="no times"):
        parse_captions(data)


def test_captions_are_without_controls_and_invisible_characters() -> None:
    line = "\x1b[1mThe \u202esea\x1b[0m\u200b"
    data = f"1\r\n00:00:01,000 --> 00:00:02,500\r\n{line}\r\n".encode()
    assert [each.text for each in parse_captions(data).captions] == ["The sea"]


@settings(max_examples=80)
@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "1",
                "",
                "00:00:01,0 --> 00:00:02,5",
                "[00:01.2]",
                "x",
                "<b>",
                "99:99 --> 1:1",
            ]
        ),
        max_size=12,
    ).map(lambda lines: "\n".join(lines).encode())
)
def test_whatever_comes_captions_are_in_order_and_apart(data: bytes) -> None:
    assert isinstance(decode_text(data), str)
    try:
        captions = parse_captions(data).captions
    except ValueError:
        return
    assert all(one.start < one.end and one.text for one in captions)
    assert all(one.end <= two.start for one, two in pairwise(captions))
