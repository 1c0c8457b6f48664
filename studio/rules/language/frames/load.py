"""All frames, loaded in the order in which they win."""

from studio.rules.language.frames import (
    control,
    cutting,
    footage,
    framing,
    joins,
    music,
    noop,
    overlays,
    picture,
    speed,
    whole,
    words,
)
from studio.rules.language.frames.registry import FRAMES, fitting

__all__ = [
    "FRAMES", "control", "cutting", "fitting", "footage", "framing", "joins", "music",
    "noop", "overlays", "picture", "speed", "whole", "words",
]  # fmt: skip
