"""Wishes of one message, or of one after another, that bear on each other."""

from dataclasses import replace
from typing import Any

import pytest

from studio.model.edits.footage import RepeatClip, SwapShots
from studio.model.media import AssetId
from studio.model.reading import Choice, Question
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEWS = load_views()
CUT30 = VIEWS["cut30"]
DOG, BEACH = ({"of": "clips", "assets": [clip]} for clip in ("dog", "beach"))
FADE_OUT = {"do": "fade_picture", "edge": "out"}
AT_THE_END = {"do": "add_title", "start": {"at": "time", "seconds": -3}, "end": ["any"]}
BEACH_LAST = {"do": "place", "clip": "beach", "where": "last"}
LAST_DISSOLVED = {"do": "join", "kind": "dissolve", "where": "one", "join": -1}
MINUTE_AND_A_HALF = {"do": "length", "length": {"by": "exact", "value": 90}}


@pytest.mark.parametrize(
    ("view", "text", "edits"),
    [
        ("cut30", "dog only + the beach at the end", [{"do": "only", "clips": ["dog", "beach"]}, BEACH_LAST]),
        ("cut30", "just the dog please, and end on the beach", [{"do": "only", "clips": ["dog", "beach"]}, BEACH_LAST]),
        *(
            (view, text, [
                {"do": "join", "kind": "dissolve", "where": "one", "join": number}
                for number in (1, 2)
            ])
            for view, text in (
                ("cut30", "make the first transition a dissolve, the second too"),
                ("cut30", "dissolve the first and second transition"),
                ("group", "第一个转场改成溶解，第二个也是"),
                ("group", "第一个转场改成溶解，第二个转场也是"),
            )
        ),
        ("cut30", "hard cuts everywhere but dissolve the last one", [{"do": "join", "kind": "cut"}, LAST_DISSOLVED]),
        ("cut30", "hard cuts everywhere, dissolve the last one", [{"do": "join", "kind": "cut"}, LAST_DISSOLVED]),
        ("cut30", "the slot is a minute and a half, fill it", [MINUTE_AND_A_HALF]),
        ("cut30", "fill it", [{"do": "fit", "mode": "crop"}]),
        ("cut30", "the dog is just my thumb, bin it", [{"do": "leave_out", "clips": ["dog"]}]),
        ("cut30", "the dog isn't used", [{"do": "include", "clips": ["dog"]}]),
        ("cut30", "zoom punch on every beat, hard", [{"do": "pulse", "kind": "punch", "strength": [">", 0.5]}]),
        ("cut30", "the dog twice, no more no less", [{"do": "repeat", "clips": ["dog"], "times": 2}]),
        ("cut30", "mute the dog but not the beach", [
            {"do": "clip_sound", "mode": "mute", "scope": {"of": "clips", "assets": ["dog"]}},
        ]),
        ("dressed", "bin the title not the captions", [{"do": "remove_title"}]),
        ("dressed", "remove the logo, not the title", [{"do": "remove_overlay", "image": ["any"]}]),
        ("dressed", "no title, no captions", [{"do": "remove_title"}, {"do": "remove_captions"}]),
        ("u8_kayla", "open with the sparklers, and dad's speech: only 0:20 to 0:30", [
            {"do": "place", "clip": "sparklers", "where": "first"},
            {"do": "trim_clip", "clips": ["speech"], "start": 20, "end": 30},
        ]),
        ("u6_okafor", "black and white for the two photos", [
            {"do": "look", "look": "black_and_white", "scope": {"of": "clips", "assets": ["group", "medals"]}},
        ]),
        ("u8_zay", "facecam after the clutch", [{"do": "place", "clip": "facecam", "where": "after", "other": "clutch"}]),
        ("cut30", 'end with a fade to black and the text "fin"', [FADE_OUT, AT_THE_END | {"text": "fin"}]),
        ("cut30", 'finish with a fade out and "Thanks"', [FADE_OUT, AT_THE_END | {"text": "Thanks"}]),
        ("cut30", 'close with a fade out and a title "bye" for 2 seconds', [
            FADE_OUT, {**AT_THE_END, "start": {"at": "time", "seconds": -2}, "text": "bye"},
        ]),
        ("cut30", 'put "A" and "B" on the whole video', [
            {"do": "add_title", "text": text, "whole": True} for text in "AB"
        ]),
        ("cut30", 'write "A" and "B" at the top', [
            {"do": "add_title", "text": text, "position": "top"} for text in "AB"
        ]),
        ("cut30", '"A" at the top and "B" at the bottom', [
            {"do": "add_title", "text": "A", "position": "top"},
            {"do": "add_title", "text": "B", "position": "bottom"},
        ]),
        ("group", '全程显示"A"和"B"', [
            {"do": "add_title", "text": text, "whole": True} for text in "AB"
        ]),
        ("cut30", '结尾淡出并加上字幕"再见"', [FADE_OUT, AT_THE_END | {"text": "再见"}]),
        ("cut30", 'fade out at the end, title "Bali" at the start', [
            FADE_OUT, {"do": "add_title", "text": "Bali", "start": ["any"]},
        ]),
        ("cut30", 'end card "Bye", freeze the last frame for 1 second', [
            {"do": "card", "text": "Bye", "where": "outro", "seconds": ["any"]},
            {"do": "freeze", "moment": ["any"], "seconds": 1.0},
        ]),
        ("cut30", 'title "Bye", freeze the last frame for 2 seconds', [
            {"do": "add_title", "text": "Bye"}, {"do": "freeze", "moment": ["any"], "seconds": 2.0},
        ]),
        ("cut30", "start with the sunset, and second clip louder", [
            {"do": "place", "clip": "sunset", "where": "first"},
            {"do": "volume", "target": "clips", "level": ["more"], "scope": DOG},
        ]),
        ("cut30", "end on the dog and the beach backwards", [
            {"do": "place", "clip": "dog", "where": "last"},
            {"do": "reverse", "scope": BEACH},
        ]),
        ("cut30", "start with the beach and the dog", [
            {"do": "place", "clip": "beach", "where": "first"},
            {"do": "place", "clip": "dog", "where": "after", "other": "beach"},
        ]),
        ("cut30", "leave out IMG_2041 and the dog is too dark", [
            {"do": "leave_out", "clips": ["img2041"]},
            {"do": "adjust", "quality": "brightness", "level": ["more"], "scope": DOG},
        ]),
        ("cut30", "slow motion on the drop and punches on every beat", [
            {"do": "speed", "factor": 0.5, "scope": {"of": "song", "label": "drop"}},
            {"do": "pulse", "kind": "punch"},
        ]),
        ("cut30", "zoom in on the dog and out on the beach", [
            {"do": "zoom", "level": {"by": "times", "factor": [">", 1]}, "scope": DOG},
            {"do": "zoom", "level": {"by": "times", "factor": ["<", 1]}, "scope": BEACH},
        ]),
        ("cut30", "zoom in on the dog and take out the beach", [
            {"do": "zoom", "level": {"by": "times", "factor": [">", 1]}, "scope": DOG},
            {"do": "leave_out", "clips": ["beach"]},
        ]),
        ("cut30", "remove the dog and make it brighter", [
            {"do": "leave_out", "clips": ["dog"]},
            {"do": "adjust", "quality": "brightness", "level": ["more"]},
        ]),
        ("cut30", "dog quieter and shorter", [
            {"do": "volume", "target": "clips", "level": ["less"], "scope": DOG},
            {"do": "shot_length", "seconds": ["<", 2], "scope": DOG},
        ]),
        ("cut30", "the beach darker and shorter", [
            {"do": "adjust", "quality": "brightness", "level": ["less"], "scope": BEACH},
            {"do": "shot_length", "seconds": ["<", 2], "scope": BEACH},
        ]),
        ("cut30", "make the dog black and white and slower", [
            {"do": "look", "look": "black_and_white", "scope": DOG},
            {"do": "speed", "factor": ["<", 1], "scope": DOG},
        ]),
        ("cut30", "dog quieter, faster cuts", [
            {"do": "volume", "target": "clips", "level": ["less"], "scope": DOG},
            {"do": "pace", "rate": ["more"]},
        ]),
        ("cut30", "slow down the second clip and mute the first", [
            {"do": "speed", "factor": ["<", 1], "scope": DOG},
            {"do": "clip_sound", "mode": "mute", "scope": BEACH},
        ]),
        ("cut30", "put the first clip last and the second first", [
            BEACH_LAST, {"do": "place", "clip": "dog", "where": "first"},
        ]),
        ("cut30", "put the second clip first, the first last", [
            {"do": "place", "clip": "dog", "where": "first"}, BEACH_LAST,
        ]),
        ("cut30", "swap the first and last clip", [{"do": "swap", "clips": ["beach", "sunset"]}]),
        ("cut30", "make the dog brighter than the beach", [
            {"do": "adjust", "quality": "brightness", "level": ["more"], "scope": DOG},
        ]),
        ("cut30", "the first clip slower, the second faster", [
            {"do": "speed", "factor": ["<", 1], "scope": BEACH},
            {"do": "speed", "factor": [">", 1], "scope": DOG},
        ]),
        ("cut30", "ending fade out over 2 seconds", [FADE_OUT | {"seconds": 2.0}]),
        ("cut30", "finish with a fade out", [FADE_OUT]),
        ("u6_camille", "patinoire plus vite, neige in slow mo", [
            {"do": "speed", "factor": [">", 1], "scope": {"of": "clips", "assets": ["patinoire"]}},
            {"do": "speed", "factor": ["<", 1], "scope": {"of": "clips", "assets": ["neige"]}},
        ]),
    ],
)  # fmt: skip
def test_what_is_read(view: str, text: str, edits: list[dict[str, Any]]) -> None:
    reading = by_rules(text, VIEWS[view])
    assert verdict(reading, (Expectation(tuple(edits)),), VIEWS[view]) is Verdict.EXACT


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("black and white, not the dog", {"do": "look", "look": "black_and_white"}),
        (
            "slow everything down, just not the dog",
            {"do": "speed", "factor": 0.5},
        ),
        ("faster, just not the dog pls", {"do": "speed", "factor": [">", 1]}),
        ("加个复古滤镜，小狗不要", {"do": "look", "look": "vintage"}),
        (
            "make it a bit warmer, not the dog",
            {"do": "adjust", "quality": "warmth", "level": ["more"]},
        ),
    ],
)
def test_what_is_not_to_change_is_left_alone(text: str, edit: dict[str, Any]) -> None:
    others = {"of": "clips", "assets": ["beach", "img2041", "sunset"]}
    expected = Expectation((edit | {"scope": others},))
    assert verdict(read(text, CUT30), (expected,), CUT30) is Verdict.EXACT


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("dissolve everywhere except the last one", -1),
        ("dissolves everywhere except on the last cut", -1),
        ("dissolve everything but the first cut", 1),
    ],
)
def test_one_cut_stays_hard_among_dissolves(text: str, number: int) -> None:
    dissolves = {"do": "join", "kind": "dissolve"}
    hard = {"do": "join", "kind": "cut", "where": "one", "join": number}
    expected = Expectation((dissolves, hard))
    assert verdict(by_rules(text, CUT30), (expected,), CUT30) is Verdict.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "dissolve everywhere except before the dog",
        "bar the one into shot 5, hard cut",
    ],
)
def test_what_is_not_asked_for_at_a_place_is_not_made_there(text: str) -> None:
    reading = read(text, CUT30)
    assert not reading.edits
    assert reading.residues
    assert not reading.question


