"""Edits of what lies on top of the picture: titles, captions, logos, cards."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import ANYWHERE, Amount, Edit, Moment, Share
from studio.model.media import AssetId

USUAL_TITLE_SECONDS = 3.0
"""How long a title stands if nothing is said of it."""
USUAL_TITLE_LETTERS, USUAL_CAPTION_LETTERS = 0.085, 0.055
"""The height of letters as a share of the frame's shorter side if no size is asked for.

The words of cards are as large as a title.
"""
USUAL_OVERLAY = 0.18
"""The share of the frame's width that an overlay takes if no size is asked for."""


class Position(StrEnum):
    """Where something stands in the frame."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


class FontFamily(StrEnum):
    """The fonts that come along."""

    SANS = "sans"
    BOLD = "bold"
    SERIF = "serif"
    MONO = "mono"
    HAND = "hand"


class Animation(StrEnum):
    """How words come and go."""

    NONE = "none"
    FADE = "fade"
    POP = "pop"
    SLIDE = "slide"
    TYPEWRITER = "typewriter"
    PULSE = "pulse"


_Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class _Style(Edit):
    """What titles and captions share; None leaves it as it is.

    ``size`` is the height of the letters as a share of the frame's shorter side.
    """

    start: Moment | None = None
    end: Moment | None = None
    seconds: Annotated[float, Field(gt=0, le=limits.LONGEST_TITLE)] | None = None
    position: Position | None = None
    color: _Color | None = None
    size: Amount | None = None
    font: FontFamily | None = None
    animation: Animation | None = None
    background: _Color | Literal["none"] | None = None


LOOK_OF_WORDS = ("position", "color", "font", "animation", "background")
"""The fields for how words look, besides their size, which is an amount."""


class AddTitle(_Style):
    """Put words on the picture, for ``seconds`` or until ``end``.

    ``start`` None is the beginning. ``whole`` keeps them for the whole video. In a
    scope they stand wherever it is shown or plays, there at most ``seconds``.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["add_title"] = "add_title"
    text: Annotated[str, Field(min_length=1, max_length=limits.LONGEST_TEXT)]
    whole: bool = False


class ChangeTitle(_Style):
    """Change titles. ``which``: "all", "last" (newest), "#2" (as listed), or words.

    A scope moves them to where it is shown or plays.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["change_title"] = "change_title"
    which: str = "all"
    text: Annotated[str, Field(max_length=limits.LONGEST_TEXT)] | None = None
    whole: bool = False


class RemoveTitle(Edit):
    """Take titles off. ``which`` as in ``ChangeTitle``."""

    do: Literal["remove_title"] = "remove_title"
    which: str = "all"


class CaptionTiming(StrEnum):
    """When caption lines are shown."""

    FILE = "file"
    BEATS = "beats"
    SPREAD = "spread"


class AddCaptions(_Style):
    """Captions from a subtitle file of the chat, or from pasted lines.

    ``times`` are the seconds from and to which each pasted line is shown, where they
    were pasted with it.
    """

    do: Literal["captions"] = "captions"
    source: AssetId | None = None
    lines: tuple[Annotated[str, Field(max_length=limits.LONGEST_TEXT)], ...] = Field(
        default=(), max_length=limits.MOST_CAPTION_LINES
    )
    times: tuple[tuple[float, float], ...] = Field(
        default=(), max_length=limits.MOST_CAPTION_LINES
    )
    timing: CaptionTiming = CaptionTiming.SPREAD


class SpeechCaptions(_Style):
    """Captions of what is said in the clips; refused, as they need a file or pasted lines."""

    ALWAYS_REFUSED = True
    do: Literal["speech_captions"] = "speech_captions"


class ChangeCaptions(_Style):
    """Change how the captions look, or shift them by seconds."""

    do: Literal["change_captions"] = "change_captions"
    shift: Annotated[
        float, Field(ge=-limits.MOST_CAPTION_SHIFT, le=limits.MOST_CAPTION_SHIFT)
    ] = 0.0


class RemoveCaptions(Edit):
    """Take the captions off."""

    do: Literal["remove_captions"] = "remove_captions"


class AddOverlay(Edit):
    """Lay a photo over the picture: a logo, watermark or sticker.

    ``size`` is a share of the frame's width. In a scope it lies over what is shown there.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["overlay"] = "overlay"
    image: AssetId
    position: Position = Position.BOTTOM_RIGHT
    size: Annotated[
        float, Field(ge=limits.SMALLEST_OVERLAY, le=limits.LARGEST_OVERLAY)
    ] = USUAL_OVERLAY
    opacity: Share = 1.0
    start: Moment | None = None
    end: Moment | None = None


class ChangeOverlay(Edit):
    """Change the overlay that stands (of this image, or the newest).

    A scope moves it to where that is shown or plays.
    """

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["change_overlay"] = "change_overlay"
    image: AssetId | None = None
    position: Position | None = None
    size: Amount | None = None
    opacity: Amount | None = None
    start: Moment | None = None
    end: Moment | None = None


class RemoveOverlay(Edit):
    """Take an overlay off (of this image, or all)."""

    SCOPES: ClassVar[frozenset[str]] = frozenset()
    do: Literal["remove_overlay"] = "remove_overlay"
    image: AssetId | None = None


class AddCard(Edit):
    """A card with words before or after the video; an empty text takes it off."""

    do: Literal["card"] = "card"
    where: Literal["intro", "outro"]
    text: Annotated[str, Field(max_length=limits.LONGEST_TEXT)] = ""
    seconds: Annotated[float, Field(gt=0, le=limits.LONGEST_CARD)] = 2.5
