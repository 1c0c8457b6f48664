"""Buttons under an answer fit the video that stands; files are counted by their kind."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.model.agent import UploadedClip
from core.model.chat import Clip
from core.model.event import Text
from core.model.session import ProjectClip
from core.rules.intake.clip_numbers import clip_numbers
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
    assert await _labels(harness) == ["Undo", "Faster", "Calmer", last, *links]


async def test_an_answer_about_a_video_that_stands_suggests_its_next_edit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Text("I did not understand that."))
    agent.raw = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("mumble", "a.mp4")
        assert await _labels(harness) == ["Faster", "Calmer", "Vertical"]


async def test_without_a_video_the_buttons_suggest_the_first_cut(
    harness: CoreHarness,
) -> None:
    harness.agent.asks = "I did not understand that."
    await harness.say("mumble", "a.mp4")
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
