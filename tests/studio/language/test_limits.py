"""Requests just beyond what is possible are refused with the reason; nothing else is done."""

import pytest

from studio.rules.language.reader import read
from tests.corpus.views import load_views


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("keep it under 25 MB", "file_size"),
        ("文件别超过25MB", "file_size"),
        ("码率8M", "file_size"),
        ("straighten the horizon", "straighten"),
        ("the horizon is tilted, straighten it", "straighten"),
        ("captions only for the beach clip", "not_scoped"),
        ("只给狗那段加字幕", "not_scoped"),
        ("make that shot a bit longer", "unknown_target"),
    ],
)
def test_a_limit_is_explained_and_nothing_is_done(text: str, reason: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert reading.edits == ()
    assert [one.reason for one in reading.residues] == [reason]


def test_a_limit_takes_no_other_wish_with_it() -> None:
    reading = read("make it 30 seconds, under 25MB", load_views()["cut30"])
    assert [edit.do for edit in reading.edits] == ["length"]
    assert [one.reason for one in reading.residues] == ["file_size"]


def test_an_old_version_that_is_to_be_kept_is_not_restored() -> None:
    assert read("keep the old version too", load_views()["dressed"]).edits == ()


@pytest.mark.parametrize("text", ["卡点慢了半拍", "整体往前挪半拍"])
def test_half_a_beat_is_so_many_seconds_of_the_song(text: str) -> None:
    view = load_views()["cut30"]
    (edit,) = read(text, view).edits
    assert edit.do == "shift_bar"
    assert getattr(edit, "seconds", None) == pytest.approx(-30 / view.tempo)
