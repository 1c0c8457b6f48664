"""Speech recognition of voice notes."""

from typing import Protocol

from core.ports.streams import ByteStream


class SpeechRecogniser(Protocol):
    """Transcribes a short recording."""

    async def transcribe(self, recording: ByteStream) -> str:
        """Return the words, "" if there is no speech. Raises ``RecognitionFailed``."""
        ...
