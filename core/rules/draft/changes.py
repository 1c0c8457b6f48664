"""Detect and describe differences between two states of the agent.

All that an edit can change counts: the draft, the canvas, and the files that the agent
generated or received.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from common.text.shown_names import shown_name
from core.model.agent import AgentState
from core.rules.agent.responses import number
from core.rules.draft.segments import AUDIO, TITLE, VIDEO, Piece
from core.rules.draft.timeline import duration, pieces, span
from core.rules.intake.links import is_public
from core.rules.text.wording import say

_CANVAS = "canvas_config"
_GENERATED = "generated_media"


def is_changed(before: AgentState, after: AgentState) -> bool:
    """Whether the states differ by an edit."""
    return (
        changes_video(before, after)
        or _generated_files(before) != _generated_files(after)
        or (len(after.assets) > len(before.assets))
    )


def new_files(before: AgentState, after: AgentState) -> list[str]:
    """The files that the agent has generated: name and address, if that is public."""
    earlier = set(_generated_files(before))
    return [file for file in _generated_files(after) if file not in earlier]


def changes_video(before: AgentState, after: AgentState) -> bool:
    """Whether a render would look or sound different."""
    return after.draft != before.draft or _canvas(after) != _canvas(before)


def changes(before: AgentState, after: AgentState, language: str) -> list[str]:
    """Describe the changes of an edit without a reply; empty without a change."""
    old, new = pieces(before.draft), pieces(after.draft)
    out = []
    for kind, added, removed in (
        (TITLE, "change.title_added", "change.title_removed"),
        (AUDIO, "change.music_added", "change.music_removed"),
    ):
        was = {(p.name, p.start, p.end) for p in old if p.kind == kind}
        now = {(p.name, p.start, p.end) for p in new if p.kind == kind}
        quote = "'" if kind == TITLE else ""
        for name, start, end in sorted(now - was):
            shown = f"{quote}{name}{quote} " if name else ""
            out.append(say(language, added, what=f"{shown}({span(start, end)})"))
        for name in sorted({n for n, _, _ in was} - {n for n, _, _ in now}):
            shown = f"{quote}{name}{quote}" if name else "–"
            out.append(say(language, removed, what=shown))
    shots = [len([p for p in each if p.kind == VIDEO]) for each in (old, new)]
    if shots[0] != shots[1] or _order(old) != _order(new):
        out.append(say(language, "change.shots", count=shots[1]))
    lengths = duration(before.draft), duration(after.draft)
    if abs(lengths[0] - lengths[1]) >= 0.05:
        out.append(say(language, "change.length", seconds=f"{lengths[1]:.0f}"))
    shapes = [_shape(state) for state in (before, after)]
    if shapes[1] and shapes[0] != shapes[1]:
        out.append(say(language, "change.size", size=shapes[1]))
    volumes = [[p.volume for p in each if p.kind == AUDIO] for each in (old, new)]
    if volumes[0] != volumes[1] and volumes[1] and volumes[1][0] is not None:
        percent = round(volumes[1][0] * 100)
        out.append(say(language, "change.volume", percent=percent))
    if len(after.assets) > len(before.assets):
        names = ", ".join(
            shown_name(a.name) for a in after.assets[len(before.assets) :]
        )
        out.append(say(language, "change.clips", names=names))
    out += [
        say(language, "change.file", file=file) for file in new_files(before, after)
    ]
    if not out and is_changed(before, after):
        out.append(say(language, "change.other"))
    return out


def _order(shown: list[Piece]) -> list[tuple[str, float]]:
    return [(p.name, round(p.start, 2)) for p in shown if p.kind == VIDEO]


def _shape(state: AgentState) -> str:
    """The picture's size in the draft's metadata, else on the canvas."""
    for place in (state.draft.get("m"), _canvas(state)):
        if isinstance(place, Mapping):
            width = number(place.get("width") or place.get("w"))
            height = number(place.get("height") or place.get("h"))
            if width and height:
                return f"{width:.0f}x{height:.0f}"
            for key in ("ratio", "aspect_ratio", "aspectRatio"):
                if isinstance(place.get(key), str):
                    return str(place[key])
    return ""


def fingerprint(state: AgentState, side: int) -> str:
    """A digest that is equal for states with equal videos at this short side."""
    shown = [state.draft, _canvas(state), side]
    text = json.dumps(shown, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _canvas(state: AgentState) -> Any:
    return state.raw.get(_CANVAS) or None


def _generated_files(state: AgentState) -> list[str]:
    """The generated files by URL, else by name."""
    return list(_files(state.raw.get(_GENERATED)))


def _files(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, Mapping):
        keys = ("url", "cdn_url", "cdnUrl", "output_url", "src")
        url = next((str(value[key]) for key in keys if value.get(key)), "")
        name = str(value.get("name") or value.get("filename") or "")
        if url or name:
            public = is_public(url)
            yield f"{name} {url}".strip() if public else name or url.rpartition("/")[2]
        else:
            for inner in value.values():
                if isinstance(inner, Mapping | list):
                    yield from _files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _files(inner)
