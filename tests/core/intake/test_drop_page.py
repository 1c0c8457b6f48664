"""Ways to the drop page: the command drop, and the button under clips that are too large."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.web.wire.limits import FINISHED_SECONDS, UNFINISHED_SECONDS
from core.model.chat import Clip, ClipProblem
from core.model.drop_link import STORED_DAYS, UNFINISHED_DAYS, DropLink, DropPage, Reach
from core.model.inbound import Command
from core.rules.drop_links import LIFE_SECONDS, DropLinks
from core.rules.text.wording import say
from tests.core.harness import CHAT, MIA, running_core

PAGE = DropPage("https://clips.test", Reach.PUBLIC, 500 << 20)
LINKS = DropLinks([b"key"], PAGE)
LARGE = Clip("big", "beach.mp4", size=99, problem=ClipProblem.TOO_LARGE, limit=50 << 20)


def link_of(url: str) -> DropLink:
    link = LINKS.read(url.split("/")[-2], 0)
    assert isinstance(link, DropLink)
    return link


async def test_drop_gives_the_sender_a_link_for_the_open_project(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, drop=LINKS) as scene:
        await scene.say(command=Command("drop"), private=True)
        await scene.over()
        await scene.texts()
        (post,) = await scene.chat.posts(CHAT)
        link = link_of(post["buttons"][0][2])
        project = await scene.sessions.current(CHAT, MIA)
        assert (link.chat, link.project) == (CHAT, project.id)
        assert (link.person.id, link.private) == (MIA.id, True)
        assert post["private_to"] == MIA.id


async def test_the_empty_project_of_a_link_is_kept(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, drop=LINKS) as scene:
        await scene.say(command=Command("drop"), private=True)
        await scene.texts()
        (post,) = await scene.chat.posts(CHAT)
        link = link_of(post["buttons"][0][2])
        await scene.sessions.new(CHAT, MIA, "")
        await scene.sessions.new(CHAT, MIA, "")
        projects = [each.id for each in await scene.sessions.projects(CHAT, MIA)]
        assert len(projects) == 2, "the current one, and the one of the link"
        assert link.project == projects[1]


async def test_without_a_page_drop_says_who_can_set_one_up(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as scene:
        await scene.say(command=Command("drop"))
        assert "VIDMUSE_PUBLIC_URL" in (await scene.texts())[0]


async def test_a_page_of_the_own_network_says_so(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    page = DropPage("http://192.168.1.5:8080", Reach.NETWORK, 500 << 20)
    links = DropLinks([b"key"], page)
    async with running_core(redis, redis_url, tmp_path, drop=links) as scene:
        await scene.say(command=Command("drop"), private=True)
        assert "own network" in (await scene.texts())[0]


@pytest.mark.parametrize("reach", [Reach.PUBLIC, Reach.NETWORK])
@pytest.mark.parametrize(
    ("life", "language", "words"),
    [
        (3600.0, "en", "It works for 1 hour."),
        (36 * 3600.0, "en", "It works for 36 hours."),
        (3600.0, "zh", "1 小时内有效"),
        (LIFE_SECONDS, "zh-TW", f"{LIFE_SECONDS / 3600:g} 小時內有效"),
    ],
)
async def test_drop_tells_for_how_long_its_link_works(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    reach: Reach,
    life: float,
    language: str,
    words: str,
) -> None:
    links = DropLinks([b"key"], DropPage("https://clips.test", reach, 500 << 20), life)
    asker = replace(MIA, language=language)
    async with running_core(redis, redis_url, tmp_path, drop=links) as scene:
        await scene.say(command=Command("drop"), private=True, sender=asker)
        assert words in (await scene.texts())[0]


async def test_a_clip_that_is_too_large_comes_with_a_button_to_the_page(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, drop=LINKS) as scene:
        await scene.say("cut it", clips=(LARGE,), private=True)
        await scene.over()
        (post,) = await scene.chat.posts(CHAT)
        assert "too large for this chat (50 MB at most)" in post["text"]
        assert "files of up to 500 MB" in post["text"]
        (url,) = [url for _, _, url in post["buttons"] if url]
        assert link_of(url).person.id == MIA.id


async def test_in_a_group_the_button_holds_no_link(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """The button is visible to all: each person who presses it gets a link of their own."""
    async with running_core(redis, redis_url, tmp_path, drop=LINKS) as scene:
        await scene.say(clips=(LARGE,))
        await scene.over()
        (post,) = await scene.chat.posts(CHAT)
        assert [url for _, _, url in post["buttons"] if url] == []
        await scene.press("Upload large files")
        await scene.texts()
        last = (await scene.chat.posts(CHAT))[-1]
        assert last["private_to"] == MIA.id
        assert link_of(last["buttons"][0][2]).chat == CHAT


async def test_without_a_page_a_large_clip_is_refused_as_before(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    page = DropPage("http://127.0.0.1:8080", Reach.MACHINE, 500 << 20)
    links = DropLinks([b"key"], page)
    async with running_core(redis, redis_url, tmp_path, drop=links) as scene:
        await scene.say(clips=(LARGE,), private=True)
        await scene.over()
        (post,) = await scene.chat.posts(CHAT)
        assert "Send a shorter or smaller one" in post["text"]
        assert [url for _, _, url in post["buttons"] if url] == []


async def test_privacy_tells_for_how_long_uploads_are_stored(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, drop=LINKS) as scene:
        await scene.say(command=Command("privacy"), private=True)
        (text,) = await scene.texts()
    stored = say("en", "privacy.drop", days=STORED_DAYS, unfinished=UNFINISHED_DAYS)
    assert stored in text
    assert f"{FINISHED_SECONDS / 86_400:g} days after their upload" in text
    assert f"after {UNFINISHED_SECONDS / 86_400:g} day without progress" in text
