"""What is said about titles, captions and cards, the whole video, and versions."""

from typing import Any

import pytest

from studio.model.edits.overlay import AddTitle, Animation
from studio.model.edits.picture import FadePicture
from studio.model.reading import Reading
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

VIEWS = load_views()


def reading_of(text: str, view: str = "cut30") -> Reading:
    return read(text, VIEWS[view])


def fields(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"do": edit.do} | edit.model_dump(mode="json", exclude_defaults=True)
        for edit in reading.edits
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add a title Road Trip at the top", "Road Trip"),
        ("put my name on it: Sarah Jones, small", "Sarah Jones"),
        ("add my name at the start, it's Lena", "Lena"),
        ("put our names on it, Ann & Ben", "Ann & Ben"),
        (
            "write on the front quote happy birthday unquote in big letters",
            "happy birthday",
        ),
        ("text saying see you there on the last shot", "see you there"),
        ("put 사랑해 in the middle", "사랑해"),
        ("片头加文字 我们毕业啦", "我们毕业啦"),
        ("开头加一行字:我们的夏天", "我们的夏天"),
        ("开头写个去哪儿玩", "去哪儿玩"),
        ("片头写个人简历", "个人简历"),
    ],
)
def test_the_words_of_a_new_title_need_no_quotes(text: str, words: str) -> None:
    (edit,) = fields(reading_of(text))
    assert (edit["do"], edit["text"]) == ("add_title", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("black and white, title Our Trip", "Our Trip"),
        ("vertical, with the title Paradise", "Paradise"),
        ("square, the words GO TEAM when it drops", "GO TEAM"),
        ("竖屏,标题夏天", "夏天"),
    ],
)
def test_a_title_behind_another_wish_needs_no_quotes(text: str, words: str) -> None:
    reading = reading_of(text)
    assert len(reading.edits) == 2
    assert fields(reading)[1]["do"] == "add_title"
    assert fields(reading)[1]["text"] == words
    assert reading.residues == ()


@pytest.mark.parametrize(
    "text",
    [
        "change the title to Bali 2024",
        "can Summer say Bali 2024 instead",
        "change Summer to Bali 2024",
        "标题改成 Bali 2024",
        'the title should say "Bali 2024"',
    ],
)
def test_other_words_go_to_the_title_that_stands(text: str) -> None:
    (edit,) = fields(reading_of(text))
    assert (edit["do"], edit["text"]) == ("change_title", "Bali 2024")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the title should be blue instead of white", {"color": "#2f80ff"}),
        ("put the title on a black box", {"background": "#000000"}),
        ("move the title up to the middle", {"position": "center"}),
        ("could you make the title stay for longer", {"seconds": 4.5}),
        ("take the text off after 5 seconds", {"seconds": 5.0}),
        ("title in capital letters please", {"text": "SUMMER"}),
        ("标题不要动画", {"animation": "none"}),
    ],
)
def test_a_title_is_changed_in_one_way(text: str, expected: dict[str, Any]) -> None:
    assert fields(reading_of(text)) == [{"do": "change_title", **expected}]


@pytest.mark.parametrize("text", ["add a title", "change the title", "加一句话"])
def test_words_that_are_missing_are_asked_for(text: str) -> None:
    reading = reading_of(text)
    assert not reading.edits
    assert reading.question is not None
    assert reading.question.key == "title_text"


def test_a_style_alone_is_never_taken_for_the_words() -> None:
    (edit,) = fields(reading_of("change the title to bold red"))
    assert "text" not in edit


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("delay the subtitles by 1.5 seconds", 1.5),
        ("subtitles are out of sync, they're 2 seconds behind", -2.0),
        ("字幕提前0.5秒", -0.5),
        ("字幕慢了一秒", -1.0),
    ],
)
def test_late_captions_are_moved_forward_and_early_ones_back(
    text: str, shift: float
) -> None:
    assert fields(reading_of(text, "dressed")) == [
        {"do": "change_captions", "shift": shift}
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('end with a black screen that says "Bye"', "outro"),
        ('begin on a card that reads "Bye"', "intro"),
        ("最后黑屏显示“Bye”", "outro"),
        ("结尾加一张写着“Bye”的卡片", "outro"),
    ],
)
def test_a_screen_with_words_at_an_end_is_a_card(text: str, where: str) -> None:
    assert fields(reading_of(text)) == [{"do": "card", "where": where, "text": "Bye"}]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("square for instagram", (1, 1)),
        ("for instagram, square please", (1, 1)),
        ("sixteen by nine", (16, 9)),
        ("改成一比一", (1, 1)),
        ("我要发小红书", (3, 4)),
    ],
)
def test_a_shape_that_is_named_comes_before_that_of_the_platform(
    text: str, shape: tuple[int, int]
) -> None:
    (edit,) = fields(reading_of(text))
    assert (edit["width"], edit["height"]) == shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it 10 seconds longer", {"length": {"by": "plus", "delta": 10.0}}),
        ("再长个十秒", {"length": {"by": "plus", "delta": 10.0}}),
        ("can you get it down to 20 secs", {"length": {"by": "exact", "value": 20.0}}),
        ("no more than three quarters of a minute", {"length": {"by": "exact", "value": 45.0}, "rule": "at_most"}),
        ("keep it under 90s", {"length": {"by": "exact", "value": 90.0}, "rule": "at_most"}),
    ],
)  # fmt: skip
def test_a_length_is_read_with_its_bound(text: str, expected: dict[str, Any]) -> None:
    (edit,) = fields(reading_of(text))
    assert {"do": "length", **expected} == {**edit, "length": expected["length"]}


