"""Descriptions of a draft: its timeline, its changes, whether it can be exported.

Drafts are read leniently: the hosted service's own keys are not known for sure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.model.agent import AgentState
from core.rules.agent.responses import number

VIDEO, AUDIO, TITLE = 0, 1, 7
_NAMES = {
    "en": ("Video", "BGM", "Title"),
    "zh": ("视频", "音乐", "标题"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as people see it; times in seconds, ``volume`` 0..1 or None."""

    kind: int
    name: str
    start: float
    end: float
    volume: float | None = None


def pieces(draft: Mapping[str, Any]) -> list[Piece]:
    """All segments that can be understood, track by track."""
    return [piece for _, shown in rows(draft) for piece in shown]


def rows(draft: Mapping[str, Any]) -> list[tuple[int, list[Piece]]]:
    """Each track's kind and its segments."""
    return [
        (kind, [_piece(kind, segment) for segment in segments])
        for kind, segments in _tracks(draft)
    ]


def _piece(kind: int, segment: Mapping[str, Any]) -> Piece:
    start = (
        _first(segment, "st", "start", "start_time", "timelineStart") or 0.0
    ) / 1000
    long = (_first(segment, "d", "duration", "dur") or 0.0) / 1000
    volume = _first(segment, "vol", "volume", "v")
    return Piece(kind, _name(segment), start, start + long, volume)


def duration(draft: Mapping[str, Any]) -> float:
    """Seconds; by the draft's word, else by its last segment."""
    told = number(draft.get("d")) or number(draft.get("duration"))
    return told / 1000 if told else max((p.end for p in pieces(draft)), default=0.0)


def summary(draft: Mapping[str, Any], language: str) -> str:
    """``Timeline (3 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%) …``."""
    lines = []
    for index, (kind, shown) in enumerate(rows(draft), 1):
        if shown:
            lines.append(f"{index}. {_track(kind, shown, language)}")
    count = len(lines)
    if language.startswith("zh"):
        return (
            f"时间线（{count} 条轨道）：{' '.join(lines)}" if lines else "时间线是空的"
        )
    plural = "" if count == 1 else "s"
    return (
        f"Timeline ({count} track{plural}): {' '.join(lines)}"
        if lines
        else "Timeline: empty"
    )


def _track(kind: int, shown: list[Piece], language: str) -> str:
    names = _NAMES["zh" if language.startswith("zh") else "en"]
    label = {VIDEO: names[0], AUDIO: names[1], TITLE: names[2]}.get(kind, names[0])
    start, end = min(p.start for p in shown), max(p.end for p in shown)
    if kind == TITLE:
        told = ", ".join(f'"{p.name}" ({_span(p.start, p.end)})' for p in shown)
        return f"{label}: {told}"
    distinct = list(dict.fromkeys(p.name for p in shown if p.name))
    text = ", ".join(distinct[:4]) + (" …" if len(distinct) > 4 else "")
    volume = shown[0].volume
    percent = (
        f", {round(volume * 100)}%" if kind == AUDIO and volume is not None else ""
    )
    return f"{label}: {text} ({_span(start, end)}{percent})"


def _span(start: float, end: float) -> str:
    return f"{round(start, 1):g}-{round(end, 1):g}s"


def changes(before: AgentState, after: AgentState, language: str) -> list[str]:
    """What an edit without words did, in words; empty when nothing can be seen."""
    zh = language.startswith("zh")
    old, new = pieces(before.draft), pieces(after.draft)
    out = []
    for kind, added, removed in (
        (TITLE, ("Title added", "已添加标题"), ("Title removed", "已去掉标题")),
        (AUDIO, ("Music added", "已添加音乐"), ("Music removed", "已去掉音乐")),
    ):
        was = {(p.name, p.start, p.end) for p in old if p.kind == kind}
        now = {(p.name, p.start, p.end) for p in new if p.kind == kind}
        quote = "'" if kind == TITLE else ""
        for name, start, end in sorted(now - was):
            out.append(f"{added[zh]}: {quote}{name}{quote} ({_span(start, end)})")
        if {n for n, _, _ in was} - {n for n, _, _ in now}:
            for name in sorted({n for n, _, _ in was} - {n for n, _, _ in now}):
                out.append(f"{removed[zh]}: {quote}{name}{quote}")
    shots = [len([p for p in each if p.kind == VIDEO]) for each in (old, new)]
    if shots[0] != shots[1] or _order(old) != _order(new):
        out.append(f"画面：{shots[1]} 个镜头" if zh else f"Video: {shots[1]} shots")
    lengths = duration(before.draft), duration(after.draft)
    if abs(lengths[0] - lengths[1]) >= 0.05:
        out.append(
            f"时长：{lengths[1]:.0f} 秒" if zh else f"Length: {lengths[1]:.0f} s"
        )
    shapes = [(_shape(s.draft), s) for s in (before, after)]
    if shapes[1][0] and shapes[0][0] != shapes[1][0]:
        out.append(f"画幅：{shapes[1][0]}" if zh else f"Size: {shapes[1][0]}")
    volumes = [[p.volume for p in each if p.kind == AUDIO] for each in (old, new)]
    if volumes[0] != volumes[1] and volumes[1] and volumes[1][0] is not None:
        percent = round(volumes[1][0] * 100)
        out.append(f"音乐音量：{percent}%" if zh else f"Music at {percent}%")
    if len(after.assets) > len(before.assets):
        names = ", ".join(a.name for a in after.assets[len(before.assets) :])
        out.append(f"新素材：{names}" if zh else f"New clips: {names}")
    return out


def exportable(draft: Mapping[str, Any]) -> bool:
    """Whether there is a picture of some length to export."""
    return duration(draft) > 0 and any(
        p.kind == VIDEO and p.end > p.start for p in pieces(draft)
    )


def _order(shown: list[Piece]) -> list[tuple[str, float]]:
    return [(p.name, round(p.start, 2)) for p in shown if p.kind == VIDEO]


def _shape(draft: Mapping[str, Any]) -> str:
    meta = draft.get("m")
    if not isinstance(meta, Mapping):
        return ""
    width, height = number(meta.get("width")), number(meta.get("height"))
    return f"{width:.0f}x{height:.0f}" if width and height else ""


def _tracks(draft: Mapping[str, Any]) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    tracks = draft.get("t") or draft.get("tracks")
    for track in tracks if isinstance(tracks, list) else ():
        if not isinstance(track, Mapping):
            continue
        kind = number(track.get("tt", track.get("type"))) or 0
        segments = track.get("sg") or track.get("segments") or ()
        known = (
            [s for s in segments if isinstance(s, Mapping)]
            if isinstance(segments, list)
            else []
        )
        yield int(kind), known


def _first(segment: Mapping[str, Any], *keys: str) -> float | None:
    return next(
        (n for key in keys if (n := number(segment.get(key))) is not None), None
    )


def _name(segment: Mapping[str, Any]) -> str:
    for key in ("text", "name", "title", "content", "filename", "label"):
        value = segment.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
