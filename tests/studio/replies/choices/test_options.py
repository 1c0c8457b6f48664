"""Several versions to choose from: all different; nothing changes before one is chosen."""

import pytest

from studio.api import response_bodies
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.record import Exact, Stage
from studio.model.edits.whole import SetLength
from studio.model.material import Material
from studio.model.media import AssetId, FrameFeatures
from studio.model.project import Project
from studio.rules.intent.options import derive_options
from studio.rules.intent.state import State
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.project_view import project_view
from studio.rules.replies.option_facts import option_facts
from studio.words.catalogue import words
from tests.studio.editing.material import Editor, clip, material, song as beats_song
from tests.studio.studio_in_memory import StudioInMemory, song, video


def offered(studio: StudioInMemory) -> list[dict[str, object]]:
    options = response_bodies.state(studio.project, previews=True)["state"].get(
        "options", []
    )
    return list(options)


async def test_three_versions_differ_and_the_timeline_waits_for_the_choice() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("vertical, 20 seconds")
    before = studio.draft
    reply = await studio.hear("show me 3 versions")
    assert "Here are 3 versions" in reply
    assert "1. Option 1\n2. Option 2\n3. Option 3" in reply
    assert studio.draft == before
    options = studio.project.versions[-3:]
    cuts = [before.tracks, *(option.draft.tracks for option in options)]
    assert all(one != other for n, one in enumerate(cuts) for other in cuts[:n])
    for option in options:
        assert measure.seconds(option.draft) == measure.seconds(before)
        assert option.draft.meta["height"] == 1920


def test_no_option_is_a_version_that_was_seen_before() -> None:
    moments = [FrameFeatures(n / 4) for n in range(80)]
    clips = [clip(f"c{n}", 20, moments=moments) for n in range(3)]
    editor = Editor(material(*clips, songs=[beats_song(seconds=60)]))
    editor.edit(SetLength(length=Exact(value=10)))
    state = State(editor.draft, editor.material)
    arguments = editor.intent, state, editor.draft, Stage.NONE, 3
    drafts = [draft for _, draft in derive_options(*arguments)]
    fresh = [draft.tracks for _, draft in derive_options(*arguments, drafts)]
    assert len(fresh) == len(drafts) == 3
    assert not any(draft.tracks in fresh for draft in drafts)


def test_each_option_opens_with_another_clip() -> None:
    moments = [FrameFeatures(n / 4) for n in range(80)]
    clips = [clip(f"c{n}", 20, moments=moments) for n in range(4)]
    editor = Editor(material(*clips, songs=[beats_song(seconds=60)]))
    editor.edit(SetLength(length=Exact(value=10)))
    state = State(editor.draft, editor.material)
    options = derive_options(editor.intent, state, editor.draft, Stage.NONE, 3)
    drafts = [editor.draft, *(draft for _, draft in options)]
    first = [next(iter(draft.segments(TrackType.VIDEO))).source for draft in drafts]
    assert sorted(str(clip) for clip in first) == ["c0", "c1", "c2", "c3"]


@pytest.mark.parametrize("answer", ["Option 2", "option 2", "2"])
async def test_a_choice_takes_that_version_and_closes_the_question(answer: str) -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    before = studio.draft
    await studio.say("show me options")
    draft = studio.project.versions[-2].draft
    assert "Now using option" in await studio.hear(answer)
    assert studio.draft == draft
    assert offered(studio) == []
    await studio.say("undo")
    assert studio.draft == before


async def test_the_first_request_may_ask_for_options() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("vertical, 15 seconds, show me three versions")
    assert studio.draft.tracks == ()
    assert len(offered(studio)) == 3
    await studio.say("Option 3")
    assert studio.draft.meta["height"] == 1920
    assert studio.draft.duration == 15_000


async def test_an_edit_instead_of_a_choice_goes_on_from_what_stood() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    await studio.say("show me options")
    await studio.say("black and white")
    assert offered(studio) == []
    assert len(studio.project.versions) == 2
    await studio.say("undo")
    assert studio.draft == studio.project.versions[0].draft


async def test_the_state_offers_each_with_its_draft() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    await studio.say("给我三个版本选")
    options = offered(studio)
    assert [option["label"] for option in options] == ["方案 1", "方案 2", "方案 3"]
    assert all(option["preview"] == {"short_side": 540} for option in options)
    assert all(option["draft"] for option in options)
    assert all("素材 " in str(option["about"]) for option in options)
    assert "options" not in response_bodies.state(studio.project)["state"]


@pytest.mark.parametrize("clips", [1, 2, 4])
async def test_each_option_tells_how_it_differs(clips: int) -> None:
    names = range(1, clips + 1)
    studio = StudioInMemory(*(video(number, 30) for number in names), song())
    await studio.say("10 seconds")
    await studio.say("show me options")
    about = [str(option["about"]) for option in offered(studio)]
    assert len(set(about)) == len(about) > 1
    for line, version in zip(about, studio.project.versions[-3:], strict=True):
        first = measure.shots(version.draft)[0]
        named = f"clip {str(first.source)[1:]} ("
        assert line.startswith(("opens with ", "opens at "))
        assert named in line.partition(")")[0]


def lines(*cuts: str) -> list[str]:
    """The descriptions of versions with a shot of one second for each letter's clip."""
    clips = tuple(clip(name, 20)[0] for name in "abc")
    project = Project("s", "t", "u", "en", clips)
    view = project_view(project, Draft(), Material(clips))
    drafts = [
        Draft((Track(TrackType.VIDEO, tuple(
            Segment(f"v{n}", "", 1000 * n, 1000, AssetId(name), 500 * n + 300 * at)
            for n, name in enumerate(cut)
        )),))
        for at, cut in enumerate(cuts)
    ]  # fmt: skip
    return option_facts(drafts, Context(words("en"), view))


def test_a_line_tells_what_is_not_the_same_in_all_versions() -> None:
    a, b, c = (f"clip {n} (“{name}.mp4”)" for n, name in enumerate("abc", 1))
    assert lines("abcc", "bacc") == [f"opens with {a}", f"opens with {b}"]
    assert lines("abc", "abca") == [
        f"ends with {c}, 3 shots",
        f"ends with {a}, 4 shots",
    ]
    assert lines("aabc", "abbc") == [f"mostly {a}", f"mostly {b}"]
    assert lines("abbcc", "abbbb")[1] == f"ends with {b}, without {c}"
    assert lines("abc", "abc")[0].startswith("opens at 0:00 of")


def test_versions_alike_but_for_a_shot_tell_that_shot() -> None:
    texts = lines("abc", "bac", "acb", "acb")
    assert len(set(texts)) == 4


async def test_where_there_is_only_one_version_it_is_said() -> None:
    studio = StudioInMemory(video(1, seconds=0.6))
    await studio.say("cut it, no music")
    reply = await studio.hear("show me options")
    assert reply == "With these clips there is only one version."
    assert offered(studio) == []