def test_to_stop_a_loop_does_not_start_one() -> None:
    assert fields(reading_of("stop it looping")) == [{"do": "loop", "on": False}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("go back to the first one", {"version": 1}),
        ("go back two steps", {"steps": 2}),
        ("撤销两个版本", {"steps": 2}),
        ("the one before was better", {}),
    ],
)
def test_versions_are_counted_and_named(text: str, expected: dict[str, Any]) -> None:
    assert fields(reading_of(text, "dressed")) == [{"do": "undo", **expected}]


def test_three_versions_are_options_and_no_steps() -> None:
    assert [edit.do for edit in reading_of("给我三个版本", "group").edits] == [
        "options"
    ]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("whack it straight up on insta for us", "publish"),
        ("发到抖音", "publish"),
        ("get rid of the passer-by in the beach video", "remove_object"),
        ("把路人去掉", "remove_object"),
        ("add some drone shots of the city", "generate_footage"),
        ("make the dog talk", "lip_sync"),
    ],
)
def test_what_is_not_made_here_is_named(text: str, topic: str) -> None:
    (edit,) = fields(reading_of(text))
    assert (edit["do"], edit["topic"]) == ("impossible", topic)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("remove the dog", ["leave_out"]),
        ("so people can read the title, make it bigger", ["change_title"]),
    ],
)
def test_a_wish_that_can_be_met_is_not_refused(text: str, edits: list[str]) -> None:
    assert [edit.do for edit in reading_of(text).edits] == edits


def test_a_question_is_no_order() -> None:
    (edit,) = fields(reading_of("are you able to add subtitles?"))
    assert (edit["do"], edit["topic"]) == ("ask", "can")


def test_a_handle_and_a_date_stay_whole() -> None:
    texts = [
        edit["text"]
        for text in (
            "put @mia.travels in the top right corner the whole time",
            "write 12.08.2024 in the corner",
        )
        for edit in fields(reading_of(text))
    ]
    assert texts == ["@mia.travels", "12.08.2024"]


def test_a_removal_leaves_the_request_beside_it() -> None:
    reading = reading_of("remove the title, add subtitles and export in 4k")
    kinds = [edit.do for edit in reading.edits]
    assert kinds == ["remove_title", "speech_captions", "resolution"]


def test_captions_that_stand_are_not_added_again_without_a_reason() -> None:
    assert not reading_of("the subtitles", "dressed").edits


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("use the lyrics file instead of the srt", "lyrics"),
        ("use the srt", "subs"),
        ("add the lyrics I sent as captions", "lyrics"),
    ],
)
def test_the_file_that_is_named_gives_the_captions(text: str, source: str) -> None:
    (edit,) = fields(reading_of(text, "dressed"))
    assert (edit["do"], edit["source"]) == ("captions", source)


@pytest.mark.parametrize(
    "text",
    [
        'vertical, title "Hello" at the start, fade out',
        'title "Hello", fade out',
        'title "Hello" and fade out',
        "标题“Hello”，淡出",
        "標題“Hello”，淡出",
    ],
)
def test_behind_a_title_the_video_fades_out(text: str) -> None:
    title, fade = by_rules(text, VIEWS["cut30"]).edits[-2:]
    assert isinstance(title, AddTitle)
    assert (title.text, title.animation) == ("Hello", None)
    assert fade == FadePicture(edge="out")


@pytest.mark.parametrize("text", ['title "Hello" with a fade', 'title "Hello", fade'])
def test_a_fade_of_a_title_is_its_animation(text: str) -> None:
    (title,) = by_rules(text, VIEWS["cut30"]).edits
    assert isinstance(title, AddTitle)
    assert title.animation is Animation.FADE


def test_a_polite_question_asks_for_nothing_of_its_own() -> None:
    reading = by_rules("can you do 9:16 and keep it under 20 seconds", VIEWS["cut30"])
    assert [edit.do for edit in reading.edits] == ["aspect", "length"]


def test_a_cantonese_move_of_a_title_is_no_title() -> None:
    (edit,) = fields(by_rules("標題郁去右下", VIEWS["cut30"]))
    assert edit == {"do": "change_title", "position": "bottom_right"}
