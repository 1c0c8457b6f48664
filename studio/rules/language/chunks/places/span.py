"""A stretch of the video, of the song or of a clip."""

from dataclasses import dataclass

from studio.rules.language.chunks.nouns.references import ClipRef


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in seconds (below 0 from the end, None open), or ``shares`` of it.

    ``owner`` is "" for the video, "song", or "clips" with ``clips``.
    """

    start: float | None = None
    end: float | None = None
    shares: tuple[float, float] | None = None
    owner: str = ""
    clips: ClipRef | None = None
