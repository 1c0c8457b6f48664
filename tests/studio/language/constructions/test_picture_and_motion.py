"""Constructions of the picture and of speed."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import SetPhotoMotion, SetSpeed
from studio.model.edits.overlay import ChangeOverlay
from studio.model.edits.picture import (
    Adjust,
    FadePicture,
    FitMode,
    JoinKind,
    LookName,
    Quality,
    SetFit,
    SetJoin,
    SetLook,
    SetPulse,
    Turn,
)
from studio.model.edits.record import Exact, OfClips, OfSong, Plus, SongLabel, Times
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from studio.words.catalogue import words
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
GROUP = load_views()["group"]
DRESSED = load_views()["dressed"]


def _adjusted(quality: Quality, level: Plus | Exact) -> Adjust:
    return Adjust(quality=quality, level=level)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("raise the saturation by 20%", _adjusted(Quality.SATURATION, Plus(delta=0.2))),
        ("set the saturation to 30%", _adjusted(Quality.SATURATION, Exact(value=0.3))),
        ("lower the contrast by 10%", _adjusted(Quality.CONTRAST, Plus(delta=-0.1))),
        ("not bright enough", _adjusted(Quality.BRIGHTNESS, Plus(delta=0.2))),
        ("no grain", _adjusted(Quality.GRAIN, Exact(value=0.0))),
        ("亮度太低了", _adjusted(Quality.BRIGHTNESS, Plus(delta=0.2))),
        ("饱和度太高了降一点", _adjusted(Quality.SATURATION, Plus(delta=-0.2))),
    ],
)
def test_a_quality_is_turned_in_the_direction_that_is_said(
    text: str, edit: Adjust
) -> None:
    assert read(text, CUT30).edits == (edit,)


@pytest.mark.parametrize(
    "text",
    [
        "unmirror the dog",
        "no mirror on clip 2",
        "stop mirroring the dog",
        "第二段取消镜像",
    ],
)
def test_a_clip_that_is_not_to_be_mirrored_is_not(text: str) -> None:
    dog = OfClips(assets=(AssetId("dog"),))
    assert read(text, CUT30).edits == (Turn(mirror="off", scope=dog),)


def test_a_colour_is_taken_out_of_a_clip_and_not_the_clip_out_of_the_video() -> None:
    reading = read("take the yellow out of the beach", CUT30)
    beach = OfClips(assets=(AssetId("beach"),))
    level = Plus(delta=-0.2)
    cooler = Adjust(quality=Quality.WARMTH, level=level, scope=beach)
    choices = reading.question.choices if reading.question else ()
    assert reading.edits or choices
    assert {*reading.edits, *(e for one in choices for e in one.edits)} == {cooler}


def test_qualities_in_a_list_are_turned_together() -> None:
    edits = read("turn up contrast and saturation a bit", CUT30).edits
    assert [e.quality for e in edits if isinstance(e, Adjust)] == [
        Quality.CONTRAST,
        Quality.SATURATION,
    ]


def test_a_filter_that_stands_is_weakened() -> None:
    weaker = SetLook(look=LookName.VINTAGE, strength=0.5)
    assert read("the filter at 50%", DRESSED).edits == (weaker,)


def test_the_rest_in_colour_asks_for_nothing_more() -> None:
    look = SetLook(
        look=LookName.BLACK_AND_WHITE,
        scope=OfSong(label=SongLabel.CHORUS),
    )
    reading = read("the chorus in black and white, the rest in colour", CUT30)
    assert reading.edits == (look,)
    assert not reading.residues


@pytest.mark.parametrize(
    ("text", "join"),
    [
        (
            "a whip pan between shots 3 and 4",
            SetJoin(kind=JoinKind.WHIP, where="one", join=3),
        ),
        (
            "no transition between 5 and 6",
            SetJoin(kind=JoinKind.CUT, where="one", join=5),
        ),
        (
            "dip to black before the final shot",
            SetJoin(kind=JoinKind.DIP_BLACK, where="one", join=-1),
        ),
        ("段落之间用黑场过渡", SetJoin(kind=JoinKind.DIP_BLACK, where="sections")),
    ],
)
def test_a_transition_stands_where_it_is_said(text: str, join: SetJoin) -> None:
    assert read(text, CUT30).edits == (join,)


@pytest.mark.parametrize("kind", JoinKind)
@pytest.mark.parametrize(
    ("language", "request_with"),
    [
        ("en", "{} between the clips"),
        ("zh", "片段之间用{}"),
        ("zh_hant", "片段之間用{}"),
    ],
)
def test_each_transition_can_be_asked_for_by_its_name(
    language: str, request_with: str, kind: JoinKind
) -> None:
    name = words(language).say(f"names.join.{kind}")
    reading = read(request_with.format(name), DRESSED)
    assert reading.edits == (SetJoin(kind=kind),)
    assert not reading.residues


def test_shorter_transitions_of_an_unknown_kind_are_reported() -> None:
    reading = read("make the transitions shorter", CUT30)
    assert not reading.edits
    assert reading.residues


@pytest.mark.parametrize("kind", [JoinKind.FLASH, JoinKind.WHIP, JoinKind.SLIDE])
def test_shorter_transitions_are_shorter_than_those_of_their_kind(
    kind: JoinKind,
) -> None:
    view = replace(CUT30, last_edits=(SetJoin(kind=kind),))
    (join,) = read("make the transitions shorter", view).edits
    assert isinstance(join, SetJoin)
    assert join.seconds is not None
    assert join.seconds < kind.usual_seconds


def test_shorter_transitions_keep_their_kind() -> None:
    last = SetJoin(kind=JoinKind.WHIP, seconds=1.0)
    view = replace(CUT30, last_edits=(last,))
    (join,) = read("make the transitions much shorter", view).edits
    assert join == SetJoin(kind=JoinKind.WHIP, seconds=0.5)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("the dog is upside down", 180),
        ("rotate the dog clockwise", 90),
        ("turn the dog 90 degrees to the left", 270),
    ],
)
def test_a_clip_is_turned(text: str, degrees: int) -> None:
    scope = OfClips(assets=(AssetId("dog"),))
    turn = Turn.model_validate({"degrees": degrees, "scope": scope})
    assert read(text, CUT30).edits == (turn,)


def test_black_bars_that_disturb_are_cropped_away() -> None:
    edits = read("take the black bars off", CUT30).edits
    assert edits == (SetFit(mode=FitMode.CROP),)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("小狗 0.5x", 0.5),
        ("小狗快放两倍", 2.0),
        ("小狗慢放一半", 0.5),
        ("play the 小狗 clip 3 times faster", 3.0),
    ],
)
def test_a_clip_plays_at_the_speed_that_is_said(text: str, factor: float) -> None:
    scope = OfClips(assets=(AssetId("xiaogou"),))
    assert read(text, GROUP).edits == (SetSpeed(factor=factor, scope=scope),)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("speed up everything by 10 percent", 1.1),
        ("speed the video up by 25%", 1.25),
        ("slow it down by 20 percent", 0.8),
        ("lower the speed by 30%", 0.7),
        ("slow it down to 40%", 0.4),
    ],
)
def test_a_change_by_a_share_is_no_speed_of_that_share(
    text: str, factor: float
) -> None:
    assert read(text, CUT30).edits == (SetSpeed(factor=factor),)


@pytest.mark.parametrize(
    "text", ["warm vintage vibe please", "make it warm and vintage", "复古暖色调"]
)
def test_a_shade_is_added_to_the_look_that_is_named_beside_it(text: str) -> None:
    warmer = _adjusted(Quality.WARMTH, Plus(delta=0.2))
    assert read(text, CUT30).edits == (SetLook(look=LookName.VINTAGE), warmer)


def test_faster_cuts_are_no_faster_footage() -> None:
    assert [e.do for e in read("faster cuts in the chorus", CUT30).edits] == ["pace"]


def test_a_moment_is_not_lost_beside_a_small_word() -> None:
    reading = read("freeze the frame at 2 minutes", CUT30)
    assert not reading.edits
    assert reading.residues


def test_the_others_are_those_that_are_shown() -> None:
    edits = by_rules("blur bars on the dog, crop the others", CUT30).edits
    shown = tuple(AssetId(one) for one in ("beach", "img2041", "sunset"))
    assert edits[1] == SetFit(mode=FitMode.CROP, scope=OfClips(assets=shown))


def test_plain_cuts_are_meant_where_effects_are_denied() -> None:
    edits = by_rules("just plain cuts no effects between", CUT30).edits
    assert edits[0] == SetJoin(kind=JoinKind.CUT)


def test_a_signed_number_is_a_share_or_a_step_of_a_hundred() -> None:
    brighter = _adjusted(Quality.BRIGHTNESS, Plus(delta=0.3))
    assert by_rules("exposure +0.3", CUT30).edits == (brighter,)
    assert by_rules("exposure +30", CUT30).edits == (brighter,)
    assert by_rules("亮度提高30%", CUT30).edits == (brighter,)
    paler = _adjusted(Quality.SATURATION, Exact(value=-0.25))
    assert by_rules("saturation to -25", CUT30).edits == (paler,)


def test_a_percentage_before_bigger_is_a_change_of_the_size() -> None:
    bigger = ChangeOverlay(size=Times(factor=1.2))
    assert by_rules("logo 20% bigger", DRESSED).edits == (bigger,)
    half = ChangeOverlay(size=Exact(value=0.2))
    assert by_rules("logo smaller, 20%", DRESSED).edits == (half,)


@pytest.mark.parametrize("text", ["quick fade in", "fade in quickly"])
def test_a_quick_fade_is_short_and_no_pace(text: str) -> None:
    assert by_rules(text, CUT30).edits == (FadePicture(edge="in", seconds=0.5),)


def test_a_zoom_that_is_denied_is_the_own_motion_of_a_photo() -> None:
    still = SetPhotoMotion(on=False, scope=OfClips(assets=(AssetId("sunset"),)))
    assert by_rules("sunset 不要 zoom", CUT30).edits == (still,)
    assert by_rules("remove the weird zooming on the photo", CUT30).edits == (still,)
    (edit,) = by_rules("don't zoom in on the dog", CUT30).edits
    assert edit.do == "zoom"


@pytest.mark.parametrize(
    ("text", "kind", "on"),
    [
        ("flash once when the chorus starts", "flash", "start"),
        ("flash at the start of every chorus", "flash", "start"),
        ("shake when each chorus begins", "shake", "start"),
        ("副歌开始的时候闪白一下", "flash", "start"),
        ("副歌一开始就闪一下", "flash", "start"),
        ("flashes in the chorus", "flash", "beat"),
        ("flash on every beat of the chorus", "flash", "beat"),
    ],
)
def test_where_a_part_begins_is_once(text: str, kind: str, on: str) -> None:
    (edit,) = read(text, CUT30).edits
    scope = OfSong(label=SongLabel.CHORUS)
    assert edit == SetPulse.model_validate({"kind": kind, "on": on, "scope": scope})
