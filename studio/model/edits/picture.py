"""Edits of the picture: looks, joins between shots, pulses, the frame."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import ANYWHERE, Amount, Edit, Moment, Share, Stage
from studio.model.media import AssetId


class LookName(StrEnum):
    """Ready-made looks."""

    BLACK_AND_WHITE = "black_and_white"
    WARM = "warm"
    COOL = "cool"
    VINTAGE = "vintage"
    SEPIA = "sepia"
    CINEMATIC = "cinematic"
    VIVID = "vivid"
    FADED = "faded"


class SetLook(Edit):
    """Give the scope a ready-made look; None takes looks off."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["look"] = "look"
    look: LookName | None
    strength: Share = 1.0


class Quality(StrEnum):
    """What can be turned up and down; 0 is as filmed (-1 to 1, effects 0 to 1)."""

    BRIGHTNESS = "brightness"
    CONTRAST = "contrast"
    SATURATION = "saturation"
    WARMTH = "warmth"
    VIGNETTE = "vignette"
    GRAIN = "grain"
    BLUR = "blur"
    SHARPNESS = "sharpness"


class Adjust(Edit):
    """Turn one quality of the picture up or down."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["adjust"] = "adjust"
    quality: Quality
    level: Amount


class SetBars(Edit):
    """Black bars above and below as in the cinema; ``ratio`` 0 takes them off."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["bars"] = "bars"
    ratio: Annotated[float, Field(ge=0, le=limits.WIDEST_BARS)] = limits.USUAL_BARS


class UseCube(Edit):
    """Grade with a ``.cube`` file from the chat; None takes it off."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["cube"] = "cube"
    cube: AssetId | None
    strength: Share = 1.0


class MatchColours(Edit):
    """Bring the colours of different cameras together."""

    do: Literal["match_colours"] = "match_colours"
    on: bool = True


class PulseKind(StrEnum):
    """What happens on beats within a shot."""

    PUNCH = "punch"
    SHAKE = "shake"
    FLASH = "flash"


class SetPulse(Edit):
    """Punch in, shake or flash on beats, on downbeats, on the drop, where a part begins.

    With ``start`` once, where each part of the song in the scope begins.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["pulse"] = "pulse"
    kind: PulseKind
    on: Literal["beat", "downbeat", "drop", "start", "off"] = "beat"
    strength: Share = 0.5


class JoinKind(StrEnum):
    """How one shot becomes the next."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    DIP_BLACK = "dip_black"
    DIP_WHITE = "dip_white"
    FLASH = "flash"
    WHIP = "whip"
    ZOOM = "zoom"
    SLIDE = "slide"

    @property
    def usual_seconds(self) -> float:
        """How long it lasts where nothing was said."""
        return _USUAL_JOINS[self]


_USUAL_JOINS = {
    JoinKind.CUT: 0.0,
    JoinKind.DISSOLVE: 0.6,
    JoinKind.DIP_BLACK: 0.6,
    JoinKind.DIP_WHITE: 0.6,
    JoinKind.FLASH: 0.25,
    JoinKind.WHIP: 0.3,
    JoinKind.ZOOM: 0.36,
    JoinKind.SLIDE: 0.4,
}


class SetJoin(Edit):
    """The transition everywhere, at section borders, or at one join.

    ``join`` is the number of the join (1 lies between shots 1 and 2, -1 is the last);
    ``seconds`` or ``beats`` is its length, None as is usual for its kind.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["join"] = "join"
    kind: JoinKind
    where: Literal["everywhere", "sections", "one"] = "everywhere"
    join: int | None = None
    moment: Moment | None = None
    seconds: Annotated[float, Field(gt=0, le=limits.LONGEST_JOIN)] | None = None
    beats: Annotated[float, Field(gt=0, le=limits.MOST_JOIN_BEATS)] | None = None


class FadePicture(Edit):
    """Fade the picture in from, or out to, black or white; 0 s takes it off."""

    do: Literal["fade_picture"] = "fade_picture"
    edge: Literal["in", "out"]
    seconds: Annotated[float, Field(ge=0, le=limits.LONGEST_FADE)] = 1.0
    color: Literal["black", "white"] = "black"


class SetAspect(Edit):
    """The shape of the frame, as width to height."""

    do: Literal["aspect"] = "aspect"
    width: Annotated[int, Field(ge=1, le=limits.MOST_ASPECT)]
    height: Annotated[int, Field(ge=1, le=limits.MOST_ASPECT)]


class FitMode(StrEnum):
    """How footage of another shape fills the frame."""

    AUTO = "auto"
    CROP = "crop"
    BLUR = "blur"
    PAD = "pad"


class SetFit(Edit):
    """Fill the frame, or show the whole picture over blurred or black bars."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["fit"] = "fit"
    mode: FitMode


class Turn(Edit):
    """Turn clockwise by degrees, and mirror.

    With ``mirror`` "off" nothing is mirrored any more, and turned as before; with
    neither the picture is as filmed.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["turn"] = "turn"
    degrees: Literal[0, 90, 180, 270] = 0
    mirror: Literal["", "horizontal", "vertical", "off"] = ""


class Zoom(Edit):
    """Show the picture larger: 1 is whole; ``end`` zooms slowly to another size."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["zoom"] = "zoom"
    level: Amount
    end: Annotated[float, Field(ge=1, le=limits.MOST_ZOOM)] | None = None


class FocusPoint(StrEnum):
    """What a crop keeps."""

    AUTO = "auto"
    FACE = "face"
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    CENTER = "center"


class SetFocus(Edit):
    """Which part of the picture a crop keeps."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["focus"] = "focus"
    point: FocusPoint


class Stabilise(Edit):
    """Hold shaky footage still."""

    STAGE: ClassVar[Stage] = Stage.LOOK
    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["stabilise"] = "stabilise"
    on: bool = True
