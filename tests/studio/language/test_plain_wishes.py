"""Plain wishes, a table for each kind, with the edits that they must give."""

from dataclasses import replace

import pytest

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views


def _edits(text: str, view: str = "cut30") -> list[dict[str, object]]:
    """The edits of a request, without what is as usual; nothing may be left over."""
    reading = read(text, load_views()[view])
    assert reading.residues == ()
    return [_said(edit) for edit in reading.edits]


def _said(edit: Edit) -> dict[str, object]:
    found = edit.model_dump(mode="json", exclude_defaults=True)
    return {"do": edit.do, **found}


CHORUS = {"label": "chorus"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("logo in the chorus only", {"do": "overlay", "image": "logo"}),
        ("show the logo just in the chorus", {"do": "overlay", "image": "logo"}),
        ("logo只在副歌出现", {"do": "overlay", "image": "logo"}),
        ("logo淨係副歌先出現", {"do": "overlay", "image": "logo"}),
        ("title during the chorus", {"do": "change_title"}),
        ("keep the title only for the chorus", {"do": "change_title"}),
        ("标题只在副歌显示", {"do": "change_title"}),
        ("text HEY only in the chorus", {"do": "add_title", "text": "HEY"}),
        (
            "put the words HEY on screen during the chorus",
            {"do": "add_title", "text": "HEY"},
        ),
        ('副歌的时候写上"嗨"', {"do": "add_title", "text": "嗨"}),
    ],
)
def test_words_and_logos_take_a_part_of_the_song(
    text: str, meant: dict[str, object]
) -> None:
    assert _edits(text) == [meant | {"scope": CHORUS}]


def test_a_logo_until_a_part_of_the_song_takes_the_time_before_it() -> None:
    meant = {"do": "overlay", "image": "logo", "scope": {"start": 0.0, "end": 12.0}}
    assert _edits("logo until the drop") == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "remove all the effects",
        "get rid of every effect",
        "所有效果都取消",
        "啲特效全部唔要",
    ],
)
def test_all_effects_are_every_kind_that_is_in_force(text: str) -> None:
    kinds = frozenset({"look", "pulse", "join", "length", "add_title"})
    view = replace(load_views()["cut30"], in_force=kinds)
    assert [_said(edit) for edit in read(text, view).edits] == [
        {"do": "look", "look": None},
        {"do": "undo_edit", "edit": "pulse"},
        {"do": "undo_edit", "edit": "join"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dog first and last",
        "start and end with the dog",
        "put the dog at the beginning and at the end",
        "begin with the dog and finish with it too",
        "首尾都用狗",
        "开头和结尾都放狗",
    ],
)
def test_a_clip_may_open_and_close_the_video(text: str) -> None:
    ends = ("first", "last")
    assert _edits(text) == [{"do": "place", "clip": "dog", "where": w} for w in ends]


@pytest.mark.parametrize("text", ["结尾狗再出现一次", "show the dog again at the end"])
def test_a_clip_that_is_shown_again_closes_the_video(text: str) -> None:
    assert _edits(text) == [{"do": "place", "clip": "dog", "where": "last"}]


def test_repeating_a_clip_at_the_end_is_no_loop() -> None:
    view = replace(load_views()["cut30"], named=(AssetId("dog"),))
    edits = [_said(edit) for edit in read("repeat it at the end", view).edits]
    assert edits == [{"do": "place", "clip": "dog", "where": "last"}]


@pytest.mark.parametrize(
    "text",
    [
        "要横屏也要竖屏",
        "横竖各来一版",
        "直度橫度都要",
        "horizontal and vertical both please",
    ],
)
def test_two_shapes_are_a_question(text: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert reading.edits == ()
    assert reading.question is not None
    assert reading.question.key == "contradiction"


@pytest.mark.parametrize("text", ["横屏改竖屏", "change from landscape to portrait"])
def test_of_a_change_of_shape_the_new_one_is_meant(text: str) -> None:
    assert _edits(text) == [{"do": "aspect", "width": 9, "height": 16}]


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("we shot this at sunset, make it warmer", "warmth"),
        ("this was filmed at the beach, make it brighter", "brightness"),
    ],
)
def test_where_it_was_filmed_names_no_clip(text: str, quality: str) -> None:
    change = {"do": "adjust", "quality": quality, "level": {"delta": 0.2}}
    assert _edits(text) == [change]


@pytest.mark.parametrize(
    "text",
    [
        "let the beach play until the drop",
        "海滩一直放到drop",
        "don't show the dog before 10 s",
        "10秒之前不要出现狗",
    ],
)
def test_what_no_edit_does_is_told(text: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert reading.edits == ()
    assert reading.residues


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@bot 30 seconds please", {"do": "length", "length": {"value": 30.0}}),
        ("hey @editbot make it faster", {"do": "pace", "rate": {"factor": 1.5}}),
        ("@mia.films top right", {"do": "add_title", "text": "@mia.films", "position": "top_right"}),
        (
            "dog clip starts too early, skip the first 2 s",
            {"do": "trim_clip", "clips": ["dog"], "start": 2.0},
        ),
        (
            "keep the dog for after the drop",
            {"do": "place", "clip": "dog", "where": "at", "moment": {"seconds": 18.0}},
        ),
    ],
)  # fmt: skip
def test_a_plain_wish_is_read(text: str, meant: dict[str, object]) -> None:
    assert _edits(text) == [meant]


def test_a_file_name_is_no_slip_of_another_word() -> None:
    assert [edit.do for edit in read("Buga", load_views()["u7_chidi_new"]).edits] == [
        "use_music"
    ]
