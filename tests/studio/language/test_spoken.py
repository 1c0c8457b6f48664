"""Spoken English: slang, complaints, remarks, run-on speech and narrowed scopes."""

import pytest

from studio.model.edits.music import SetPace
from studio.model.edits.record import OfClips, Times
from studio.rules.language.reader import read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("slap a vintage filter on the beach clip", ["look"]),
        ("chuck in some film grain", ["adjust"]),
        ("bin the second clip", ["leave_out"]),
        ("nuke the title", ["remove_title"]),
        ("knock the music down a bit", ["volume"]),
        ("have it go faster towards the end", ["pace"]),
        ("the ending feels abrupt", ["fade_picture"]),
        ("the text is too small to read", ["change_title"]),
        ("the colors look washed out", ["adjust"]),
        ("make it vertical and cut it to 15 seconds", ["aspect", "length"]),
        ("play kick then lofi", ["use_music"]),
        ("switch shots 2 and 5", ["swap"]),
        ("drop clip 3", ["leave_out"]),
        ("beach, then dog, then sunset", ["order"]),
        ("sync to the beat, 6 seconds, vertical", ["sync", "length", "aspect"]),
        ("we watch it on the tv so landscape please", ["aspect"]),
        ("black and white, slower and no title", ["look", "pace", "remove_title"]),
        ("lose the beach, my boss complained about it", ["leave_out"]),
        ("make it slow, it's for my sister's wedding next week", ["pace"]),
        ("flash on the drop", ["pulse"]),
    ],
)
def test_what_people_say_gives_the_edit(text: str, edits: list[str]) -> None:
    reading = read(text, CUT30)
    assert [edit.do for edit in reading.edits] == edits
    assert not reading.residues
    assert reading.question is None


def test_only_on_narrows_the_edit_before_it() -> None:
    (edit,) = read("black and white but only on the dog", CUT30).edits
    assert edit.do == "look"
    assert isinstance(edit.scope, OfClips)
    assert len(edit.scope.assets) == 1


def test_it_means_the_clip_that_was_edited_just_before() -> None:
    look, speed = read(
        "make the dog clip black and white and slow it down", CUT30
    ).edits
    assert (look.do, speed.do) == ("look", "speed")
    assert look.scope == speed.scope


def test_two_speeds_for_one_clip_give_a_question() -> None:
    reading = read("slow mo the dog and also double speed the dog", CUT30)
    assert not reading.edits
    assert reading.question is not None


def test_so_between_clauses_separates_them_and_is_no_complaint() -> None:
    (edit,) = read("it's for a wedding, so make it slower", CUT30).edits
    assert edit.do == "pace"
    assert isinstance(edit, SetPace)
    assert isinstance(edit.rate, Times)
    assert edit.rate.factor < 1


def test_a_wish_without_a_known_object_is_reported() -> None:
    assert read("fisheye vibes", CUT30).residues


def test_more_of_nothing_is_reported() -> None:
    assert read("a bit more", CUT30).residues


def test_no_music_but_the_clips_own_sound() -> None:
    reading = read("no music, just the original sound", CUT30)
    assert [edit.do for edit in reading.edits] == ["remove_music", "clip_sound"]
