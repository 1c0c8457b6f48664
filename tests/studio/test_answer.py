"""A request is answered: work shown, edits made, undone, and told truly."""

import asyncio
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from studio.errors import UnsupportedFile
from studio.flows.answer import answer
from studio.model.draft import Draft, Segment, TrackType
from studio.model.media import Asset, AssetId, Footage, MediaKind, Shot
from studio.model.music import BeatGrid, Section
from studio.model.project import Project
from studio.model.step import Call, Result, Say, Step, VersionAdded, VersionSelected

BEAT = 0.5


def video(number: int, seconds: float = 12.0, **more: object) -> Asset:
    asset = Asset(
        AssetId(f"v{number}"), f"clip{number}.mp4", MediaKind.VIDEO, f"/v{number}", 1,
        seconds, 1920, 1080, Fraction(30),
    )  # fmt: skip
    return replace(asset, **more)


def song(seconds: float = 60.0, name: str = "song.mp3") -> Asset:
    return Asset(
        AssetId(name), name, MediaKind.AUDIO, f"/{name}", 1, seconds, has_audio=True
    )


class Ears:
    """An analyst that sees three shots in each clip and hears 120 beats a minute."""

    def __init__(self, *broken: str, pulse: bool = True, silent: bool = False) -> None:
        self.broken = broken
        self.pulse = pulse
        self.silent = silent

    async def footage(self, asset: Asset) -> Footage:
        self._check(asset)
        third = asset.seconds / 3
        shots = tuple(Shot(n * third, (n + 1) * third) for n in range(3))
        return Footage(asset.id, asset.seconds, shots)

    async def music(self, asset: Asset) -> BeatGrid:
        self._check(asset)
        count = int(asset.seconds / BEAT) if self.pulse else 0
        beats = tuple(n * BEAT for n in range(count))
        label = "silence" if self.silent else "verse"
        whole = (Section(0.0, asset.seconds, 0.5, label),)
        tempo = 60 / BEAT if self.pulse else 0.0
        return BeatGrid(
            asset.seconds, tempo, beats, beats[::4], (0.6,) * count, whole,
            (1.0,) * count,
        )  # fmt: skip

    def _check(self, asset: Asset) -> None:
        if asset.name in self.broken:
            raise UnsupportedFile(f'"{asset.name}" cannot be read.')


class Desk:
    """A session: says requests, keeps versions as the studio does."""

    def __init__(self, *assets: Asset, ears: Ears | None = None) -> None:
        self.project = Project("s", "t", "u", "en", assets)
        self.ears = ears or Ears()

    async def say(self, text: str) -> list[Step]:
        steps = [step async for step in answer(self.project, text, self.ears)]
        for step in steps:
            match step:
                case VersionAdded(version):
                    kept = self.project.versions[: self.project.current + 1]
                    self.project = replace(
                        self.project, versions=(*kept, version), current=len(kept)
                    )
                case VersionSelected(current):
                    self.project = replace(self.project, current=current)
                case _:
                    pass
        return steps

    async def hear(self, text: str) -> str:
        return "\n".join(s.text for s in await self.say(text) if isinstance(s, Say))

    @property
    def draft(self) -> Draft:
        return self.project.draft

    def track(self, kind: TrackType) -> list[Segment]:
        return [s for t in self.draft.tracks if t.type is kind for s in t.segments]

    def cuts(self) -> list[tuple[str | None, int, int]]:
        return [
            (s.source, s.start, s.source_start) for s in self.track(TrackType.VIDEO)
        ]


async def test_the_work_is_shown_as_it_goes() -> None:
    desk = Desk(video(1), video(2), song())
    steps = await desk.say("sync to the beat")
    calls = [step.name for step in steps if isinstance(step, Call)]
    results = [step.name for step in steps if isinstance(step, Result)]
    assert calls == results == ["look_at_clips", "analyze_music", "update_draft"]
    assert isinstance(steps[-1], Say)
    assert '"song.mp3" (120 BPM)' in steps[-1].text


async def test_cuts_stand_on_the_beats_that_the_draft_tells() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("a 15 second video")
    assert desk.draft.duration == 15_000
    beats = {round(beat / 1000 * 30) for beat in desk.draft.meta["beats"]}
    starts = [round(s.start * 30 / 1000) for s in desk.track(TrackType.VIDEO)]
    assert len(starts) > 5
    assert set(starts[1:]) <= beats


