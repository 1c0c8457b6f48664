"""A language model may read requests; whatever it does, an answer comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, strategies as st

from studio.flows.llm import Model
from studio.model.media import AssetId, MediaKind
from studio.model.wish import AddTitle, Faster, Put, TitleWish, Wishes, apply
from studio.rules.language.brief_model import wishes
from studio.rules.language.reading import Named

FILES = [
    Named(AssetId("a1"), "beach.mp4", MediaKind.VIDEO),
    Named(AssetId("s1"), "song.mp3", MediaKind.AUDIO),
]


@asynccontextmanager
async def served(
    status: int, body: bytes, *, wait: float = 0
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that answers every request alike; gives its address and what it got."""
    got: list[bytes] = []

    talks: set[asyncio.Task[object] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            got.append(head + await reader.readexactly(size))
            await asyncio.sleep(wait)
            start = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"{start}Connection: close\r\n\r\n".encode() + body)
            await writer.drain()
        except asyncio.CancelledError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", got
        for task in talks:
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in talks if task))


def said(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


async def test_the_model_s_wishes_are_taken() -> None:
    answer = '```json\n{"wishes":[{"do":"pace","factor":2},{"do":"aspect","value":"9:16"},{"do":"title","text":"Hi","start":0,"end":3}]}\n```'
    async with served(200, said(answer)) as (url, got):
        read = await Model(url, "tiny", "secret").read("quicker", FILES)
    assert read == [
        Faster(2.0),
        Put("aspect", (9, 16)),
        AddTitle(TitleWish("Hi", 0.0, 3.0)),
    ]
    assert b"POST /v1/chat/completions" in got[0]
    assert b"Bearer secret" in got[0]
    assert b"beach.mp4" in got[0]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (401, b"{}"),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, said(None)),
        (200, said("I think you want it faster.")),
        (200, said('{"wishes":[{"do":"fly"}]}')),
        (200, said('{"wishes":[{"do":"length","seconds":99999}]}')),
        (200, said('{"wishes":[{"do":"only","files":["/etc/passwd"]}]}')),
        (200, said('{"wishes":[{"do":"title","text":"Hi","color":"url(x)"}]}')),
    ],
)
async def test_at_any_fault_the_rules_are_left_to_read(
    status: int, body: bytes
) -> None:
    async with served(status, body) as (url, _):
        assert await Model(url, "tiny").read("faster", FILES) is None


async def test_a_model_that_is_away_or_asleep_holds_nobody_up() -> None:
    assert await Model("http://127.0.0.1:1/v1", "tiny").read("faster", FILES) is None
    async with served(200, said('{"wishes":[]}'), wait=5) as (url, _):
        assert await Model(url, "tiny", seconds=0.1).read("faster", FILES) is None


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["9:16", "mute", "beach.mp4", "chorus"])
)
KINDS = st.sampled_from(
    [
        "length",
        "longer",
        "aspect",
        "side",
        "fps",
        "pace",
        "every",
        "song",
        "song_start",
        "music_volume",
        "sound",
        "fit",
        "order",
        "first",
        "last",
        "only",
        "title",
        "restyle",
        "shift",
        "tempo",
        "undo",
        "ask",
        "cannot",
    ]
)
KEYS = st.sampled_from(
    [
        "value",
        "seconds",
        "factor",
        "lines",
        "beats",
        "file",
        "files",
        "at",
        "text",
        "start",
        "end",
        "place",
        "color",
        "size",
        "steps",
        "topic",
        "what",
    ]
)


@given(
    st.lists(
        st.builds(
            lambda do, more: {"do": do} | more,
            KINDS,
            st.dictionaries(KEYS, VALUES | st.lists(VALUES, max_size=2)),
        ),
        max_size=3,
    )
)
def test_no_answer_of_a_model_breaks_the_wishes(
    listed: list[dict[str, object]],
) -> None:
    now = Wishes()
    for wish in wishes(json.dumps({"wishes": listed}), FILES) or ():
        now = apply(now, wish)
    assert Wishes.from_json(now.to_json()) == now
    assert now.length is None or 2 <= now.length <= 600
