"""Chinese requests as people type them in chats, by what is peculiar to them."""

from typing import Any

import pytest

from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEWS = load_views()
Json = dict[str, Any]
Case = tuple[str, str, list[Json]]


def of(*clips: str) -> Json:
    return {"of": "clips", "assets": list(clips)}


def reads(view: str, text: str, edits: list[Json]) -> None:
    reading = read(text, VIEWS[view])
    wanted = {"edits": edits, "residue": False, "question": False}
    found = verdict(reading, (Expectation.from_json(wanted),), VIEWS[view])
    assert found is Verdict.EXACT, reading


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
