"""Recognition of what is said in a voice note."""

from typing import Protocol

from core.ports.streams import ByteStream


class SpeechRecogniser(Protocol):
    """Writes down what is said in a short recording."""

    async def transcribe(self, recording: ByteStream) -> str:
        """Return the words, "" if nothing is said. Raises ``RecognitionFailed``."""
        ...
