"""What people call the files of a project."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import LeaveOut, PlaceClip
from studio.model.edits.record import OfClips, OfShots
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, ProjectView
from studio.rules.language.reader import by_rules, read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

FILES = {
    "take3": "dancebreak_take3.mp4",
    "take7": "dancebreak_take07.mp4",
    "cam1": "rehearsal_cam1.mp4",
    "plan": "floorplan.jpg",
    "chat": "IMG-20250210-WA0014.jpg",
    "bts": "bts_oops.mp4",
}
VIEW = ProjectView(
    clips=tuple(
        ClipView(
            AssetId(clip),
            name,
            MediaKind.IMAGE if name.endswith("jpg") else MediaKind.VIDEO,
            number,
            seconds=0.0 if name.endswith("jpg") else 20.0,
        )
        for number, (clip, name) in enumerate(FILES.items(), 1)
    ),
    duration=30.0,
)


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("take 7 last", "take7"),
        ("take7 last", "take7"),
        ("put take 3 at the end", "take3"),
        ("cam 1 last", "cam1"),
        ("cam1 at the very end", "cam1"),
        ("clip 3 last", "cam1"),
        ("the floor plan last", "plan"),
        ("put the floor plan at the end", "plan"),
        ("whatsapp pic last", "chat"),
        ("bts at the end", "bts"),
        ("finish with the bts", "bts"),
    ],
)
def test_a_file_is_called_by_part_of_its_name(text: str, clip: str) -> None:
    reading = by_rules(text, VIEW)
    expected = Expectation(({"do": "place", "clip": clip, "where": "last"},))
    assert verdict(reading, (expected,), VIEW) is Verdict.EXACT


def test_seconds_are_no_part_of_a_name() -> None:
    reading = by_rules("take 7 seconds off take 7", VIEW)
    expected = Expectation(({"do": "trim_clip", "clips": ["take7"], "end": -7},))
    assert verdict(reading, (expected,), VIEW) is Verdict.EXACT


def test_a_song_of_somebody_is_still_out_of_reach() -> None:
    view = ProjectView(clips=VIEW.clips[:3], duration=30.0)
    (edit,) = by_rules("play something by bts", view).edits
    assert edit.do == "impossible"


GROUP = load_views()["group"]


@pytest.mark.parametrize(
    "text", ["小黑也放慢", "大黄也黑白", "旺财也放慢", "海豚也黑白"]
)
def test_a_name_that_nobody_knows_is_asked_about(text: str) -> None:
    reading = read(text, GROUP)
    assert reading.edits == ()
    assert reading.question is not None
    assert reading.question.key == "which_clip"


@pytest.mark.parametrize("text", ["前面那个放慢", "后面那个倒放"])
def test_one_beside_another_is_not_the_whole_video(text: str) -> None:
    assert by_rules(text, GROUP).edits == ()
    assert read(text, GROUP).edits == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("最后一个倒放", -1),
        ("最后那个变黑白", -1),
        ("最后那段太暗了", -1),
        ("倒数第二个放慢", -2),
    ],
)
def test_the_last_one_is_a_shot(text: str, number: int) -> None:
    (edit,) = read(text, GROUP).edits
    assert edit.scope == OfShots(numbers=(number,))


def test_a_clip_is_the_cover() -> None:
    (edit,) = read("封面用火锅", GROUP).edits
    assert edit == PlaceClip(clip=AssetId("huoguo"), where="first")


def test_a_phrase_does_not_tear_a_name() -> None:
    selfie = ClipView(AssetId("selfie"), "mirror selfie.mp4", MediaKind.VIDEO, 7)
    view = replace(VIEW, clips=(*VIEW.clips, selfie))
    assert read("remove the mirror selfie", view).edits == (
        LeaveOut(clips=(AssetId("selfie"),)),
    )


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("狗那段放慢", "xiaogou"),
        ("只锅放慢", "huoguo"),
        ("爬的那段放慢", "pashan"),
        ("海边火锅那段放慢", "huoguo"),
        ("小狗爬山那条放慢", "pashan"),
    ],
)
def test_a_clip_is_called_by_a_character_or_behind_who_is_in_it(
    text: str, clip: str
) -> None:
    (edit,) = read(text, GROUP).edits
    assert edit.scope == OfClips(assets=(AssetId(clip),))
