"""Chinese requests as people type them in chats, by what is peculiar to them."""

from typing import Any

import pytest

from studio.model.edits.overlay import ChangeTitle
from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import after, load_views

VIEWS = load_views()
Json = dict[str, Any]
Case = tuple[str, str, list[Json]]


def of(*clips: str) -> Json:
    return {"of": "clips", "assets": list(clips)}


def reads(view: str, text: str, edits: list[Json]) -> None:
    reading = read(text, VIEWS[view])
    expected = {"edits": edits, "residue": False, "question": False}
    outcome = verdict(reading, (Expectation.from_json(expected),), VIEWS[view])
    assert outcome is Verdict.EXACT, reading


PARTS_OF_NAMES: tuple[Case, ...] = (
    ("u7_kai", "C007放慢一点", [{"do": "speed", "factor": ["<", 1], "scope": of("c007")}]),
    ("u7_kai", "A002_C004不要了", [{"do": "leave_out", "clips": ["c004"]}]),
    ("u8_wangdaye", "video20241003删掉", [{"do": "leave_out", "clips": ["vid1003"]}]),
    ("u8_wangdaye", "合影二放最前面", [{"do": "place", "clip": "heying2", "where": "first"}]),
    ("u7_laoli", "钓鱼一静音", [{"do": "clip_sound", "mode": "mute", "scope": of("yu1")}]),
    ("u7_laoli", "钓鱼2放3秒", [{"do": "shot_length", "seconds": 3, "scope": of("yu2")}]),
    ("u8_naicha", "0620那条黑白", [{"do": "look", "look": "black_and_white", "scope": of("vid0620")}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), PARTS_OF_NAMES)
def test_a_part_of_a_file_name_with_its_number_names_the_file(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


def test_a_number_that_counts_is_no_part_of_a_name() -> None:
    reads(
        "u7_laoli",
        "钓鱼3秒就够了",
        [{"do": "shot_length", "seconds": 3, "scope": of("yu1", "yu2", "yu3")}],
    )


NOT_TOO_MUCH: tuple[Case, ...] = (
    ("group", "高潮别太响", [{"do": "volume", "level": ["less"], "scope": {"of": "song", "label": "drop"}}]),
    ("group", "副歌不要太大声", [{"do": "volume", "level": ["less"], "scope": {"of": "song", "label": "chorus"}}]),
    ("group", "音乐声音别太大", [{"do": "volume", "level": ["less"]}]),
    ("group", "画面别太亮", [{"do": "adjust", "quality": "brightness", "level": ["less"]}]),
    ("group", "字唔好太大", [{"do": "change_title", "size": ["less"]}]),
    ("group", "不要剪得太碎", [{"do": "pace", "rate": ["less"]}]),
    ("group", "副歌别切得太快", [{"do": "pace", "rate": ["less"], "scope": {"of": "song", "label": "chorus"}}]),
    ("group", "火锅别切太碎", [{"do": "shot_length", "seconds": [">", 2.5], "scope": of("huoguo")}]),
    ("group", "夜景那段切太碎了", [{"do": "shot_length", "seconds": [">", 2.5], "scope": of("yejing")}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), NOT_TOO_MUCH)
def test_not_too_much_is_less(view: str, text: str, edits: list[Json]) -> None:
    reads(view, text, edits)


TURNED: tuple[Case, ...] = (
    ("group", "火锅镜像翻一下", [{"do": "turn", "mirror": "horizontal", "scope": of("huoguo")}]),
    ("group", "夜景翻一下", [{"do": "turn", "mirror": "horizontal", "scope": of("yejing")}]),
    ("group", "爬山快慢快的变速", [{"do": "ramp", "scope": of("pashan")}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), TURNED)
def test_words_that_only_sound_like_others_are_known(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


WORDS_OF_TITLES: tuple[Case, ...] = (
    ("group", "合照上写 五一快乐", [{"do": "add_title", "text": "五一快乐", "scope": of("hezhao")}]),
    ("group", "配字 吃饱再说", [{"do": "add_title", "text": "吃饱再说"}]),
    ("group", "添几个字 出发啦 放当间儿", [{"do": "add_title", "text": "出发啦", "position": "center"}]),
    ("group", "字：下一站，拉萨", [{"do": "add_title", "text": "下一站，拉萨"}]),
    ("group", "加字 冲刺！", [{"do": "add_title", "text": "冲刺！"}]),
    ("group", "标题 向阳小队 大红", [{"do": "add_title", "text": "向阳小队", "color": "#ff0000"}]),
    ("group", "片头卡：高三（7）班毕业纪念，四秒", [{"do": "card", "where": "intro", "text": "高三（7）班毕业纪念", "seconds": 4}]),
    ("group", "加个结束语“谢谢观看”", [{"do": "card", "where": "outro", "text": "谢谢观看", "seconds": ["any"]}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), WORDS_OF_TITLES)
def test_words_without_quotes_begin_and_end_at_spaces_and_signs(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


TITLES_THAT_STAND: tuple[Case, ...] = (
    ("group", "字体黄底黑字", [{"do": "change_title", "color": "#000000", "background": "#ffff00"}]),
    ("group", "标题改成红字白底", [{"do": "change_title", "color": "#ff0000", "background": "#ffffff"}]),
    ("group", "五一出游几个字一直挂着", [{"do": "change_title", "whole": True}]),
    ("group", "字儿太小了瞧不见", [{"do": "change_title", "size": ["more"]}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), TITLES_THAT_STAND)
def test_a_title_that_stands_is_changed(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


def test_new_words_follow_a_title_of_the_last_message() -> None:
    view = after(VIEWS["group"], read("标题 王者归来", VIEWS["group"]).edits, None)
    (edit,) = read("换成 菜鸡互啄", view).edits
    assert isinstance(edit, ChangeTitle)
    assert edit.text == "菜鸡互啄"


PLACES_IN_TURN: tuple[Case, ...] = (
    ("group", "火锅放前头，夜景放后头", [{"do": "place", "clip": "huoguo", "where": "first"}, {"do": "place", "clip": "yejing", "where": "last"}]),
    ("group", "合照要在火锅后头", [{"do": "place", "clip": "hezhao", "where": "after", "other": "huoguo"}]),
    ("group", "夜景放火锅后边", [{"do": "place", "clip": "yejing", "where": "after", "other": "huoguo"}]),
    ("u6_akai", "开头放五杀，最后放翻车", [{"do": "place", "clip": "wusha", "where": "first"}, {"do": "place", "clip": "fanche", "where": "last"}]),
    ("u6_akai", "最后用翻车", [{"do": "place", "clip": "fanche", "where": "last"}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), PLACES_IN_TURN)
def test_behind_is_last_where_no_clip_is_named(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)
