"""Model of analysed music: beats, bars, energy, sections."""

from dataclasses import dataclass
from typing import Literal

SectionLabel = Literal[
    "intro", "verse", "build", "chorus", "break", "outro", "free", "silence"
]
"""What a section is; ``free`` is sound without a pulse."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of music with one character; sections tile the whole piece.

    `start` and `end` are seconds, `energy` lies in 0..1 (1 is the piece's
    loudest and busiest).
    """

    start: float
    end: float
    energy: float
    label: SectionLabel


@dataclass(frozen=True, slots=True)
class BeatGrid:
    """Beats, downbeats, energy and sections of a song; all times in seconds.

    `downbeats` is a subset of `beats`. `energy` and `confidence` hold one value
    in 0..1 for each beat: the energy of the interval that starts there, and how
    sure the tracker is of the beat. A piece without a pulse has tempo 0.0 and
    no beats; its sections still tile 0..seconds. `other_tempo` is half or double
    the tempo where people may count the piece so, too; 0.0 where they would not.
    """

    seconds: float
    tempo: float
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    energy: tuple[float, ...]
    sections: tuple[Section, ...]
    confidence: tuple[float, ...]
    other_tempo: float = 0.0

    @property
    def is_audible(self) -> bool:
        """Whether there is anything to hear."""
        return any(section.label != "silence" for section in self.sections)
