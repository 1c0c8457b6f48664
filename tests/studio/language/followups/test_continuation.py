"""Short messages that carry the last edit on."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import Freeze, PlaceClip, SetShotLength, SetSpeed
from studio.model.edits.music import (
    FadeSound,
    SetClipSound,
    SetPace,
    SetVolume,
    TrimMusic,
)
from studio.model.edits.overlay import (
    AddTitle,
    Animation,
    ChangeCaptions,
    ChangeTitle,
    Position,
    SpeechCaptions,
)
from studio.model.edits.picture import (
    Adjust,
    FadePicture,
    JoinKind,
    LookName,
    PulseKind,
    Quality,
    SetJoin,
    SetLook,
    SetPulse,
)
from studio.model.edits.record import Edit, Exact, OfClips, Plus, Times
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
DOG, BEACH = AssetId("dog"), AssetId("beach")
ON_DOG = OfClips(assets=(DOG,))
VINTAGE = SetLook(look=LookName.VINTAGE, scope=ON_DOG)


def after(last: Edit, text: str) -> Edit:
    view = replace(CUT30, last_edits=(last,), named=(DOG,))
    (edit,) = read(text, view).edits
    return edit


@pytest.mark.parametrize("text", ["slower", "even slower", "再慢一点"])
def test_slower_is_about_the_clip_that_was_slowed(text: str) -> None:
    edit = after(SetSpeed(factor=0.5, scope=ON_DOG), text)
    assert isinstance(edit, SetSpeed)
    assert edit.scope == ON_DOG
    assert edit.factor < 0.5


@pytest.mark.parametrize("text", ["only on the beach", "not the dog, the beach"])
def test_the_edit_moves_to_another_clip(text: str) -> None:
    view = replace(CUT30, last_edits=(VINTAGE,), named=(DOG,))
    assert read(text, view).edits == (
        SetLook(look=None, scope=ON_DOG),
        SetLook(look=LookName.VINTAGE, scope=OfClips(assets=(BEACH,))),
    )


def test_the_rest_is_every_clip_but_that_one() -> None:
    edit = after(VINTAGE, "the rest too")
    assert isinstance(edit.scope, OfClips)
    assert edit.scope.assets == ("beach", "img2041", "sunset")


def test_a_bare_duration_is_that_of_the_transition() -> None:
    edit = after(SetJoin(kind=JoinKind.DISSOLVE), "half a second")
    assert isinstance(edit, SetJoin)
    assert edit.seconds == 0.5


@pytest.mark.parametrize(
    "last",
    [SetSpeed(factor=2.0, scope=ON_DOG), SetVolume(level=Exact(value=0), scope=ON_DOG)],
)
def test_seconds_of_another_clip_are_no_speed_and_no_volume(last: Edit) -> None:
    edit = after(last, "and the beach 4 secs")
    assert edit == SetShotLength(seconds=4.0, scope=OfClips(assets=(BEACH,)))


def test_a_clip_that_may_stay_as_it_is_does_not_get_the_last_edit() -> None:
    view = replace(CUT30, last_edits=(VINTAGE,), named=(DOG,))
    (edit,) = by_rules("the beach can be as is", view).edits
    assert edit.do == "keep"


def test_a_weaker_look_stays_the_same_look() -> None:
    edit = after(VINTAGE, "a bit weaker")
    assert isinstance(edit, SetLook)
    assert edit.look is LookName.VINTAGE
    assert edit.strength < 1.0


def test_an_amount_holds_where_the_last_edit_of_its_kind_holds() -> None:
    edit = after(
        Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.1), scope=ON_DOG),
        "再亮一点",
    )
    assert isinstance(edit, Adjust)
    assert edit.scope == ON_DOG


@pytest.mark.parametrize("text", ["停五秒", "5 seconds"])
def test_seconds_are_those_of_the_title(text: str) -> None:
    edit = after(AddTitle(text="Hi", seconds=3.0), text)
    assert getattr(edit, "seconds", None) == 5.0


def test_a_second_more_is_of_the_photos() -> None:
    edit = after(SetShotLength(seconds=2.0, photos=True), "多一秒")
    assert edit == SetShotLength(seconds=3.0, photos=True)


@pytest.mark.parametrize(
    ("text", "shift"), [("delay 1 second", 1.0), ("往前调半秒", -0.5)]
)
def test_captions_are_shifted_further(text: str, shift: float) -> None:
    edit = after(ChangeCaptions(color="#ffff00"), text)
    assert edit == ChangeCaptions(shift=shift)


@pytest.mark.parametrize(
    "text", ["hmm bit strong, tone it down", "太重了，淡一点", "too much, back a bit"]
)
def test_a_complaint_before_the_change_is_passed_over(text: str) -> None:
    edit = after(VINTAGE, text)
    assert isinstance(edit, SetLook)
    assert edit.strength == 0.5


def test_an_effect_takes_the_place_of_the_one_that_is_denied() -> None:
    flashes = SetPulse(kind=PulseKind.FLASH, scope=ON_DOG)
    edit = after(flashes, "no no not flashes, shakes")
    assert edit == SetPulse(kind=PulseKind.SHAKE, scope=ON_DOG)


@pytest.mark.parametrize("text", ["without its sound", "bring his sound back"])
def test_a_possessive_means_the_clip_that_was_named(text: str) -> None:
    edit = after(PlaceClip(clip=DOG, where="first"), text)
    assert isinstance(edit, SetClipSound)
    assert edit.scope == ON_DOG


def test_two_changes_of_the_same_captions_are_one() -> None:
    edit = after(SpeechCaptions(), "in yellow, bottom of the screen")
    assert isinstance(edit, ChangeCaptions)
    assert edit.color
    assert edit.position is Position.BOTTOM


@pytest.mark.parametrize(
    "text", ["freeze the last frame for 2 seconds", "hold the last frame 2 seconds"]
)
def test_a_freeze_after_a_fade_is_a_wish_of_its_own(text: str) -> None:
    edit = after(FadePicture(edge="out"), text)
    assert isinstance(edit, Freeze)
    assert edit.seconds == 2


@pytest.mark.parametrize(
    "text",
    ["the video is too short", "make the video longer", "视频太短了", "再长10秒"],
)
def test_the_length_of_the_video_is_not_that_of_the_fade_before(text: str) -> None:
    view = replace(CUT30, last_edits=(FadeSound(edge="out"),))
    assert [edit.do for edit in by_rules(text, view).edits] == ["length"]


@pytest.mark.parametrize("text", ["half as long", "twice as long", "三倍长"])
def test_a_transition_lasts_times_as_long(text: str) -> None:
    view = replace(CUT30, last_edits=(SetJoin(kind=JoinKind.DISSOLVE),))
    (edit,) = by_rules(text, view).edits
    assert isinstance(edit, SetJoin)
    assert edit.seconds in {0.3, 1.2, 1.8}


WHIP = SetJoin(kind=JoinKind.WHIP, seconds=0.3)


def by_rules_after(last: Edit, text: str) -> Edit:
    (edit,) = by_rules(text, replace(CUT30, last_edits=(last,))).edits
    return edit


def test_transitions_keep_their_kind_where_only_their_place_changes() -> None:
    there = by_rules_after(WHIP, "only on the sections")
    assert there == SetJoin(kind=JoinKind.WHIP, where="sections")


@pytest.mark.parametrize("text", ["nvm normal cuts", "straight cuts", "算了 hard cut"])
def test_hard_cuts_behind_transitions_last_no_time_and_hold_everywhere(
    text: str,
) -> None:
    last = WHIP.model_copy(update={"where": "sections"})
    assert by_rules_after(last, text) == SetJoin(kind=JoinKind.CUT)


def test_seconds_behind_shorter_are_the_new_length() -> None:
    assert by_rules_after(WHIP, "shorter 0.2s") == SetJoin(
        kind=JoinKind.WHIP, seconds=0.2
    )


CONTRAST = Adjust(quality=Quality.CONTRAST, level=Plus(delta=-0.1))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("again", -1),
        ("once more", -1),
        ("one more", -1),
        ("another notch", -1),
        ("one more step", -1),
        ("even less", -1),
        ("back a bit", 1),
    ],
)
def test_again_goes_on_in_the_same_direction(text: str, sign: int) -> None:
    view = replace(CUT30, last_edits=(CONTRAST,))
    (edit,) = by_rules(text, view).edits
    assert isinstance(edit, Adjust)
    assert isinstance(edit.level, Plus)
    assert edit.level.direction == sign


@pytest.mark.parametrize(
    ("text", "start"),
    [("earlier", 15.0), ("earlier again", 15.0), ("a bit later", 25.0)],
)
def test_the_song_starts_earlier_or_later(text: str, start: float) -> None:
    view = replace(CUT30, last_edits=(TrimMusic(start=20.0),))
    assert by_rules(text, view).edits == (TrimMusic(start=start),)
    assert read(text, view).edits in {(TrimMusic(start=start),), ()}


@pytest.mark.parametrize("text", ["fewer still", "even fewer", "a bit less"])
def test_fewer_cuts_become_fewer(text: str) -> None:
    view = replace(CUT30, last_edits=(SetPace(rate=Times(factor=0.8)),))
    (edit,) = by_rules(text, view).edits
    assert isinstance(edit, SetPace)
    assert isinstance(edit.rate, Times)
    assert edit.rate.direction < 0


@pytest.mark.parametrize(
    "text", ["the second chorus", "second chorus, not the first", "the 2nd chorus"]
)
@pytest.mark.parametrize("part", ["only", "start"])
def test_another_part_of_the_song_of_the_same_kind(text: str, part: str) -> None:
    first = TrimMusic.model_validate({part: "chorus"})
    view = replace(CUT30, last_edits=(first,))
    expected = first.model_copy(update={"number": 2})
    assert by_rules(text, view).edits == (expected,)


def test_it_appears_slowly_where_a_title_was_added() -> None:
    view = replace(CUT30, last_edits=(AddTitle(text="Anna"),))
    fading = ChangeTitle(which="last", animation=Animation.FADE)
    assert by_rules("make it appear slowly", view).edits == (fading,)
    assert by_rules("make it appear slowly", CUT30).edits == (FadePicture(edge="in"),)
    both = by_rules("make it appear slowly and keep it for 5 seconds", view)
    offer = both.question.choices[0].edits if both.question else ()
    assert (*both.edits, *offer) == (fading.model_copy(update={"seconds": 5.0}),)
