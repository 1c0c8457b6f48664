"""Versions of a video: undo, redo, back to an earlier one, start over."""

import asyncio

from hypothesis import given, settings, strategies as st

from studio.model.draft import Draft
from studio.model.step import (
    VersionAdded,
    VersionSelected,
)
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def test_a_step_back_and_another_edit_make_one_version_after_the_old_one() -> (
    None
):
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds")
    await studio.say("black and white")
    steps = await studio.say("undo that and make it vertical")
    saved = [s for s in steps if isinstance(s, VersionSelected | VersionAdded)]
    assert [type(step) for step in saved] == [VersionAdded]
    assert studio.project.current == 1
    assert studio.draft.meta["height"] == 1920
    assert all(s.effects.look is None for s in studio.shots())


async def test_back_to_a_version_by_its_number() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    for text in ("20 seconds", "vertical", "black and white"):
        await studio.say(text)
    first = studio.project.versions[0].draft
    assert "version 1" in await studio.hear("go back to the first version")
    assert studio.draft is first
    assert "no version 9" in await studio.hear("go back to version 9")


async def test_an_edit_of_an_earlier_version_keeps_the_later_ones() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    for text in ("20 seconds", "vertical", "black and white"):
        await studio.say(text)
    drafts = [version.draft for version in studio.project.versions]
    await studio.say("go back to version 1 and make it square")
    assert studio.draft.meta["height"] == studio.draft.meta["width"]
    assert [version.draft for version in studio.project.versions[:3]] == drafts
    await studio.say("undo")
    assert studio.draft is drafts[2]
    await studio.say("redo")
    await studio.say("go back to version 2")
    assert studio.draft is drafts[1]


async def test_starting_over_forgets_edits_and_keeps_clips() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say('vertical, title "Hi"')
    assert "Cleared" in await studio.hear("start over")
    assert studio.draft == Draft()
    await studio.say("sync to the beat")
    assert studio.draft.meta["width"] == 1920
    assert not studio.titles()


async def test_undo_and_redo_tell_which_edits_they_are_about() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds, vertical")
    await studio.say("black and white for clip 2")
    await studio.say('title "Sun" for 3 seconds')
    undone = await studio.hear("undo")
    assert undone.startswith("Undone: title “Sun” (0:00–0:03). 20 s, 9:16")
    assert (await studio.hear("redo")).startswith(
        "Redone: title “Sun” (0:00–0:03). 20 s"
    )
    both = await studio.hear("go back to version 1")
    assert "Undone: black and white look (clip 2), title “Sun”" in both
    assert "Undone" not in await studio.hear("go back to version 3")
    for look in ("warm", "cool", "vintage", "sepia", "vivid", "faded"):
        await studio.say(f"{look} look")
    assert "sepia look and more. 20 s" in await studio.hear("go back to version 1")


EDITS = [
    "faster cuts", "calmer", "vertical", "15 seconds", 'title "A"', "remove the title",
    "keep the original sound", "start with clip 2", "cut every 2 beats",
    "another version", "clip 1 in slow motion", "reverse clip 2", "undo", "sepia",
]  # fmt: skip


@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4))
@settings(max_examples=20)
def test_undo_takes_an_edit_back_exactly(edits: list[str]) -> None:
    async def scene() -> None:
        studio = StudioInMemory(video(1), video(2), song())
        await studio.say("sync to the beat")
        for text in edits:
            before, version = studio.draft, studio.project.current
            await studio.say(text)
            if studio.project.current <= version:
                continue
            after = studio.draft
            await studio.say("undo")
            assert studio.draft == before
            await studio.say("redo")
            assert studio.draft == after

    asyncio.run(scene())
