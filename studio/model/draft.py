"""Model of an edit: tracks of segments, in integer milliseconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from studio.model.effects import Effects, TextStyle
from studio.model.media import AssetId


class TrackType(IntEnum):
    VIDEO = 0
    AUDIO = 1
    TEXT = 7


@dataclass(frozen=True, slots=True)
class Segment:
    """A clip, sound or title on a track.

    ``source_start``, ``start`` and ``duration`` are milliseconds (wire: ss, st, d);
    ``volume`` 0 to 1. ``style`` is for titles, ``effects`` for everything else that a
    renderer applies.
    """

    id: str
    name: str
    start: int
    duration: int
    source: AssetId | None = None
    source_start: int = 0
    volume: float = 1.0
    text: str = ""
    style: TextStyle = field(default_factory=TextStyle)
    effects: Effects = field(default_factory=Effects)

    @property
    def end(self) -> int:
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Track:
    type: TrackType
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One state of the edit; ``duration`` in milliseconds.

    ``meta`` is the wire's ``m``: title, width, height, fps (as "30" or "30000/1001"),
    and, where there is music, ``beats`` and ``downbeats`` (ms on the timeline),
    ``tempo``, ``sections`` ([{start, end, label}] in ms).
    """

    tracks: tuple[Track, ...] = ()
    duration: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)

    def segments(self, kind: TrackType) -> list[Segment]:
        """Return all segments on tracks of a type."""
        return [
            s for track in self.tracks if track.type is kind for s in track.segments
        ]
