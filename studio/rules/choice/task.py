"""What is to be chosen: slots of a video, and the clips that some of them must show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.model.cut import ShotReason
from studio.model.media import AssetId
from studio.rules.choice.curves import Floats, Source


@dataclass(frozen=True, slots=True)
class RequiredClip:
    """A clip that a slot must show, with a time in it, if given, and the reason."""

    clip: AssetId
    source: float | None = None
    reasons: tuple[ShotReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Slots to fill: seconds and energy of each, what is fixed, what is wanted.

    ``speeds`` holds for each slot the speed of each clip (source seconds per second).
    ``fixed`` slots keep their moment; ``wants`` limit a slot to a clip. ``most`` limits how
    often a clip is shown. ``starts`` are the seconds of the video at which the slots begin,
    ``beats`` those of the music.
    """

    sources: Sequence[Source]
    seconds: Sequence[float]
    energy: Sequence[float]
    speeds: Sequence[Floats]
    fixed: Mapping[int, RequiredClip] = field(default_factory=dict)
    wants: Mapping[int, RequiredClip] = field(default_factory=dict)
    most: Mapping[AssetId, int] = field(default_factory=dict)
    variation: int = 0
    starts: Sequence[float] = ()
    beats: Sequence[float] = ()
