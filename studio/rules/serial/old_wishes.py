"""Convert the wishes stored by an older studio to an intent."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from studio.model.edits.record import Edit
from studio.model.edits.registry import edit_from_json
from studio.model.intent import Intent

Json = Mapping[str, Any]


def intent_from_wishes(text: str) -> Intent:
    """The edits that the wishes stand for; a wish that cannot be read is left out."""
    try:
        wishes = json.loads(text or "{}")
    except ValueError:
        return Intent()
    if not isinstance(wishes, Mapping):
        return Intent()
    edits: list[Edit] = []
    for part in (_whole, _music, _footage, _titles):
        with suppress(TypeError, ValueError, KeyError, AttributeError):
            for item in part(wishes):
                with suppress(ValueError):
                    edits.append(edit_from_json(item))
    take = wishes.get("take")
    return Intent(tuple(edits), take if isinstance(take, int) else 0)


def _whole(old: Json) -> Iterator[Json]:
    if old.get("length"):
        yield {"do": "length", "length": _exact(old["length"])}
    if old.get("whole_song"):
        yield {"do": "length", "rule": "song"}
    if aspect := old.get("aspect"):
        width, height = aspect
        yield {"do": "aspect", "width": width, "height": height}
    if old.get("side", 1080) != 1080:
        yield {"do": "resolution", "lines": old["side"]}
    if old.get("fps"):
        yield {"do": "frame_rate", "rate": old["fps"]}
    if old.get("every"):
        yield {"do": "pace", "every": old["every"], "unit": "beat"}
    elif old.get("pace", 1.0) != 1.0:
        yield {"do": "pace", "rate": _exact(old["pace"])}
    if old.get("fit", "auto") != "auto":
        yield {"do": "fit", "mode": old["fit"]}


def _music(old: Json) -> Iterator[Json]:
    if old.get("song"):
        yield {"do": "use_music", "songs": [old["song"]]}
    if old.get("song_start") is not None:
        yield {"do": "trim_music", "start": old["song_start"]}
    if old.get("music_volume", 1.0) != 1.0:
        yield {"do": "volume", "level": _exact(old["music_volume"])}
    if old.get("sound", "mute") != "mute":
        yield {"do": "clip_sound", "mode": old["sound"]}
    if old.get("shift"):
        yield {"do": "shift_bar", "beats": old["shift"]}
    if old.get("tempo", 1.0) != 1.0:
        yield {"do": "tempo", "factor": old["tempo"]}


def _footage(old: Json) -> Iterator[Json]:
    if old.get("order") == "given":
        yield {"do": "order", "mode": "as_sent"}
    if old.get("only"):
        yield {"do": "only", "clips": old["only"]}
    if old.get("without"):
        yield {"do": "leave_out", "clips": old["without"]}
    for clip in reversed(old.get("first") or ()):
        yield {"do": "place", "clip": clip, "where": "first"}
    if old.get("last"):
        yield {"do": "place", "clip": old["last"], "where": "last"}


def _titles(old: Json) -> Iterator[Json]:
    for title in old.get("titles") or ():
        yield _title(title)


def _title(title: Json) -> Json:
    out: dict[str, Any] = {"do": "add_title", "text": title["text"]}
    out["position"] = title.get("place", "center")
    for name in ("start", "end"):
        if title.get(name) is not None:
            out[name] = {"at": "time", "seconds": title[name]}
    if str(title.get("color", "")).startswith("#"):
        out["color"] = title["color"].lower()
    if title.get("size"):
        out["size"] = _exact(title["size"])
    return out


def _exact(value: float) -> Json:
    return {"by": "exact", "value": value}
