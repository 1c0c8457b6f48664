"""Build the sounds of a plan from segments: placed, faded, at the speed of the picture."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from studio.model.draft import Draft, Segment, TrackType
from studio.model.media import Asset, AssetId
from studio.model.plan import Sound
from studio.rules.plan.joined_sounds import joined
from studio.rules.plan.timing import constant, played_position

_STEP = 0.05
"""Seconds between the points that trace a changing speed."""


def sounds(draft: Draft, assets: Mapping[AssetId, Asset]) -> tuple[Sound, ...]:
    """The sounds of the segments, one for parts of a shot; a held picture has none."""
    heard = [pair for pair in _heard(draft, assets) if not pair[0].effects.freeze]
    songs = draft.segments(TrackType.AUDIO)
    return tuple(joined(_crossed(_sound(*pair), pair[0], songs) for pair in heard))


def _crossed(sound: Sound, segment: Segment, songs: Sequence[Segment]) -> Sound:
    """Tell where a song fades while another one does the opposite."""
    others = [song for song in songs if song is not segment]
    if segment not in songs:
        return sound
    starts = any(o.start < segment.start < o.end and o.effects.fade_out for o in others)
    ends = any(o.start < segment.end < o.end and o.effects.fade_in for o in others)
    return replace(
        sound,
        crosses_in=bool(sound.fade_in and starts),
        crosses_out=bool(sound.fade_out and ends),
    )


def _heard(
    draft: Draft, assets: Mapping[AssetId, Asset]
) -> Iterator[tuple[Segment, Asset]]:
    for track in draft.tracks:
        for segment in track.segments:
            asset = assets.get(segment.source or AssetId(""))
            if asset and asset.has_audio and segment.volume > 0:
                yield segment, asset


def _sound(segment: Segment, asset: Asset) -> Sound:
    effects = segment.effects
    return Sound(
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
        places=() if constant(effects) else _places(segment),
        volume=tuple((point.ms / 1000, point.gain) for point in effects.volume),
    )


def _places(segment: Segment) -> tuple[tuple[float, float], ...]:
    """Where the sound is at each moment, as the picture: traced point by point."""
    effects, seconds = segment.effects, segment.duration / 1000
    position, start = played_position(effects, seconds), segment.source_start / 1000
    count = max(2, math.ceil(seconds / _STEP) + 1)
    moments = {seconds * index / (count - 1) for index in range(count)}
    if effects.boomerang:
        moments |= {seconds / 2}
    return tuple(
        (round(moment, 6), round(start + position(moment), 6))
        for moment in sorted(moments)
    )
