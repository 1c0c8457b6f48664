"""Read a draft's segments leniently: the hosted service's keys are not documented.

The data of a segment may be directly in it, under ``m`` (documented as metadata), under
``s``, or under long names, nested, flat or in lists.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from core.rules.agent.responses import number
from core.rules.draft.effects import effects_of, is_caption, is_card, shot_of

VIDEO, AUDIO, TITLE = 0, 1, 7
_DEPTH = 3
_TEXTS = ("text", "title", "content", "caption")
_NAMES = (
    *("name", "filename", "file_name", "fileName", "label", "clip_name", "clipName"),
    *("asset_name", "assetName", "source_name", "sourceName"),
)
_URLS = ("url", "cdn_url", "cdnUrl", "src", "source", "path", "file")
_STARTS = (
    *("st", "start", "start_time", "startTime", "start_ms", "startMs"),
    *("timelineStart", "timeline_start", "timeline_start_ms", "begin"),
)
_LENGTHS = ("d", "duration", "dur", "duration_ms", "durationMs", "length")
_ENDS = ("et", "end", "end_time", "endTime", "end_ms", "endMs", "timelineEnd")
_VOLUMES = ("vol", "volume", "v", "gain")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as shown to people; times in seconds, ``volume`` 0..1 or None.

    ``effects`` are message keys. Pieces of one shot have the same ``shot``, which is "" where
    it is not known; ``card`` is a plain colour with words, ``caption`` one of the captions.
    """

    kind: int
    name: str
    start: float
    end: float
    volume: float | None = None
    effects: tuple[str, ...] = ()
    shot: str = ""
    card: bool = False
    caption: bool = False


def piece_of(kind: int, segment: Mapping[str, Any], unit: float) -> Piece:
    """Read a segment; ``unit`` is its time unit in seconds."""
    start = _number(segment, _STARTS) or 0.0
    length = _number(segment, _LENGTHS)
    end = _number(segment, _ENDS) if length is None else start + length
    volume = _number(segment, _VOLUMES)
    if volume is not None and volume > 4:  # written as a percentage
        volume /= 100
    keys = (*_TEXTS, *_NAMES) if kind == TITLE else (*_NAMES, *_TEXTS)
    name = _text(segment, keys) or ("" if kind == TITLE else _file_name(segment))
    return Piece(
        kind, name, start * unit, max(start, end or start) * unit, volume,
        effects_of(segment), shot_of(segment), is_card(segment), is_caption(segment),
    )  # fmt: skip


def _layers(
    segment: Mapping[str, Any], depth: int = _DEPTH
) -> Iterator[Mapping[str, Any]]:
    """The segment itself, then its nested mappings; ``m`` and ``s`` first."""
    yield segment
    if depth > 1:
        inner = sorted(segment.items(), key=lambda item: item[0] not in ("m", "s"))
        for _, value in inner:
            for each in value if isinstance(value, list) else (value,):
                if isinstance(each, Mapping):
                    yield from _layers(each, depth - 1)


def _number(segment: Mapping[str, Any], keys: tuple[str, ...]) -> float | None:
    for layer in _layers(segment):
        for key in keys:
            if (value := number(layer.get(key))) is not None:
                return value
    return None


def _text(segment: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for layer in _layers(segment):
        for key in keys:
            value = layer.get(key)
            if isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def _file_name(segment: Mapping[str, Any]) -> str:
    """The file name in a URL, without its extension."""
    try:
        return unquote(PurePosixPath(urlsplit(_text(segment, _URLS)).path).stem)
    except ValueError:
        return ""
