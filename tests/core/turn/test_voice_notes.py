"""Voice notes are requests if a recogniser is configured; otherwise the bot asks."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.speech import HttpSpeechRecogniser
from core.errors import RecognitionFailed, UserError
from core.model.chat import Clip, ClipKind
from core.ports import ByteStream
from tests.core.harness import TOM, running_core
from tests.studio_server import stream

NOTE = Clip("v1", "voice_1.ogg", ClipKind.AUDIO, size=9, spoken=True)


class Recogniser:
    """A recogniser that returns ``words``, and fails if there are none."""

    def __init__(self, words: str) -> None:
        self.words = words

    async def transcribe(self, recording: ByteStream) -> str:
        async for _ in recording.chunks:
            pass
        if not self.words:
            raise RecognitionFailed("too noisy")
        return self.words


async def test_a_voice_note_is_a_request(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    hears = Recogniser("sync it to the beat")
    async with running_core(redis, redis_url, tmp_path, recogniser=hears) as scene:
        await scene.say("", "a.mp4")
        await scene.over()
        await scene.say(clips=(NOTE,))
        await scene.over()
        assert await scene.sent() == ["sync it to the beat"]
        assert await scene.agent.files() == ["a.mp4"], "the note is no clip"
        texts = await scene.texts()
        assert "I heard: “sync it to the beat”" in texts
        assert len(await scene.chat.videos()) == 1


async def test_a_voice_note_of_somebody_else_is_asked_about(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    hears = Recogniser("delete everything")
    async with running_core(redis, redis_url, tmp_path, recogniser=hears) as scene:
        await scene.say("", "a.mp4")
        await scene.over()
        await scene.say(clips=(replace(NOTE, forwarded=True),))
        await scene.over()
        assert await scene.sent() == []
        post = (await scene.chat.posts())[-1]
        assert post["text"].startswith("Somebody else recorded this voice note")
        assert len(post["buttons"]) == 3


async def test_a_voice_note_that_is_too_long_is_refused(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    hears = Recogniser("cut " * 10_000)
    async with running_core(redis, redis_url, tmp_path, recogniser=hears) as scene:
        await scene.say("", "a.mp4")
        await scene.over()
        await scene.say(clips=(NOTE,))
        await scene.over()
        assert await scene.sent() == []
        assert "39,999 characters" in (await scene.texts())[-1]


async def test_a_voice_note_with_words_or_of_a_song_stays_a_clip(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    hears = Recogniser("never asked")
    async with running_core(redis, redis_url, tmp_path, recogniser=hears) as scene:
        await scene.say("use this as the music", clips=(NOTE,))
        await scene.say(clips=(replace(NOTE, ref="s", name="s.mp3", spoken=False),))
        await scene.over()
        assert sorted(await scene.agent.files()) == ["s.mp3", "voice_1.ogg"]


async def test_what_was_heard_wrongly_can_be_written_instead(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    hears = Recogniser("think it to the beast")
    async with running_core(redis, redis_url, tmp_path, recogniser=hears) as scene:
        await scene.say("", "a.mp4")
        await scene.over()
        with scene.agent.busy():
            await scene.say("cut it")
            await scene.until(scene.sent)
            await scene.say(clips=(NOTE,))
        await scene.over()
        assert await scene.press("Correct it", TOM) == (
            "Only the person who spoke can correct it."
        )
        await scene.press("Correct it")
        await scene.say("sync it to the beat")
        await scene.over()
        assert (await scene.sent())[-1] == "sync it to the beat"
        assert any("What did you want?" in text for text in await scene.texts())


@pytest.mark.parametrize("recogniser", [None, Recogniser("")])
@pytest.mark.parametrize(("choice", "files"), [("Music", ["voice_1.ogg"]), ("Nothing", [])])  # fmt: skip
async def test_a_note_that_nobody_understands_is_asked_about(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    recogniser: Recogniser | None,
    choice: str,
    files: list[str],
) -> None:
    async with running_core(redis, redis_url, tmp_path, recogniser=recogniser) as scene:
        await scene.say(clips=(NOTE,))
        await scene.over()
        questions = [text for text in await scene.texts() if "voice note" in text]
        assert len(questions) == 1
        await scene.press(choice)
        await scene.over()
        assert await scene.agent.files() == files
        assert await scene.sent() == []


async def test_a_note_that_is_music_becomes_the_song_of_the_edit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as scene:
        await scene.say("sync to the beat", "a.mp4", "kick.mp3")
        await scene.over()
        await scene.say(clips=(NOTE,))
        await scene.over()
        await scene.press("Music")
        await scene.over()
        assert await scene.agent.files() == ["a.mp4", "kick.mp3", "voice_1.ogg"]
        assert (await scene.sent())[-1] == "Use song 2 as the song"


class Service(BaseHTTPRequestHandler):
    """A server with the API of an OpenAI-compatible recogniser."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.path == "/v1/audio/transcriptions" and b"whisper-1" in body
        good &= b'filename="voice_1.ogg"' in body and b"OggS" in body
        good &= self.headers["Authorization"] == "Bearer key"
        answer = {"text": " sync it\nto the beat "} if good else {"error": "no"}
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Not on the terminal."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


async def test_the_service_writes_down_what_is_said(service: str) -> None:
    recogniser = HttpSpeechRecogniser(f"{service}/v1/", "whisper-1", "key")
    note = stream("voice_1.ogg", b"OggS spoken")
    assert await recogniser.transcribe(note) == "sync it to the beat"
    for url, key in ((f"{service}/v1", "wrong"), ("http://127.0.0.1:9", "key")):
        broken = HttpSpeechRecogniser(url, "whisper-1", key)
        with pytest.raises(RecognitionFailed):
            await broken.transcribe(stream("voice_1.ogg", b"OggS"))


@pytest.mark.parametrize("url", ["api.test/v1", "ftp://api.test", "http://a:b@api.test", "http://["])  # fmt: skip
def test_an_invalid_address_is_reported_at_the_start(url: str) -> None:
    with pytest.raises(UserError, match="VIDMUSE_SPEECH_URL"):
        HttpSpeechRecogniser(url, "whisper-1")
