"""Chinese requests as people type them in chats, by what is peculiar to them."""

from typing import Any

import pytest

from studio.model.edits.footage import Freeze
from studio.model.edits.music import SetPace
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.record import Exact, OfClips, Times
from studio.model.edits.whole import SetLength
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import after, load_views
from tests.studio.editing.material import ids

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


ONE_OF_TWO: tuple[Case, ...] = (
    ("group", "用稻香，晴天别要了", [{"do": "use_music", "songs": ["daoxiang"]}]),
    ("group", "晴天别要了，用稻香", [{"do": "use_music", "songs": ["daoxiang"]}]),
    ("group", "45秒有点拖，收到半分钟", [{"do": "length", "length": {"by": "exact", "value": 30}}]),
    ("group", "字小，大点", [{"do": "change_title", "size": ["more"]}]),
    ("group", "画面暗，亮一点", [{"do": "adjust", "quality": "brightness", "level": ["more"]}]),
    ("group", "音乐小声，大声点", [{"do": "volume", "level": ["more"]}]),
    ("group", "火锅慢，快进一下", [{"do": "speed", "factor": [">", 1], "scope": of("huoguo")}]),
    ("group", "火锅的部分音乐压下去，说完再起来", [{"do": "clip_sound", "mode": "duck", "scope": of("huoguo")}]),
    ("group", "暗一点，火锅看着更好看", [{"do": "adjust", "quality": "brightness", "level": ["less"]}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), ONE_OF_TWO)
def test_a_clause_that_tells_why_asks_for_nothing_else(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


NOT_SO: tuple[Case, ...] = (
    ("group", "火锅别放慢", [{"do": "normal_speed", "scope": of("huoguo")}]),
    ("group", "夜景别加速了", [{"do": "normal_speed", "scope": of("yejing")}]),
    ("group", "一个标题都不要", [{"do": "remove_title"}]),
    ("group", "開頭唔好黑", [{"do": "fade_picture", "edge": "in", "seconds": 0}]),
    ("group", "标题改成黄色，三秒后消失", [{"do": "change_title", "color": "#ffff00", "seconds": 3}]),
    ("group", "“五一”那行字晚一秒再出", [{"do": "change_title", "start": {"at": "time", "seconds": 1}}]),
    ("group", "合照最后八秒", [{"do": "place", "clip": "hezhao", "where": "last"}, {"do": "shot_length", "seconds": 8, "scope": of("hezhao")}]),
    ("group", "一上来就放夜景航拍", [{"do": "place", "clip": "yejing", "where": "first"}]),
    ("u8_moyou", "航拍放最前面", [{"do": "place", "clip": "dji102", "where": "first"}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), NOT_SO)
def test_the_wish_is_not_turned_round_nor_made_of_another_thing(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


def test_a_light_that_no_clip_is_named_after_is_asked_about() -> None:
    reading = read("逆光那段提亮", VIEWS["group"])
    assert reading.question is not None
    assert reading.question.key == "which_clip"
    assert reading.edits == ()


def test_so_many_stretches_of_so_long_make_the_length() -> None:
    every, length = by_rules("每段三秒，一共六段", VIEWS["group"]).edits
    assert isinstance(every, SetPace)
    assert isinstance(length, SetLength)
    assert (every.every, length.length) == (3, Exact(value=18))


def test_a_number_of_clips_is_never_one_of_seconds() -> None:
    reading = read("每段三秒，六段", VIEWS["group"])
    readings = [reading.edits]
    if reading.question is not None:
        readings += [choice.edits for choice in reading.question.choices]
    assert all(getattr(edit, "seconds", 3) != 6 for edits in readings for edit in edits)


def test_a_video_that_was_placed_stands_still_and_a_title_stays() -> None:
    view = VIEWS["group"]
    placed = after(view, read("夜景放最后", view).edits, None)
    (frozen,) = read("定格三秒", placed).edits
    assert isinstance(frozen, Freeze)
    titled = after(view, read("结尾写“下次见”", view).edits, None)
    (held,) = read("让它停四秒", titled).edits
    assert isinstance(held, ChangeTitle)
    assert held.seconds == 4


SESSIONS: tuple[tuple[str, list[tuple[str, Json]]], ...] = (
    ("夜景亮一点", [("过了，退一点", {"do": "adjust", "quality": "brightness", "level": ["less"], "scope": of("yejing")}), ("对比也收收", {"do": "adjust", "quality": "contrast", "level": ["less"], "scope": ["any"]})]),
    ("整体亮一点", [("高光溢出了，回一点", {"do": "adjust", "quality": "brightness", "level": ["less"]})]),
    ("火锅放慢", [("太慢了像定住了，改回正常", {"do": "normal_speed", "scope": of("huoguo")})]),
    ("火锅放大一点", [("再近一些些", {"do": "zoom", "level": ["more"], "scope": of("huoguo")})]),
)  # fmt: skip


@pytest.mark.parametrize(("first", "turns"), SESSIONS)
def test_the_last_edit_is_turned_back(
    first: str, turns: list[tuple[str, Json]]
) -> None:
    view = VIEWS["group"]
    view = after(view, read(first, view).edits, None)
    for text, edit in turns:
        reading = read(text, view)
        expected = {"edits": [edit], "residue": False, "question": False}
        outcome = verdict(reading, (Expectation.from_json(expected),), view)
        assert outcome is Verdict.EXACT, (text, reading)
        view = after(view, reading.edits, None)


MADE: tuple[Case, ...] = (
    ("group", "火锅慢慢往里推", [{"do": "zoom", "level": {"by": "exact", "value": 1}, "end": [">", 1], "scope": of("huoguo")}]),
    ("group", "再暖一点像傍晚", [{"do": "adjust", "quality": "warmth", "level": ["more"]}]),
    ("group", "前半段用晴天，后半段用稻香", [{"do": "use_music", "songs": ["qingtian", "daoxiang"]}]),
    ("group", "7到15秒都行", [{"do": "length", "length": {"by": "exact", "value": 15}, "rule": "at_most"}]),
    ("group", "冰冰凉凉的色调", [{"do": "look", "look": "cool"}]),
    ("group", "合照当封面", [{"do": "place", "clip": "hezhao", "where": "first"}]),
    ("group", "加点花瓣特效", [{"do": "impossible", "topic": "generate_footage"}]),
    ("u6_liayi", "微信那条不要了", [{"do": "leave_out", "clips": ["wechat"]}]),
)  # fmt: skip


@pytest.mark.parametrize(("view", "text", "edits"), MADE)
def test_plain_wishes_in_everyday_words_are_made(
    view: str, text: str, edits: list[Json]
) -> None:
    reads(view, text, edits)


def test_a_title_of_the_last_message_goes_on_the_clip_named_next() -> None:
    view = after(VIEWS["group"], read("加字 真香", VIEWS["group"]).edits, None)
    (edit,) = read("放在火锅上", view).edits
    assert isinstance(edit, ChangeTitle)
    assert edit.scope == OfClips(assets=ids("huoguo"))


def test_slower_behind_a_message_about_the_pace_is_about_it_too() -> None:
    view = after(VIEWS["group"], read("高潮那里剪快一点", VIEWS["group"]).edits, None)
    (edit,) = read("结尾再慢下来", view).edits
    assert isinstance(edit, SetPace)
    assert isinstance(edit.rate, Times)
    assert edit.rate.factor < 1
