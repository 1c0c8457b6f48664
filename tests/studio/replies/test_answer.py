"""Answers to requests: progress, edits, undo, and a reply that matches the changes."""

from dataclasses import replace

import pytest

from studio.model.media import Asset, AssetId, MediaKind
from studio.model.step import (
    Call,
    ReplyText,
    Result,
)
from studio.rules.phrases import measure
from tests.studio.studio_in_memory import FakeAnalyst, StudioInMemory, song, video


async def test_the_work_is_shown_as_it_goes() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    steps = await studio.say("sync to the beat")
    calls = [step.name for step in steps if isinstance(step, Call)]
    results = [step.name for step in steps if isinstance(step, Result)]
    assert calls == results == ["look_at_clips", "analyze_music", "update_draft"]
    assert isinstance(steps[-1], ReplyText)
    assert "“song.mp3” (120 BPM)" in steps[-1].text


async def test_cuts_stand_on_the_beats_that_the_draft_tells() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("15 seconds")
    assert studio.draft.duration == 15_000
    beats = {round(beat / 1000 * 30) for beat in studio.draft.meta["beats"]}
    starts = [round(s.start * 30 / 1000) for s in studio.shots()]
    assert len(starts) > 5
    assert set(starts[1:]) <= beats


async def test_wishes_stay_in_force() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("vertical, 20 seconds")
    slow = len(studio.shots())
    await studio.say("faster cuts")
    assert len(studio.shots()) > slow
    assert studio.draft.meta["height"] == 1920
    assert studio.draft.duration == 20_000


async def test_longer_and_shorter_start_from_what_is_there() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds")
    await studio.say("5 seconds shorter")
    assert studio.draft.duration == 15_000
    await studio.say("twice as long")
    assert studio.draft.duration == 30_000


async def test_a_broken_clip_is_named_and_the_others_are_used() -> None:
    studio = StudioInMemory(
        video(1), video(2), video(3), song(), analyst=FakeAnalyst("clip2.mp4")
    )
    assert "“clip2.mp4”" in await studio.hear("sync to the beat")
    assert {s.source for s in studio.shots()} == {"v1", "v3"}


async def test_with_nothing_usable_there_is_no_edit() -> None:
    studio = StudioInMemory(video(1), song(), analyst=FakeAnalyst("clip1.mp4"))
    assert "could not read any" in await studio.hear("sync to the beat")
    assert studio.project.current == -1


async def test_a_broken_song_gives_way_to_the_sound_of_a_clip() -> None:
    studio = StudioInMemory(
        video(1, has_audio=True), song(), analyst=FakeAnalyst("song.mp3")
    )
    assert "“song.mp3”" in await studio.hear("sync to the beat")
    assert studio.music()[0].source == "v1"


@pytest.mark.parametrize(
    ("assets", "analyst", "words"),
    [
        ((), FakeAnalyst(), "I need something to cut"),
        ((song(),), FakeAnalyst(), "Now drop video clips"),
        ((video(1),), FakeAnalyst(), "without music"),
        ((video(1, has_audio=True),), FakeAnalyst(), "sound of your own clip"),
        (
            (video(1, has_audio=True),),
            FakeAnalyst(pulse=False, silent=True),
            "without music",
        ),
        ((video(1), song()), FakeAnalyst(pulse=False), "no steady beat"),
    ],
)
async def test_what_is_missing_is_named(
    assets: tuple[Asset, ...], analyst: FakeAnalyst, words: str
) -> None:
    assert words in await StudioInMemory(*assets, analyst=analyst).hear(
        "sync to the beat"
    )


async def test_repeated_footage_is_admitted() -> None:
    studio = StudioInMemory(video(1, 6.0), song())
    assert "shown twice" in await studio.hear("a 30 second video")
    fresh = StudioInMemory(video(1, 30.0), video(2, 30.0), song())
    assert "shown twice" not in await fresh.hear("a 20 second video")


async def test_what_is_not_understood_is_named_and_the_rest_is_done() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    reply = await studio.hear("20 seconds. Frobnicate the edges")
    assert studio.draft.duration == 20_000
    assert "did not understand" in reply
    assert "Frobnicate" in reply


async def test_no_title_is_changed_where_there_is_none() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    assert "no title" in await studio.hear("make the title red")
    assert studio.project.current == 0


async def test_a_refused_edit_tells_the_facts_and_takes_nothing_with_it() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds")
    reply = await studio.hear("vertical and put the title “Hi” at 0:50")
    assert studio.draft.meta["height"] == 1920
    assert "the video is only 20 s long" in reply
    assert not studio.titles()


async def test_first_and_last_clips_as_asked() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    reply = await studio.hear("20 seconds, start with clip 3, end with clip 1")
    order = [s.source for s in studio.shots()]
    assert (order[0], order[-1]) == ("v3", "v1")
    assert "clip 3 first" in reply


async def test_an_edit_that_changes_nothing_is_not_called_done() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds, vertical")
    version = studio.project.current
    reply = await studio.hear("vertical")
    assert reply == "Already the case: vertical 9:16."
    assert studio.project.current == version


async def test_what_was_so_before_is_said_in_one_sentence() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    request = 'vertical, 15 seconds, title "Night out" at the end'
    await studio.say(request)
    await studio.say('title "Night out" at the end')
    reply = await studio.hear(f"{request}, black and white")
    assert "Already the case: vertical 9:16, 15 s, title “Night out” at 0:12–0:15." in (
        reply.splitlines()
    )


