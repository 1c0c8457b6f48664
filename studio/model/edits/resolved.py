"""Edits that no one asks for by name: what positional wishes become in an intent."""

from typing import ClassVar, Literal

from studio.model.edits.record import Edit, Stage
from studio.model.media import AssetId


class TakeOut(Edit):
    """Take a stretch of the video out: what follows moves up, ``left`` seconds stay.

    ``start`` and ``end`` are seconds of the video as it stood.
    """

    STAGE: ClassVar[Stage] = Stage.SHOTS
    do: Literal["take_out"] = "take_out"
    start: float
    end: float
    left: float


class PinShot(Edit):
    """Show a clip in the shot at a place, whatever is cut again.

    ``source`` is where the shot begins in the clip, in seconds; None leaves that open.
    The place is ``at`` seconds of the video or, where music plays there, ``song_time``
    seconds of ``song``.
    """

    STAGE: ClassVar[Stage] = Stage.SHOTS
    do: Literal["pin"] = "pin"
    clip: AssetId
    source: float | None = None
    at: float = 0.0
    song: AssetId | None = None
    song_time: float = 0.0
