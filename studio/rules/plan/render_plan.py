"""Convert a draft to a render plan."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from studio.model.draft import Draft, Segment, TrackType
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, RenderPlan, Sound, Title
from studio.rules.picture.framing import even

_LEAST_SIDE, _MOST_SIDE = 144, 3840
_MOST_MINUTES = 30
_MOST_SEGMENTS = 5000
_RATE = re.compile(r"\d{1,6}(?:[./]\d{1,6})?")
_LOUDNESS = -14.0
"""LUFS of a mix; music alone that was turned down stays that much below."""
_PLACES = ("top", "center", "bottom")


def plan(draft: Draft, assets: Mapping[AssetId, Asset]) -> RenderPlan:
    """Plan a draft leniently: gaps are black, the later of overlaps wins.

    Raises ``ValueError`` with a sentence when there is nothing to show.
    """
    meta = draft.meta
    fps = _fps(meta.get("fps"))
    width, height = _size(meta.get("width")), _size(meta.get("height"))
    total = round(draft.duration * fps / 1000)
    shown = [
        s
        for track in draft.tracks
        if track.type is TrackType.VIDEO
        for s in track.segments
        if s.source
        and s.source in assets
        and assets[s.source].kind is not MediaKind.AUDIO
    ]
    if draft.duration > _MOST_MINUTES * 60_000 or len(shown) > _MOST_SEGMENTS:
        raise ValueError(
            f"That is too long to export: {_MOST_MINUTES} minutes and "
            f"{_MOST_SEGMENTS} shots are the most."
        )
    if total < 1 or not shown:
        raise ValueError("There is nothing to export yet: the timeline is empty.")
    pieces = _tiled([_piece(s, assets, fps, total) for s in shown], total, fps)
    sounds = tuple(_sounds(draft, assets))
    return RenderPlan(
        width or 1920, height or 1080, fps, total, tuple(pieces),
        titles=tuple(_titles(draft, fps, total)),
        sounds=sounds,
        loudness=_loudness(sounds, assets),
    )  # fmt: skip


def _loudness(sounds: Sequence[Sound], assets: Mapping[AssetId, Asset]) -> float:
    """Levelling must not undo a volume that was asked for where music is all there is."""
    songs = {a.path for a in assets.values() if a.kind is MediaKind.AUDIO}
    loudest = max((sound.gain for sound in sounds), default=1.0)
    if loudest < 1 and all(sound.path in songs for sound in sounds):
        return max(-60.0, _LOUDNESS + 20 * math.log10(loudest))
    return _LOUDNESS


def _fps(value: object) -> Fraction:
    if not _RATE.fullmatch(str(value)):
        return Fraction(30)
    try:
        fps = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return Fraction(30)
    return fps if 1 <= fps <= 120 else Fraction(30)


def _size(value: object) -> int:
    if not isinstance(value, int | float) or not value > 0:
        return 0
    return even(min(_MOST_SIDE, max(_LEAST_SIDE, value)))


def _piece(
    segment: Segment, assets: Mapping[AssetId, Asset], fps: Fraction, total: int
) -> FrameSpan:
    asset = assets[segment.source or AssetId("")]
    first = min(total, round(segment.start * fps / 1000))
    end = min(total, round(segment.end * fps / 1000))
    effects = segment.effects
    return FrameSpan(
        first=first,
        frames=end - first,
        path=asset.path,
        source_start=segment.source_start / 1000,
        speed=effects.speed,
        fit=effects.fit,
        focus=effects.focus,
        still=asset.kind is MediaKind.IMAGE,
        zoom=effects.zoom,
        rotation=asset.rotation,
        name=asset.name,
    )


def _tiled(pieces: list[FrameSpan], total: int, fps: Fraction) -> list[FrameSpan]:
    """Cover 0..total without gap or overlap; each frame goes to its last claimant."""
    owner: list[int] = [-1] * total
    for index, piece in enumerate(pieces):
        owner[piece.first : piece.first + piece.frames] = [index] * piece.frames
    out: list[FrameSpan] = []
    start = 0
    for frame in range(1, total + 1):
        if frame == total or owner[frame] != owner[start]:
            out.append(_run(pieces, owner[start], start, frame - start, fps))
            start = frame
    return out


def _run(
    pieces: list[FrameSpan], index: int, first: int, frames: int, fps: Fraction
) -> FrameSpan:
    if index < 0:
        return FrameSpan(first, frames, "", 0.0)
    piece = pieces[index]
    if (piece.first, piece.frames) == (first, frames):
        return piece
    # What is left of a piece: its source moves on with it.
    start = piece.source_start + piece.speed * float((first - piece.first) / fps)
    return replace(piece, first=first, frames=frames, source_start=start)


def _titles(draft: Draft, fps: Fraction, total: int) -> list[Title]:
    out = []
    for track in draft.tracks:
        if track.type is not TrackType.TEXT:
            continue
        for segment in track.segments:
            first = round(segment.start * fps / 1000)
            frames = min(total, round(segment.end * fps / 1000)) - first
            text = segment.text or segment.name
            if frames < 1 or not text.strip():
                continue
            place = segment.style.position
            out.append(
                Title(
                    first,
                    frames,
                    text[:500],
                    position=place if place in _PLACES else "center",
                    color=segment.style.color,
                    size=segment.style.size,
                    fade_frames=max(1, round(fps / 5)),
                )
            )
    return out


def _sounds(draft: Draft, assets: Mapping[AssetId, Asset]) -> list[Sound]:
    out = []
    for track in draft.tracks:
        for segment in track.segments:
            asset = assets.get(segment.source or AssetId(""))
            if asset is None or not asset.has_audio or segment.volume <= 0:
                continue
            effects = segment.effects
            out.append(
                Sound(
                    asset.path,
                    segment.source_start / 1000,
                    segment.start / 1000,
                    segment.duration / 1000,
                    gain=segment.volume,
                    fade_in=effects.fade_in,
                    fade_out=effects.fade_out,
                    bed=effects.bed,
                    speaks=effects.duck,
                    speed=effects.speed,
                )
            )
    return out
