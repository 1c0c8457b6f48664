"""Short ways to say where, how long and which, each read as what it stands for."""

from typing import Any

import pytest

from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.record import Times
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEWS = load_views()
CUT30, DRESSED = VIEWS["cut30"], VIEWS["dressed"]
DOG = {"of": "clips", "assets": ["dog"]}
ON_DROP = {
    "do": "place",
    "clip": "dog",
    "where": "at",
    "moment": {"at": "song", "label": "drop"},
}


def beside_dog(where: str) -> dict[str, Any]:
    return {"do": "place", "clip": "beach", "where": where, "other": "dog"}


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("the dog from the top to 0:08", [{"do": "trim_clip", "clips": ["dog"], "end": 8}]),
        ("keep the dog from the start to 0:08", [{"do": "trim_clip", "clips": ["dog"], "end": 8}]),
        ("dog from the beginning until 0:08", [{"do": "trim_clip", "clips": ["dog"], "end": 8}]),
        *(
            (text, [{"do": "trim_clip", "clips": ["dog"], "start": 5, "end": 8}])
            for text in (
                "use 3 seconds of the dog from 0:05",
                "3 seconds of the dog starting from 0:05",
                "trim the dog to 3 seconds, from 0:05",
                "cut the dog to 3 seconds, starting at 0:05",
                "狗剪到3秒，从第5秒开始",
            )
        ),
        ("dog on the drop, beach right after", [ON_DROP, beside_dog("after")]),
        ("the dog on the drop, the beach right before", [ON_DROP, beside_dog("before")]),
        ('add "GO" on the drop in red', [
            {"do": "add_title", "text": "GO", "color": ["any"], "start": {"at": "song", "label": "drop"}},
        ]),
        ("add the word LETS GO on the drop in big red letters", [
            {
                "do": "add_title", "text": "LETS GO", "color": ["any"], "size": ["more"],
                "start": {"at": "song", "label": "drop"},
            },
        ]),
        ("add a title saying Hi and start the music at the chorus", [
            {"do": "add_title", "text": "Hi"}, {"do": "trim_music", "start": "chorus"},
        ]),
        ("add a title saying Hi and then start with the dog", [
            {"do": "add_title", "text": "Hi"}, {"do": "place", "clip": "dog", "where": "first"},
        ]),
        *(
            (text, [{"do": "place", "clip": clip, "where": where}])
            for text, clip, where in (
                ("start with the first", "beach", "first"),
                ("begin with the second one", "dog", "first"),
                ("end on the last one", "sunset", "last"),
            )
        ),
        *(
            (text, [
                {"do": "pulse", "kind": "flash", "on": "start", "scope": {"of": "song", "label": part}},
            ])
            for text, part in (
                ("a flash as the chorus hits", "chorus"),
                ("a flash as the verse comes in", "verse"),
            )
        ),
        *(
            (text, [{"do": "pace", "rate": {"by": "times", "factor": 1.2}}])
            for text in ("faster, but not too much", "faster but nothing crazy")
        ),
        ("a bold and red title: hello", [
            {"do": "add_title", "text": "hello", "font": "bold", "color": "#ff3b30"},
        ]),
        ("make the dog black and white and everything else high contrast", [
            {"do": "look", "look": "black_and_white", "scope": DOG},
            {
                "do": "adjust", "quality": "contrast", "level": ["more"],
                "scope": {"of": "clips", "assets": ["beach", "img2041", "sunset"]},
            },
        ]),
        *(
            (text, [{"do": "fade_picture", "edge": "out"}, {"do": "fade_sound", "edge": "out"}])
            for text in (
                "let the last clip fade out together with the music", "fade out with the music",
            )
        ),
        ("slow the dog down and end on it", [
            {"do": "speed", "factor": 0.5, "scope": DOG}, {"do": "place", "clip": "dog", "where": "last"},
        ]),
        ("fade out the music", [{"do": "fade_sound", "edge": "out"}]),
        ("saturation up, crank it", [{"do": "adjust", "quality": "saturation", "level": ["more"]}]),
        *(
            (text, [
                {"do": "adjust", "quality": "brightness", "level": {"by": "plus", "delta": light}, "scope": DOG},
                {"do": "adjust", "quality": "warmth", "level": {"by": "plus", "delta": warmth}, "scope": DOG},
            ])
            for text, light, warmth in (
                ("the dog is a bit too dark and too blue", 0.2, 0.2),
                ("the dog is too bright and too yellow", -0.2, -0.2),
                ("the dog is too dark and too cold", 0.2, 0.2),
            )
        ),
        ("shuffle them but start with the second", [
            {"do": "order", "mode": "shuffled"}, {"do": "place", "clip": "dog", "where": "first"},
        ]),
        ("the dog at its own speed", [{"do": "normal_speed", "scope": DOG}]),
        ("dog at its normal speed", [{"do": "normal_speed", "scope": DOG}]),
        ("beach at 2x, dog at its own speed", [
            {"do": "speed", "factor": 2, "scope": {"of": "clips", "assets": ["beach"]}},
            {"do": "normal_speed", "scope": DOG},
        ]),
        ("the dog gets double the time", [{"do": "shot_length", "seconds": 4, "scope": DOG}]),
        ("give the dog twice the time", [{"do": "shot_length", "seconds": 4, "scope": DOG}]),
        ("an even minute please", [{"do": "length", "length": {"by": "exact", "value": 60}}]),
        ("make it an even minute", [{"do": "length", "length": {"by": "exact", "value": 60}}]),
        ("white flashes where the song changes", [{"do": "join", "kind": "flash", "where": "sections"}]),
        ("crossfade whenever the music changes", [{"do": "join", "kind": "dissolve", "where": "sections"}]),
        ("throw it in after the dog: the beach", [beside_dog("after")]),
        ("play the dog, then rewind it", [{"do": "reverse", "boomerang": True, "scope": DOG}]),
        ('end card with my number: "555-0147"', [{"do": "card", "where": "outro", "text": "555-0147", "seconds": ["any"]}]),
        ("the dog should close it rather than the beach", [{"do": "place", "clip": "dog", "where": "last"}]),
        ("open with the dog instead of the beach", [{"do": "place", "clip": "dog", "where": "first"}]),
        ("dog x0.5 then normal", [{"do": "speed", "factor": 0.5, "scope": DOG}]),
        ("the dog x2", [{"do": "speed", "factor": 2, "scope": DOG}]),
        ("where the music goes quiet, show the dog", [{**ON_DROP, "moment": {"at": "song", "label": "quiet"}}]),
        ("let it end when kick ends", [{"do": "end_with_music"}]),
        ("the picture should go dark slowly, say five seconds", [{"do": "fade_picture", "edge": "out", "seconds": 5}]),
        ("40 seconds, say", [{"do": "length", "length": {"by": "exact", "value": 40}}]),
        ("40 seconds say", [{"do": "length", "length": {"by": "exact", "value": 40}}]),
        ("turn the song way down", [{"do": "volume", "level": ["less"]}]),
        ("turn the music way up", [{"do": "volume", "level": ["more"]}]),
        ("put the title way down", [{"do": "change_title", "position": "bottom"}]),
        ("cuter font for the title", [{"do": "change_title", "font": "hand"}]),
        ("dissolve the last cut", [{"do": "join", "kind": "dissolve", "where": "one", "join": -1}]),
        ("whip at the second cut", [{"do": "join", "kind": "whip", "where": "one", "join": 2}]),
        ("dissolve the cuts", [{"do": "join", "kind": "dissolve"}]),
        ("whats in shot 3", [{"do": "ask", "topic": "shots", "seconds": 4}]),
        ("lofi cuts every beat", [{"do": "use_music", "songs": ["lofi"]}, {"do": "pace", "every": 1}]),
        ("kick cuts every beat", [{"do": "pace", "every": 1}]),
    ],
)  # fmt: skip
def test_what_is_read(text: str, edits: list[dict[str, Any]]) -> None:
    reading = by_rules(text, CUT30)
    assert verdict(reading, (Expectation(tuple(edits)),), CUT30) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "keep Summer, bin the other title",
        "remove the other title, not Summer",
        "keep the Summer title and delete the other one",
    ],
)
def test_the_other_title_is_the_one_that_is_not_named(text: str) -> None:
    expected = Expectation(({"do": "remove_title", "which": "See you next year"},))
    assert verdict(read(text, DRESSED), (expected,), DRESSED) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "don't start with the dog",
        "the dog not last",
        "dog shouldn't be first",
        "the dog needn't be last",
        "the dog doesn't have to be first",
        "start on anything but the dog",
    ],
)
def test_what_is_denied_is_neither_done_nor_offered(text: str) -> None:
    reading = read(text, CUT30)
    assert not reading.edits
    assert reading.residues
    assert not reading.question


