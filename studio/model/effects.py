"""Typed effects of a segment: ``fx`` and ``style`` of the API."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError

from studio.model.edits import limits
from studio.model.edits.overlay import Animation, FontFamily, Position
from studio.model.edits.picture import JoinKind, LookName
from studio.model.edits.record import Record
from studio.model.media import AssetId

_Point = Annotated[float, Field(ge=0, le=1)]
_Speed = Annotated[float, Field(ge=limits.SLOWEST_SEGMENT, le=limits.FASTEST_SEGMENT)]
_Zoom = Annotated[float, Field(ge=1, le=limits.MOST_ZOOM_SEGMENT)]
_Fade = Annotated[float, Field(ge=0, le=limits.LONGEST_FADE)]
_Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class WireRecord(Record):
    """A record whose fields all have defaults; only other values are sent."""

    def to_wire(self) -> dict[str, Any]:
        """Give the fields that differ from their defaults, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> Self:
        """Read leniently: a field that is unknown or does not fit keeps its default."""
        fields = {k: v for k, v in data.items() if k in cls.model_fields}
        while True:
            try:
                return cls.model_validate(fields)
            except ValidationError as error:
                wrong = {str(item["loc"][0]) for item in error.errors()}
                fields = {k: v for k, v in fields.items() if k not in wrong}


class PathPoint(Record):
    """Where a crop's centre stands ``ms`` after the segment's start."""

    ms: int
    x: _Point
    y: _Point


class SpeedPoint(Record):
    """The speed ``ms`` after the segment's start; between points it is linear."""

    ms: int
    speed: _Speed


class Join(Record):
    """The transition from the shot before into this one, ``ms`` long.

    It is centred on the segment's start; both shots run on under it.
    """

    kind: JoinKind
    ms: Annotated[int, Field(ge=0, le=int(limits.LONGEST_JOIN * 1000))]


class Pulse(Record):
    """A short move of the picture ``ms`` after the segment's start."""

    kind: Literal["punch", "shake", "flash"]
    ms: int
    strength: _Point = 0.5


class Adjustments(Record):
    """Colour and texture: -1 to 1 (0 as filmed), vignette, grain, blur 0 to 1."""

    brightness: Annotated[float, Field(ge=-1, le=1)] = 0.0
    contrast: Annotated[float, Field(ge=-1, le=1)] = 0.0
    saturation: Annotated[float, Field(ge=-1, le=1)] = 0.0
    warmth: Annotated[float, Field(ge=-1, le=1)] = 0.0
    sharpness: Annotated[float, Field(ge=-1, le=1)] = 0.0
    vignette: _Point = 0.0
    grain: _Point = 0.0
    blur: _Point = 0.0


class VolumePoint(Record):
    """The gain ``ms`` after the segment's start; between points it is linear."""

    ms: int
    gain: Annotated[float, Field(ge=0, le=limits.LOUDEST_SEGMENT)]


class Effects(WireRecord):
    """All effects of a picture or sound segment; the defaults change nothing.

    In JSON (``fx``) only values other than the defaults are written. ``speed`` is source
    seconds per second. ``ramp`` replaces it. ``reverse`` plays the source range backwards;
    ``boomerang`` forwards, then backwards; ``freeze`` holds the frame at the source start.
    ``focus`` and ``path`` place a crop; ``zoom`` is its magnification at the segment's
    start and end. ``fit``: crop, blur, pad. ``rotate`` turns clockwise. ``gains``
    multiplies colours (red, green, blue) to match cameras. ``stabilise`` is a list of (ms,
    dx, dy, degrees) that undoes the camera's shake: the picture moves right and down by
    shares of its own sides, and turns clockwise. ``gains`` are applied first, then
    ``cube``, ``look`` and ``adjust``. ``overlay`` marks a picture that lies over the video:
    (x, y) of its centre, its width as a share of the frame's, and its opacity;
    ``picture_in`` and ``picture_out`` then fade it. A fade that is longer than a segment
    goes on in the next one: ``fade_gone`` seconds of it lie before the segment,
    ``fade_left`` after it. ``card`` is the colour that a segment without a source shows.
    Sound: ``fade_in``, ``fade_out`` in seconds, ``bed`` is lowered while a ``duck`` sound
    is loud, ``volume`` moves the gain.
    """

    speed: _Speed = 1.0
    ramp: tuple[SpeedPoint, ...] = ()
    reverse: bool = False
    boomerang: bool = False
    freeze: bool = False
    fit: Literal["crop", "blur", "pad"] = "crop"
    focus: tuple[_Point, _Point] = (0.5, 0.5)
    path: tuple[PathPoint, ...] = ()
    zoom: tuple[_Zoom, _Zoom] = (1.0, 1.0)
    rotate: Literal[0, 90, 180, 270] = 0
    mirror: Literal["", "horizontal", "vertical"] = ""
    stabilise: tuple[tuple[int, float, float, float], ...] = ()
    look: LookName | None = None
    look_strength: _Point = 1.0
    adjust: Adjustments = Adjustments()
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    cube: AssetId | None = None
    cube_strength: _Point = 1.0
    bars: Annotated[float, Field(ge=0, le=limits.WIDEST_BARS)] = 0.0
    pulses: tuple[Pulse, ...] = ()
    join: Join | None = None
    picture_in: _Fade = 0.0
    picture_out: _Fade = 0.0
    fade_gone: _Fade = 0.0
    fade_left: _Fade = 0.0
    fade_color: Literal["black", "white"] = "black"
    card: _Color | None = None
    overlay: tuple[_Point, _Point, _Point, _Point] | None = None
    fade_in: _Fade = 0.0
    fade_out: _Fade = 0.0
    bed: bool = False
    duck: bool = False
    volume: tuple[VolumePoint, ...] = ()


class TextStyle(WireRecord):
    """The style of a title or a caption.

    ``x`` and ``y`` place its centre as shares of the frame and override ``position``.
    ``color`` is a CSS name or #rrggbb; ``background`` is the colour of a box behind the
    words. ``size`` is the letter height as a share of the frame's shorter side, 0 for the
    usual one.
    """

    position: Position = Position.CENTER
    x: _Point | None = None
    y: _Point | None = None
    color: Annotated[str, Field(min_length=1, max_length=40)] = "#ffffff"
    size: (
        Literal[0]
        | Annotated[
            float,
            Field(
                ge=limits.SMALLEST_LETTERS_SEGMENT, le=limits.LARGEST_LETTERS_SEGMENT
            ),
        ]
    ) = 0
    font: FontFamily = FontFamily.SANS
    bold: bool = False
    animation_in: Animation = Animation.FADE
    animation_out: Animation = Animation.FADE
    background: _Color | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> Self:
        """Read leniently; ``place`` is the older key of ``position``."""
        older = {"position": data["place"]} if "place" in data else {}
        return super().from_wire(older | dict(data))
