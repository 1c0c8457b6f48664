"""A wish that is repeated in a request counts once, one that is taken back not at all."""

import pytest

from studio.rules.language.reader import read
from tests.corpus.views import load_views


def _edits(text: str, view: str) -> list[dict[str, object]]:
    edits = read(text, load_views()[view]).edits
    return [
        {"do": e.do, **e.model_dump(mode="json", exclude_defaults=True)} for e in edits
    ]


@pytest.mark.parametrize(
    ("text", "view", "same"),
    [
        (
            "标题换个手写的字体，白色，放右下角，慢慢淡入",
            "cut30",
            "标题手写字体白色右下角淡入",
        ),
        (
            "“五一出游”那几个字删了吧，换成“今天不上班”",
            "group",
            "把“五一出游”换成“今天不上班”",
        ),
        ("照片會一直放大縮小，讓它不要動", "photos", "照片不要動"),
        ("brighten up the dog, just the dog", "cut30", "brighten up the dog"),
        ("每张放四秒，算了三秒吧四秒太拖了", "photos", "每张放三秒"),
        ("做20秒，算了25秒吧，20太赶", "cut30", "做25秒"),
    ],
)
def test_one_wish_in_several_clauses_is_one_edit(
    text: str, view: str, same: str
) -> None:
    assert _edits(text, view) == _edits(same, view) != []


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("用稻香当背景音乐，等等我想想，还是别换了", "group"),
        ("刪咗沙灘嗰段，等陣，都係唔好刪住", "cut30"),
    ],
)
def test_a_refusal_takes_back_the_clause_before(text: str, view: str) -> None:
    assert _edits(text, view) == []


def test_clauses_about_different_things_stay_apart() -> None:
    kinds = [e["do"] for e in _edits("個水印移去左下角，細一半，字幕唔要喇", "dressed")]
    assert kinds == ["change_overlay", "remove_captions"]
    kinds = [e["do"] for e in _edits("最後三秒畫面慢慢變白，音樂也跟著淡出", "group")]
    assert kinds == ["fade_picture", "fade_sound"]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("make the beach 2 seconds longer", 2.0),
        ("海边再延长两秒", 2.0),
        ("shorten the beach by 1 second", -1.0),
    ],
)
def test_seconds_beside_longer_are_added_to_the_shot(text: str, change: float) -> None:
    view = load_views()["cut30"]
    shown = [s.end - s.start for s in view.shots if s.clip == "beach"]
    (edit,) = _edits(text, "cut30")
    assert edit["seconds"] == pytest.approx(sum(shown) / len(shown) + change, abs=0.01)


def test_the_step_before_is_undone_too() -> None:
    assert _edits("Undo that. And the one before it.", "cut30") == [
        {"do": "undo", "steps": 2}
    ]


@pytest.mark.parametrize(
    ("text", "view", "same"),
    [
        ("小狗太快了，恢复原速", "group", "小狗恢复原速"),
        ("海边太慢了，正常速度播", "group", "海边正常速度播"),
        ("画面糊糊的 清楚点", "group", "画面清楚点"),
        ("用subs.srt做字幕 黑底白字", "dressed", "用subs.srt做字幕黑底白字"),
    ],
)
def test_a_remedy_stands_in_place_of_its_complaint(
    text: str, view: str, same: str
) -> None:
    assert _edits(text, view) == _edits(same, view) != []
    assert len(_edits(text, view)) == 1
