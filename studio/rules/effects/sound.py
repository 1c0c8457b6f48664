"""Build the sound of the timeline: songs, the clips' own sound, volumes and fades."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.cut import Cut
from studio.model.draft import Segment
from studio.model.edits.limits import LOUDEST
from studio.model.edits.music import FadeSound, SetClipSound, SetVolume, SoundTarget
from studio.model.edits.record import Exact
from studio.model.effects import Effects, VolumePoint
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import MediaKind
from studio.rules.effects.shot_pieces import Piece, concerns, milliseconds, stretches
from studio.rules.scopes.query import all_of, scoped

_LEVELS = {"mute": 0.0, "keep": 0.8, "duck": 1.0}
_FADE_OUT = 1.2
"""Seconds in which music fades out where the song goes on."""
_SLOPE = 0.15
"""Seconds in which the volume changes at the border of a stretch."""


@dataclass(frozen=True, slots=True)
class ClipSound:
    """How loud a piece's own sound is, and whether music is lowered under it."""

    volume: float
    duck: bool


def clip_sound(piece: Piece, cut: Cut, intent: Intent, material: Material) -> ClipSound:
    """The own sound of a piece; silent where the music is the clips' sound itself."""
    asset = material.by_id.get(piece.shot.clip)
    if asset is None or not asset.has_audio or piece.shot.freeze or _own(cut, material):
        return ClipSound(0.0, duck=False)
    mode, level = ("mute" if cut.music.pieces else "keep"), None
    usual = 1.0 if not cut.music.pieces else None
    for edit in _sound_edits(intent):
        if not concerns(edit, piece, cut):
            continue
        if isinstance(edit, SetClipSound):
            mode, level, usual = edit.mode, None, None
        elif edit.target is not SoundTarget.MUSIC and isinstance(edit.level, Exact):
            heard = mode != "mute" or edit.target is SoundTarget.CLIPS
            level = edit.level.value if heard else None
    volume = level if level is not None else usual or _LEVELS[mode]
    return ClipSound(min(LOUDEST, max(0.0, volume)), duck=mode == "duck" and volume > 0)


def _sound_edits(intent: Intent) -> list[SetClipSound | SetVolume]:
    edits = [e for e in intent.edits if isinstance(e, SetClipSound | SetVolume)]
    return scoped(edits)


def _own(cut: Cut, material: Material) -> bool:
    by_id = material.by_id
    return any(
        piece.song in by_id and by_id[piece.song].kind is MediaKind.VIDEO
        for piece in cut.music.pieces
    )


def music_volume(intent: Intent) -> float:
    """How loud the music is over the whole video."""
    level = 1.0
    for edit in all_of(intent, SetVolume):
        music = edit.target in (SoundTarget.MUSIC, SoundTarget.ALL)
        if music and edit.scope.of == "whole" and isinstance(edit.level, Exact):
            level = edit.level.value
    return min(LOUDEST, max(0.0, level))


def music_tracks(
    cut: Cut, intent: Intent, material: Material, pieces: Sequence[Piece], *, bed: bool
) -> list[list[Segment]]:
    """The songs on tracks; those that sound at the same time stand on two."""
    tracks: list[list[Segment]] = []
    by_id = material.by_id
    ending = milliseconds(cut.frames, cut.rate)
    for number, part in enumerate(cut.music.pieces):
        start = round(part.at * 1000)
        final = number == len(cut.music.pieces) - 1
        end = ending if final else min(ending, round(part.end * 1000))
        if end <= start:
            continue
        asset = by_id.get(part.song)
        segment = Segment(
            f"m{number + 1}", asset.name if asset else "", start, end - start, part.song,
            round(part.source * 1000), music_volume(intent),
            effects=Effects(
                fade_in=part.fade_in or _fade(intent, "in", number == 0),
                fade_out=part.fade_out or (_ending(cut, intent) if final else 0.0),
                bed=bed, volume=_points(cut, intent, pieces, start, end),
            ),
        )  # fmt: skip
        track = next((t for t in tracks if t[-1].end <= start), None)
        if track is None:
            tracks.append([segment])
        else:
            track.append(segment)
    return tracks


def fade(intent: Intent, target: SoundTarget, edge: str) -> float | None:
    """Seconds of a fade that was asked for; None where nothing was."""
    seconds = None
    for edit in all_of(intent, FadeSound):
        if edit.edge == edge and edit.target in (target, SoundTarget.ALL):
            seconds = edit.seconds
    return seconds


def _fade(intent: Intent, edge: str, here: bool) -> float:  # noqa: FBT001
    return (fade(intent, SoundTarget.MUSIC, edge) or 0.0) if here else 0.0


def _ending(cut: Cut, intent: Intent) -> float:
    seconds = fade(intent, SoundTarget.MUSIC, "out")
    if seconds is not None:
        return seconds
    if cut.music.ends:
        return 0.0
    return round(min(_FADE_OUT, cut.music.seconds / 4), 3)


def _points(
    cut: Cut, intent: Intent, pieces: Sequence[Piece], start: int, end: int
) -> tuple[VolumePoint, ...]:
    """Gains over the music where its volume was asked for in stretches or under clips."""
    levels = [
        (edit, edit.level.value)
        for edit in scoped(all_of(intent, SetVolume))
        if edit.target is not SoundTarget.CLIPS
        and edit.scope.of != "whole"
        and isinstance(edit.level, Exact)
    ]
    if not levels:
        return ()
    base = music_volume(intent)
    marks = {0, end - start}
    spans: list[tuple[int, int, float]] = []
    for edit, level in levels:
        for low, high in _spans(edit, cut, pieces):
            a, b = max(0, low - start), min(end - start, high - start)
            if b > a:
                spans.append((a, b, level / base if base else 0.0))
                marks |= {a, b}
    slope = round(_SLOPE * 1000)
    points: list[VolumePoint] = []
    ordered = sorted(marks)
    for low, high in zip(ordered, ordered[1:], strict=False):
        gain = next((g for a, b, g in reversed(spans) if a <= low and high <= b), 1.0)
        gain = round(min(4.0, max(0.0, gain)), 4)
        edge = min(slope, (high - low) // 3)
        inner = low if low == 0 else low + edge
        points.append(VolumePoint(ms=inner, gain=gain))
        points.append(VolumePoint(ms=high, gain=gain))
    return tuple(points)


def _spans(edit: SetVolume, cut: Cut, pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    parts = stretches(edit, cut)
    if parts is not None:
        return [(round(a * 1000), round(b * 1000)) for a, b in parts]
    fps = cut.rate
    return [
        (milliseconds(p.shot.first, fps), milliseconds(p.shot.end, fps))
        for p in pieces
        if concerns(edit, p, cut)
    ]
