"""A request is answered: work shown, edits made, undone, and told truly."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from studio.model.draft import Draft, TrackType
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.step import (
    Call,
    DialogueChanged,
    ReplyText,
    Result,
    VersionAdded,
    VersionSelected,
)
from studio.rules.phrases import measure
from tests.studio.studio_in_memory import Desk, Ears, song, video


async def test_the_work_is_shown_as_it_goes() -> None:
    desk = Desk(video(1), video(2), song())
    steps = await desk.say("sync to the beat")
    calls = [step.name for step in steps if isinstance(step, Call)]
    results = [step.name for step in steps if isinstance(step, Result)]
    assert calls == results == ["look_at_clips", "analyze_music", "update_draft"]
    assert isinstance(steps[-1], ReplyText)
    assert "“song.mp3” (120 BPM)" in steps[-1].text


async def test_cuts_stand_on_the_beats_that_the_draft_tells() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("15 seconds")
    assert desk.draft.duration == 15_000
    beats = {round(beat / 1000 * 30) for beat in desk.draft.meta["beats"]}
    starts = [round(s.start * 30 / 1000) for s in desk.shots()]
    assert len(starts) > 5
    assert set(starts[1:]) <= beats


async def test_wishes_stay_in_force() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("vertical, 20 seconds")
    slow = len(desk.shots())
    await desk.say("faster cuts")
    assert len(desk.shots()) > slow
    assert desk.draft.meta["height"] == 1920
    assert desk.draft.duration == 20_000


async def test_longer_and_shorter_start_from_what_is_there() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds")
    await desk.say("5 seconds shorter")
    assert desk.draft.duration == 15_000
    await desk.say("twice as long")
    assert desk.draft.duration == 30_000


async def test_a_step_back_and_another_edit_make_one_version_after_the_old_one() -> (
    None
):
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds")
    await desk.say("black and white")
    steps = await desk.say("undo that and make it vertical")
    saved = [s for s in steps if isinstance(s, VersionSelected | VersionAdded)]
    assert [type(step) for step in saved] == [VersionAdded]
    assert desk.project.current == 1
    assert desk.draft.meta["height"] == 1920
    assert all(s.effects.look is None for s in desk.shots())


async def test_back_to_a_version_by_its_number() -> None:
    desk = Desk(video(1), video(2), song())
    for text in ("20 seconds", "vertical", "black and white"):
        await desk.say(text)
    first = desk.project.versions[0].draft
    assert "version 1" in await desk.hear("go back to the first version")
    assert desk.draft is first
    assert "no version 9" in await desk.hear("go back to version 9")


async def test_starting_over_forgets_edits_and_keeps_clips() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say('vertical, title "Hi"')
    assert "Cleared" in await desk.hear("start over")
    assert desk.draft == Draft()
    await desk.say("sync to the beat")
    assert desk.draft.meta["width"] == 1920
    assert not desk.titles()


async def test_a_broken_clip_is_named_and_the_others_are_used() -> None:
    desk = Desk(video(1), video(2), video(3), song(), ears=Ears("clip2.mp4"))
    assert "“clip2.mp4”" in await desk.hear("sync to the beat")
    assert {s.source for s in desk.shots()} == {"v1", "v3"}


async def test_with_nothing_usable_there_is_no_edit() -> None:
    desk = Desk(video(1), song(), ears=Ears("clip1.mp4"))
    assert "could not read any" in await desk.hear("sync to the beat")
    assert desk.project.current == -1


async def test_a_broken_song_gives_way_to_the_sound_of_a_clip() -> None:
    desk = Desk(video(1, has_audio=True), song(), ears=Ears("song.mp3"))
    assert "“song.mp3”" in await desk.hear("sync to the beat")
    assert desk.music()[0].source == "v1"


@pytest.mark.parametrize(
    ("assets", "ears", "words"),
    [
        ((), Ears(), "I need something to cut"),
        ((song(),), Ears(), "now drop one or more video clips"),
        ((video(1),), Ears(), "without music"),
        ((video(1, has_audio=True),), Ears(), "sound of your own clip"),
        ((video(1, has_audio=True),), Ears(pulse=False, silent=True), "without music"),
        ((video(1), song()), Ears(pulse=False), "no steady beat"),
    ],
)
async def test_what_is_missing_is_told(
    assets: tuple[Asset, ...], ears: Ears, words: str
) -> None:
    assert words in await Desk(*assets, ears=ears).hear("sync to the beat")


async def test_repeated_footage_is_admitted() -> None:
    desk = Desk(video(1, 6.0), song())
    assert "shown twice" in await desk.hear("a 30 second video")
    fresh = Desk(video(1, 30.0), video(2, 30.0), song())
    assert "shown twice" not in await fresh.hear("a 20 second video")


async def test_what_is_not_understood_is_named_and_the_rest_is_done() -> None:
    desk = Desk(video(1), video(2), song())
    said = await desk.hear("20 seconds. Frobnicate the edges")
    assert desk.draft.duration == 20_000
    assert "did not understand" in said
    assert "Frobnicate" in said


async def test_no_title_is_changed_where_there_is_none() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "no title" in await desk.hear("make the title red")
    assert desk.project.current == 0


async def test_a_refused_edit_tells_the_facts_and_takes_nothing_with_it() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds")
    said = await desk.hear("vertical and put the title “Hi” at 0:50")
    assert desk.draft.meta["height"] == 1920
    assert "50 s is beyond what I can do" in said
    assert not desk.titles()


async def test_first_and_last_clips_as_asked() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    said = await desk.hear("20 seconds, start with clip 3, end with clip 1")
    order = [s.source for s in desk.shots()]
    assert (order[0], order[-1]) == ("v3", "v1")
    assert "clip 3 first" in said


async def test_an_edit_that_changes_nothing_is_not_told_as_done() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds, vertical")
    version = desk.project.current
    said = await desk.hear("vertical")
    assert "it is so already" in said
    assert desk.project.current == version


async def test_undo_and_redo_tell_which_edits_they_are_about() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds, vertical")
    await desk.say("black and white for clip 2")
    await desk.say('title "Sun" for 3 seconds')
    undone = await desk.hear("undo")
    assert undone.startswith("Undone: title “Sun” (0:00–0:03). 20 s, 9:16")
    assert (await desk.hear("redo")).startswith("Redone: title “Sun” (0:00–0:03). 20 s")
    both = await desk.hear("go back to version 1")
    assert "Undone: black and white look (clip 2), title “Sun”" in both
    assert "Undone" not in await desk.hear("go back to version 3")
    for look in ("warm", "cool", "vintage", "sepia", "vivid", "faded"):
        await desk.say(f"{look} look")
    assert "sepia look and more. 20 s" in await desk.hear("go back to version 1")


async def test_a_logo_is_no_shot_unless_it_is_asked_for() -> None:
    logo, mark = (
        Asset(
            AssetId(name), f"{name}.png", MediaKind.IMAGE, f"/{name}", 1, 0.0, 400, 400
        )
        for name in ("logo", "mark")
    )
    desk = Desk(video(1), video(2), song(), logo, mark)

    def shown() -> set[str | None]:
        return {s.source for s in measure.shots(desk.draft)}

    assert "logo.png" in await desk.hear("20 seconds")
    assert shown() == {"v1", "v2", "mark"}
    before = desk.cuts()
    told = await desk.hear("photo 2 as a sticker in the top right")
    assert "Clip 4 on top, top right" in told
    assert shown() == {"v1", "v2"}
    pairs = zip(before, desk.cuts(), strict=True)
    assert all(old == new for old, new in pairs if old[0] != "mark")
    await desk.say("start with clip 3")
    assert measure.shots(desk.draft)[0].source == "logo"


async def test_footage_that_is_slowed_to_fill_the_video_is_told() -> None:
    desk = Desk(video(1, 1.2), video(2, 1.2), song())
    assert "in slow motion" in await desk.hear("10 seconds")
    assert "in slow motion" not in await desk.hear("black and white")
    asked = Desk(video(1), song())
    assert "in slow motion" not in await asked.hear("cut it, 5 seconds, slow motion")


async def test_cards_are_counted_behind_the_titles() -> None:
    desk = Desk(video(1), song())
    await desk.say("10 seconds")
    await desk.say('title "Sun"')
    await desk.say('end card "Bye"')
    assert "no title 3" in await desk.hear("remove the third title")
    assert "Title “Bye” off" in await desk.hear("remove the second title")
    assert desk.draft.duration == 10_000
    assert [s.text for s in measure.titles(desk.draft)] == ["Sun"]


async def test_chinese_is_answered_in_chinese() -> None:
    desk = Desk(video(1), song())
    assert "个镜头" in await desk.hear("卡点剪辑，15秒，竖屏")
    assert desk.draft.duration == 15_000
    assert "已撤销" in await desk.hear("撤销")
    assert desk.project.current == -1
    assert "没听懂" in await desk.hear("天气真好啊")


async def test_traditional_chinese_is_answered_in_traditional_chinese() -> None:
    desk = Desk(video(1), song())
    assert "個鏡頭" in await desk.hear("卡點剪輯，15秒，豎屏")
    taiwan = Desk(video(1), song(), language="zh-TW")
    assert "還沒有" in await taiwan.hear("撤銷") or "沒有可以" in await taiwan.hear(
        "撤銷"
    )


async def test_a_chinese_title_is_no_request_for_chinese() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "Title" in await desk.hear("title 'Hi 你好' at the top")
    assert "标题" in await desk.hear("标题“Hello”放在底部")


async def test_questions_make_no_edit() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    for text in ("what can you do?", "how long is it?", "thanks!", "add a title"):
        steps = await desk.say(text)
        assert [type(step) for step in steps] == [DialogueChanged, ReplyText]


async def test_an_order_is_no_answer_to_an_open_question() -> None:
    desk = Desk(video(1), song())
    await desk.say("cut it, 10 seconds")
    await desk.say("add a title")
    assert desk.project.dialogue.question is not None
    await desk.say("make it black and white")
    assert not measure.titles(desk.project.draft)
    assert measure.pictures(desk.project.draft)[0].effects.look == "black_and_white"


async def test_the_answer_to_a_clients_question_is_a_title_or_an_order() -> None:
    desk = Desk(video(1), song())
    await desk.say("cut it, 10 seconds")
    await desk.say("Good night", is_title=True)
    await desk.say("make it black and white", is_title=True)
    assert [s.text for s in measure.titles(desk.project.draft)] == ["Good night"]
    assert measure.pictures(desk.project.draft)[0].effects.look == "black_and_white"


async def test_words_from_before_a_question_leave_it_open() -> None:
    desk = Desk(video(1), song())
    await desk.say("cut it, 10 seconds")
    await desk.say("add a title")
    await desk.say("mumble jumble", answers=False)
    assert not measure.titles(desk.project.draft)
    await desk.say("Good night")
    assert [s.text for s in measure.titles(desk.project.draft)] == ["Good night"]


async def test_the_reply_is_in_the_language_asked_for() -> None:
    desk = Desk(video(1), song())
    await desk.say("cut it, 10 seconds")
    assert "音乐" in await desk.hear("music at 35%", language="zh")
    assert "ong" in await desk.hear("how long is it?", language="en")


async def test_the_answer_to_a_question_completes_the_edit() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "What should the title say?" in await desk.hear("add a title")
    assert desk.project.dialogue.question is not None
    assert "“Hello World”" in await desk.hear("Hello World")
    assert [s.text for s in desk.titles()] == ["Hello World"]
    assert desk.project.dialogue.question is None


async def test_the_newest_edit_and_the_clips_named_are_remembered() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("sync to the beat")
    await desk.say("clip 2 in slow motion")
    assert desk.project.dialogue.named[0] == "v2"
    assert desk.project.version.edits[0].do == "speed"
    assert "slow motion" in (await desk.hear("what was the last edit?")).lower()


KEEPING = [
    'title "Hi" at the start', "make it vertical", "music at 40%", "720p",
    "black and white", "a bit brighter", "fade to black at the end", "cinema bars",
    "clip 2 in sepia", "keep the original sound", "fade out the music at the end",
]  # fmt: skip


async def test_a_silent_song_is_called_silent() -> None:
    desk = Desk(video(1), song(), ears=Ears(silent=True, pulse=False))
    reply = await desk.hear("cut it to the beat")
    assert "There is nothing to hear in “song.mp3”" in reply
    assert "no steady beat" not in reply
    assert "nothing to hear" not in await desk.hear("make it warmer")
    assert "里没有声音" in await _first_reply("zh")


async def _first_reply(language: str) -> str:
    desk = Desk(
        video(1), song(), ears=Ears(silent=True, pulse=False), language=language
    )
    return await desk.hear("卡点剪辑")


async def test_looks_titles_and_volumes_move_no_cut() -> None:
    desk = Desk(video(1, has_audio=True), video(2, has_audio=True), song())
    await desk.say("sync to the beat")
    before = desk.cuts()
    for text in KEEPING:
        version = desk.project.current
        await desk.say(text)
        assert desk.project.current == version + 1, text
        assert desk.cuts() == before, text
    assert (desk.draft.meta["width"], desk.draft.meta["height"]) == (720, 1280)
    assert [s.text for s in desk.titles()] == ["Hi"]
    assert desk.music()[0].volume == pytest.approx(0.4)


async def test_a_look_for_one_clip_leaves_the_other_segments_byte_for_byte() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("sync to the beat")
    before = {s.id: s for s in desk.shots()}
    await desk.say("clip 2 in black and white")
    for shot in desk.shots():
        assert (shot == before[shot.id]) == (shot.source != "v2")


EDITS = [
    "faster cuts", "calmer", "vertical", "15 seconds", 'title "A"', "remove the title",
    "keep the original sound", "start with clip 2", "cut every 2 beats",
    "another version", "clip 1 in slow motion", "reverse clip 2", "undo", "sepia",
]  # fmt: skip


@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4))
@settings(max_examples=20)
def test_undo_takes_an_edit_back_exactly(edits: list[str]) -> None:
    async def scene() -> None:
        desk = Desk(video(1), video(2), song())
        await desk.say("sync to the beat")
        for text in edits:
            before, version = desk.draft, desk.project.current
            await desk.say(text)
            if desk.project.current <= version:
                continue
            after = desk.draft
            await desk.say("undo")
            assert desk.draft == before
            await desk.say("redo")
            assert desk.draft == after

    asyncio.run(scene())


async def test_a_song_is_taken_when_it_comes() -> None:
    desk = Desk(video(1), video(2))
    await desk.say("sync to the beat")
    assert not desk.music()
    desk.project = replace(desk.project, assets=(*desk.project.assets, song()))
    await desk.say("use song 1")
    assert desk.music()[0].source == "song.mp3"


async def test_each_photo_is_shown_once_where_the_length_is_ours() -> None:
    photos = [
        replace(video(n, 0.0), kind=MediaKind.IMAGE, name=f"{n}.jpg") for n in range(6)
    ]
    desk = Desk(*photos, song())
    assert "twice" not in await desk.hear("sync to the beat")
    assert [s.source for s in desk.shots()].count(photos[0].id) == 1


async def test_a_title_that_is_not_there_is_not_said_to_be_removed() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say('sync to the beat, title "Day 1"')
    assert "off" not in await desk.hear('remove the title "Day 9"')
    assert [s.text for s in desk.titles()] == ["Day 1"]
    assert "off" in await desk.hear('remove the title "Day 1"')
    assert not desk.titles()


async def test_a_title_that_cannot_be_drawn_is_told() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "no letters for “สวัสดี”" in await desk.hear('title "สวัสดี"')
    assert "no letters" not in await desk.hear('title "مرحبا"')


async def test_times_beyond_an_hour_are_told_as_people_write_them() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "3:00:00" in await desk.hear("make it 3 hours")


async def test_a_nickname_is_asked_once_and_known_from_then_on() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    asked = await desk.hear("12 seconds. put grandpa first, and vertical")
    assert "Which clip do you mean by “grandpa”?" in asked
    assert desk.draft.duration == 12_000
    names = [asset.name for asset in desk.project.assets][:3]
    assert [f"{n}. {name}" in asked for n, name in enumerate(names, 1)] == [True] * 3
    await desk.say(names[1])
    assert desk.draft.meta["height"] == 1920
    assert desk.draft.segments(TrackType.VIDEO)[0].source == desk.project.assets[1].id
    assert "?" not in await desk.hear("grandpa last")
    assert desk.draft.segments(TrackType.VIDEO)[-1].source == desk.project.assets[1].id


async def test_what_some_words_hide_is_offered_and_done_after_yes() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    asked = await desk.hear("cut it to 12 seconds in the frobnicated style")
    assert "I did not understand “frobnicated" in asked
    assert desk.draft.duration == 20_000
    await desk.say("yes")
    assert desk.draft.duration == 12_000


async def test_a_complaint_about_a_clip_repeats_no_edit() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    await desk.say("black and white on clip 1")
    before = desk.draft
    for words in (
        "too much clip 3",
        "there is too much clip 2",
        "clip 3 comes too often",
    ):
        await desk.say(words)
        assert desk.draft == before
    await desk.say("clip 2 too")
    assert desk.draft != before
