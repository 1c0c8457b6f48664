"""Captions that are pasted: their lines, their times, their look, and wishes before them."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from studio.rules.language.entities.lattice import tokens
from studio.rules.language.entities.pasted import pasted_captions
from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
VERTICAL = {"do": "aspect", "width": 9, "height": 16}
TEN = {"do": "length", "length": {"by": "exact", "value": 10}}
LINES = {"do": "captions", "lines": ["We left at dawn", "The sea was blue"]}
TIMED = LINES | {"times": [[1, 4], [4, 8]], "timing": "file"}
SRT = """1
00:00:01,000 --> 00:00:04,000
We left at dawn

2
00:00:04,000 --> 00:00:08,000
The sea was blue
"""


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("captions:\nWe left at dawn\nThe sea was blue", [LINES]),
        ("vertical, captions:\nWe left at dawn\nThe sea was blue", [VERTICAL, LINES]),
        ("10 seconds, vertical.\ncaptions:\nWe left at dawn\nThe sea was blue", [TEN, VERTICAL, LINES]),
        ("captions:\n0:01 We left at dawn\n0:04 The sea was blue", [TIMED]),
        ("subtitles:\n0:01 - 0:04 We left at dawn\n0:04 - 0:08 The sea was blue", [TIMED]),
        ("subs:\n00:01-00:04: We left at dawn\n00:04-00:08: The sea was blue", [TIMED]),
        (f"10 seconds, vertical, captions:\n{SRT}", [TEN, VERTICAL, TIMED]),
        (SRT, [TIMED]),
        ("[00:01.00]We left at dawn\n[00:04.00]The sea was blue\n[00:08.00]", [TIMED]),
        ("captions in yellow, at the top:\nWe left at dawn\nThe sea was blue", [
            LINES | {"color": "#ffd60a", "position": "top"},
        ]),
        ("the captions, yellow and big:\nWe left at dawn\nThe sea was blue", [
            LINES | {"color": "#ffd60a", "size": ["any"]},
        ]),
        ("hey, put these on with captions:\nWe left at dawn\nThe sea was blue", [LINES]),
        ("vertical and yellow captions:\nWe left at dawn\nThe sea was blue", [
            VERTICAL, LINES | {"color": "#ffd60a"},
        ]),
        ("竖屏，字幕：\nWe left at dawn\nThe sea was blue", [VERTICAL, LINES]),
        ("captions 0:01 We left at dawn 0:04 The sea was blue", [TIMED]),
        ("please add captions: 0:01 We left at dawn, 0:04-0:08 The sea was blue", [TIMED]),
        ("vertical and add captions (0:01) We left at dawn and (0:04) The sea was blue", [VERTICAL, TIMED]),
        ("帮我加上字幕：0:01 We left at dawn 0:04 The sea was blue", [TIMED]),
        ("加字幕 0:01 We left at dawn，0:04 The sea was blue", [TIMED]),
        ("captions: We left at dawn; The sea was blue", [LINES]),
        ("字幕写：We left at dawn；The sea was blue", [LINES]),
        ("captions: We left; at dawn / The sea; was blue", [
            {"do": "captions", "lines": ["We left; at dawn", "The sea; was blue"]},
        ]),
        ("字幕：\n0:01 We left at dawn\n0:04 The sea was blue", [TIMED]),
    ],
)  # fmt: skip
def test_what_is_read(text: str, edits: list[dict[str, Any]]) -> None:
    reading = read(text, CUT30)
    assert verdict(reading, (Expectation(tuple(edits)),), CUT30) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "two things:\nmake it vertical\nadd a vintage look",
        "0:05 flash\n0:10 flash",
        "captions:\nonly one line",
        "the title: Summer",
        "captions from 0:02 to 0:08",
        "captions at 0:02, and a title at 0:06",
        "captions off at 0:02 and on at 0:06",
        "0:02 hello 0:06 bye",
        "captions: yellow; at the top",
        "字幕：黄色；标题：红色",
        "字幕：大一点；放下面",
    ],
)
def test_other_lists_are_no_captions(text: str) -> None:
    assert pasted_captions(text, tokens(text, CUT30.clips)) is None


@given(st.text(alphabet="a1:. \n->[]字幕captions", max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    pasted = pasted_captions(text, tokens(text, CUT30.clips))
    if pasted and pasted.captions.times:
        assert len(pasted.captions.times) == len(pasted.captions.lines)
