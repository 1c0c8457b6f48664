"""Stretches of a clip's own clock, bounds on shots, and seconds behind a named clip."""

import pytest

from studio.model.edits.footage import (
    BanMoment,
    Freeze,
    PlaceClip,
    SetShotLength,
    SetSpeed,
)
from studio.model.edits.music import SetPace, SetVolume
from studio.model.edits.overlay import AddTitle
from studio.model.edits.picture import LookName, SetLook
from studio.model.edits.record import (
    AtTime,
    Edit,
    Exact,
    OfClips,
    OfSource,
    OfTime,
    SourceRange,
    Times,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
DOG = AssetId("dog")


def _edits(text: str) -> list[Edit]:
    reading = read(text, VIEW)
    assert not reading.residues, reading
    assert reading.question is None, reading
    return list(reading.edits)


def _of_dog(start: float, end: float) -> OfSource:
    part = SourceRange(clip=DOG, start=start, end=end)
    return OfSource(ranges=(part,), divides=True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("slow down the first 3 seconds of clip 2", 0, 3),
        ("clip 2 between 3s and 5s in slow motion", 3, 5),
        ("slow down the last 2 seconds of the dog", 10, 12),
        ("第二个视频的前三秒慢动作", 0, 3),
    ],
)
def test_a_stretch_of_a_clip_is_on_its_own_clock(
    text: str, start: float, end: float
) -> None:
    assert _edits(text) == [SetSpeed(factor=0.5, scope=_of_dog(start, end))]


def test_what_holds_for_a_stretch_of_a_clip_trims_nothing() -> None:
    look = SetLook(look=LookName.BLACK_AND_WHITE, scope=_of_dog(3, 5))
    assert _edits("clip 2 from 3 to 5 seconds in black and white") == [look]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("cut the last 2 seconds off", -2, None),
        ("trim the last 2 seconds", -2, None),
        ("trim the first second", 0, 1),
        ("砍掉最后两秒", -2, None),
    ],
)
def test_an_end_of_the_video_is_cut_off(
    text: str, start: float, end: float | None
) -> None:
    assert _edits(text) == [BanMoment(scope=OfTime(start=start, end=end), shorten=True)]


@pytest.mark.parametrize(
    ("text", "rule", "seconds"),
    [
        ("no shot longer than 2 seconds", "at_most", 2),
        ("no clip under 1 second", "at_least", 1),
        ("at least 1 second per shot", "at_least", 1),
        ("每个镜头至少一秒", "at_least", 1),
        ("单个镜头别超过2秒", "at_most", 2),
    ],
)
def test_a_bound_on_shots_is_no_bound_on_the_video(
    text: str, rule: str, seconds: float
) -> None:
    expected = SetShotLength(seconds=seconds).model_copy(update={"rule": rule})
    assert _edits(text) == [expected]


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("dog last, two seconds", PlaceClip(clip=DOG, where="last")),
        ("begin with the dog but only 2 seconds", PlaceClip(clip=DOG, where="first")),
    ],
)
def test_seconds_behind_a_clip_are_its_own(text: str, placed: Edit) -> None:
    shown = SetShotLength(seconds=2, scope=OfClips(assets=(DOG,)))
    assert _edits(text) == [placed, shown]


def test_the_length_of_the_video_is_distinguished_from_that_of_the_clip_before_it() -> (
    None
):
    *_, last = _edits("dog first, 2 seconds, and make it 20 seconds in total")
    assert isinstance(last, SetLength)


@pytest.mark.parametrize(
    "text", ["不要每拍都切", "可以不要每个beat都cut吗", "海滩可以不要那么快切吗"]
)
def test_a_denied_pace_is_a_slower_one(text: str) -> None:
    assert _edits(text) == [SetPace(rate=Times(factor=0.6667))]


def test_a_percentage_above_a_hundred_is_a_level() -> None:
    (edit,) = _edits("turn the dog's sound up, like 120%")
    assert isinstance(edit, SetVolume)
    assert edit.level == Exact(value=1.2)


def test_a_slip_of_the_tongue_separates_no_moment() -> None:
    expected = Freeze(moment=AtTime(seconds=9), seconds=2)
    assert _edits("can you freeze it at um nine seconds for uh two seconds") == [
        expected
    ]


def test_what_is_taken_off_with_the_title_goes_as_well() -> None:
    reading = read("take all the text off, subtitles too", load_views()["dressed"])
    kinds = [edit.do for edit in reading.edits]
    assert (kinds, reading.question) == (["remove_title", "remove_captions"], None)


def test_it_is_the_title_that_was_just_added() -> None:
    (edit,) = _edits('add the title "Hi" and have it at the end')
    assert isinstance(edit, AddTitle)
    assert edit.start == AtTime(seconds=-3)


@pytest.mark.parametrize(
    "text",
    ["have the camp title at the end and cut on every beat",
     "the roses are sideways turn them around a bit and cut on every beat"],
)  # fmt: skip
def test_an_order_that_is_not_understood_is_no_remark(text: str) -> None:
    reading = read(text, VIEW)
    assert [edit.do for edit in reading.edits] == ["pace"]
    assert reading.residues or reading.question
