"""Several versions to choose from: all different, one is taken, nothing before that."""

import pytest

from studio.api import response_bodies
from studio.model.draft import TrackType
from studio.model.edits.record import Exact, Stage
from studio.model.edits.whole import SetLength
from studio.model.media import FrameFeatures
from studio.rules.intent.options import derive_options
from studio.rules.intent.state import State
from studio.rules.phrases import measure
from tests.studio.editing.material import Editor, clip, material, song as beats_song
from tests.studio.studio_in_memory import StudioInMemory, song, video


def offered(studio: StudioInMemory) -> list[dict[str, object]]:
    found = response_bodies.state(studio.project, previews=True)["state"].get(
        "options", []
    )
    return list(found)


async def test_three_versions_differ_and_the_timeline_waits_for_the_choice() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("vertical, 20 seconds")
    before = studio.draft
    told = await studio.hear("show me 3 versions")
    assert "Here are 3 versions" in told
    assert "1. Option 1\n2. Option 2\n3. Option 3" in told
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
    given = editor.intent, state, editor.draft, Stage.NONE, 3
    seen = [draft for _, draft in derive_options(*given)]
    fresh = [draft.tracks for _, draft in derive_options(*given, seen)]
    assert len(fresh) == len(seen) == 3
    assert not any(draft.tracks in fresh for draft in seen)


def test_each_option_opens_with_another_clip() -> None:
    moments = [FrameFeatures(n / 4) for n in range(80)]
    clips = [clip(f"c{n}", 20, moments=moments) for n in range(4)]
    editor = Editor(material(*clips, songs=[beats_song(seconds=60)]))
    editor.edit(SetLength(length=Exact(value=10)))
    state = State(editor.draft, editor.material)
    found = derive_options(editor.intent, state, editor.draft, Stage.NONE, 3)
    drafts = [editor.draft, *(draft for _, draft in found)]
    first = [next(iter(draft.segments(TrackType.VIDEO))).source for draft in drafts]
    assert sorted(str(clip) for clip in first) == ["c0", "c1", "c2", "c3"]


@pytest.mark.parametrize("answer", ["Option 2", "option 2", "2"])
async def test_a_choice_takes_that_version_and_closes_the_question(answer: str) -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("20 seconds")
    before = studio.draft
    await studio.say("show me options")
    wanted = studio.project.versions[-2].draft
    assert "Now using option" in await studio.hear(answer)
    assert studio.draft == wanted
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
    assert "options" not in response_bodies.state(studio.project)["state"]


async def test_where_there_is_only_one_version_it_is_said() -> None:
    studio = StudioInMemory(video(1, seconds=0.6))
    await studio.say("cut it, no music")
    told = await studio.hear("show me options")
    assert "only one version" in told
    assert offered(studio) == []
