"""Edits of the footage: which clips and moments are shown, in which order, how fast."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import ANYWHERE, Edit, Moment, Seconds, Stage
from studio.model.media import AssetId

_Speed = Annotated[float, Field(ge=limits.SLOWEST_SPEED, le=limits.FASTEST_SPEED)]


class _Footage(Edit):
    STAGE: ClassVar[Stage] = Stage.SHOTS


class OrderMode(StrEnum):
    """How clips follow one another."""

    AUTO = "auto"
    AS_SENT = "as_sent"
    BY_TIME = "by_time"
    REVERSED = "reversed"
    SHUFFLED = "shuffled"
    LISTED = "listed"


class SetOrder(_Footage):
    """The order of clips; ``clips`` with LISTED, others follow after them."""

    do: Literal["order"] = "order"
    mode: OrderMode
    clips: tuple[AssetId, ...] = ()


class PlaceClip(_Footage):
    """Where a clip stands: first, last, beside another clip, or at a moment."""

    do: Literal["place"] = "place"
    clip: AssetId
    where: Literal["first", "last", "after", "before", "at"]
    other: AssetId | None = None
    moment: Moment | None = None


class SwapShots(_Footage):
    """Exchange two shots (by number) or two clips (wherever they stand)."""

    do: Literal["swap"] = "swap"
    shots: tuple[int, int] | None = None
    clips: tuple[AssetId, AssetId] | None = None


class UseOnly(_Footage):
    """Show these clips and no others."""

    do: Literal["only"] = "only"
    clips: tuple[AssetId, ...] = Field(min_length=1)


class LeaveOut(_Footage):
    """Do not show these clips."""

    do: Literal["leave_out"] = "leave_out"
    clips: tuple[AssetId, ...] = Field(min_length=1)


class Include(_Footage):
    """Show these clips (again); each appears at least once."""

    do: Literal["include"] = "include"
    clips: tuple[AssetId, ...] = Field(min_length=1)


class RepeatClip(_Footage):
    """How many times a clip appears: ``at_most`` or exactly ``times``."""

    do: Literal["repeat"] = "repeat"
    clips: tuple[AssetId, ...] = ()
    times: Annotated[int, Field(ge=1, le=limits.MOST_REPEATS)] = 1
    at_most: bool = False


class TrimClip(_Footage):
    """Use only this stretch of a clip, in seconds of its own clock.

    ``start`` or ``end`` below 0 counts from the clip's end ("cut off its last 2 s").
    """

    do: Literal["trim_clip"] = "trim_clip"
    clips: tuple[AssetId, ...] = Field(min_length=1)
    start: float = 0.0
    end: float | None = None


class SplitShot(_Footage):
    """Cut a shot in two at a moment."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["split"] = "split"
    moment: Moment


class BanMoment(_Footage):
    """Do not show what is shown in the scope (shots or a time) any more.

    ``shorten`` takes it out of the video, which is that much shorter.
    """

    SCOPES: ClassVar[frozenset[str]] = frozenset({"shots", "time"})
    do: Literal["ban"] = "ban"
    shorten: bool = False


class KeepMoment(_Footage):
    """Keep what is shown in the scope, whatever is cut again."""

    SCOPES: ClassVar[frozenset[str]] = frozenset({"shots", "time", "clips"})
    do: Literal["keep"] = "keep"


class ReplaceShot(_Footage):
    """Show something else in the scope; ``clip`` names what, if it was said."""

    SCOPES: ClassVar[frozenset[str]] = frozenset({"shots", "time"})
    do: Literal["replace"] = "replace"
    clip: AssetId | None = None


class SetShotLength(_Footage):
    """How long shots last: seconds each, or in full. Photos count as clips.

    ``rule``: "exact", or ``seconds`` only bound what the beat and the footage give.
    """

    STAGE: ClassVar[Stage] = Stage.CUTS
    SCOPES: ClassVar[frozenset[str]] = frozenset({"clips", "shots"})
    do: Literal["shot_length"] = "shot_length"
    seconds: Annotated[float, Field(gt=0, le=limits.LONGEST_SHOT_ASKED)] | None = None
    rule: Literal["exact", "at_most", "at_least"] = "exact"
    beats: Annotated[float, Field(gt=0, le=limits.MOST_BEATS)] | None = None
    in_full: bool = False
    photos: bool = False


class SetPhotoMotion(Edit):
    """Pan and zoom photos, or hold them still."""

    SCOPES: ClassVar[frozenset[str]] = frozenset({"clips", "shots"})
    do: Literal["photo_motion"] = "photo_motion"
    on: bool = True


class SetSpeed(_Footage):
    """How fast the scope plays: 1 as filmed, 0.5 slow motion, 2 twice as fast."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["speed"] = "speed"
    factor: _Speed


class RampSpeed(_Footage):
    """Change the speed smoothly into a moment (the drop) or within a clip."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["ramp"] = "ramp"
    start: _Speed = 2.0
    end: _Speed = 0.5
    into: Moment | None = None


class Reverse(_Footage):
    """Play backwards; ``boomerang`` plays forwards, then backwards."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["reverse"] = "reverse"
    on: bool = True
    boomerang: bool = False


class Freeze(_Footage):
    """Hold one picture for seconds, from a moment on or at the end of the scope."""

    SCOPES: ClassVar[frozenset[str]] = frozenset({"clips", "shots"})
    do: Literal["freeze"] = "freeze"
    moment: Moment | None = None
    seconds: Annotated[float, Field(gt=0, le=limits.LONGEST_FREEZE)] = 1.0


class RestoreShots(_Footage):
    """Take speed, ramps, reversing and freezing off in the scope."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["normal_speed"] = "normal_speed"


__all__ = [
    "BanMoment", "Freeze", "Include", "KeepMoment", "LeaveOut", "OrderMode",
    "PlaceClip", "RampSpeed", "RepeatClip", "ReplaceShot", "RestoreShots", "Reverse",
    "Seconds", "SetOrder", "SetPhotoMotion", "SetShotLength", "SetSpeed", "SplitShot",
    "SwapShots", "TrimClip", "UseOnly",
]  # fmt: skip
