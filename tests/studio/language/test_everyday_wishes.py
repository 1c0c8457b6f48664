"""Wishes that people type every day, each with words that once misled the reader."""

import pytest

from studio.rules.language.reader import read
from tests.corpus.views import load_views


@pytest.mark.parametrize(
    ("text", "view", "meant"),
    [
        ("the last 5 secs in black and white", "cut30", ["look"]),
        ("turn clip 1's sound off", "cut30", ["clip_sound"]),
        ("fade the song out over the last 6 secs", "cut30", ["fade_sound"]),
        ("remove everything you did to the speed", "cut30", ["undo_edit"]),
        ("replace the title with Hello", "cut30", ["change_title"]),
        ("no logo anywhere please", "cut30", ["remove_overlay"]),
        ("make it vertical, the rest unchanged", "cut30", ["aspect"]),
        ("crop it to a square", "cut30", ["aspect"]),
        ("can you sharpen it, it looks a bit soft", "cut30", ["adjust"]),
        ("stop the flashing, it gives me a headache", "cut30", ["pulse"]),
        ("this drags on, can we lose about 10 seconds", "cut30", ["length"]),
        ("clip 4 can go, plus music at 40%", "cut30", ["leave_out", "volume"]),
    ],
)
def test_an_everyday_wish_is_read_whole(text: str, view: str, meant: list[str]) -> None:
    reading = read(text, load_views()[view])
    assert [edit.do for edit in reading.edits] == meant
    assert reading.residues == ()


def test_telling_how_many_clips_came_changes_no_sound() -> None:
    reading = read("I sent you three clips and a song", load_views()["cut30"])
    assert reading.edits == ()


def test_a_verb_that_joins_clauses_is_an_order_of_its_own() -> None:
    edits = read("去掉停顿,加上字幕", load_views()["talk"]).edits
    assert "remove_captions" not in [edit.do for edit in edits]