async def test_a_logo_is_no_shot_unless_it_is_asked_for() -> None:
    logo, mark = (
        Asset(
            AssetId(name), f"{name}.png", MediaKind.IMAGE, f"/{name}", 1, 0.0, 400, 400
        )
        for name in ("logo", "mark")
    )
    studio = StudioInMemory(video(1), video(2), song(), logo, mark)

    def shown() -> set[str | None]:
        return {s.source for s in measure.shots(studio.draft)}

    assert "logo.png" in await studio.hear("20 seconds")
    assert shown() == {"v1", "v2", "mark"}
    before = studio.cuts()
    reply = await studio.hear("photo 2 as a sticker in the top right")
    assert "Clip 4 on top, top right" in reply
    assert shown() == {"v1", "v2"}
    pairs = zip(before, studio.cuts(), strict=True)
    assert all(old == new for old, new in pairs if old[0] != "mark")
    await studio.say("start with clip 3")
    assert measure.shots(studio.draft)[0].source == "logo"


async def test_the_reply_names_footage_that_is_slowed_to_fill_the_video() -> None:
    studio = StudioInMemory(video(1, 1.2), video(2, 1.2), song())
    assert "in slow motion" in await studio.hear("10 seconds")
    assert "in slow motion" not in await studio.hear("black and white")
    other = StudioInMemory(video(1), song())
    assert "in slow motion" not in await other.hear("cut it, 5 seconds, slow motion")


async def test_cards_are_counted_behind_the_titles() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("10 seconds")
    await studio.say('title "Sun"')
    await studio.say('end card "Bye"')
    assert "no title 3" in await studio.hear("remove the third title")
    assert "Title “Bye” removed" in await studio.hear("remove the second title")
    assert studio.draft.duration == 10_000
    assert [s.text for s in measure.titles(studio.draft)] == ["Sun"]


KEEPING = [
    'title "Hi" at the start', "make it vertical", "music at 40%", "720p",
    "black and white", "a bit brighter", "fade to black at the end", "cinema bars",
    "clip 2 in sepia", "keep the original sound", "fade out the music at the end",
]  # fmt: skip


async def _first_reply(language: str) -> str:
    studio = StudioInMemory(
        video(1),
        song(),
        analyst=FakeAnalyst(silent=True, pulse=False),
        language=language,
    )
    return await studio.hear("卡点剪辑")


async def test_a_silent_song_is_called_silent() -> None:
    studio = StudioInMemory(
        video(1), song(), analyst=FakeAnalyst(silent=True, pulse=False)
    )
    reply = await studio.hear("cut it to the beat")
    assert "I hear nothing in “song.mp3”" in reply
    assert "no steady beat" not in reply
    assert "I hear nothing" not in await studio.hear("make it warmer")
    assert "里没有声音" in await _first_reply("zh")


async def test_looks_titles_and_volumes_move_no_cut() -> None:
    studio = StudioInMemory(video(1, has_audio=True), video(2, has_audio=True), song())
    await studio.say("sync to the beat")
    before = studio.cuts()
    for text in KEEPING:
        version = studio.project.current
        await studio.say(text)
        assert studio.project.current == version + 1, text
        assert studio.cuts() == before, text
    assert (studio.draft.meta["width"], studio.draft.meta["height"]) == (720, 1280)
    assert [s.text for s in studio.titles()] == ["Hi"]
    assert studio.music()[0].volume == pytest.approx(0.4)


async def test_a_look_for_one_clip_leaves_the_other_segments_byte_for_byte() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("sync to the beat")
    before = {s.id: s for s in studio.shots()}
    await studio.say("clip 2 in black and white")
    for shot in studio.shots():
        assert (shot == before[shot.id]) == (shot.source != "v2")


async def test_a_song_is_taken_when_it_comes() -> None:
    studio = StudioInMemory(video(1), video(2))
    await studio.say("sync to the beat")
    assert not studio.music()
    studio.project = replace(studio.project, assets=(*studio.project.assets, song()))
    await studio.say("use song 1")
    assert studio.music()[0].source == "song.mp3"


async def test_each_photo_is_shown_once_where_the_length_is_ours() -> None:
    photos = [
        replace(video(n, 0.0), kind=MediaKind.IMAGE, name=f"{n}.jpg") for n in range(6)
    ]
    studio = StudioInMemory(*photos, song())
    assert "twice" not in await studio.hear("sync to the beat")
    assert [s.source for s in studio.shots()].count(photos[0].id) == 1


async def test_a_title_that_is_not_there_is_not_said_to_be_removed() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say('sync to the beat, title "Day 1"')
    assert "removed" not in await studio.hear('remove the title "Day 9"')
    assert [s.text for s in studio.titles()] == ["Day 1"]
    assert "removed" in await studio.hear('remove the title "Day 1"')
    assert not studio.titles()


async def test_a_title_that_cannot_be_drawn_is_reported() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    assert "no font for “สวัสดี”" in await studio.hear('title "สวัสดี"')
    assert "no font" not in await studio.hear('title "مرحبا"')


async def test_times_beyond_an_hour_are_written_as_people_write_them() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("sync to the beat")
    assert "3:00:00" in await studio.hear("make it 3 hours")


async def test_nobody_is_asked_about_an_edit_that_is_always_refused() -> None:
    studio = StudioInMemory(video(1), song())
    reply = await studio.hear("auto caption wizardry thingy")
    assert reply.startswith("I cannot write down what is said in the clips.")
    assert studio.project.dialogue.question is None
