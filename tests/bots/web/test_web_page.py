"""The drop page over HTTP: access, the project's state, and typed instructions."""

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.web.wire import ids
from core.errors import UnsupportedFile
from core.model.chat import ChatId, Sender
from core.model.drop_link import DropLink
from core.rules.intake.text_length import LONGEST_MESSAGE
from tests.bots.web.harness import PageHarness, page_on
from tests.core.harness import CHAT, MIA, TOM

HTML = {"Accept": "text/html"}


@pytest.fixture
async def page(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[PageHarness]:
    async with page_on(redis, redis_url, tmp_path) as running:
        yield running


async def say(page: PageHarness, link: str, mark: str, text: str) -> int:
    answer = await page.http.post(f"{link}words", json={"mark": mark, "text": text})
    return answer.status_code


async def test_the_page_opens_with_a_link_and_asks_nobody_else(
    page: PageHarness,
) -> None:
    link = await page.link()
    answer = await page.http.get(link)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "You are Mia" in answer.text
    assert not re.search(r"""(src|href)=["'](https?:)?//""", answer.text)
    size = len(answer.content)
    for name in set(re.findall(r'"\.\./(-/\w+/[\w.]+)"', answer.text)):
        asset = await page.http.get(f"{page.url}/drop/{name}")
        assert asset.status_code == 200, name
        size += len(asset.content)
    assert size < 100_000, "what the first paint needs"


async def test_a_state_that_did_not_change_is_not_sent_again(
    page: PageHarness,
) -> None:
    link = await page.link()
    first = await page.http.get(f"{link}state")
    tag = {"If-None-Match": first.headers["etag"]}
    again = await page.http.get(f"{link}state", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    await page.upload(await page.link(TOM), b"a clip")
    await page.wait_until_idle()
    assert (await page.http.get(f"{link}state", headers=tag)).status_code == 200


async def test_pictures_are_of_clips_of_the_project_alone(page: PageHarness) -> None:
    link = await page.link()
    for key in ("0" * 16, "..%2fx", ""):
        assert (await page.http.get(f"{link}picture/{key}")).status_code == 404


async def test_a_link_without_its_slash_leads_to_the_page(page: PageHarness) -> None:
    link = await page.link()
    answer = await page.http.get(link.rstrip("/"))
    assert answer.status_code == 308
    assert page.http.build_request("GET", link).url == answer.next_request.url  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "token", ["", "abc/", "a.b/", f"{'A' * 40}.{'B' * 32}/", "-/../../etc/passwd"]
)
async def test_without_a_valid_link_there_is_a_clear_page(
    page: PageHarness, token: str
) -> None:
    answer = await page.http.get(f"{page.url}/drop/{token}", headers=HTML)
    assert answer.status_code in {403, 404}
    if answer.status_code == 403:
        assert "This link is not valid" in answer.text


async def test_an_expired_link_says_how_to_get_another(page: PageHarness) -> None:
    link = await page.link()
    page.ahead[0] = 13 * 3600
    answer = await page.http.get(link, headers=HTML | {"Accept-Language": "zh-CN,zh"})
    assert answer.status_code == 410
    assert "链接已经失效" in answer.text
    for call in ("state", "video/render_1", "media/1"):
        assert (await page.http.get(f"{link}{call}")).status_code == 410
    assert await say(page, link, "m", "cut it") == 410


async def test_the_link_of_a_deleted_project_opens_nothing(page: PageHarness) -> None:
    link = await page.link()
    await page.sessions.forget_chat(CHAT)
    answer = await page.http.get(link, headers=HTML)
    assert answer.status_code == 410
    assert "was deleted" in answer.text
    assert (await page.try_create(link, 10)).status_code == 410


async def test_who_has_left_the_group_is_not_let_in_any_more(page: PageHarness) -> None:
    link, other = await page.link(TOM), await page.link()
    own = await page.link(TOM, private=True)
    page.chat.left.add(TOM.id)
    answer = await page.http.get(link, headers=HTML)
    assert answer.status_code == 403
    assert "no longer in the chat" in answer.text
    for path in ("state", "video/x", f"picture/{'0' * 16}", "media/1"):
        assert (await page.http.get(f"{link}{path}")).status_code == 403, path
    words = {"mark": "m", "text": "cut it"}
    assert (await page.http.post(f"{link}words", json=words)).status_code == 403
    assert (await page.try_create(link, 5)).status_code == 403
    assert (await page.http.get(other)).is_success
    assert (await page.http.get(own)).is_success


async def test_two_people_see_the_clips_of_both(page: PageHarness) -> None:
    mia, tom = await page.link(), await page.link(TOM)
    await page.upload(mia, b"one", "sea.mp4")
    await page.wait_until_idle()
    await page.upload(tom, b"two", "city.mp4")
    await page.wait_until_idle()
    clips = (await page.state(mia))["clips"]
    shown = [(clip["name"], clip["by"], clip["mine"]) for clip in clips]
    assert shown == [("sea.mp4", "Mia", True), ("city.mp4", "Tom", False)]
    (own,) = (await page.state(tom))["uploads"]
    assert (own["name"], own["stage"]) == ("city.mp4", "added")


async def test_words_of_the_page_are_a_turn_and_the_chat_sees_them(
    page: PageHarness,
) -> None:
    link = await page.link()
    await page.upload(link, b"one", "sea.mp4")
    await page.wait_until_idle()
    for _ in range(2):  # a repeat of the same line is one turn
        assert await say(page, link, "m1", "make it vertical") == 202
    await page.wait_until_idle()
    texts = await page.chat.texts(CHAT)
    assert texts.count("Mia, on the page: make it vertical") == 1
    logs = await page.agent.received()
    assert [text for log in logs.values() for text in log] == ["make it vertical"]
    (answer,) = (await page.state(link, "m1"))["answers"]
    assert answer["ended"]
    assert "make it vertical" in answer["text"]


async def test_a_file_with_a_false_type_is_reported_and_the_others_stay(
    page: PageHarness,
) -> None:
    link = await page.link()
    page.agent.faults["upload"] = [UnsupportedFile("no video", 4001)]
    await page.upload(link, b"#!/bin/sh", "holiday.mp4")
    await page.wait_until_idle()
    await page.upload(link, b"one", "sea.mp4")
    await page.wait_until_idle()
    state = await page.state(link)
    stages = {each["name"]: each for each in state["uploads"]}
    assert stages["holiday.mp4"]["stage"] == "refused"
    assert "“holiday.mp4” is not a format I can read" in stages["holiday.mp4"]["text"]
    assert [clip["name"] for clip in state["clips"]] == ["sea.mp4"]


async def test_the_newest_video_is_shown_and_served_in_parts(
    page: PageHarness,
) -> None:
    link = await page.link()
    await page.upload(link, b"one", "sea.mp4")
    await say(page, link, "m1", "make it vertical")
    await page.wait_until_idle()
    video = (await page.state(link))["video"]
    assert not video["preview"]
    address = f"{link}video/{video['id']}"
    whole = await page.http.get(address)
    assert whole.status_code == 200
    part = await page.http.get(address, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, whole.content[:2])
    other = await page.link(chat=ChatId("fake:2"))
    assert (await page.http.get(f"{other}video/{video['id']}")).status_code == 404


async def test_a_link_keeps_to_its_project_when_the_chat_opens_another(
    page: PageHarness,
) -> None:
    link = await page.link()
    await page.upload(link, b"zero", "hill.mp4")
    await page.wait_until_idle()
    first = await page.sessions.current(CHAT, MIA)
    await page.sessions.new(CHAT, MIA, "another")
    await page.upload(link, b"one", "sea.mp4")
    await page.wait_until_idle()
    projects = await page.sessions.projects(CHAT, MIA)
    counts = {project.id: len(project.clips) for project in projects}
    assert counts[first.id] == 2
    assert sum(counts.values()) == 2


async def test_a_chat_of_the_page_alone_answers_there(page: PageHarness) -> None:
    owner = Sender(ids.OWNER, "Ann")
    project = await page.sessions.current(ids.HOME, owner)
    link = page.links.address(
        DropLink(ids.HOME, project.id, owner, 0.0, private=True), time.time()
    )
    await page.upload(link, b"one", "sea.mp4")
    await page.wait_until_idle(ids.HOME)
    await say(page, link, "m1", "make it vertical")
    await page.wait_until_idle(ids.HOME)
    messages = (await page.state(link))["messages"]
    video = next(each for each in messages if each.get("file"))
    media = await page.http.get(f"{link}media/{video['number']}")
    assert media.status_code == 200
    button = video["buttons"][0][0]
    body = {"mark": "p1", "message": video["number"], "data": button["data"]}
    assert (await page.http.post(f"{link}press", json=body)).status_code == 202
    await page.wait_until_idle(ids.HOME)


async def test_words_that_are_too_long_are_refused_with_a_sentence(
    page: PageHarness,
) -> None:
    link = await page.link()
    long = {"mark": "long", "text": "x" * (LONGEST_MESSAGE + 1)}
    answer = await page.http.post(f"{link}words", json=long)
    assert answer.status_code == 400
    assert "4000 characters are the most" in answer.json()["text"]
    assert await say(page, link, "fits", "x" * LONGEST_MESSAGE) == 202


async def test_garbage_in_the_body_is_refused(page: PageHarness) -> None:
    link = await page.link()
    nested = b"[" * 60_000
    for body in (b"", b"[]", b"{", b'{"text": "x"}', b"x" * 100_000, nested):
        answer = await page.http.post(f"{link}words", content=body)
        assert answer.status_code in {400, 413}
    for number in ("9" * 5000, "9" * 30, "7", "x"):
        assert (await page.http.get(f"{link}media/{number}")).status_code == 404
    halves = json.dumps({"mark": "m\ud800", "text": "cut \ud800 it"})
    assert (await page.http.post(f"{link}words", content=halves)).is_success
    answer = await page.http.post(f"{link}press", json={"mark": "m", "data": "x"})
    assert answer.status_code == 400