async def test_small_edits_keep_the_cuts() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("sync to the beat")
    before = desk.cuts()
    for text in ('title "Hi" at the start', "make it vertical", "music at 40%", "720p"):
        await desk.say(text)
        assert desk.cuts() == before
    assert (desk.draft.meta["width"], desk.draft.meta["height"]) == (720, 1280)
    assert [s.text for s in desk.track(TrackType.TEXT)] == ["Hi"]
    assert desk.track(TrackType.AUDIO)[0].volume == pytest.approx(0.4)


async def test_wishes_stay_in_force() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("vertical, 20 seconds")
    slow = len(desk.cuts())
    await desk.say("faster")
    assert len(desk.cuts()) > slow
    assert desk.draft.meta["height"] == 1920
    assert desk.draft.duration == 20_000


async def test_longer_and_shorter_start_from_what_is_there() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds")
    await desk.say("5 seconds shorter")
    assert desk.draft.duration == 15_000
    await desk.say("twice as long")
    assert desk.draft.duration == 30_000


async def test_a_step_back_and_another_wish_in_one_sentence() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("20 seconds")
    await desk.say("much faster")
    steps = await desk.say("undo that and make it vertical")
    assert [
        type(s) for s in steps if isinstance(s, VersionSelected | VersionAdded)
    ] == [
        VersionSelected,
        VersionAdded,
    ]
    assert desk.project.current == 1
    assert desk.draft.meta["height"] == 1920


async def test_starting_over_forgets_wishes_and_keeps_clips() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say('vertical, title "Hi"')
    await desk.say("start over")
    assert desk.draft == Draft()
    await desk.say("sync to the beat")
    assert desk.draft.meta["width"] == 1920
    assert not desk.track(TrackType.TEXT)


async def test_a_broken_clip_is_named_and_the_others_are_used() -> None:
    desk = Desk(video(1), video(2), video(3), song(), ears=Ears("clip2.mp4"))
    said = await desk.hear("sync to the beat")
    assert '"clip2.mp4"' in said
    assert {s.source for s in desk.track(TrackType.VIDEO)} == {"v1", "v3"}


async def test_with_nothing_usable_there_is_no_edit() -> None:
    desk = Desk(video(1), song(), ears=Ears("clip1.mp4"))
    said = await desk.hear("sync to the beat")
    assert '"clip1.mp4"' in said
    assert desk.project.current == -1


async def test_a_broken_song_gives_way_to_the_sound_of_a_clip() -> None:
    desk = Desk(video(1, has_audio=True), song(), ears=Ears("song.mp3"))
    said = await desk.hear("sync to the beat")
    assert '"song.mp3"' in said
    assert desk.track(TrackType.AUDIO)[0].source == "v1"


@pytest.mark.parametrize(
    ("assets", "ears", "words"),
    [
        ((), Ears(), "I need something to cut"),
        ((song(),), Ears(), "now drop one or more video clips"),
        ((video(1),), Ears(), "There is no music yet"),
        ((video(1, has_audio=True),), Ears(), "sound of your own clip"),
        ((video(1, has_audio=True),), Ears(pulse=False, silent=True), "no music yet"),
        ((video(1), song()), Ears(pulse=False), "no steady beat"),
    ],
)
async def test_what_is_missing_is_said(
    assets: tuple[Asset, ...], ears: Ears, words: str
) -> None:
    assert words in await Desk(*assets, ears=ears).hear("sync to the beat")


async def test_a_song_that_is_too_short_starts_again_from_a_bar() -> None:
    desk = Desk(video(1, 40.0), song(11.0))
    said = await desk.hear("create a 30-second video at 1080p")
    assert desk.draft.duration == 30_000
    assert "starts again" in said
    played = desk.track(TrackType.AUDIO)
    assert played[0].start == 0
    assert all(
        one.end == two.start for one, two in zip(played, played[1:], strict=False)
    )
    assert played[-1].end == 30_000
    assert all(s.source_start + s.duration <= 11_000 for s in played)


async def test_repeated_footage_is_admitted() -> None:
    desk = Desk(video(1, 6.0), song())
    assert "shown twice" in await desk.hear("a 30 second video")
    fresh = Desk(video(1, 30.0), video(2, 30.0), song())
    assert "shown twice" not in await fresh.hear("a 20 second video")


