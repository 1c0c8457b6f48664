"""The last edit in another place, for another clip, or half of it."""

from dataclasses import replace

import pytest

from studio.model.edits.control import Undo
from studio.model.edits.footage import (
    BanMoment,
    Include,
    LeaveOut,
    PlaceClip,
    SetPhotoMotion,
    SetShotLength,
    SetSpeed,
    SwapShots,
)
from studio.model.edits.music import SetVolume, UseMusic
from studio.model.edits.overlay import AddOverlay, ChangeOverlay
from studio.model.edits.picture import (
    Adjust,
    LookName,
    PulseKind,
    Quality,
    SetLook,
    SetPulse,
)
from studio.model.edits.record import (
    AtTime,
    Edit,
    OfClips,
    OfShots,
    Plus,
    Times,
)
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
DOG, BEACH, KICK, LOFI = map(AssetId, ("dog", "beach", "kick", "lofi"))
ON_DOG, ON_BEACH = OfClips(assets=(DOG,)), OfClips(assets=(BEACH,))
GREY = SetLook(look=LookName.BLACK_AND_WHITE)
QUIETER = SetVolume(level=Times(factor=0.8))
SWAP = SwapShots(clips=(BEACH, DOG))
FLASH = SetPulse(kind=PulseKind.FLASH)


def after(last: Edit, text: str) -> tuple[Edit, ...]:
    return read(text, replace(CUT30, last_edits=(last,))).edits


def test_only_there_takes_it_off_everywhere_else() -> None:
    off = GREY.model_copy(update={"look": None})
    assert after(GREY, "only on the dog") == (
        off,
        GREY.model_copy(update={"scope": ON_DOG}),
    )


def test_a_step_is_turned_back_where_only_a_clip_was_meant() -> None:
    brighter = Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.2))
    assert after(brighter, "only on the dog") == (
        brighter.model_copy(update={"level": Plus(delta=-0.2)}),
        brighter.model_copy(update={"scope": ON_DOG}),
    )


def test_a_logo_moves_without_getting_smaller_again() -> None:
    smaller = ChangeOverlay(size=Times(factor=0.8))
    (edit,) = after(smaller, "only in the first 10 seconds")
    assert edit == ChangeOverlay(start=AtTime(seconds=0), end=AtTime(seconds=10))
    (edit,) = after(AddOverlay(image=AssetId("logo")), "only on the dog")
    assert edit == ChangeOverlay(image=AssetId("logo"), scope=ON_DOG)


@pytest.mark.parametrize("text", ["no, the beach", "oops, the beach"])
def test_a_clip_that_was_left_out_by_mistake_comes_back(text: str) -> None:
    assert after(LeaveOut(clips=(DOG,)), text) == (
        Include(clips=(DOG,)),
        LeaveOut(clips=(BEACH,)),
    )


def test_a_clip_that_is_added_takes_nothing_back() -> None:
    assert after(LeaveOut(clips=(DOG,)), "the beach too") == (LeaveOut(clips=(BEACH,)),)


@pytest.mark.parametrize(
    "text", ["not on the dog", "except the dog", "take it off the dog"]
)
def test_it_is_taken_off_a_clip(text: str) -> None:
    assert after(GREY, text) == (SetLook(look=None, scope=ON_DOG),)


def test_a_denial_goes_on() -> None:
    still = SetPhotoMotion(on=False, scope=ON_DOG)
    assert after(still, "nor the beach") == (SetPhotoMotion(on=False, scope=ON_BEACH),)


def test_a_clip_behind_the_one_that_was_placed() -> None:
    placed = PlaceClip(clip=DOG, where="first")
    assert after(placed, "and the beach right after") == (
        PlaceClip(clip=BEACH, where="after", other=DOG),
    )


def test_another_shot_in_place_of_the_one_that_went() -> None:
    gone = BanMoment(scope=OfShots(numbers=(4,)))
    other = BanMoment(scope=OfShots(numbers=(5,)))
    assert after(gone, "oops i meant 5") == (Undo(), other)
    assert after(gone, "and 5") == (other,)


@pytest.mark.parametrize("text", ["the first song was better", "no, the other one"])
def test_the_song_before_comes_back(text: str) -> None:
    assert after(UseMusic(songs=(LOFI,)), text) == (UseMusic(songs=(KICK,)),)


@pytest.mark.parametrize("text", ["swap them back", "换回来"])
def test_what_was_swapped_is_swapped_back(text: str) -> None:
    assert after(SWAP, text) == (SWAP,)


@pytest.mark.parametrize(
    "text", ["halfway", "too quiet now, halfway", "somewhere in between"]
)
def test_half_of_a_change_stays(text: str) -> None:
    assert after(QUIETER, text) == (SetVolume(level=Times(factor=1.125)),)


def test_half_is_of_the_value_that_was_complained_of() -> None:
    slow = SetShotLength(seconds=4, scope=ON_DOG)
    assert after(slow, "too long. half that") == (
        SetShotLength(seconds=2, scope=ON_DOG),
    )


def test_too_much_and_back_a_bit() -> None:
    assert after(QUIETER, "过了,往回调一点") == (SetVolume(level=Times(factor=1.2)),)


def test_a_complaint_before_an_undo_is_its_reason() -> None:
    warmer = Adjust(quality=Quality.WARMTH, level=Plus(delta=0.2))
    assert after(warmer, "too warm, go back to the previous version") == (Undo(),)


def test_the_same_value_for_another_clip_and_another_value_for_it() -> None:
    assert after(
        SetShotLength(seconds=3, scope=ON_BEACH), "actually 2 for the dog"
    ) == (SetShotLength(seconds=2, scope=ON_DOG),)


def test_the_same_with_another_quality() -> None:
    brighter = Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.2))
    assert after(brighter, "do the same with contrast") == (
        Adjust(quality=Quality.CONTRAST, level=Plus(delta=0.2)),
    )


def test_flashes_are_thinned_out_not_the_cuts() -> None:
    assert after(FLASH, "too much, every bar is enough") == (
        FLASH.model_copy(update={"on": "downbeat"}),
    )


def test_there_is_where_the_last_edit_is() -> None:
    slow = SetSpeed(factor=0.5, scope=ON_DOG)
    (edit,) = after(slow, "and make it brighter there")
    assert edit.scope == ON_DOG


@pytest.mark.parametrize("text", ["the others can stay", "keep the others"])
def test_what_stays_is_not_changed(text: str) -> None:
    assert after(SetShotLength(seconds=3, scope=ON_DOG), text) == ()


def test_a_correction_of_what_is_not_understood_is_not_about_the_last_request() -> None:
    placed = PlaceClip(clip=DOG, where="last")
    view = replace(CUT30, last_edits=(placed,))
    reading = by_rules("frobnicate the dog, no wait, the beach", view)
    assert reading.edits == ()
    assert any("frobnicate" in residue.text for residue in reading.residues)
