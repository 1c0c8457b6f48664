"""Short messages about a clip, a title or a sound that the last message was about."""

from dataclasses import replace
from typing import Any

import pytest

from studio.model.edits.control import Undo
from studio.model.edits.footage import (
    Include,
    LeaveOut,
    PlaceClip,
    SetShotLength,
    SetSpeed,
)
from studio.model.edits.music import SetClipSound, SetVolume, SoundTarget
from studio.model.edits.overlay import (
    AddTitle,
    ChangeCaptions,
    ChangeTitle,
    SpeechCaptions,
)
from studio.model.edits.picture import JoinKind, LookName, SetJoin, SetLook, Turn
from studio.model.edits.record import WHOLE, AtShot, Edit, OfClips, Times
from studio.model.media import AssetId
from studio.model.reading import TitleView
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import after, load_views

DOG, SUNSET = AssetId("dog"), AssetId("sunset")
ON_DOG = OfClips(assets=(DOG,))
FIRST = PlaceClip(clip=DOG, where="first")


def then(last: Edit, text: str, **stands: Any) -> tuple[Edit, ...]:
    view = replace(after(load_views()["cut30"], (last,), None), **stands)
    reading = read(text, view)
    assert not reading.residues
    assert reading.question is None
    return reading.edits


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no, second", PlaceClip(clip=DOG, where="at", moment=AtShot(number=2))),
        ("before the sunset", PlaceClip(clip=DOG, where="before", other=SUNSET)),
        ("actually last", PlaceClip(clip=DOG, where="last")),
    ],
)
def test_a_placed_clip_goes_elsewhere(text: str, meant: Edit) -> None:
    assert then(FIRST, text) == (meant,)


@pytest.mark.parametrize(
    "text",
    ["每段不要超过3秒", "no clip longer than 3 seconds", "every clip 3 s at most"],
)
def test_a_bound_on_each_clip_is_not_that_of_the_placed_one(text: str) -> None:
    (edit,) = then(FIRST, text)
    assert isinstance(edit, SetShotLength)
    assert (edit.seconds, edit.rule, edit.scope) == (3.0, "at_most", WHOLE)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("make the titles smaller", "all"),
        ("make them smaller", "all"),
        ("这些字小一点", "all"),
        ("make the title smaller", "last"),
        ("smaller", "last"),
    ],
)
def test_of_several_titles_those_that_are_named_are_changed(
    text: str, which: str
) -> None:
    titles = (TitleView(1, "Day 1", 0.0, 3.0), TitleView(2, "Day 2", 4.0, 7.0))
    (edit,) = then(AddTitle(text="Day 2"), text, titles=titles)
    assert isinstance(edit, ChangeTitle)
    assert edit.which == which


@pytest.mark.parametrize("text", ["for 4 seconds", "4 seconds", "make it 4 seconds"])
def test_a_few_seconds_are_those_of_the_placed_clip(text: str) -> None:
    assert then(FIRST, text) == (
        SetShotLength(seconds=4.0, scope=OfClips(assets=(DOG,))),
    )


def test_the_other_way_round() -> None:
    before = PlaceClip(clip=DOG, where="before", other=SUNSET)
    assert then(before, "other way round") == (
        PlaceClip(clip=DOG, where="after", other=SUNSET),
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("it's still too quick", {"seconds": 4.5}),
        ("all caps please", {"text": "HELLO"}),
        ("change it to Beach Week", {"text": "Beach Week"}),
        ('make that "Bye"', {"text": "Bye"}),
        ("a bit higher", {"position": "top"}),
        ("put it lower", {"position": "bottom"}),
    ],
)
def test_a_title_is_changed(text: str, meant: dict[str, object]) -> None:
    (edit,) = then(AddTitle(text="Hello"), text)
    assert isinstance(edit, ChangeTitle)
    changed = edit.model_dump(mode="json", exclude_none=True)
    assert changed.items() >= meant.items()


@pytest.mark.parametrize("text", ["it's still too quick", "a bit longer"])
def test_the_title_that_is_named_lasts_longer_than_it_stands(text: str) -> None:
    titles = (TitleView(1, "Hello", 0.0, 4.0), TitleView(2, "Bye", 8.0, 9.0))
    before = ChangeTitle(which="Hello", color="#ff0000")
    (edit,) = then(before, text, titles=titles)
    assert isinstance(edit, ChangeTitle)
    assert edit.which == "Hello"
    assert edit.seconds is not None
    assert edit.seconds > 4.0


@pytest.mark.parametrize(
    "text", ["they're late by half a second", "they come half a second late"]
)
def test_captions_that_are_late_come_earlier(text: str) -> None:
    assert then(SpeechCaptions(), text) == (ChangeCaptions(shift=-0.5),)


