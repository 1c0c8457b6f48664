"""Buttons under an answer fit the video that stands; files are counted by their kind."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.model.agent import UploadedClip
from core.model.chat import Clip
from core.model.event import Text
from core.model.reply import Button
from core.model.session import ProjectClip
from core.rules.intake.clip_numbers import clip_numbers
from core.rules.replies.suggestions import next_edits, suggestion_buttons
from core.rules.replies.tray import tray_text
from tests.core.agent.scripted_agent import DRAFT, ScriptedAgent
from tests.core.harness import CHAT, CoreHarness, running_core


async def _labels(harness: CoreHarness) -> list[str]:
    await harness.over()
    post = (await harness.chat.posts(CHAT))[-1]
    return [label for label, _, _ in post["buttons"]]


@pytest.mark.parametrize(
    ("size", "last"), [((1080, 1920), "Add a title"), ((1920, 1080), "Vertical")]
)
async def test_the_button_for_another_shape_is_there_for_wide_videos_only(
    harness: CoreHarness, size: tuple[int, int], last: str
) -> None:
    harness.agent.meta = {"width": size[0], "height": size[1]}
    await harness.say("cut it", "a.mp4")
    links = ["Open in NEMO", "Copy link"]
    assert await _labels(harness) == ["Undo", "Faster", last, *links]


async def test_an_answer_about_a_video_that_stands_suggests_its_next_edit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Text("I did not understand that."))
    agent.raw = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("mumble", "a.mp4")
        assert await _labels(harness) == ["Faster", "Vertical", "Add a title"]


async def test_without_a_video_the_buttons_suggest_the_first_cut(
    harness: CoreHarness,
) -> None:
    harness.agent.asks = "I did not understand that."
    await harness.say("mumble", "a.mp4", "song.mp3")
    assert (await _labels(harness))[0] == "Sync to the beat"


def _file(name: str, kind: str) -> ProjectClip:
    return ProjectClip(Clip(name, name), UploadedClip(name, kind))


FILES = [
    _file("a.mp4", "video"),
    _file("song.mp3", "audio"),
    _file("b.jpg", "image"),
    _file("words.srt", "captions"),
    _file("logo.png", "image"),
    _file("c.mp4", "video"),
]


def test_clips_have_the_numbers_that_the_studio_gives_them() -> None:
    assert clip_numbers(FILES) == [1, 1, 2, 0, 3, 4]


def test_the_tray_counts_what_can_be_cut_and_names_the_rest() -> None:
    first = tray_text(FILES, "en").partition("\n")[0]
    assert first == "3 clips · song · words.srt · logo.png"


def _draft(
    shots: int, seconds: float, size: tuple[int, int], *titles: dict[str, object]
) -> dict[str, object]:
    each = 1000 * seconds / shots
    segments = [{"st": n * each, "d": each, "name": "a.mp4"} for n in range(shots)]
    tracks = [{"tt": 0, "sg": segments}, {"tt": 7, "sg": list(titles)}]
    meta = {"width": size[0], "height": size[1]}
    return {"d": 1000 * seconds, "m": meta, "t": tracks}


WIDE, TALL = (1920, 1080), (1080, 1920)
_TITLE = {"st": 0, "d": 2000, "text": "Summer"}
_CAPTION = {"st": 0, "d": 2000, "text": "We arrive", "m": {"caption": True}}


@pytest.mark.parametrize(
    ("draft", "edits"),
    [
        (_draft(10, 20.0, WIDE), ("faster", "calmer", "vertical")),
        (_draft(10, 20.0, WIDE, _TITLE), ("faster", "calmer", "vertical")),
        (_draft(10, 20.0, TALL), ("faster", "calmer", "title")),
        (_draft(10, 20.0, TALL, _TITLE), ("faster", "calmer")),
        (_draft(10, 60.0, TALL, _TITLE), ("faster", "calmer", "shorter")),
        (_draft(1, 5.0, WIDE), ("faster", "vertical")),
        (_draft(40, 16.0, WIDE), ("calmer", "vertical")),
        (_draft(3, 30.0, WIDE), ("faster", "vertical")),
    ],
)
def test_what_is_suggested_would_change_the_video(
    draft: dict[str, object], edits: tuple[str, ...]
) -> None:
    assert next_edits(draft) == edits


@pytest.mark.parametrize(
    ("clips", "first"),
    [
        ([], "wish.beat"),
        ([_file("a.mp4", "video")], "button.cut"),
        ([_file("a.mp4", "video"), _file("song.mp3", "audio")], "wish.beat"),
    ],
)
def test_a_cut_to_the_beat_is_suggested_where_there_is_a_song(
    clips: list[ProjectClip], first: str
) -> None:
    rows = suggestion_buttons(lambda key, _, about: Button(key, about), {}, clips)
    assert rows[0][0] == Button(first, "beat")


async def test_a_vague_message_beside_a_video_gets_suggestions_for_it(
    harness: CoreHarness,
) -> None:
    harness.agent.meta = {"width": 1080, "height": 1920}
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("something cool")
    await harness.core.inbound.drain()
    assert await _labels(harness) == ["Faster", "Add a title"]


async def test_a_timeline_that_undo_has_emptied_can_only_be_redone(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Text("Undone."))
    agent.raw = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        agent.after = {"draft": {}}
        await harness.say("", "a.mp4")
        await harness.over()
        await harness.say("undo")
        assert await _labels(harness) == ["Redo"]
