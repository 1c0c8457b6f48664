"""Wishes in the words of people who never saw the reader, sorted by construction."""

import pytest

from studio.rules.language.reader import read
from tests.corpus.views import load_views


def done(text: str, view: str = "cut30") -> list[str]:
    """What a message asks for, an edit a line, without its defaults."""
    reading = read(text, load_views()[view])
    assert not reading.residues, reading.residues
    assert reading.question is None, reading.question
    return [
        " ".join(
            [
                edit.do,
                *(
                    f"{name}={value}"
                    for name, value in edit.model_dump(
                        mode="json", exclude_defaults=True, exclude={"do", "words"}
                    ).items()
                ),
            ]
        )
        for edit in reading.edits
    ]


@pytest.mark.parametrize(
    "text",
    [
        "put the dog right after the beach for comedy",
        "put the dog right after the beach as a joke",
        "the dog right after the beach, for a laugh",
        "dog right after the beach for dramatic effect",
    ],
)
def test_an_aim_behind_a_wish_is_passed_over(text: str) -> None:
    assert done(text) == ["place clip=dog where=after other=beach"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ramp the beach, 200% easing down to 50%", "2.0", "0.5"),
        ("ramp the beach clip 100 to 25 to 100", "1.0", "0.25"),
        ("ramp the beach from fast to slow", "2.0", "0.5"),
    ],
)
def test_a_ramp_between_percentages(text: str, start: str, end: str) -> None:
    (edit,) = read(text, load_views()["cut30"]).edits
    assert (edit.do, edit.scope.of) == ("ramp", "clips")
    assert (str(edit.start), str(edit.end)) == (start, end)  # type: ignore[attr-defined]


def test_minutes_before_their_numbers_bound_a_stretch() -> None:
    text = "only use minute 1 to minute 2 of the lake film"
    (edit,) = read(text, load_views()["u8_walter"]).edits
    assert (edit.do, edit.start, edit.end) == ("trim_clip", 60, 120)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "view", "meant"),
    [
        ("take the first 20 sec off Ben's interview", "talk", "start=20.0"),
        ("cut IMG_2041 down to the bit between 4 and 9 seconds", "cut30", "end=9.0"),
        ("Anna's first 5 seconds are shaky, cut them", "talk", "start=5.0"),
    ],
)
def test_a_trim_in_other_words(text: str, view: str, meant: str) -> None:
    (edit,) = done(text, view)
    assert edit.startswith("trim_clip")
    assert meant in edit


@pytest.mark.parametrize(
    ("text", "view", "meant"),
    [
        ("the music is too loud when they're speaking", "talk", "clip_sound mode=duck"),
        ("can hardly hear Anna over the music", "talk", "mode=duck"),
        ("we need to hear Anna, not the song", "talk", "mode=duck"),
        ("cut the ums out of Ben's interview", "talk", "remove_pauses"),
        ("cut out the dead air in both interviews", "talk", "remove_pauses"),
        ("don't cut off anybody's face", "talk", "focus point=face"),
        ("subtitles at the bottom in white", "talk", "speech_captions position=bottom"),
        ("letterbox it, 2.39", "cut30", "bars"),
        ("tone down the colours", "cut30", "adjust quality=saturation"),
        ("a minute and twenty", "cut30", "length length={'value': 80.0"),
        ("no vintage, cold look instead", "dressed", "look look=cool"),
        ("teal.cube instead of vintage", "dressed", "cube cube=teal"),
        ("take out IMG_2041, my thumb's in it", "cut30", "leave_out clips=['img2041']"),
        (
            "the logo goes away after the first 5 seconds",
            "dressed",
            "change_overlay end",
        ),
        ("logo covers her face, move it up", "dressed", "change_overlay position=top"),
        ("put the title on the dog clip", "cut30", "change_title"),
        ("both titles in yellow", "dressed", "change_title color"),
        ("the word Summer at the bottom", "dressed", "change_title position=bottom"),
        ("the text Summer more big and pink", "dressed", "which=Summer"),
        ("text Summer Party in red", "dressed", "text=Summer Party"),
        ("take off the see you next year bit at the end", "dressed", "remove_title"),
    ],
)
def test_an_outsiders_wording_gives_one_edit(text: str, view: str, meant: str) -> None:
    (edit,) = done(text, view)
    assert meant in edit


def test_signed_numbers_are_steps_of_a_hundred() -> None:
    assert done("contrast +10, saturation -15") == [
        "adjust quality=contrast level={'delta': 0.1}",
        "adjust quality=saturation level={'delta': -0.15}",
    ]


def test_new_words_and_their_place_are_one_change() -> None:
    text = "change the title to Winter and put it at the end"
    (edit,) = read(text, load_views()["cut30"]).edits
    assert (edit.do, edit.text) == ("change_title", "Winter")  # type: ignore[attr-defined]
    assert edit.start is not None  # type: ignore[attr-defined]


def test_a_list_in_that_order_is_the_order() -> None:
    assert done("beach, dog, sunset in that order") == [
        "order mode=listed clips=['beach', 'dog', 'sunset']"
    ]


def test_what_stands_instead_of_an_opening_is_no_wish() -> None:
    assert done("open with the dog instead of the beach") == [
        "place clip=dog where=first"
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("too long, cut it to 15", "length length={'value': 15.0}"),
        ("that part at 0:08 is bad", "ban scope={'numbers': [5]}"),
        ("that bit at 13 seconds is ugly, take it out", "ban scope={'numbers': [7]}"),
    ],
)
def test_a_complaint_and_its_remedy(text: str, meant: str) -> None:
    assert done(text)[0].startswith(meant)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("make the title 20% bigger", 1.2),
        ("title 20% smaller", 0.8),
        ("title 1.5x bigger", 1.5),
        ("the text should be 30 percent larger", 1.3),
        ("标题大20%", 1.2),
    ],
)
def test_letters_are_made_bigger_by_what_is_said(text: str, factor: float) -> None:
    size = f"size={{'factor': {factor}}}"
    assert done(text, "dressed") == [f"change_title {size}"]
