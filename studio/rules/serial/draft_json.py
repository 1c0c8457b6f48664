"""Convert drafts to and from the API's JSON; reading is lenient."""

from collections.abc import Mapping
from typing import Any

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.limits import LOUDEST_SEGMENT
from studio.model.effects import Effects, TextStyle
from studio.model.media import AssetId

Json = dict[str, Any]


def to_wire(draft: Draft) -> Json:
    """Encode as ``{"t": tracks, "d": ms, "m": meta}`` without empty fields."""
    return {
        "t": [
            {"tt": int(track.type), "sg": [_segment(s) for s in track.segments]}
            for track in draft.tracks
        ],
        "d": draft.duration,
        "m": dict(draft.meta),
    }


def _segment(segment: Segment) -> Json:
    out: Json = {"id": segment.id, "name": segment.name}
    if segment.source is not None:
        out |= {"src": segment.source, "ss": segment.source_start}
    out |= {"st": segment.start, "d": segment.duration}
    if segment.source is not None:
        out["vol"] = segment.volume
    if segment.text:
        out["text"] = segment.text
    if style := segment.style.to_wire():
        out["style"] = style
    if effects := segment.effects.to_wire():
        out["fx"] = effects
    return out


def from_wire(data: Mapping[str, Any]) -> Draft:
    """Decode leniently; never raise on odd values."""
    tracks = tuple(
        _track(item) for item in _list(data.get("t")) if isinstance(item, Mapping)
    )
    end = max((s.end for track in tracks for s in track.segments), default=0)
    meta = data.get("m")
    duration = _number(data.get("d"), 0)
    return Draft(
        tracks,
        duration if duration > 0 else end,
        dict(meta) if isinstance(meta, Mapping) else {},
    )


def _track(item: Mapping[str, Any]) -> Track:
    number = _number(item.get("tt"), 0)
    kind = TrackType(number) if number in set(TrackType) else TrackType.VIDEO
    segments = (
        _read(segment, f"s{index}")
        for index, segment in enumerate(_list(item.get("sg")))
        if isinstance(segment, Mapping)
    )
    return Track(kind, tuple(s for s in segments if s.duration > 0))


def _read(item: Mapping[str, Any], id_: str) -> Segment:
    source = item.get("src")
    style, effects = item.get("style"), item.get("fx")
    return Segment(
        id=str(item.get("id") or id_),
        name=str(item.get("name") or ""),
        start=max(0, _number(item.get("st"), 0)),
        duration=max(0, _number(item.get("d"), 0)),
        source=AssetId(str(source)) if source else None,
        source_start=max(0, _number(item.get("ss"), 0)),
        volume=min(LOUDEST_SEGMENT, max(0.0, _float(item.get("vol"), 1.0))),
        text=str(item.get("text") or ""),
        style=TextStyle.from_wire(style if isinstance(style, Mapping) else {}),
        effects=Effects.from_wire(effects if isinstance(effects, Mapping) else {}),
    )


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _float(value: object, default: float) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return default
    return number if abs(number) < 1e12 else default


def _number(value: object, default: int) -> int:
    return round(_float(value, default))
