"""Requests just beyond what is possible are refused with the reason; nothing else is done."""

import ast
from pathlib import Path

import pytest

from studio.model.edits import limits
from studio.model.effects import Effects, VolumePoint
from studio.rules.language import reader
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


@pytest.mark.parametrize(
    ("words", "bound", "field"),
    [
        ("clip 2 at {:g}x", limits.FASTEST_SPEED, "factor"),
        ("freeze the last frame for {:g} s", limits.LONGEST_FREEZE, "seconds"),
        ("fade out over {:g} seconds", limits.LONGEST_FADE, "seconds"),
        ("cut every {:g} beats", limits.MOST_BEATS, "every"),
        ("make it {:g}p", limits.MOST_LINES_MADE, "lines"),
        ("make it {:g} fps", limits.FASTEST_FRAMES, "rate"),
        ("dissolve of {:g} seconds between all shots", limits.LONGEST_JOIN, "seconds"),
    ],
)
def test_what_is_read_reaches_its_limit_and_not_beyond(
    words: str, bound: float, field: str
) -> None:
    view = load_views()["cut30"]
    edits = read(words.format(bound), view).edits
    assert float(getattr(edits[0], field)) == bound
    beyond = read(words.format(bound + 1), view)
    assert beyond.edits == ()
    assert [one.reason for one in beyond.residues] == ["out_of_range"]


def test_a_segment_takes_whatever_an_edit_takes() -> None:
    """A draft is read leniently: what does not fit would be dropped without a word."""
    for speed in (limits.SLOWEST_SPEED, limits.FASTEST_SPEED):
        assert Effects.from_wire({"speed": speed}).speed == speed
    assert (
        Effects.from_wire({"zoom": (1, limits.MOST_ZOOM)}).zoom[1] == limits.MOST_ZOOM
    )
    assert Effects.from_wire({"bars": limits.WIDEST_BARS}).bars == limits.WIDEST_BARS
    assert VolumePoint(ms=0, gain=limits.LOUDEST).gain == limits.LOUDEST


def test_the_reader_repeats_no_limit_as_a_number() -> None:
    """``limits`` holds the number in ``low <= value <= 8`` for records and readers alike."""
    repeated = [
        f"{path.name}: {ast.unparse(node)}"
        for path in Path(reader.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare) and len(node.ops) > 1
        if isinstance(node.ops[-1], ast.LtE) and _is_number(node.comparators[-1])
    ]
    assert repeated == []


def _is_number(node: ast.expr) -> bool:
    """Whether it is a number but 1, as which each whole and each share ends."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and node.value != 1
    )
