"""Model of media files: assets, shots, footage."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NewType

AssetId = NewType("AssetId", str)


class MediaKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    LUT = "lut"
    CAPTIONS = "captions"

    @property
    def visible(self) -> bool:
        """Whether the kind is visible: a video or a photo."""
        return self in (MediaKind.VIDEO, MediaKind.IMAGE)


@dataclass(frozen=True, slots=True)
class Asset:
    """A probed file of a project.

    ``width`` and ``height`` are pixels as displayed (rotation and sample aspect applied), 0
    for audio. ``rotation`` is degrees clockwise that the decoder must still turn the coded
    picture; with ``mirrored`` left and right are swapped before. ``seconds`` is 0.0 for
    images. ``fps`` is the nominal rate; with ``vfr`` frames must be mapped by their times.
    ``hdr`` names the transfer ("pq", "hlg") or is "" for SDR. ``highlights`` are the
    seconds marked while filming; a clip for ``slow_motion`` was filmed at a higher rate
    than it is to play. ``content`` is the same of a Live Photo's photo and video, else "".
    """

    id: AssetId
    name: str
    kind: MediaKind
    path: str
    size: int
    seconds: float
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    vfr: bool = False
    rotation: int = 0
    mirrored: bool = False
    has_audio: bool = False
    hdr: str = ""
    mime: str = ""
    sha256: str = ""
    proxy: str = ""
    damaged: bool = False
    highlights: tuple[float, ...] = ()
    slow_motion: bool = False
    content: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of a clip without a cut inside.

    Times in seconds on the clip's clock; ``motion`` and ``interest`` 0 to 1;
    ``focus`` is the point of interest (x, y as shares of width and height).
    """

    start: float
    end: float
    motion: float = 0.5
    interest: float = 0.5
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class FrameFeatures:
    """Features of a clip at a time in seconds; all other values are 0 to 1.

    ``interest``: detail, contrast and colour. ``motion``: how much moves. ``sharpness``: 0
    is out of focus. ``shake``: how unsteadily the camera is held. ``light``: the mean
    brightness. ``defect``: the certainty of an unintended picture: dark, blurred, shaken,
    or only a surface (a floor, a pocket). ``x`` and ``y``: the point of interest.
    ``faces``: the share of the picture that faces cover. ``fingerprint``: 64 bits that are
    alike for pictures that are alike; 0 where there is none. ``right`` and ``down``: how
    the whole picture moves, in shares of its sides a second, below 0 to the left and up.
    """

    time: float
    interest: float = 0.5
    motion: float = 0.5
    sharpness: float = 0.5
    shake: float = 0.0
    light: float = 0.5
    defect: float = 0.0
    x: float = 0.5
    y: float = 0.5
    faces: float = 0.0
    fingerprint: int = 0
    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class MotionPeak:
    """A local maximum of movement: a landing, a throw, a turn.

    ``time`` in seconds of the clip; ``strength`` 0 to 1, where 1 is the strongest
    movement of the clip.
    """

    time: float
    strength: float


@dataclass(frozen=True, slots=True)
class SubjectPlace:
    """The place of the moving subject at a time of a clip (in seconds).

    ``box`` is (left, top, right, bottom) as shares of the upright picture's sides.
    """

    time: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FacePlace:
    """The faces at a time of a clip (in seconds, 0 for photos).

    ``boxes`` are (left, top, right, bottom) as shares of the upright picture's sides,
    the surest first.
    """

    time: float
    boxes: tuple[tuple[float, float, float, float], ...] = ()


class SoundKind(StrEnum):
    IMPACT = "impact"
    LAUGHTER = "laughter"
    CHEERING = "cheering"


@dataclass(frozen=True, slots=True)
class SoundEvent:
    """A sound event from ``start`` to ``end`` seconds; ``strength`` 0 to 1."""

    kind: SoundKind
    start: float
    end: float
    strength: float


LARGEST_TEXT_FILE = 40_000_000
"""Bytes of a grade or of captions; a table of 65 to the third takes about eight million."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Analysis of a clip: its shots in order and the loudness of its sound.

    ``moments`` follow one another in time. ``blank`` are stretches (start, end) that show
    nothing: black, white or half faded. ``speech`` are stretches in which someone speaks.
    ``colour`` is the mean of red, green and blue, 0 to 1; empty where it is not known.
    ``peaks`` are the moments of strongest movement, ``subject`` the places of what moves,
    and ``faces`` those of faces, in time. ``sounds`` are what is heard besides speech;
    ``highlights`` and ``slow_motion`` are as of the asset.
    """

    asset: AssetId
    seconds: float
    shots: tuple[Shot, ...]
    loudness: float = -70.0
    moments: tuple[FrameFeatures, ...] = ()
    blank: tuple[tuple[float, float], ...] = ()
    speech: tuple[tuple[float, float], ...] = ()
    colour: tuple[float, ...] = ()
    peaks: tuple[MotionPeak, ...] = ()
    subject: tuple[SubjectPlace, ...] = ()
    faces: tuple[FacePlace, ...] = ()
    sounds: tuple[SoundEvent, ...] = ()
    highlights: tuple[float, ...] = ()
    slow_motion: bool = False


@dataclass(frozen=True, slots=True)
class CameraPath:
    """How far the content of a clip has moved at the time of each frame.

    ``times`` in seconds of the clip's clock, ascending; ``x`` and ``y`` the movement to
    the right and down since the first frame, as shares of the upright picture's sides.
    """

    asset: AssetId
    times: tuple[float, ...] = ()
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Faces:
    """Where the faces of a clip or photo are; ``places`` ascend in time."""

    asset: AssetId
    places: tuple[FacePlace, ...] = ()
