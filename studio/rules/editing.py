"""Turn wishes, footage and music into a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.media import Asset, AssetId, Footage, Kind
from studio.model.music import BeatGrid
from studio.model.wish import TitleWish, Wishes
from studio.rules import shape
from studio.rules.casting import Part, cast, longest
from studio.rules.cuts import Slot, slots
from studio.rules.window import Score, Stretches, choose, looped, retimed

_LONGEST_DEFAULT = 60.0
_SHORTEST_DEFAULT = 10.0
_PHOTO = 2.5
"""Seconds that a photo is worth when the length is left to us."""
_SILENT_LENGTH = 30.0
LONGEST = 600.0
"""Seconds; the longest video that is made."""
_FADE_OUT = 1.2
_NEARLY = 0.2
"""Seconds that do not matter at the end of a song."""
_TITLE = 3.0
_SAME = 60
"""Milliseconds by which stretches may overlap without being seen as a repeat."""
_USABLE = 0.85
"""The share of footage that fits into slots; ends of shots are left over."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a cut is made of; ``music`` is None where there is nothing to hear."""

    sources: tuple[tuple[Asset, Footage], ...]
    music: tuple[Asset, BeatGrid] | None


def chosen(wishes: Wishes, assets: Sequence[Asset]) -> list[Asset]:
    """The pictures that the wishes leave, in the order in which they came."""
    seen = [asset for asset in assets if asset.kind is not Kind.AUDIO]
    if wishes.only:
        seen = [asset for asset in seen if asset.id in wishes.only]
    left = [asset for asset in seen if asset.id not in wishes.without]
    return left or seen


def musics(wishes: Wishes, assets: Sequence[Asset]) -> list[Asset]:
    """What may be the music, best first.

    The song wished for, the latest of the others, then the clips that have a sound, the
    longest first.
    """
    wished = [asset for asset in assets if asset.id == wishes.song]
    songs = [asset for asset in reversed(assets) if asset.kind is Kind.AUDIO]
    heard = [asset for asset in chosen(wishes, assets) if asset.has_audio]
    heard.sort(key=lambda asset: -asset.seconds)
    return list({asset.id: asset for asset in (*wished, *songs, *heard)}.values())


