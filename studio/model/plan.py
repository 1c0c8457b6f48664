"""Model of a render plan: which source frame is shown at which output frame."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A run of output frames from one source.

    ``first`` and ``frames`` count output frames; ``source_start`` is seconds on the
    source's clock; ``speed`` is source seconds per output second. ``fit`` is "crop"
    (fill, cropped around ``focus``), "blur" (whole picture over blurred bars) or
    "pad" (black bars). A still image has ``still``. ``zoom`` is (from, to)
    magnification over the piece, for life in stills. An empty ``path`` is black.
    ``name`` is what people call the source.
    """

    first: int
    frames: int
    path: str
    source_start: float
    speed: float = 1.0
    fit: str = "crop"
    focus: tuple[float, float] = (0.5, 0.5)
    still: bool = False
    zoom: tuple[float, float] = (1.0, 1.0)
    rotation: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Text over the picture, from frame ``first`` for ``frames`` frames.

    ``position`` is one of top, center, bottom; ``color`` a CSS name or #rrggbb;
    ``size`` a share of the shorter side (0 = fitted by default).
    """

    first: int
    frames: int
    text: str
    position: str = "center"
    color: str = "#ffffff"
    size: float = 0.0
    fade_frames: int = 6


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound on the timeline; seconds everywhere, gain linear.

    A ``bed`` is lowered (ducked) while a sound with ``speaks`` is loud.
    """

    path: str
    source_start: float
    start: float
    seconds: float
    gain: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    bed: bool = False
    speaks: bool = False
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """A whole render: ``frames`` output frames of ``width`` x ``height`` at ``fps``.

    Pieces tile 0..frames without gap or overlap. ``loudness`` is the target in LUFS.
    """

    width: int
    height: int
    fps: Fraction
    frames: int
    pieces: tuple[FrameSpan, ...]
    titles: tuple[Title, ...] = ()
    sounds: tuple[Sound, ...] = ()
    loudness: float = -14.0
    preset: str = "veryfast"
    crf: int = 20
