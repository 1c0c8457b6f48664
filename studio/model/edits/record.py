"""The base of all edit records, and the amounts and places that they share."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.model.media import AssetId


class Record(BaseModel):
    """A frozen value that validates itself and translates to and from JSON.

    Its validator is built at the first use: a process that starts uses few of them.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )


class Stage(StrEnum):
    """The first stage of the derivation that an edit changes; later ones follow.

    MUSIC: which music plays where, and the length. CUTS: where shots change.
    SHOTS: which footage stands in which shot. LOOK: everything that moves no cut.
    NONE: no change of the timeline (questions, undo, export).
    """

    MUSIC = "music"
    CUTS = "cuts"
    SHOTS = "shots"
    LOOK = "look"
    NONE = "none"


STAGES = tuple(Stage)
"""In the order of the derivation."""
MOMENT_FIELDS = ("moment", "start", "end", "into")
"""The fields of edits that are moments."""
AMOUNT_FIELDS = ("length", "rate", "level", "size", "opacity")
"""Those that may be an ``Amount``."""
FILE_FIELDS = ("clips", "clip", "other", "songs", "image", "cube", "source", "assets")
"""Those of edits and scopes that name files of the project."""


# Amounts: "30 %", "twice as loud", "5 seconds longer".


class Exact(Record):
    """This value."""

    by: Literal["exact"] = "exact"
    value: float


class Times(Record):
    """The value in force times ``factor``; "a bit more" is 1.2, "much more" 2."""

    by: Literal["times"] = "times"
    factor: float = Field(gt=0, le=100)

    @property
    def direction(self) -> int:
        """1 for more, -1 for less, 0 for as much."""
        return (self.factor > 1) - (self.factor < 1)


class Plus(Record):
    """The value in force plus ``delta``, in the unit of the field."""

    by: Literal["plus"] = "plus"
    delta: float

    @property
    def direction(self) -> int:
        """1 for more, -1 for less, 0 for as much."""
        return (self.delta > 0) - (self.delta < 0)


Amount = Annotated[Exact | Times | Plus, Field(discriminator="by")]


class SongLabel(StrEnum):
    """What people call a stretch of a song."""

    INTRO = "intro"
    VERSE = "verse"
    BUILD = "build"
    DROP = "drop"
    CHORUS = "chorus"
    BREAK = "break"
    OUTRO = "outro"
    LOUD = "loud"
    QUIET = "quiet"


# Moments: a point of the finished video.


class AtTime(Record):
    """Seconds on the video's clock; below 0 counts from the end. ``end`` is the end."""

    at: Literal["time"] = "time"
    seconds: float = 0.0
    end: bool = False


class AtSong(Record):
    """Where a part of the song begins; ``number`` -1 is the last such part."""

    at: Literal["song"] = "song"
    label: SongLabel
    number: int = 1


class AtShot(Record):
    """Where a shot begins: 1 is the first, -1 the last."""

    at: Literal["shot"] = "shot"
    number: int


Moment = Annotated[AtTime | AtSong | AtShot, Field(discriminator="at")]


# Scopes: where an edit holds.


class Whole(Record):
    """The whole video."""

    of: Literal["whole"] = "whole"


class OfClips(Record):
    """Wherever these clips or photos are shown."""

    of: Literal["clips"] = "clips"
    assets: tuple[AssetId, ...] = Field(min_length=1)


class OfSong(Record):
    """While these parts of the song play; ``number`` 0 is every such part."""

    of: Literal["song"] = "song"
    label: SongLabel
    number: int = 0


class OfTime(Record):
    """A stretch of the video in seconds; below 0 counts from the end, None is open."""

    of: Literal["time"] = "time"
    start: float | None = None
    end: float | None = None


class OfShots(Record):
    """Shots by number: 1 is the first, -1 the last, of the timeline as it stands."""

    of: Literal["shots"] = "shots"
    numbers: tuple[int, ...] = Field(min_length=1)


class SourceRange(Record):
    """A stretch of a clip, in seconds of the clip's own clock."""

    clip: AssetId
    start: float
    end: float


class Showing(SourceRange):
    """A stretch of a clip where one shot shows it, which began at second ``at``."""

    at: float


class OfSource(Record):
    """Wherever these stretches of clips are shown: shots that hold in a new cut.

    ``divides``: a shot that shows more than a stretch is divided at its borders.
    """

    of: Literal["source"] = "source"
    ranges: tuple[Showing | SourceRange, ...] = Field(min_length=1)
    divides: bool = False


Scope = Annotated[
    Whole | OfClips | OfSong | OfTime | OfShots | OfSource, Field(discriminator="of")
]
WHOLE = Whole()


class Edit(Record):
    """One wish. ``do`` is its name; a subclass adds the fields.

    ``STAGE`` tells how much of the timeline is derived again. ``SCOPES`` are the kinds
    of scope (``of``) that the edit takes besides the whole. ``ALWAYS_REFUSED`` edits are
    understood, but never made: nobody is offered one.
    """

    STAGE: ClassVar[Stage] = Stage.LOOK
    SCOPES: ClassVar[frozenset[str]] = frozenset()
    ALWAYS_REFUSED: ClassVar[bool] = False
    do: str
    scope: Scope = WHOLE


def files_of(edit: Edit) -> Iterator[AssetId]:
    """The files that an edit or its scope names."""
    for record in (edit, edit.scope):
        for name in FILE_FIELDS:
            match getattr(record, name, None):
                case str(file):
                    yield AssetId(file)
                case tuple(files):
                    yield from files
                case _:
                    pass


ANYWHERE = frozenset({"clips", "song", "time", "shots"})
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
