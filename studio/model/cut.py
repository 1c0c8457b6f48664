"""A cut: the music on the video's clock, the times of cuts, and the shots."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from studio.model.edits.record import Record
from studio.model.media import AssetId
from studio.model.music import SectionLabel

SEEN_TWICE = 0.05
"""Seconds of repeated footage from which the repeat is visible."""


class MusicPiece(Record):
    """A stretch of a song from ``at`` seconds of the video on; ``source`` in the song.

    ``fade_in`` and ``fade_out`` are seconds of the crossfade to its neighbours.
    """

    song: AssetId
    at: float
    source: float
    seconds: float
    fade_in: float = 0.0
    fade_out: float = 0.0

    @property
    def end(self) -> float:
        return self.at + self.seconds


class SongSection(Record):
    """A part of the music in seconds of the video; ``energy`` 0 to 1."""

    start: float
    end: float
    energy: float
    label: SectionLabel


class MusicPlan(Record):
    """How long the video is, and the music under it; all times in its seconds.

    ``energy`` goes with ``beats``. Without music there are no pieces, without a pulse
    no beats; ``other_tempo`` is the one that it may be counted at as well, 0 if none.
    ``ends`` tells that the last song ends by itself where the video does,
    ``asked`` that its start was asked for.
    """

    seconds: float
    pieces: tuple[MusicPiece, ...] = ()
    beats: tuple[float, ...] = ()
    downbeats: tuple[float, ...] = ()
    energy: tuple[float, ...] = ()
    sections: tuple[SongSection, ...] = ()
    tempo: float = 0.0
    other_tempo: float = 0.0
    ends: bool = False
    asked: bool = False

    def song_time(self, time: float) -> tuple[AssetId, float] | None:
        """The song that plays at a time of the video, and the time in it."""
        for piece in reversed(self.pieces):
            if piece.at - 1e-6 <= time < piece.end:
                return piece.song, piece.source + time - piece.at
        return None

    def video_time(self, song: AssetId, time: float) -> float | None:
        """When a time of a song is first heard in the video."""
        for piece in self.pieces:
            offset = time - piece.source
            if piece.song == song and -1e-6 <= offset < piece.seconds:
                return piece.at + offset
        return None


class Slot(Record):
    """A place for a shot: output frames ``first`` up to ``end``; energy 0 to 1."""

    first: int
    end: int
    energy: float = 0.4

    @property
    def frames(self) -> int:
        return self.end - self.first


class ShotReason(StrEnum):
    """Why a moment was chosen for a shot."""

    ASKED = "asked"
    ORDER = "order"
    ON_BEAT = "on_beat"
    HIGHLIGHT = "highlight"
    OPENING = "opening"
    ENDING = "ending"
    MARKED = "marked"
    SOUND = "sound"
    FACES = "faces"
    ENERGY = "energy"
    INTEREST = "interest"
    STEADY = "steady"
    CONTINUITY = "continuity"
    VARIETY = "variety"
    FAIRNESS = "fairness"
    FRESH = "fresh"
    CHRONOLOGY = "chronology"


class PlacedShot(Record):
    """What is shown from output frame ``first`` up to ``end``.

    ``source`` is where it begins in the clip, in seconds; ``speed`` source seconds per
    second, changing to ``speed_end`` where that is set. ``punch`` is a magnification that
    makes a cut visible. ``continues``: the shot before goes on (slower, frozen), so that no
    cut is visible. ``reasons`` are those for its choice, the strongest first.
    """

    first: int
    end: int
    clip: AssetId
    source: float = 0.0
    speed: float = 1.0
    speed_end: float | None = None
    reverse: bool = False
    boomerang: bool = False
    freeze: bool = False
    still: bool = False
    punch: float = 1.0
    continues: bool = False
    reasons: tuple[ShotReason, ...] = ()

    @property
    def frames(self) -> int:
        return self.end - self.first

    def source_seconds(self, fps: Fraction) -> float:
        """The number of seconds of the clip that are shown."""
        if self.still or self.freeze:
            return 0.0
        rise = (self.speed_end or self.speed) - self.speed
        if self.boomerang:  # the way there: half of the frames, and of the ramp
            return float(self.frames / fps) * (self.speed + rise / 4) / 2
        return float(self.frames / fps) * (self.speed + rise / 2)


class Cut(Record):
    """The result of the stages MUSIC, CUTS and SHOTS; a draft carries it along.

    ``slots`` are those before clips with their own length moved them. ``variation``,
    ``ordered``, ``left_out`` and ``offered`` are the conditions of the choice: the version
    of the cut, whether an order was requested, the excluded clips, and the available ones.
    ``taken_out`` counts the stretches that were removed from the video.
    """

    fps: str
    music: MusicPlan
    slots: tuple[Slot, ...]
    shots: tuple[PlacedShot, ...]
    variation: int = 0
    ordered: bool = False
    left_out: tuple[AssetId, ...] = ()
    offered: tuple[AssetId, ...] = ()
    taken_out: int = 0

    @property
    def rate(self) -> Fraction:
        return Fraction(self.fps)

    @property
    def frames(self) -> int:
        return self.shots[-1].end if self.shots else 0

    def whole_shots(self) -> list[list[PlacedShot]]:
        """The shots with their parts: one that goes on (slower, frozen) is one shot."""
        whole: list[list[PlacedShot]] = []
        for shot in self.shots:
            if shot.continues and whole:
                whole[-1].append(shot)
            else:
                whole.append([shot])
        return whole

    def uncovered(self) -> list[PlacedShot]:
        """The shots, each with all its parts, as they begin without held pictures.

        ``source`` is where the footage of all parts begins. A shot of whose beginning a
        held picture covers a part begins with its slot; so does a last shot that is held
        from earlier on.
        """
        out = []
        held: PlacedShot | None = None
        for parts in self.whole_shots():
            start = self._from_slot(parts[0], held)
            moving = [part.source for part in parts[1:] if not part.freeze]
            source = min([start.source, *moving])
            source = max(0.0, round(source - self._unshown(parts), 4))
            out.append(start.model_copy(update={"source": source}))
            held = parts[-1] if parts[-1].freeze else None
        return out

    def _from_slot(self, shot: PlacedShot, held: PlacedShot | None) -> PlacedShot:
        reach = shot.end if shot.freeze else shot.first + 1
        slot = max((s.first for s in self.slots if s.first < reach), default=0)
        if shot.freeze and slot > shot.first:
            return shot.model_copy(update={"first": slot})
        if held is None or slot <= held.first or slot == shot.first:
            return shot
        covered = float((shot.first - slot) / self.rate) * shot.speed
        source = shot.source if shot.still or shot.reverse else shot.source - covered
        return shot.model_copy(update={"first": slot, "source": source})

    def _unshown(self, parts: Sequence[PlacedShot]) -> float:
        """Seconds that a shot, played backwards, does not reach as it is held."""
        slot = next((s for s in self.slots if s.first == parts[0].first), None)
        moving = [part for part in parts if not part.freeze]
        is_back = moving and all(part.reverse for part in moving)
        if slot is None or not is_back or len(moving) == len(parts):
            return 0.0
        frames = slot.frames - sum(part.frames for part in moving)
        return max(0.0, float(frames / self.rate) * moving[-1].speed)
