"""Edits of the music and of how the cut follows it."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import (
    ANYWHERE,
    Amount,
    Edit,
    Moment,
    Seconds,
    SongLabel,
    Stage,
)
from studio.model.media import AssetId


class BeatUnit(StrEnum):
    """What cuts are counted in."""

    BEAT = "beat"
    BAR = "bar"
    SECTION = "section"
    SECOND = "second"


class PaceCurve(StrEnum):
    """How the pace moves through the video."""

    ADAPTIVE = "adaptive"
    CALM = "calm"
    ENERGETIC = "energetic"
    BUILD_UP = "build_up"
    EVEN = "even"


class Sync(Edit):
    """Cut to the music. ``again`` asks for another version of the cut."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["sync"] = "sync"
    again: bool = False


class SetPace(Edit):
    """How often shots change: a curve, a multiple of the pace in force, or a count.

    ``rate`` multiplies (``Times``) or sets (``Exact``, 1 is usual) cuts per time;
    ``every`` and ``unit`` set the distance of cuts (0.5 beats to 32 bars).
    """

    STAGE: ClassVar[Stage] = Stage.CUTS
    SCOPES: ClassVar[frozenset[str]] = frozenset({"song", "time"})
    do: Literal["pace"] = "pace"
    curve: PaceCurve | None = None
    rate: Amount | None = None
    every: Annotated[float, Field(gt=0, le=limits.MOST_BEATS)] | None = None
    unit: BeatUnit = BeatUnit.BEAT


class ShiftBar(Edit):
    """Move the bar lines by beats or the beats by seconds, or both to a named beat.

    ``moment`` names where a beat is, ``bar`` says that it opens a bar: the nearest beat
    moves there, and all others with it.
    """

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["shift_bar"] = "shift_bar"
    beats: Annotated[
        int, Field(ge=-limits.MOST_SHIFTED_BEATS, le=limits.MOST_SHIFTED_BEATS)
    ] = 0
    seconds: Annotated[
        float, Field(ge=-limits.MOST_SHIFTED_SECONDS, le=limits.MOST_SHIFTED_SECONDS)
    ] = 0.0
    moment: Moment | None = None
    bar: bool = False


class SetTempo(Edit):
    """Count the song at half (0.5) or double (2) time; 1 as it was heard."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["tempo"] = "tempo"
    factor: Annotated[float, Field(ge=limits.SLOWEST_COUNT, le=limits.FASTEST_COUNT)]


class CutAt(Edit):
    """Put a cut at a moment, as if a beat had been tapped there."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    do: Literal["cut_at"] = "cut_at"
    moment: Moment


class UseMusic(Edit):
    """Which songs play, in order; two or more join on a downbeat."""

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["use_music"] = "use_music"
    songs: tuple[AssetId, ...] = Field(min_length=1, max_length=limits.MOST_SONGS)
    crossfade: Annotated[float, Field(ge=0, le=limits.LONGEST_CROSSFADE)] | None = None


class RemoveMusic(Edit):
    """No song: the clips' own sound, or silence."""

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["remove_music"] = "remove_music"


class TrimMusic(Edit):
    """Where in the song the video starts and ends: seconds or a part of the song.

    ``only`` keeps to one part ("only the chorus").
    """

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["trim_music"] = "trim_music"
    start: Seconds | SongLabel | None = None
    end: Seconds | None = None
    only: SongLabel | None = None
    number: int = 1


class LoopMusic(Edit):
    """Play the song again where the video is longer (or stop with it)."""

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["loop_music"] = "loop_music"
    on: bool = True


class EndWithMusic(Edit):
    """End the video where the song itself ends."""

    STAGE: ClassVar[Stage] = Stage.MUSIC
    do: Literal["end_with_music"] = "end_with_music"
    on: bool = True


class SoundTarget(StrEnum):
    """Which sound is meant."""

    MUSIC = "music"
    CLIPS = "clips"
    ALL = "all"


class SetVolume(Edit):
    """How loud a sound is: 1 is as recorded, at most 2."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["volume"] = "volume"
    target: SoundTarget = SoundTarget.MUSIC
    level: Amount


class FadeSound(Edit):
    """Fade a sound in or out over seconds; 0 takes the fade off."""

    do: Literal["fade_sound"] = "fade_sound"
    target: SoundTarget = SoundTarget.MUSIC
    edge: Literal["in", "out"]
    seconds: Annotated[float, Field(ge=0, le=limits.LONGEST_FADE)] = 2.0


class SetClipSound(Edit):
    """The clips' own sound: silent, kept, or kept with the music lowered under it."""

    SCOPES: ClassVar[frozenset[str]] = ANYWHERE
    do: Literal["clip_sound"] = "clip_sound"
    mode: Literal["mute", "keep", "duck"]


class KeepSpeech(Edit):
    """Do not cut while someone speaks."""

    STAGE: ClassVar[Stage] = Stage.CUTS
    SCOPES: ClassVar[frozenset[str]] = frozenset({"clips"})
    do: Literal["keep_speech"] = "keep_speech"
    on: bool = True


class RemovePauses(Edit):
    """Leave out the pauses between words."""

    STAGE: ClassVar[Stage] = Stage.SHOTS
    SCOPES: ClassVar[frozenset[str]] = frozenset({"clips"})
    do: Literal["remove_pauses"] = "remove_pauses"
    on: bool = True
