"""Turn wishes, footage and music into a draft."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.overlay import Position
from studio.model.effects import Effects, TextStyle
from studio.model.media import Asset, AssetId, Footage, MediaKind
from studio.model.music import BeatGrid
from studio.model.wish import TitleWish, Wishes
from studio.rules.cutting import shape
from studio.rules.cutting.assign_clips import ClipSpan, assign_clips, longest
from studio.rules.cutting.cuts import Slot, slots
from studio.rules.music.excerpt import TimelineMusic
from studio.rules.sound.fit_music import fit_music, music_segments

_PHOTO = 2.5
"""Seconds that a photo is worth when the length is left to us."""
_LONG_PHOTO = 4.0
_WAVE = 200
"""Points of the music's curve that goes with a draft."""
_TITLE = 3.0
_SAME = 60
"""Milliseconds by which stretches may overlap without being seen as a repeat."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a cut is made of; ``music`` is None where there is nothing to hear."""

    sources: tuple[tuple[Asset, Footage], ...]
    music: tuple[Asset, BeatGrid] | None


def chosen(wishes: Wishes, assets: Sequence[Asset]) -> list[Asset]:
    """The pictures that the wishes leave, in the order in which they came."""
    seen = [asset for asset in assets if asset.kind.visible]
    if wishes.only:
        seen = [asset for asset in seen if asset.id in wishes.only]
    left = [asset for asset in seen if asset.id not in wishes.without]
    return left or seen


def music_candidates(wishes: Wishes, assets: Sequence[Asset]) -> list[Asset]:
    """What may be the music, best first.

    The song wished for, the latest of the others, then the clips that have a sound, the
    longest first.
    """
    wished = [asset for asset in assets if asset.id == wishes.song]
    songs = [asset for asset in reversed(assets) if asset.kind is MediaKind.AUDIO]
    heard = [asset for asset in chosen(wishes, assets) if asset.has_audio]
    heard.sort(key=lambda asset: -asset.seconds)
    return list({asset.id: asset for asset in (*wished, *songs, *heard)}.values())


def repeats(draft: Draft) -> bool:
    """Whether any stretch of footage, or a photo, is shown twice."""
    seen: dict[AssetId | None, list[tuple[float, float]]] = {}
    for segment in draft.segments(TrackType.VIDEO):
        speed = segment.effects.speed
        span = (segment.source_start, segment.source_start + segment.duration * speed)
        others = seen.setdefault(segment.source, [])
        if any(a < span[1] - _SAME and span[0] < b - _SAME for a, b in others):
            return True
        others.append(span)
    return False


def cut(wishes: Wishes, material: Material) -> Draft:
    """A draft from scratch. ``material.sources`` must not be empty."""
    assets = [asset for asset, _ in material.sources]
    fps = shape.rate(assets, wishes.rate())
    grid = material.music[1] if material.music else None
    timeline, stretches = fit_music(wishes, grid, _footage_seconds(material))
    borders = slots(
        timeline, fps, pace=wishes.pace, every=wishes.every,
        fewest=len(material.sources), most=_photos(wishes, assets, timeline.seconds),
        longest=longest(material.sources),
    )  # fmt: skip
    parts = assign_clips(
        borders,
        material.sources,
        fps,
        first=wishes.first,
        last=wishes.last,
        in_order=wishes.order == "given",
        variation=wishes.take,
    )
    by_id = {asset.id: asset for asset in assets}
    picture = tuple(
        _shot(index, slot, part, by_id[part.asset], fps)
        for index, (slot, part) in enumerate(zip(borders, parts, strict=True))
    )
    duration = _ms(borders[-1].end, fps)
    tracks = [Track(TrackType.VIDEO, picture)]
    if material.music:
        song, _ = material.music
        tracks.append(
            Track(TrackType.AUDIO, music_segments(song, timeline, stretches, duration))
        )
    draft = Draft(tuple(tracks), duration, _meta(timeline, fps, bool(material.music)))
    return apply_look(draft, wishes, by_id)


def _photos(wishes: Wishes, assets: Sequence[Asset], seconds: float) -> int:
    """How many shots photos are for where nothing is said of the pace.

    One photo, one shot: but none so long that the music is forgotten.
    """
    told = wishes.pace != 1.0 or wishes.every is not None
    if told or any(asset.kind is not MediaKind.IMAGE for asset in assets):
        return 0
    return max(len(assets), round(seconds / _LONG_PHOTO))


