"""What a language model is asked about a request, and how its answer becomes wishes.

The model may only choose among the wishes that the studio knows: every value is checked,
and one that does not fit makes the whole answer void, so that the rules read instead.
"""
# ruff: noqa: ARG005  # the table's readers share one signature

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from studio.model.media import AssetId, MediaKind
from studio.model.wish import (
    AddTitle,
    Ask,
    Back,
    Cannot,
    DropTitles,
    Faster,
    Forward,
    Longer,
    Put,
    Recut,
    RestyleTitles,
    StartOver,
    TitleWish,
    Wish,
)
from studio.rules.language.phrases import BEYOND
from studio.rules.language.reading import Named

Json = Mapping[str, Any]

_MOST = 20
_ASPECTS = {"16:9", "9:16", "1:1", "4:5", "4:3", "3:4", "21:9"}
_RATES = {"24", "25", "30", "50", "60", "24000/1001", "30000/1001", "60000/1001"}
_LABELS = {"intro", "verse", "build", "chorus", "break"}
_BEYOND = sorted(what for _, what in BEYOND)

INSTRUCTIONS = f"""You turn a request about a music video edit into JSON, nothing else:
{{"wishes": [...]}}. Each wish is one of:
{{"do":"recut"}} cut to the beat (anew) | {{"do":"length","seconds":2-600}} |
{{"do":"longer","factor":n,"seconds":n}} relative | {{"do":"whole_song"}} |
{{"do":"aspect","value":"9:16"}} ({", ".join(sorted(_ASPECTS))}; TikTok, Reels, Shorts 9:16) |
{{"do":"side","lines":480-1080}} | {{"do":"fps","value":"30"}} | {{"do":"pace","factor":n}} above 1 faster |
{{"do":"every","beats":0.5-32}} | {{"do":"song","file":name}} | {{"do":"song_start","at":seconds or {sorted(_LABELS)}}} |
{{"do":"music_volume","value":0-1}} | {{"do":"sound","value":"mute"|"duck"|"keep"}} the clips' own |
{{"do":"fit","value":"crop"|"blur"|"pad"}} | {{"do":"order","value":"given"|"auto"}} |
{{"do":"first"|"last"|"only"|"without","files":[names]}} |
{{"do":"title","text":t,"start":s,"end":s,"place":"top"|"center"|"bottom","color":"#rrggbb","size":0.03-0.2}} |
{{"do":"restyle",…same keys, all optional}} the titles there are | {{"do":"drop_titles"}} |
{{"do":"shift","beats":n}} | {{"do":"tempo","factor":0.5|2}} | {{"do":"undo","steps":n}} | {{"do":"redo","steps":n}} |
{{"do":"start_over"}} | {{"do":"ask","topic":"help"|"timeline"}} | {{"do":"cannot","what":one of {_BEYOND}}}.
Leave out what was not asked. An empty list when nothing fits."""


def question(text: str, files: Sequence[Named]) -> str:
    """The user's side of the dialogue: the files, and the request as data."""
    named = [{"name": file.name, "kind": file.kind.value} for file in files]
    return json.dumps({"files": named, "request": text}, ensure_ascii=False)


def wishes(answer: str, files: Sequence[Named]) -> list[Wish] | None:
    """The wishes in a model's answer; None when any of it does not fit."""
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        listed = json.loads(found.group(0))["wishes"] if found else None
        if not isinstance(listed, list) or len(listed) > _MOST:
            return None
        return [_wish(item, files) for item in listed]
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
        return None


def _wish(item: Json, files: Sequence[Named]) -> Wish:
    """One wish. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is none."""
    return _KINDS[item["do"]](item, files)


def _number(item: Json, key: str, low: float, high: float, default: float = 0) -> float:
    value = item.get(key, default)
    if isinstance(value, bool) or not low <= float(value) <= high:
        raise ValueError(key)
    return float(value)


def _one_of(value: Any, choices: set[str]) -> str:
    if value not in choices:
        raise ValueError(value)
    return str(value)


def _file(name: object, files: Sequence[Named]) -> AssetId:
    known = {file.name: file.id for file in files}
    return known[str(name)]


