"""Constructions of footage: choice, order, places, trims, moments, lengths."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import Include, PlaceClip
from studio.model.edits.overlay import AddTitle
from studio.model.edits.picture import LookName, SetLook
from studio.model.edits.record import OfClips
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

VIEWS = load_views()
GROUP = "group"


def edits(text: str, view: str = "cut30") -> list[dict[str, object]]:
    return [
        edit.model_dump(mode="json", exclude_defaults=True) | {"do": edit.do}
        for edit in read(text, VIEWS[view]).edits
    ]


def place(clip: str, where: str, other: str = "") -> dict[str, object]:
    edit: dict[str, object] = {"do": "place", "clip": clip, "where": where}
    return edit | ({"other": other} if other else {})


def trim(clip: str, **seconds: float) -> dict[str, object]:
    return {"do": "trim_clip", "clips": [clip], **seconds}


def shown(seconds: float, *clips: str) -> dict[str, object]:
    scope = {"scope": {"assets": list(clips)}} if clips else {"photos": True}
    return {"do": "shot_length", "seconds": seconds, **scope}


@pytest.mark.parametrize(
    ("text", "clip", "where", "other"),
    [
        ("put the dog after the beach", "dog", "after", "beach"),
        ("after the beach show the dog", "dog", "after", "beach"),
        ("the photo between the beach and the dog", "sunset", "after", "beach"),
        ("bring the dog forward to the beginning", "dog", "first", ""),
    ],
)
def test_a_place_is_read_wherever_the_other_clip_stands(
    text: str, clip: str, where: str, other: str
) -> None:
    assert edits(text) == [place(clip, where, other)]


@pytest.mark.parametrize(
    ("text", "moved", "where", "other"),
    [
        ("小狗接在海边后面", "xiaogou", "after", "haibian"),
        ("海边后面放小狗", "xiaogou", "after", "haibian"),
        ("爬山排喺火鍋前面", "pashan", "before", "huoguo"),
    ],
)
def test_a_chinese_place_word_belongs_to_the_clip_before_it(
    text: str, moved: str, where: str, other: str
) -> None:
    assert edits(text, GROUP) == [place(moved, where, other)]


def test_clips_that_open_together_keep_their_order() -> None:
    assert edits("start with the dog and the beach") == [
        place("dog", "first"),
        place("beach", "after", "dog"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't cut the dog", []),
        ("delete everything except the dog", [{"do": "only", "clips": ["dog"]}]),
        ("everything but the dog", [{"do": "leave_out", "clips": ["dog"]}]),
        ("remove the clip with the dog", [{"do": "leave_out", "clips": ["dog"]}]),
        ("the dog is boring", []),
    ],
)
def test_a_clip_is_left_out_only_where_that_is_asked(
    text: str, expected: list[dict[str, object]]
) -> None:
    assert [e for e in edits(text) if e["do"] in {"only", "leave_out"}] == expected


def test_take_it_out_refers_to_what_was_banned_before() -> None:
    assert edits("shot 8 looks weird, remove it") == [
        {"do": "ban", "scope": {"numbers": [8]}}
    ]


@pytest.mark.parametrize(
    ("text", "times", "at_most"),
    [
        ("show the dog 3 times", 3, False),
        ("beach 4 times", 4, False),
        ("show the dog 3x", 3, False),
        ("dog 2x in total", 2, False),
        ("want the dog in there 4x", 4, False),
        ("the dog more than once", 2, False),
        ("at most three appearances of the dog", 3, True),
        ("don't use the dog more than twice", 2, True),
    ],
)
def test_times_count_how_often_a_clip_is_shown(
    text: str, times: int, at_most: bool
) -> None:
    (edit,) = edits(text)
    assert (edit["do"], edit.get("times", 1)) == ("repeat", times)
    assert edit.get("at_most", False) is at_most


def test_a_speed_is_no_number_of_appearances() -> None:
    assert edits("dog 2x")[0]["do"] == "speed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trim 2 seconds off the end of the dog", trim("dog", end=-2.0)),
        ("trim the start of the beach by 2 seconds", trim("beach", start=2.0)),
        ("trim the beach 0:05-0:10", trim("beach", start=5.0, end=10.0)),
        ("start the beach clip at 4 seconds", trim("beach", start=4.0)),
        ("stop the beach after 8 seconds", trim("beach", end=8.0)),
        ("only the middle 4 seconds of the beach", trim("beach", start=10.0, end=14.0)),
        ("skip the first half minute of IMG_2041", trim("img2041", start=30.0)),
    ],
)
def test_seconds_of_a_clip_are_on_its_own_clock(
    text: str, expected: dict[str, object]
) -> None:
    assert edits(text) == [expected]


def test_a_stretch_in_the_middle_of_a_clip_is_banned() -> None:
    (edit,) = edits("cut 0:05-0:10 out of the beach")
    part = {"clip": "beach", "start": 5.0, "end": 10.0}
    assert (edit["do"], edit["scope"]) == ("ban", {"ranges": [part]})


@pytest.mark.parametrize("text", ["show the dog a bit longer", "a longer dog clip"])
def test_a_longer_shot_is_counted_from_what_is_shown_now(text: str) -> None:
    view = VIEWS["cut30"]
    shots = [shot.end - shot.start for shot in view.shots if shot.clip == "dog"]
    (edit,) = edits(text)
    assert isinstance(edit["seconds"], float)
    assert edit["seconds"] > sum(shots) / len(shots)


def test_the_exact_seconds_replace_a_longer_shot() -> None:
    assert edits("合照多停一会儿,五秒吧", GROUP) == [shown(5.0, "hezhao")]


def test_a_place_and_a_length_are_read_together() -> None:
    assert edits("start with the sunset photo for 2 seconds") == [
        place("sunset", "first"),
        shown(2.0, "sunset"),
    ]


def test_a_judgement_of_a_shot_bans_it_and_one_of_a_clip_does_not() -> None:
    assert edits("the shot at 8 seconds is bad")[0]["do"] == "ban"
    assert edits("the beach is bad") == []


def test_a_clip_takes_the_place_of_another() -> None:
    assert edits("use the beach instead of the dog") == [
        {"do": "include", "clips": ["beach"]},
        {"do": "leave_out", "clips": ["dog"]},
    ]
    assert edits("use the beach instead of the dog in shot 4")[0]["do"] == "replace"


def test_a_shot_is_split_in_its_middle() -> None:
    view = VIEWS["cut30"]
    middle = (view.shots[1].start + view.shots[1].end) / 2
    assert edits("split shot 2 in the middle") == [
        {"do": "split", "moment": {"seconds": middle}}
    ]


def test_the_newest_clip_and_the_last_photo_in_use_are_named() -> None:
    assert edits("remove the longest video") == [
        {"do": "leave_out", "clips": ["img2041"]}
    ]
    assert edits("leave out the last photo") == [
        {"do": "leave_out", "clips": ["sunset"]}
    ]


def test_what_was_said_once_is_not_done_twice() -> None:
    assert edits("I really love the third shot, please keep it") == [
        {"do": "keep", "scope": {"numbers": [3]}}
    ]
    assert edits("stop zooming into the photos, keep them still", "photos") == [
        {"do": "photo_motion", "on": False}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "clip 3 too",
        "and clip 3",
        "clip 3 as well",
        "put clip 3 in",
        "还有第3个素材",
        "再加上第3个素材",
        "放第3个素材",
    ],
)
def test_a_clip_that_is_only_named_beside_an_and_is_put_in(text: str) -> None:
    assert by_rules(text, VIEWS["cut30"]).edits == (
        Include(clips=(AssetId("img2041"),)),
    )


def test_two_clips_are_put_in_together() -> None:
    both = [{"do": "include", "clips": ["img2041", "sunset"]}]
    assert edits("put clip 3 and clip 4 in") == both
    assert edits("加上第3个素材和第4个素材") == both
    only = [{"do": "only", "clips": ["img2041", "sunset"]}]
    assert edits("make a video from clip 3 and clip 4") == only


def test_a_clip_behind_an_edit_for_a_clip_takes_that_edit() -> None:
    look = SetLook(look=LookName.WARM, scope=OfClips(assets=(AssetId("dog"),)))
    view = replace(VIEWS["cut30"], last_edits=(look,))
    (edit,) = by_rules("clip 3 too", view).edits
    assert edit.do == "look"


def test_a_number_of_a_clip_is_no_number_of_its_appearances() -> None:
    assert edits("clip 3 goes at the start") == [place("img2041", "first")]


@pytest.mark.parametrize(
    ("text", "clip", "where"),
    [
        ('end on the sunset with "ciao" on it', "sunset", "last"),
        ('put the dog at the end with "ciao"', "dog", "last"),
        ('start with the dog with "ciao"', "dog", "first"),
    ],
)
def test_a_clip_with_words_is_placed_and_gets_them(
    text: str, clip: str, where: str
) -> None:
    placed, titled = by_rules(text, VIEWS["cut30"]).edits
    assert placed == PlaceClip.model_validate({"clip": clip, "where": where})
    assert titled == AddTitle(text="ciao", scope=OfClips(assets=(AssetId(clip),)))


@pytest.mark.parametrize("text", ["the dog too cute", "the beach goes on and on"])
def test_a_remark_about_a_clip_puts_nothing_in(text: str) -> None:
    assert not by_rules(text, VIEWS["cut30"]).edits