async def test_what_cannot_be_done_is_said_and_the_rest_is_done() -> None:
    desk = Desk(video(1), song())
    said = await desk.hear("add a glitch effect")
    assert "no filters" in said
    assert desk.project.current == -1
    said = await desk.hear("20 seconds, add a glitch effect")
    assert "no filters" in said
    assert desk.draft.duration == 20_000


async def test_no_title_is_restyled_where_there_is_none() -> None:
    desk = Desk(video(1), song())
    await desk.say("sync to the beat")
    assert "no title" in await desk.hear("make the title red")
    assert desk.project.current == 0


async def test_first_and_last_clips_as_asked() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    said = await desk.hear("20 seconds, start with clip 3, end with clip 1")
    order = [s.source for s in desk.track(TrackType.VIDEO)]
    assert (order[0], order[-1]) == ("v3", "v1")
    assert 'starts with "clip3.mp4"' in said


async def test_chinese_is_answered_in_chinese() -> None:
    desk = Desk(video(1), song())
    assert "个镜头" in await desk.hear("卡点剪辑，15秒，竖屏")
    assert desk.draft.duration == 15_000
    assert "已撤销" in await desk.hear("撤销")
    assert desk.project.current == -1
    assert "没听懂" in await desk.hear("天气真好啊")


async def test_a_chinese_title_is_no_request_for_chinese() -> None:
    desk = Desk(video(1), song())
    assert "Title added" in await desk.hear("title 'Hi 你好' at the top")
    assert "已添加标题" in await desk.hear("标题“Hello”放在底部")


async def test_questions_make_no_edit() -> None:
    desk = Desk(video(1), song())
    for text in (
        "what can you do?",
        "what's on the timeline?",
        "thanks!",
        "add a title",
    ):
        steps = await desk.say(text)
        assert [type(step) for step in steps] == [Say]


EDITS = [
    "faster", "calmer", "vertical", "15 seconds", 'title "A"', "remove the title",
    "keep the original sound", "start with clip 2", "cut every 2 beats",
    "another version",
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
            if desk.project.current == version:
                continue
            after = desk.draft
            await desk.say("undo")
            assert desk.draft == before
            await desk.say("redo")
            assert desk.draft == after

    asyncio.run(scene())


async def test_a_pace_that_cannot_change_is_told_and_not_counted() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say("a 20 second video")
    usual = len(desk.track(TrackType.VIDEO))
    for _ in range(4):
        await desk.say("much faster")
    assert "as fast as" in await desk.hear("much faster")
    most = len(desk.track(TrackType.VIDEO))
    assert most >= 2 * usual
    assert "Calmer cuts" in await desk.hear("calmer")
    assert len(desk.track(TrackType.VIDEO)) < most


async def test_a_song_is_asked_for_and_taken_when_it_comes() -> None:
    desk = Desk(video(1), video(2))
    said = await desk.hear("add music")
    assert "drop a song" in said
    assert not desk.draft.tracks
    desk = Desk(video(1), video(2), song())
    await desk.say("sync to the beat")
    await desk.say("no music")
    await desk.say("add music")
    assert desk.track(TrackType.AUDIO)[0].volume == 1.0


async def test_each_photo_is_shown_once_where_the_length_is_ours() -> None:
    photos = [
        replace(video(n, 0.0), kind=MediaKind.IMAGE, name=f"{n}.jpg") for n in range(6)
    ]
    desk = Desk(*photos, song())
    said = await desk.hear("slideshow to the beat")
    assert "twice" not in said
    assert [s.source for s in desk.track(TrackType.VIDEO)].count(photos[0].id) == 1
    await desk.say("faster")
    assert len(desk.track(TrackType.VIDEO)) > 6


async def test_a_title_that_cannot_be_drawn_is_told() -> None:
    desk = Desk(video(1), song())
    assert "no letters of that script" in await desk.hear('title "مرحبا"')


async def test_a_title_that_is_not_there_is_not_said_to_be_removed() -> None:
    desk = Desk(video(1), video(2), song())
    await desk.say('sync to the beat, title "Day 1"')
    assert "Titles removed" not in await desk.hear('remove the title "Day 9"')
    assert [s.text for s in desk.track(TrackType.TEXT)] == ["Day 1"]
    assert "Titles removed" in await desk.hear('remove the title "Day 1"')
    assert not desk.track(TrackType.TEXT)
