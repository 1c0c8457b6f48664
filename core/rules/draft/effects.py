"""Describe our own studio's effects on segments, as message keys.

The hosted service's effects are not documented: its segments have none here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from core.rules.agent.responses import number
from core.rules.text.wording import has_message, say

_PREFIX = "timeline.effect"
_HARDLY_SLOW = 0.85
"""Shots may be slowed down to this speed to fill a gap; that is not noticeable."""


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


def describe_effects(effects: Iterable[tuple[str, ...]], language: str) -> list[str]:
    """Each effect once, with its number of segments: ``slow motion ×3``."""
    counts = Counter(key for keys in effects for key in keys)
    return [
        say(language, f"{_PREFIX}.{key}") + (f" ×{count}" if count > 1 else "")
        for key, count in counts.items()
    ]