def _files(item: Json, files: Sequence[Named]) -> tuple[AssetId, ...]:
    known = {f.name: f.id for f in files if f.kind.visible}
    return tuple(known[name] for name in item["files"])


def _start(at: object) -> float | str:
    if isinstance(at, str):
        return _one_of(at, _LABELS)
    return _number({"at": at}, "at", 0, 36_000)


def _look(item: Json) -> tuple[str, str, float]:
    place, color = item.get("place") or "", item.get("color") or ""
    if place:
        _one_of(place, {"top", "center", "bottom"})
    if color and not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ValueError(color)
    return (
        place,
        color.lower(),
        _number({"size": item.get("size") or 0}, "size", 0, 0.3),
    )


def _times(item: Json) -> tuple[float | None, float | None]:
    start, end = item.get("start"), item.get("end")
    return (
        None if start is None else _number(item, "start", -600, 600),
        None if end is None else _number(item, "end", 0, 100_000),
    )


def _title(item: Json, _: Sequence[Named]) -> Wish:
    text = item["text"]
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= 200:
        raise ValueError("text")
    place, color, size = _look(item)
    start, end = _times(item)
    return AddTitle(
        TitleWish(text, start, end, place or "center", color or "#ffffff", size)
    )


def _restyle(item: Json, _: Sequence[Named]) -> Wish:
    return RestyleTitles(*_look(item), str(item.get("text") or "")[:200], *_times(item))


def _aspect(value: object) -> tuple[int, int]:
    wide, high = _one_of(value, _ASPECTS).split(":")
    return int(wide), int(high)


def _steps(item: Json) -> int:
    return int(_number(item, "steps", 1, 100, 1))


_KINDS: Mapping[str, Callable[[Json, Sequence[Named]], Wish]] = {
    "recut": lambda i, f: Recut(),
    "length": lambda i, f: Put("length", _number(i, "seconds", 2, 600)),
    "longer": lambda i, f: Longer(_number(i, "factor", 0.1, 10, 1), _number(i, "seconds", -600, 600)),
    "whole_song": lambda i, f: Put("whole_song", True),
    "aspect": lambda i, f: Put("aspect", _aspect(i["value"])),
    "side": lambda i, f: Put("side", int(_number(i, "lines", 360, 1080))),
    "fps": lambda i, f: Put("fps", _one_of(i["value"], _RATES)),
    "pace": lambda i, f: Faster(_number(i, "factor", 0.125, 8)),
    "every": lambda i, f: Put("every", _number(i, "beats", 0.5, 32)),
    "song": lambda i, f: Put("song", _file(i["file"], [one for one in f if one.kind in (MediaKind.AUDIO, MediaKind.VIDEO)])),
    "song_start": lambda i, f: Put("song_start", _start(i["at"])),
    "music_volume": lambda i, f: Put("music_volume", _number(i, "value", 0, 1, -1)),
    "sound": lambda i, f: Put("sound", _one_of(i["value"], {"mute", "duck", "keep"})),
    "fit": lambda i, f: Put("fit", _one_of(i["value"], {"crop", "blur", "pad"})),
    "order": lambda i, f: Put("order", _one_of(i["value"], {"given", "auto"})),
    "first": lambda i, f: Put("first", _files(i, f)),
    "last": lambda i, f: Put("last", _files(i, f)[0]),
    "only": lambda i, f: Put("only", _files(i, f)),
    "without": lambda i, f: Put("without", _files(i, f)),
    "title": _title,
    "restyle": _restyle,
    "drop_titles": lambda i, f: DropTitles(),
    "shift": lambda i, f: Put("shift", int(_number(i, "beats", -16, 16))),
    "tempo": lambda i, f: Put("tempo", _number(i, "factor", 0.5, 2)),
    "undo": lambda i, f: Back(_steps(i)),
    "redo": lambda i, f: Forward(_steps(i)),
    "start_over": lambda i, f: StartOver(),
    "ask": lambda i, f: Ask(_one_of(i["topic"], {"help", "timeline"})),
    "cannot": lambda i, f: Cannot(_one_of(i["what"], set(_BEYOND))),
}  # fmt: skip
