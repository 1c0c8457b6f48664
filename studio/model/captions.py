"""A line of captions with its time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from ``start`` to ``end``, in seconds of the file that they come from."""

    start: float
    end: float
    text: str
