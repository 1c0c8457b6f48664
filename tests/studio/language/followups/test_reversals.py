"""Short messages that reverse the last edit or take it back."""

from dataclasses import replace

import pytest

from studio.model.edits.control import Undo, UndoEdit
from studio.model.edits.footage import (
    BanMoment,
    Include,
    PlaceClip,
    RepeatClip,
    RestoreShots,
    SetShotLength,
    SetSpeed,
    SwapShots,
)
from studio.model.edits.music import SetVolume
from studio.model.edits.overlay import AddTitle, ChangeTitle, FontFamily, Position
from studio.model.edits.picture import (
    FadePicture,
    LookName,
    PulseKind,
    SetLook,
    SetPulse,
    Turn,
)
from studio.model.edits.record import Edit, Exact, OfClips, OfShots, OfTime
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
DOG, BEACH = AssetId("dog"), AssetId("beach")
ON_DOG = OfClips(assets=(DOG,))


def after(last: Edit, text: str) -> Edit:
    view = replace(CUT30, last_edits=(last,), named=(DOG,))
    (edit,) = read(text, view).edits
    return edit


@pytest.mark.parametrize("text", ["other way lol", "the opposite direction please"])
def test_a_turn_goes_the_other_way(text: str) -> None:
    edit = after(Turn(degrees=90, scope=ON_DOG), text)
    assert edit == Turn(degrees=270, scope=ON_DOG)


def test_a_title_goes_to_the_other_side() -> None:
    edit = after(AddTitle(text="Hi", position=Position.TOP_LEFT), "other corner")
    assert isinstance(edit, ChangeTitle)
    assert edit.position is Position.TOP_RIGHT


def test_normal_again_is_the_speed_as_filmed() -> None:
    edit = after(SetSpeed(factor=0.3, scope=ON_DOG), "ok too slow, normal again")
    assert edit == RestoreShots(scope=ON_DOG)


def test_half_as_strong_keeps_the_look() -> None:
    edit = after(SetLook(look=LookName.VINTAGE), "but half as strong")
    assert edit == SetLook(look=LookName.VINTAGE, strength=0.5)


def test_a_fade_is_wished_for_the_other_edge_too() -> None:
    edit = after(FadePicture(edge="out", seconds=2.0), "and one at the start")
    assert edit == FadePicture(edge="in", seconds=2.0)


def test_photos_that_change_quicker_show_shorter() -> None:
    edit = after(SetShotLength(seconds=4.0, photos=True), "a bit quicker")
    assert isinstance(edit, SetShotLength)
    assert edit.photos
    assert edit.seconds is not None
    assert edit.seconds < 4.0


def test_a_clip_named_next_follows_the_one_before() -> None:
    edit = after(PlaceClip(clip=DOG, where="first"), "then the beach")
    assert edit == PlaceClip(clip=BEACH, where="after", other=DOG)


def test_only_once_is_about_the_clip_of_the_last_edit() -> None:
    edit = after(PlaceClip(clip=DOG, where="first"), "ok but only once")
    assert edit == RepeatClip(clips=(DOG,), times=1, at_most=True)


def test_the_order_before_is_one_kind_of_edit_taken_back() -> None:
    edit = after(SetSpeed(factor=2.0), "no i preferred the order before")
    assert edit == UndoEdit(edit="order")


def test_what_others_report_is_read_as_a_wish() -> None:
    for text in (
        "my sister reckons the title is too small",
        "the client wants the title bigger",
        "my brother says it ends too suddenly, title bigger",
    ):
        kinds = [edit.do for edit in read(text, CUT30).edits]
        assert "change_title" in kinds


def test_a_clip_that_is_named_too_is_not_too_much() -> None:
    (edit,) = read("zoom in on the beach a little, and the dog too", CUT30).edits
    assert edit.scope == OfClips(assets=(BEACH, DOG))
    assert edit.model_dump()["level"]["factor"] > 1


@pytest.mark.parametrize(
    ("text", "last", "then"),
    [
        ("less flash", {"on": "beat"}, {"on": "downbeat"}),
        ("闪光少一点", {"on": "beat"}, {"on": "downbeat"}),
        ("weaker flashes", {"on": "beat"}, {"strength": 0.25}),
        ("閃光弱一點", {"on": "beat"}, {"strength": 0.25}),
        ("less flash", {"on": "downbeat"}, {"on": "downbeat", "strength": 0.25}),
        ("more flashes", {"on": "downbeat"}, {"on": "beat"}),
    ],
)
def test_fewer_and_fainter_flashes(
    text: str, last: dict[str, str], then: dict[str, object]
) -> None:
    flash = {"kind": PulseKind.FLASH}
    before = SetPulse.model_validate({**flash, **last})
    view = replace(CUT30, last_edits=(before,))
    assert by_rules(text, view).edits == (SetPulse.model_validate({**flash, **then}),)


def test_a_clip_comes_back_after_another_edit() -> None:
    clips = tuple(replace(c, in_use=c.id != DOG) for c in CUT30.clips)
    view = replace(
        CUT30,
        clips=clips,
        in_force=frozenset({"leave_out", "volume"}),
        last_edits=(SetVolume(level=Exact(value=0.5)),),
        named=(DOG,),
    )
    for text in ("把它加回来", "放回去"):
        assert read(text, view).edits == (Include(clips=(DOG,)),)


@pytest.mark.parametrize(
    "text", ["把刚才那个去掉", "刚才那个不要了", "刚刚那个效果去掉"]
)
def test_what_was_done_last_goes_and_no_clip(text: str) -> None:
    assert after(SetSpeed(factor=0.5, scope=ON_DOG), text) == Undo()


def test_a_font_that_is_disliked_is_taken_back() -> None:
    last = ChangeTitle(which="all", font=FontFamily.HAND)
    assert after(last, "手写体不好看，换回来") == Undo()


def test_a_title_vanishes_so_much_later() -> None:
    view = replace(CUT30, last_edits=(AddTitle(text="Hi"),))
    (edit,) = by_rules("5秒后消失", view).edits
    assert isinstance(edit, ChangeTitle)
    assert edit.seconds == 5.0


def test_numbers_behind_a_shot_count_shots() -> None:
    edit = after(BanMoment(scope=OfShots(numbers=(3,))), "第三个和第四个换一下")
    assert edit == SwapShots(shots=(3, 4))


def test_colour_comes_back_behind_a_stretch() -> None:
    view = replace(CUT30, in_force=frozenset({"look"}))
    edits = read("前10秒黑白，后面彩色", view).edits
    assert [edit.scope for edit in edits] == [OfTime(start=0, end=10), OfTime(start=10)]


@pytest.mark.parametrize("text", ["半透明", "透明一点", "再透明一点"])
def test_what_is_transparent_lies_on_top(text: str) -> None:
    (edit,) = read(text, load_views()["dressed"]).edits
    assert edit.do == "change_overlay"
    assert read(text, load_views()["group"]).edits == ()
