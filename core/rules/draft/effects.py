"""Describe our own studio's effects and kinds of segments, as message keys.

The hosted service's effects are not documented: its segments have none here.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.rules.agent.responses import number
from core.rules.text.wording import has_message, say

_PREFIX = "timeline.effect"
_HARDLY_SLOW = 0.85
"""Shots may be slowed down to this speed to fill a gap; that is not noticeable."""


_PART = re.compile(r"(v\d+)(?:\.\d+)?")
"""The ids of a shot and of its parts: a look that begins within a shot divides it."""

_CAPTION = re.compile(r"c\d+")


def shot_of(segment: Mapping[str, Any]) -> str:
    """The shot that a segment shows, or shows a part of; "" where that is not known."""
    match = _PART.fullmatch(str(segment.get("id", "")))
    return match[1] if match else ""


def is_card(segment: Mapping[str, Any]) -> bool:
    """Whether a segment is a plain colour before or after the video."""
    fx = segment.get("fx")
    return isinstance(fx, Mapping) and bool(fx.get("card"))


def is_caption(segment: Mapping[str, Any]) -> bool:
    """Whether words are one of the captions, and no title."""
    return bool(_CAPTION.fullmatch(str(segment.get("id", ""))))


def effects_of(segment: Mapping[str, Any]) -> tuple[str, ...]:
    """The effects of a segment: ``look.vintage``, ``slow``, ``join.dissolve`` …"""
    fx = segment.get("fx")
    if not isinstance(fx, Mapping):
        return ()
    keys = [key for key in ("reverse", "boomerang", "freeze") if fx.get(key) is True]
    if fx.get("ramp"):
        keys.append("ramp")
    elif (speed := number(fx.get("speed"))) is not None and not (
        _HARDLY_SLOW < speed <= 1
    ):
        keys.append("slow" if speed < 1 else "fast")
    if isinstance(look := fx.get("look"), str):
        keys.append(f"look.{look}")
    if isinstance(join := fx.get("join"), Mapping):
        keys.append(f"join.{join.get('kind')}")
    return tuple(key for key in keys if has_message(f"{_PREFIX}.{key}"))


def describe_effects(
    effects: Iterable[tuple[str, tuple[str, ...]]], language: str
) -> list[str]:
    """Each effect once, with its number of shots: ``slow motion ×3``.

    ``effects`` are the shot of each segment, "" where it is not known, and its effects.
    """
    shots: dict[str, set[str]] = {}
    for place, (shot, keys) in enumerate(effects):
        for key in keys:
            shots.setdefault(key, set()).add(shot or f"segment {place}")
    return [
        say(language, f"{_PREFIX}.{key}") + (f" ×{len(own)}" if len(own) > 1 else "")
        for key, own in shots.items()
    ]