@pytest.mark.parametrize(
    "text",
    ["what effects are on?", "which effects are on", "what filters do i have on"],
)
def test_what_is_on_is_asked(text: str) -> None:
    expected = Expectation(({"do": "ask", "topic": "timeline"},))
    assert verdict(read(text, CUT30), (expected,), CUT30) is Verdict.EXACT


@pytest.mark.parametrize("text", ["merci!!", "!!", "..."])
def test_a_message_without_words_changes_nothing(text: str) -> None:
    assert not read(text, CUT30).edits


@pytest.mark.parametrize(
    ("text", "field", "before"),
    [
        ("change the colour of the title", "color", []),
        ("标题换个颜色", "color", []),
        ("different font for the title please", "font", []),
        ("title bigger, change its colour", "color", ["size"]),
        ("标题大一点，换个颜色", "color", ["size"]),
    ],
)
def test_it_is_asked_which_other_look_a_title_shall_have(
    text: str, field: str, before: list[str]
) -> None:
    reading = read(text, DRESSED)
    assert reading.question is not None
    values = [
        value
        for choice in reading.question.choices
        for edit in choice.edits
        if (value := getattr(edit, field))
    ]
    assert len(set(values)) == 3
    fields = [edit.model_dump(exclude_defaults=True) for edit in reading.edits]
    assert [list(edit) for edit in fields] == ([before] if before else [])


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("标题改成 我的夏天，换个颜色，黄色吧", {"color": "#ffd60a", "text": "我的夏天"}),
        ('change the title to "Hi", another colour, yellow', {"color": "#ffd60a", "text": "Hi"}),
        ("标题换个字体，手写体", {"font": "hand"}),
        ("title bigger, make its font serif", {"size": ["any"], "font": "serif"}),
    ],
)  # fmt: skip
def test_a_look_that_is_named_behind_is_not_asked_for(
    text: str, edit: dict[str, Any]
) -> None:
    reading, edits = read(text, DRESSED), ({"do": "change_title", **edit},)
    assert verdict(reading, (Expectation(edits),), DRESSED) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "black and white, the dog stays in colour",
        "black and white but keep the colour of the dog",
        "黑白，小狗保留颜色",
        "黑白，但是小狗保留颜色",
    ],
)
def test_a_clip_keeps_its_colour_among_others(text: str) -> None:
    dog = {"of": "clips", "assets": ["dog"]}
    looks = (
        {"do": "look", "look": "black_and_white"},
        {"do": "look", "look": None, "scope": dog},
    )
    assert verdict(read(text, CUT30), (Expectation(looks),), CUT30) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        'remove all titles except "Summer"',
        "delete every title but Summer",
        "除了“Summer”，其他标题都去掉",
    ],
)
def test_the_title_that_is_excepted_stays(text: str) -> None:
    edits = by_rules(text, DRESSED).edits
    assert [getattr(edit, "which", None) for edit in edits] == ["#2"]


@pytest.mark.parametrize(
    "text", ["less text, make it smaller", "the dog longer, the rest shorter"]
)
def test_a_word_beside_a_measure_does_not_turn_it_round(text: str) -> None:
    reading = by_rules(text, CUT30)
    size = [edit.size for edit in reading.edits if isinstance(edit, ChangeTitle)]
    lengths = [edit for edit in reading.edits if edit.do == "length"]
    assert not lengths
    assert all(isinstance(one, Times) and one.factor < 1 for one in size)
