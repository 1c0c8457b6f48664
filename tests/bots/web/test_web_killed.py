"""The page is killed during an upload: the bytes that were stored are not sent again."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from bots.web.wire import ids
from tests.bots.web.killable_page import LINK, LINKS
from tests.http_client import http_client
from tests.patience import PATIENCE

DATA = os.urandom(3_000_000)
PIECE = 200_000
HALF = 1_500_000
TUS = {"Tus-Resumable": "1.0.0"}


@contextmanager
def page(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Start the process; return it and the address for uploads."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.bots.web.killable_page", str(folder)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        port = int(process.stdout.readline())
        yield process, f"http://127.0.0.1:{port}/drop/{LINKS.sign(LINK)}/files"
    finally:
        process.kill()
        process.wait(PATIENCE)
        process.stdout.close()


async def test_a_killed_server_loses_less_than_one_piece(tmp_path: Path) -> None:
    folder = tmp_path / ids.folder_name(LINK.person.id)
    async with http_client(timeout=PATIENCE) as http:
        with page(tmp_path) as (process, files):
            length = {"Upload-Length": str(len(DATA))}
            created = await http.post(files, headers=TUS | length)
            id_ = created.headers["location"].rpartition("/")[2]

            async def until_killed() -> AsyncIterator[bytes]:
                for at in range(0, HALF + PIECE, PIECE):
                    yield DATA[at : at + PIECE]
                while (folder / id_).stat().st_size < HALF - PIECE:
                    await asyncio.sleep(0.01)
                process.kill()
                yield DATA[-PIECE:]

            with suppress(httpx.TransportError):
                await patch(http, f"{files}/{id_}", 0, until_killed())
        size = (folder / id_).stat().st_size
        with page(tmp_path) as (_, files):
            address = f"{files}/{id_}"
            answer = await http.head(address, headers=TUS)
            assert answer.headers["upload-offset"] == str(size)
            assert (await patch(http, address, size, DATA[size:])).status_code == 204
    assert HALF - PIECE <= size < len(DATA)
    assert (folder / id_).read_bytes() == DATA


async def patch(
    http: httpx.AsyncClient,
    address: str,
    offset: int,
    data: bytes | AsyncIterator[bytes],
) -> httpx.Response:
    kind = {"Content-Type": "application/offset+octet-stream"}
    headers = TUS | kind | {"Upload-Offset": str(offset)}
    return await http.patch(address, content=data, headers=headers)