def repeats(draft: Draft) -> bool:
    """Whether any stretch of footage, or a photo, is shown twice."""
    seen: dict[AssetId | None, list[tuple[float, float]]] = {}
    for segment in _segments(draft, TrackType.VIDEO):
        speed = segment.effects.get("speed", 1.0)
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
    score, stretches = _score(wishes, material)
    borders = slots(
        score, fps, pace=wishes.pace, every=wishes.every,
        fewest=len(material.sources), longest=longest(material.sources),
    )  # fmt: skip
    parts = cast(
        borders,
        material.sources,
        fps,
        first=wishes.first,
        last=wishes.last,
        in_order=wishes.order == "given",
        take=wishes.take,
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
        tracks.append(Track(TrackType.AUDIO, _played(song, score, stretches, duration)))
    draft = Draft(tuple(tracks), duration, _meta(score, fps, bool(material.music)))
    return dress(draft, wishes, by_id)


def dress(draft: Draft, wishes: Wishes, assets: Mapping[AssetId, Asset]) -> Draft:
    """The same cuts with shape, sound and titles as wished."""
    used = [
        assets[s.source]
        for s in _segments(draft, TrackType.VIDEO)
        if s.source and s.source in assets
    ]
    target = shape.size(used, wishes.aspect, wishes.side)
    volume = {"mute": 0.0, "duck": 1.0, "keep": 0.8}[wishes.sound]
    own = _own_sound(draft, assets) and wishes.music_volume > 0
    picture = tuple(
        _dressed(
            s,
            assets.get(s.source or AssetId("")),
            target,
            wishes,
            0.0 if own else volume,
        )
        for s in _segments(draft, TrackType.VIDEO)
    )
    music = tuple(
        replace(
            s,
            volume=wishes.music_volume,
            effects=_without(s.effects, "bed")
            | ({"bed": True} if wishes.sound == "duck" else {}),
        )
        for s in _segments(draft, TrackType.AUDIO)
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
        s.source and s.source in assets and assets[s.source].kind is Kind.VIDEO
        for s in _segments(draft, TrackType.AUDIO)
    )


def _segments(draft: Draft, kind: TrackType) -> list[Segment]:
    return [s for track in draft.tracks if track.type is kind for s in track.segments]


def _played(
    song: Asset, score: Score, stretches: Stretches, duration: int
) -> tuple[Segment, ...]:
    """The music on its track: in one piece, or again from a bar when it is too short."""
    out: list[Segment] = []
    for at, begin, end in stretches:
        start = max(0.0, at - score.start)
        stop = min(score.seconds, at + end - begin - score.start)
        if stop <= start + 0.01:
            continue
        source = begin + max(0.0, score.start - at)
        first = round(start * 1000)
        length = (
            round(stop * 1000) if stop < score.seconds - 0.01 else duration
        ) - first
        out.append(
            Segment(
                f"m{len(out) + 1}", song.name, first, length, song.id,
                round(source * 1000),
            )
        )  # fmt: skip
    if out and (fade := _fade(score, stretches)):
        out[-1] = replace(out[-1], effects=fade)
    return tuple(out)


def _score(wishes: Wishes, material: Material) -> tuple[Score, Stretches]:
    """The music on the timeline, or an even pulse where there is none."""
    if material.music is None:
        length = wishes.length or min(_SILENT_LENGTH, max(6.0, _plenty(material)))
        return Score(0.0, min(length, LONGEST), (), (), (), (), 0.0), ()
    _, grid = material.music
    grid = retimed(grid, wishes.shift, wishes.tempo)
    wanted = wishes.length
    if wishes.whole_song:
        wanted = grid.seconds
    length = wanted or min(
        _LONGEST_DEFAULT, max(_SHORTEST_DEFAULT, _USABLE * _plenty(material))
    )
    length = min(length, LONGEST)
    stretches: Stretches = ((0.0, 0.0, grid.seconds),)
    if wishes.length and grid.seconds < length - _NEARLY:
        grid, stretches = looped(grid, length)
    score = choose(grid, length, wishes.song_start, exact=wishes.length is not None)
    return score, stretches


def _plenty(material: Material) -> float:
    """Seconds of footage, photos included."""
    return sum(
        _PHOTO if asset.kind is Kind.IMAGE else footage.seconds
        for asset, footage in material.sources
    )


def _ms(frame: int, fps: Fraction) -> int:
    return round(frame * 1000 / fps)


def _shot(index: int, slot: Slot, part: Part, asset: Asset, fps: Fraction) -> Segment:
    start, end = _ms(slot.first, fps), _ms(slot.end, fps)
    effects: dict[str, Any] = {"focus": list(part.focus)}
    if part.speed != 1.0:
        effects["speed"] = round(part.speed, 4)
    if part.still:
        effects["zoom"] = [1.0, 1.12] if index % 2 else [1.12, 1.0]
    return Segment(
        f"v{index + 1}", asset.name, start, end - start, part.asset,
        round(part.start * 1000), 0.0, effects=effects,
    )  # fmt: skip


def _dressed(
    segment: Segment, asset: Asset | None, target: tuple[int, int], wishes: Wishes,
    volume: float,
) -> Segment:  # fmt: skip
    if asset is None:
        return segment
    effects = _without(segment.effects, "duck") | {
        "fit": shape.fit(asset, target, wishes.fit)
    }
    if wishes.sound == "duck" and asset.has_audio:
        effects["duck"] = True
    heard = volume if asset.has_audio else 0.0
    return replace(segment, volume=heard, effects=effects)


def _without(effects: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in effects.items() if name != key}


def _fade(score: Score, stretches: Stretches) -> dict[str, Any]:
    """The music fades out unless the song itself ends there."""
    at, begin, end = stretches[-1]
    if at + end - begin - (score.start + score.seconds) < _NEARLY:
        return {}
    return {"fade_out": round(min(_FADE_OUT, score.seconds / 4), 3)}


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
    style = {"place": wish.place, "color": wish.color}
    if wish.size:
        style["size"] = wish.size  # type: ignore[assignment]
    return Segment(
        f"t{index + 1}",
        wish.text,
        start,
        max(1, end - start),
        text=wish.text,
        style=style,
    )


def _meta(score: Score, fps: Fraction, music: bool) -> dict[str, Any]:  # noqa: FBT001
    meta: dict[str, Any] = {"title": "VidMuse", "fps": str(fps)}
    if music:
        meta |= {
            "tempo": score.tempo,
            "beats": [round(beat * 1000, 1) for beat in score.beats],
            "downbeats": [round(beat * 1000, 1) for beat in score.downbeats],
            "sections": [
                {
                    "start": round(s.start * 1000),
                    "end": round(s.end * 1000),
                    "label": s.label,
                }
                for s in score.sections
            ],
        }
    return meta
