"""A refused wish is told with the right reason, and the others are done."""

import pytest

from studio.model.edits.footage import Freeze, Include, SetShotLength
from studio.model.edits.music import ShiftBar, Sync
from studio.model.edits.record import AtTime, Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
GROUP = load_views()["group"]
ALL = tuple(map(AssetId, ("beach", "dog", "img2041", "sunset")))


@pytest.mark.parametrize(
    "text",
    ["speed up the boring parts", "slow down the interesting bits", "把无聊的部分加速"],
)
def test_moments_that_only_a_person_can_judge_are_reported(text: str) -> None:
    reading = read(text, CUT30)
    assert [one.reason for one in reading.residues] == ["which_moments"]
    assert reading.edits == ()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("freeze the dog at 2 seconds", 2.0),
        ("freeze the dog 3 seconds in", 3.0),
        ("freeze clip 1 at 0:01", 1.0),
    ],
)
def test_a_clip_is_frozen_at_a_time_of_the_video_at_which_it_is_shown(
    text: str, seconds: float
) -> None:
    assert read(text, CUT30).edits == (Freeze(moment=AtTime(seconds=seconds)),)


def test_a_clip_is_not_frozen_at_a_time_at_which_it_is_not_shown() -> None:
    reading = read("freeze clip 1 at 2 seconds", CUT30)
    assert [one.reason for one in reading.residues] == ["which_moments"]
    assert reading.edits == ()


@pytest.mark.parametrize("text", ["use my .cube file", "apply my lut", "加我的lut"])
def test_a_grade_without_a_file_tells_which_file_is_missing(text: str) -> None:
    assert [one.reason for one in read(text, CUT30).residues] == ["no_cube"]


@pytest.mark.parametrize(
    "text", ["文件控制在10M以内", "10M以内", "keep it under 8M please"]
)
def test_a_capital_m_is_a_file_size_and_no_minute(text: str) -> None:
    assert [one.reason for one in read(text, GROUP).residues] == ["file_size"]


@pytest.mark.parametrize("text", ["make it 2m", "MAKE IT 2M"])
def test_a_minute_stays_a_minute(text: str) -> None:
    (edit,) = read(text, GROUP).edits
    assert isinstance(edit, SetLength)


@pytest.mark.parametrize(
    "text",
    [
        "use all the clips",
        "show all clips at least once",
        "every clip should appear at least once",
    ],
)
def test_all_clips_are_all_but_the_logo(text: str) -> None:
    assert read(text, CUT30).edits == (Include(clips=ALL),)


@pytest.mark.parametrize(
    "text", ["Background noise also to be removed", "背景噪音也去掉", "能降噪吗"]
)
def test_noise_cannot_be_taken_out_and_is_not_muted(text: str) -> None:
    reading = read(text, CUT30)
    assert [one.reason for one in reading.residues] == ["noise"]
    assert reading.edits == ()


@pytest.mark.parametrize(
    "text", ["let the beach play until the drop", "beach放到高潮为止"]
)
def test_a_clip_until_a_part_of_the_song_is_out_of_reach(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert reading.residues


@pytest.mark.parametrize("text", ["surprise me", "给我个惊喜"])
def test_a_surprise_is_another_cut(text: str) -> None:
    assert read(text, CUT30).edits == (Sync(again=True),)


@pytest.mark.parametrize(
    "text",
    [
        "it's in 3/4",
        "the song is in 6/8",
        "3/4 time",
        "it's in 3/4 time",
        "这首歌是三拍子",
        "这歌是3/4拍",
        "首歌係三拍子",
        "是6/8拍的",
    ],
)
def test_a_metre_is_no_shape_and_is_explained(text: str) -> None:
    reading = read(text, CUT30)
    assert reading.edits == ()
    assert [one.reason for one in reading.residues] == ["metre"]


@pytest.mark.parametrize("text", ["make it 3/4", "3:4 please", "比例3:4"])
def test_a_shape_with_such_numbers_stays_a_shape(text: str) -> None:
    assert [edit.do for edit in read(text, CUT30).edits] == ["aspect"]


@pytest.mark.parametrize(
    "text",
    [
        "make it 20 seconds, we only have one chance",
        "make it 20 seconds, there's only one beach anyway",
        "20 seconds please, we only get one chance",
        "改成20秒，我们只有一次机会",
    ],
)
def test_a_count_in_a_reason_is_no_length(text: str) -> None:
    (edit,) = read(text, CUT30).edits
    assert isinstance(edit, SetLength)
    assert edit.length == Exact(value=20)


@pytest.mark.parametrize(
    "text",
    ["the one is at 3.2s", "the one falls at 3.2 seconds", "the one lands at 3.2s"],
)
def test_the_one_that_is_at_a_time_is_a_beat(text: str) -> None:
    (edit,) = read(text, CUT30).edits
    assert isinstance(edit, ShiftBar)
    assert edit.bar


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("the beach at the end is too long", False),
        ("the sunset at the end is too short", True),
        ("the dog at the start is too long", False),
    ],
)
def test_a_clip_at_an_end_that_is_too_long_is_not_moved(
    text: str, *, longer: bool
) -> None:
    reading = read(text, CUT30)
    (edit,) = reading.edits or reading.question.choices[0].edits  # type: ignore[union-attr]
    assert isinstance(edit, SetShotLength)
    assert (edit.seconds > 2.5) is longer if edit.seconds else False


@pytest.mark.parametrize(
    ("text", "unread", "kinds"),
    [
        (
            "take IMG_2041 out, and if that makes it shorter than 20 secs use the dog twice",
            "if that makes it shorter than 20 secs use the dog twice",
            ["leave_out"],
        ),
        (
            "title Hello. if it's longer than 40 seconds, cut the beach",
            "if it's longer than 40 seconds, cut the beach",
            ["add_title"],
        ),
        (
            "use the beach twice if it's below 20 seconds",
            "use the beach twice if it's below 20 seconds",
            [],
        ),
        ("要是超过一分钟就把海滩去掉", "要是超过一分钟就把海滩去掉", []),
    ],
)
def test_what_depends_on_a_length_is_not_done_and_its_length_not_made(
    text: str, unread: str, kinds: list[str]
) -> None:
    reading = read(text, CUT30)
    assert [edit.do for edit in reading.edits] == kinds
    assert [(one.text, one.reason) for one in reading.residues] == [
        (unread, "condition")
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("if you could make it under 20 seconds", "length"),
        ("tell me if it's over 30 seconds", "ask"),
    ],
)
def test_a_polite_if_and_a_question_are_no_condition(text: str, kind: str) -> None:
    reading = read(text, CUT30)
    assert [edit.do for edit in reading.edits] == [kind]
    assert reading.residues == ()


@pytest.mark.parametrize(
    "text",
    [
        "split screen with clip 1 and 2",
        "put the dog clip in the corner as picture in picture",
        "show the dog and the beach side by side",
        "把狗和海滩左右分屏",
        "画中画",
    ],
)
def test_two_clips_at_once_are_refused_and_no_logo_is_put_there(text: str) -> None:
    reading = read(text, CUT30)
    assert [one.reason for one in reading.residues] == ["two_pictures"]
    assert reading.edits == ()
    assert reading.question is None
