"""Recognition of speech by an OpenAI-compatible service.

``POST <url>/audio/transcriptions`` with the file and the model's name gives ``{"text"}``.
"""

import asyncio
from urllib.parse import urlsplit

import httpx

from common.tls import tls_context
from core.errors import RecognitionFailed, UserError
from core.ports import ByteStream

_SECONDS = 60.0
"""Longest recognition in seconds; after that the person is asked what the note is."""
_LARGEST = 25 << 20
"""Size limit of a recording in bytes, as at OpenAI's service."""
_LONGEST_ANSWER = 200_000


class HttpSpeechRecogniser:
    """``SpeechRecogniser``. Raises ``UserError`` if the configured address is invalid."""

    def __init__(
        self, url: str, model: str, key: str = "", seconds: float = _SECONDS
    ) -> None:
        check_address(url)
        self._url = f"{url.rstrip('/')}/audio/transcriptions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds

    async def transcribe(self, recording: ByteStream) -> str:
        """Transcribe the recording. Redirects are not followed: the key is for this host only."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ask(recording, await _read(recording))
        except (httpx.HTTPError, TimeoutError, ValueError, KeyError) as error:
            raise RecognitionFailed(type(error).__name__) from error

    async def _ask(self, recording: ByteStream, data: bytes) -> str:
        mime = recording.mime or "application/octet-stream"
        async with httpx.AsyncClient(
            verify=tls_context(), timeout=self._seconds, trust_env=False
        ) as client:
            response = await client.post(
                self._url,
                headers=self._headers,
                data={"model": self._model, "response_format": "json"},
                files={"file": (recording.name, data, mime)},
            )
        if response.status_code != httpx.codes.OK:
            raise RecognitionFailed(f"status {response.status_code}")
        if len(response.content) > _LONGEST_ANSWER:
            raise RecognitionFailed("an answer that is too long")
        body = response.json()
        if not (isinstance(body, dict) and isinstance(body.get("text"), str)):
            raise RecognitionFailed("an answer in an unknown form")
        return " ".join(body["text"].split())


def check_address(url: str) -> None:
    """Raises ``UserError``."""
    try:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and not parts.username:
            return
    except ValueError:
        pass
    raise UserError(
        "VIDMUSE_SPEECH_URL cannot be read. Write it as https://api.example.org/v1"
    )


async def _read(recording: ByteStream) -> bytes:
    data = bytearray()
    async for chunk in recording.chunks:
        data += chunk
        if len(data) > _LARGEST:
            raise RecognitionFailed("the recording is too long")
    return bytes(data)
