"""Bodies of requests and messages of the fake Discord: their words, parts and files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord.state import Json

LAYOUT = 1 << 15


class Refused(Exception):
    def __init__(self, status: int, code: int) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Call:
    """One request that was checked, for a handler."""

    route: str
    ids: dict[str, str]
    body: Any
    files: list[tuple[str, bytes]]
    query: dict[str, str]


def all_parts(components: Any) -> Iterator[Json]:
    """All components, also those inside of others."""
    for part in components or ():
        yield part
        yield from all_parts(part.get("components"))
        if part.get("accessory"):
            yield part["accessory"]


def is_layout(body: Json) -> bool:
    return bool(int(body.get("flags") or 0) & LAYOUT)


def words_of(message: Json) -> str:
    """The words of a message, in its content or in its components."""
    texts = (
        part for part in all_parts(message.get("components")) if part["type"] == 10
    )
    return message.get("content") or "\n".join(part["content"] for part in texts)


def controls(components: Any) -> list[list[Json]]:
    """Buttons and lists by row, at any depth."""
    rows = []
    for part in all_parts(components):
        if part["type"] == 1:
            rows.append(part["components"])
        elif part.get("accessory"):
            rows.append([part["accessory"]])
    return rows


def nonce_of(call: Call) -> str:
    body = call.body if isinstance(call.body, dict) else {}
    return str(body.get("nonce") or call.route)


async def payload_of(request: web.Request) -> tuple[Any, list[tuple[str, bytes]]]:
    """The JSON of a body and its files by number; None for no body."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), []
    body: Any = None
    files: list[tuple[str, bytes]] = []
    reader = await request.multipart()
    while part := await reader.next():
        if not isinstance(part, BodyPartReader):
            raise Refused(400, 50035)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
        elif match := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
            files.append((match[1], data))
        else:
            raise Refused(400, 50035)
    return body, files