@pytest.mark.parametrize(
    "text", ["cuts on every beat, fisheye if u can", "shorter, fisheye if possible"]
)
def test_a_wish_in_unknown_words_is_reported(text: str) -> None:
    reading = by_rules(text, CUT30)
    assert reading.edits
    assert [one.text.startswith("fisheye") for one in reading.residues] == [True]


@pytest.mark.parametrize("text", ["swap those two", "swap them around", "swap both"])
def test_the_two_that_were_named_last_are_swapped(text: str) -> None:
    beach, dog = AssetId("beach"), AssetId("dog")
    view = replace(CUT30, named=(beach, dog))
    assert by_rules(text, view).edits == (SwapShots(clips=(dog, beach)),)


def test_what_was_done_to_a_clip_is_done_to_another_that_a_song_is_called_by_too() -> (
    None
):
    view = VIEWS["u8_hannah"]
    dodgeball, worship = (
        RepeatClip(clips=(AssetId(clip),), times=1, at_most=True)
        for clip in ("dodgeball", "worship")
    )
    after = replace(view, last_edits=(dodgeball,), named=dodgeball.clips)
    assert by_rules("worship too", after).edits == (worship,)


@pytest.mark.parametrize("text", ["merci!!", "lol", "haha"])
def test_a_word_without_meaning_agrees_to_nothing(text: str) -> None:
    edit = RepeatClip(clips=(AssetId("dog"),), times=2)
    doubt = Question("doubt", choices=(Choice("", (edit,)), Choice("", ())))
    assert not read(text, replace(CUT30, question=doubt)).edits
    assert read("yes", replace(CUT30, question=doubt)).edits == (edit,)


def test_a_long_message_loses_none_of_its_wishes() -> None:
    text = (
        'vertical, 12 seconds, start with clip 2, title "A" at the top in red, slow motion '
        "on clip 1, black and white for clip 2, brighter, dissolve everywhere, music at 50%, "
        "fade the music out over 2 seconds, fade in from black, mirror clip 2, end card "
        '"Bye", cut every 2 beats, cinematic bars, 24 fps, freeze the last frame for 1 s'
    )
    reading = read(text, CUT30)
    assert [edit.do for edit in reading.edits] == [
        "aspect", "length", "place", "add_title", "speed", "look", "adjust", "join",
        "volume", "fade_sound", "fade_picture", "turn", "card", "pace", "bars",
        "frame_rate", "freeze",
    ]  # fmt: skip
    assert not reading.residues


@pytest.mark.parametrize(
    "text",
    [
        "现在视频多长？第5秒是哪个素材？",
        "how long is it, and what's at 5 seconds?",
    ],
)
def test_of_two_questions_both_are_answered(text: str) -> None:
    topics = [getattr(edit, "topic", None) for edit in read(text, CUT30).edits]
    assert topics == ["length", "shots"]
