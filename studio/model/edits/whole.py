"""Edits of the whole video: length, resolution, frame rate, how it ends."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import Amount, Edit, Stage


class SetLength(Edit):
    """How long the video is, in seconds.

    ``rule``: "exact", "at_most", "at_least", or "song" (as long as the song; ``length``
    is None then) or "footage" (all clips in full).
    """

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["length"] = "length"
    length: Amount | None = None
    rule: Literal["exact", "at_most", "at_least", "song", "footage", "auto"] = "exact"


class SetResolution(Edit):
    """Lines of the frame's shorter side: 480, 720, 1080, 1440 or 2160."""

    do: Literal["resolution"] = "resolution"
    lines: Annotated[int, Field(ge=limits.FEWEST_LINES, le=limits.MOST_LINES)]


class SetFrameRate(Edit):
    """Frames a second, as "30" or "30000/1001"."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["frame_rate"] = "frame_rate"
    rate: Annotated[str, Field(pattern=r"^\d{1,6}(/\d{1,6})?$")]


class SetLoop(Edit):
    """Let the end run into the beginning without a seam."""

    STAGE: ClassVar[Stage] = Stage.SHOTS
    do: Literal["loop"] = "loop"
    on: bool = True
