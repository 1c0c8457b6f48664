"""Requests read by a language model: whatever it returns, there is a reply."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, strategies as st

from studio.flows.llm import Model
from studio.model.edits.record import Edit
from studio.model.edits.registry import edit_from_json, kinds
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, ProjectView, Reading
from studio.rules.dialogue.model_request import instructions, reading
from tests.studio.studio_in_memory import StudioInMemory, song, video

VIEW = ProjectView(
    clips=(
        ClipView(AssetId("a1"), "beach.mp4", MediaKind.VIDEO, 1, 12.0),
        ClipView(AssetId("s1"), "song.mp3", MediaKind.AUDIO, 1, 60.0),
    ),
    duration=20.0,
)


@asynccontextmanager
async def served(
    status: int, body: bytes, *, wait: float = 0
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Start a server that answers every request alike; yields its address and the requests."""
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


def completion(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


async def test_the_model_s_edits_are_taken() -> None:
    edits = [
        {"do": "pace", "rate": {"by": "times", "factor": 2}},
        {"do": "aspect", "width": 9, "height": 16},
        {"do": "speed", "factor": 0.5, "scope": {"of": "clips", "assets": ["a1"]}},
    ]
    answer = json.dumps({"edits": edits, "not_understood": ["pronto", "invented"]})
    async with served(200, completion(f"```json\n{answer}\n```")) as (url, got):
        read = await Model(url, "tiny", "secret").read("quicker, pronto", VIEW)
    assert read is not None
    assert read.edits == tuple(map(edit_from_json, edits))
    assert [residue.text for residue in read.residues] == ["pronto"]
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
        (200, completion(None)),
        (200, completion("I think you want it faster.")),
        (200, completion('{"edits":[{"do":"fly"}]}')),
        (200, completion('{"edits":[{"do":"speed","factor":1000}]}')),
        (200, completion('{"edits":[{"do":"only","clips":["/etc/passwd"]}]}')),
        (200, completion('{"edits":[{"do":"add_title","text":"Hi","color":"url(x)"}]}')),
        (200, completion('{"edits":[{"do":"aspect","width":9,"height":16,"scope":{"of":"shots","numbers":[1]}}]}')),
    ],
)  # fmt: skip
async def test_at_any_fault_the_rules_are_left_to_read(
    status: int, body: bytes
) -> None:
    async with served(status, body) as (url, _):
        assert await Model(url, "tiny").read("faster", VIEW) is None


async def test_an_absent_or_slow_model_delays_no_request() -> None:
    assert await Model("http://127.0.0.1:1/v1", "tiny").read("faster", VIEW) is None
    async with served(200, completion('{"edits":[]}'), wait=5) as (url, _):
        assert await Model(url, "tiny", seconds=0.1).read("faster", VIEW) is None


class RecordingReader:
    """A reader that records its requests and answers with an edit."""

    def __init__(self, *edits: Edit) -> None:
        self.texts: list[str] = []
        self.edits = edits

    async def read(self, text: str, view: ProjectView) -> Reading | None:
        self.texts.append(text)
        return Reading(self.edits) if self.edits else None


async def test_a_request_that_the_rules_read_exactly_is_not_sent_to_the_model() -> None:
    reader = RecordingReader(edit_from_json({"do": "look", "look": "sepia"}))
    studio = StudioInMemory(video(1), video(2), song(), reader=reader)
    await studio.say("20 seconds")
    assert reader.texts == []
    assert "Sepia" in await studio.hear("make it feel like an old photograph album")
    assert reader.texts == ["make it feel like an old photograph album"]


async def test_without_an_answer_of_the_model_the_rules_read() -> None:
    reader = RecordingReader()
    studio = StudioInMemory(video(1), video(2), song(), reader=reader)
    await studio.say("20 seconds. Frobnicate the edges")
    assert reader.texts
    assert studio.draft.duration == 20_000


def test_the_prompt_of_the_model_has_every_kind_of_edit() -> None:
    prompt = instructions()
    for name in kinds():
        assert f"\n{name}(" in prompt
    assert len(prompt) < 20_000


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a1", "song", "exact", "chorus"])
)
KEYS = sorted({field for kind in kinds().values() for field in kind.model_fields})


@given(
    st.lists(
        st.builds(
            lambda do, more: {"do": do} | more,
            st.sampled_from(sorted(kinds())),
            st.dictionaries(
                st.sampled_from(KEYS), VALUES | st.lists(VALUES, max_size=2), max_size=4
            ),
        ),
        max_size=3,
    )
)
def test_no_answer_of_a_model_makes_an_edit_that_is_not_valid(
    listed: list[dict[str, object]],
) -> None:
    result = reading(json.dumps({"edits": listed}), "faster", VIEW)
    for edit in result.edits if result else ():
        assert edit_from_json(edit.model_dump(mode="json")) == edit
