"""Limits of uploads, full disks and invalid links, and the sentences about them."""

import resource
import time
from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis

from core.model.chat import ChatId
from core.model.drop_link import DropLink
from core.rules.drop_links import DropLinks
from tests.bots.web.harness import LIMITS, TUS, PageHarness, page_on
from tests.bots.web.uploads.stored_files import DATA, stored
from tests.core.harness import CHAT, MIA, TOM


async def test_the_protocol_tells_what_it_can_and_whom_it_serves(
    page: PageHarness,
) -> None:
    link = await page.link()
    answer = await page.http.options(f"{link}files")
    assert answer.headers["tus-version"] == "1.0.0"
    assert "creation" in answer.headers["tus-extension"]
    assert answer.headers["tus-max-size"] == str(LIMITS.file)
    old = await page.http.post(f"{link}files", headers={"Tus-Resumable": "0.2"})
    assert old.status_code == 412
    address = await page.create(link, DATA)
    override = TUS | {"X-HTTP-Method-Override": "DELETE"}
    assert (await page.http.post(address, headers=override)).status_code == 204
    assert (await page.head(address)).status_code == 404


async def test_limits_are_given_in_words(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    few = replace(LIMITS, file=1000, unfinished=2, person=2500)
    async with page_on(redis, redis_url, tmp_path, limits=few, works=False) as page:
        link = await page.link()
        large = await page.try_create(link, 1001, "big.mp4")
        assert large.status_code == 413
        assert "big.mp4 is larger than" in large.json()["text"]
        assert (await page.try_create(link, 0)).status_code == 400
        for _ in range(2):
            await page.create(link, b"x" * 1000)
        many = await page.try_create(link, 10)
        assert many.status_code == 429
        assert "too many unfinished uploads" in many.json()["text"]
        toms = await page.link(TOM)
        assert (await page.try_create(toms, 10)).status_code == 201


async def test_many_opened_uploads_stay_within_the_limit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """An upload beyond the limit is refused and leaves no file."""
    few = replace(LIMITS, unfinished=5)
    async with page_on(redis, redis_url, tmp_path, limits=few, works=False) as page:
        link = await page.link()
        codes = [(await page.try_create(link, 10)).status_code for _ in range(30)]
        assert codes.count(201) == 5
        assert codes[5:] == [429] * 25
        assert len(stored(page)) == 10


async def test_a_full_disk_refuses_before_and_keeps_what_came_during(
    page: PageHarness, tmp_path: Path
) -> None:
    link = await page.link()
    page.web.uploads._free = lambda _: 1000
    full = await page.try_create(link, 2000)
    assert full.status_code == 507
    assert "no space left" in full.json()["text"]
    address = await page.create(link, DATA[:900])
    page.web.uploads._free = lambda _: 100
    assert (await page.patch(address, 0, DATA[:900])).status_code == 204


async def test_a_disk_that_fills_up_on_the_way_keeps_the_upload(
    page: PageHarness,
) -> None:
    """The stored bytes are kept; the upload continues when there is space again."""
    address = await page.create(await page.link(), DATA)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
    try:
        answer = await page.patch(address, 0, DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 507
    offset = int((await page.head(address)).headers["upload-offset"])
    assert offset == 600_000
    assert (await page.patch(address, offset, DATA[offset:])).status_code == 204


async def test_nobody_touches_the_upload_of_another(page: PageHarness) -> None:
    address = await page.create(await page.link(), DATA)
    id_ = address.rpartition("/")[2]
    for link in (await page.link(TOM), await page.link(MIA, ChatId("fake:2"))):
        other = f"{link}files/{id_}"
        assert (await page.head(other)).status_code == 404
        assert (await page.patch(other, 0, DATA)).status_code == 404
        assert (await page.http.delete(other, headers=TUS)).status_code == 404
    for strange in ("..%2f..%2fetc", "%2e%2e", "x" * 32, f"{id_}.json"):
        assert (await page.head(f"{link}files/{strange}")).status_code == 404
    assert (await page.head(address)).headers["upload-offset"] == "0"


async def test_an_altered_or_expired_link_takes_nothing(page: PageHarness) -> None:
    link = await page.link()
    address = await page.create(link, DATA)
    forged = DropLinks([b"another key"], page.links.page)
    project = await page.sessions.current(CHAT, MIA)
    other = forged.address(DropLink(CHAT, project.id, MIA, 0.0), time.time())
    for bad in (f"{page.url}/drop/{other.split('/')[-2]}/", f"{link[:-2]}/"):
        assert (await page.try_create(bad, 10)).status_code == 403
    page.ahead[0] = 13 * 3600
    late = await page.patch(address, 0, DATA)
    assert late.status_code == 410
    assert "expired" in late.json()["text"]