def test_louder_is_the_sound_that_was_kept() -> None:
    original = SetClipSound(mode="keep", scope=OfClips(assets=(DOG,)))
    assert then(original, "louder") == (
        SetVolume(
            target=SoundTarget.CLIPS,
            level=Times(factor=1.5),
            scope=OfClips(assets=(DOG,)),
        ),
    )


def test_it_is_the_song_that_fades() -> None:
    (edit,) = then(SetVolume(level=Times(factor=0.5)), "fade it out over 3 secs")
    assert (edit.do, edit.seconds) == ("fade_sound", 3.0)  # type: ignore[attr-defined]


def test_an_edit_there_instead() -> None:
    look = SetLook(look=LookName.BLACK_AND_WHITE)
    off, on = then(look, "on the dog instead")
    assert off == SetLook(look=None)
    assert on == look.model_copy(update={"scope": OfClips(assets=(DOG,))})


def test_transitions_only_into_a_clip() -> None:
    cut, dissolve = then(SetJoin(kind=JoinKind.DISSOLVE), "only into the sunset")
    assert cut == SetJoin(kind=JoinKind.CUT)
    assert dissolve.scope == OfClips(assets=(SUNSET,))


def test_twice_as_long_is_about_the_photos() -> None:
    photos = SetShotLength(seconds=2.0, photos=True)
    assert then(photos, "twice as long") == (SetShotLength(seconds=4.0, photos=True),)


def by_rules_then(last: Edit, text: str) -> tuple[Edit, ...]:
    return by_rules(text, after(load_views()["cut30"], (last,), None)).edits


@pytest.mark.parametrize("text", ["slow it down", "slow it", "in slow motion"])
def test_a_speed_behind_a_placed_clip_is_of_that_clip(text: str) -> None:
    assert by_rules_then(FIRST, text) == (SetSpeed(factor=0.5, scope=ON_DOG),)


def test_a_pronoun_behind_a_placed_clip_is_that_clip() -> None:
    noir = LookName.BLACK_AND_WHITE
    assert by_rules_then(FIRST, "b&w on it") == (SetLook(look=noir, scope=ON_DOG),)
    assert by_rules_then(FIRST, 'and "good boy" on it') == (
        AddTitle(text="good boy", scope=ON_DOG),
    )


def test_another_edit_too_is_of_the_same_clip() -> None:
    noir = LookName.BLACK_AND_WHITE
    mirrored = Turn(mirror="horizontal", scope=ON_DOG)
    assert by_rules_then(mirrored, "b&w too") == (SetLook(look=noir, scope=ON_DOG),)
    slow = SetSpeed(factor=0.75, scope=ON_DOG)
    assert by_rules_then(slow, "half speed") == (SetSpeed(factor=0.5, scope=ON_DOG),)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("after the sunset", PlaceClip(clip=DOG, where="after", other=SUNSET)),
        (
            "between the sunset and the beach",
            PlaceClip(clip=DOG, where="after", other=SUNSET),
        ),
        ("at the end", PlaceClip(clip=DOG, where="last")),
    ],
)
def test_a_place_behind_a_clip_that_was_put_in_is_of_that_clip(
    text: str, meant: Edit
) -> None:
    assert by_rules_then(Include(clips=(DOG,)), text) == (meant,)


@pytest.mark.parametrize("text", ["put it back", "bring it back", "put that one back"])
def test_a_clip_that_is_out_comes_back_though_another_edit_came_between(
    text: str,
) -> None:
    view = load_views()["cut30"]
    clips = tuple(
        replace(clip, in_use=False) if clip.id == DOG else clip for clip in view.clips
    )
    title = AddTitle(text="Bali")
    out = replace(view, clips=clips, named=(DOG,), last_edits=(title,))
    assert by_rules(text, out).edits == (Include(clips=(DOG,)),)
    shown = replace(out, clips=view.clips)
    assert by_rules(text, shown).edits == (Undo(),)


def test_a_clip_that_is_out_is_not_made_brighter() -> None:
    view = load_views()["cut30"]
    clips = tuple(
        replace(clip, in_use=False) if clip.id == DOG else clip for clip in view.clips
    )
    out = (LeaveOut(clips=(DOG,)),)
    reading = read("brighter", replace(view, clips=clips, named=(DOG,), last_edits=out))
    assert [edit.scope for edit in reading.edits] == [WHOLE]


def test_of_one_title_there_is_no_second() -> None:
    titles = (TitleView(1, "Bali", 0, 3),)
    view = replace(
        load_views()["cut30"], titles=titles, last_edits=(AddTitle(text="Bali"),)
    )
    assert not by_rules("the second one in yellow", view).edits
    two = replace(view, titles=(*titles, TitleView(2, "Rome", 4, 7)))
    assert by_rules("the second one in yellow", two).edits[0].which == "#2"  # type: ignore[attr-defined]