def apply_look(draft: Draft, wishes: Wishes, assets: Mapping[AssetId, Asset]) -> Draft:
    """The same cuts with shape, sound and titles as wished."""
    used = [
        assets[s.source]
        for s in draft.segments(TrackType.VIDEO)
        if s.source and s.source in assets
    ]
    target = shape.size(used, wishes.aspect, wishes.side)
    volume = {"mute": 0.0, "duck": 1.0, "keep": 0.8}[wishes.sound]
    own = _own_sound(draft, assets) and wishes.music_volume > 0
    picture = tuple(
        _apply_look_to(
            s,
            assets.get(s.source or AssetId("")),
            target,
            wishes,
            0.0 if own else volume,
        )
        for s in draft.segments(TrackType.VIDEO)
    )
    music = tuple(
        replace(
            s,
            volume=wishes.music_volume,
            effects=s.effects.model_copy(update={"bed": wishes.sound == "duck"}),
        )
        for s in draft.segments(TrackType.AUDIO)
    )
    titles = tuple(
        _title(index, title, draft.duration)
        for index, title in enumerate(wishes.titles)
    )
    tracks = [
        Track(kind, segments)
        for kind, segments in (
            (TrackType.VIDEO, picture),
            (TrackType.AUDIO, music),
            (TrackType.TEXT, titles),
        )
        if segments
    ]
    meta = dict(draft.meta) | {"width": target[0], "height": target[1]}
    return Draft(tuple(tracks), draft.duration, meta)


def _own_sound(draft: Draft, assets: Mapping[AssetId, Asset]) -> bool:
    """Whether the music is a clip's own sound: then clips are not heard again."""
    return any(
        s.source and s.source in assets and assets[s.source].kind is MediaKind.VIDEO
        for s in draft.segments(TrackType.AUDIO)
    )


def _footage_seconds(material: Material) -> float:
    """Seconds of footage, photos included."""
    return sum(
        _PHOTO if asset.kind is MediaKind.IMAGE else footage.seconds
        for asset, footage in material.sources
    )


def _ms(frame: int, fps: Fraction) -> int:
    return round(frame * 1000 / fps)


def _shot(
    index: int, slot: Slot, part: ClipSpan, asset: Asset, fps: Fraction
) -> Segment:
    start, end = _ms(slot.first, fps), _ms(slot.end, fps)
    effects = Effects(focus=part.focus, speed=round(part.speed, 4))
    if part.still:
        zoom = (1.0, 1.12) if index % 2 else (1.12, 1.0)
        effects = effects.model_copy(update={"zoom": zoom})
    return Segment(
        f"v{index + 1}", asset.name, start, end - start, part.asset,
        round(part.start * 1000), 0.0, effects=effects,
    )  # fmt: skip


def _apply_look_to(
    segment: Segment, asset: Asset | None, target: tuple[int, int], wishes: Wishes,
    volume: float,
) -> Segment:  # fmt: skip
    if asset is None:
        return segment
    effects = segment.effects.model_copy(
        update={
            "fit": shape.fit(asset, target, wishes.fit),
            "duck": wishes.sound == "duck" and asset.has_audio,
        }
    )
    heard = volume if asset.has_audio else 0.0
    return replace(segment, volume=heard, effects=effects)


def _title(index: int, wish: TitleWish, duration: int) -> Segment:
    """Where a title stands; at least half a second, inside the video."""
    start = round((wish.start or 0.0) * 1000)
    if start < 0:
        start = max(0, duration + start)
    start = min(start, max(0, duration - 500))
    end = (
        round(wish.end * 1000) if wish.end is not None else start + round(_TITLE * 1000)
    )
    end = min(max(end, start + 500), duration) if duration > 500 else duration
    style = TextStyle(
        position=Position(wish.place), color=wish.color, size=wish.size or 0
    )
    return Segment(
        f"t{index + 1}",
        wish.text,
        start,
        max(1, end - start),
        text=wish.text,
        style=style,
    )


def _wave(timeline: TimelineMusic) -> list[float]:
    """The music's energy from beginning to end, to be drawn; empty without a pulse."""
    if not timeline.beats:
        return []
    times = (timeline.seconds * index / _WAVE for index in range(_WAVE))
    places = (max(0, bisect_right(timeline.beats, time) - 1) for time in times)
    return [round(timeline.energy[place], 2) for place in places]


def _meta(timeline: TimelineMusic, fps: Fraction, music: bool) -> dict[str, Any]:  # noqa: FBT001
    meta: dict[str, Any] = {"title": "VidMuse", "fps": str(fps)}
    if music:
        meta |= {
            "tempo": timeline.tempo,
            "beats": [round(beat * 1000, 1) for beat in timeline.beats],
            "downbeats": [round(beat * 1000, 1) for beat in timeline.downbeats],
            "wave": _wave(timeline),
            "sections": [
                {
                    "start": round(s.start * 1000),
                    "end": round(s.end * 1000),
                    "label": s.label,
                }
                for s in timeline.sections
            ],
        }
    return meta
