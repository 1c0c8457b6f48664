"""The render plan: which source frame is shown at which output frame."""

from dataclasses import dataclass, field
from fractions import Fraction

from studio.model.edits.picture import JoinKind
from studio.model.effects import Effects, TextStyle

FINAL_PRESET, FINAL_CRF = "veryfast", 20
"""Speed and quality of the encoding of a finished video; previews have their own
(``studio/rules/plan/preview_plan.py``). An encoder on a GPU has no such preset, and takes a
quality of its own from the CRF (``studio/media/render/encode.py``)."""
TARGET_LOUDNESS = -14.0
"""LUFS of a finished video, as streaming services level to."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The transition from the previous span.

    It starts ``before`` output frames ahead of the span's first frame and ends
    ``after`` frames behind it; both spans are shown in between.
    """

    kind: JoinKind
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A run of output frames from one source.

    ``first`` and ``frames`` count output frames. ``source_start`` is seconds on the
    source's clock. ``skipped`` counts the segment's frames that lie before this span:
    the times of ``effects`` are relative to the segment's start. ``times`` gives the
    source seconds of every frame, beginning ``lead`` frames before the segment; it is
    empty where the speed is constant. A still image has ``still``. An empty ``path``
    is black, or the colour of ``effects.card``. ``rotation`` (clockwise) and
    ``mirrored`` (left and right swapped before the turn) set the coded picture
    upright. ``name`` is what people call the source, ``cube`` the path of a grade.
    """

    first: int
    frames: int
    path: str
    source_start: float = 0.0
    effects: Effects = field(default_factory=Effects)
    still: bool = False
    rotation: int = 0
    mirrored: bool = False
    name: str = ""
    cube: str = ""
    skipped: int = 0
    lead: int = 0
    times: tuple[float, ...] = ()
    join: Transition | None = None

    def time(self, offset: int, fps: Fraction) -> float:
        """The source seconds of the span's frame ``offset``, which may lie outside."""
        index = offset + self.skipped
        if self.times:
            return self.times[min(max(0, index + self.lead), len(self.times) - 1)]
        return self.source_start + self.effects.speed * float(index / fps)


@dataclass(frozen=True, slots=True)
class Title:
    """Words over the picture, from frame ``first`` for ``frames`` frames."""

    first: int
    frames: int
    text: str
    style: TextStyle = field(default_factory=TextStyle)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A photo over the picture, from frame ``first`` for ``frames`` frames.

    ``x`` and ``y`` place its centre, ``width`` is a share of the frame's width;
    ``fade_in`` and ``fade_out`` count frames.
    """

    first: int
    frames: int
    path: str
    name: str
    x: float
    y: float
    width: float
    opacity: float = 1.0
    fade_in: int = 0
    fade_out: int = 0


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound on the timeline; seconds everywhere, gain linear.

    A ``bed`` is lowered (ducked) while a sound with ``speaks`` is loud. ``places``
    are (seconds after the start, seconds on the source's clock), linear in between,
    where the sound is not played at ``speed`` from ``source_start``. ``volume`` holds
    (seconds after the start, factor of the gain), linear in between. ``crosses_in``
    and ``crosses_out`` tell that another sound fades out or in at the same time.
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
    places: tuple[tuple[float, float], ...] = ()
    volume: tuple[tuple[float, float], ...] = ()
    crosses_in: bool = False
    crosses_out: bool = False


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """A whole render: ``frames`` output frames of ``width`` x ``height`` at ``fps``.

    Pieces tile 0..frames without gap or overlap. ``loudness`` is the target in LUFS,
    ``decoders`` the threads that decode a clip. ``still`` are the frames of a picture that
    is shown during the render; empty for none.
    """

    width: int
    height: int
    fps: Fraction
    frames: int
    pieces: tuple[FrameSpan, ...]
    titles: tuple[Title, ...] = ()
    sounds: tuple[Sound, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    loudness: float = TARGET_LOUDNESS
    preset: str = FINAL_PRESET
    crf: int = FINAL_CRF
    decoders: int = 1
    still: tuple[int, ...] = ()
