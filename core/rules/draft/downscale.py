"""Downscale a draft so that its video fits the chat's upload limit."""

from collections.abc import Mapping
from typing import Any

from core.rules.agent.responses import number

_SIDES = (720, 540, 480, 360, 240)
_GROWTH = 1.4
"""Exponent by which bytes grow with the side: at equal quality less than the area."""
_MARGIN = 0.85
_RATE = 700_000.0
"""Bytes per second of 1080p at the quality of our own studio."""


def draft_size(draft: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height in pixels; zeros if the draft has none."""
    meta = draft.get("m")
    fields = meta if isinstance(meta, Mapping) else {}
    return int(number(fields.get("width")) or 0), int(number(fields.get("height")) or 0)


def is_tall(draft: Mapping[str, Any]) -> bool:
    """Whether the picture is higher than wide."""
    width, height = draft_size(draft)
    return height > width


def smaller_side(short: int, size: int, limit: int) -> int:
    """The short side whose video should fit ``limit`` bytes; 0 if none does."""
    if short <= 0 or size <= 0 or limit <= 0:
        return 0
    most = short * (limit * _MARGIN / size) ** (1 / _GROWTH)
    return next((side for side in _SIDES if side <= most and side < short), 0)


def default_rate(short: int) -> float:
    """Expected bytes per second at this short side, before a first render."""
    return _RATE * float((short / 1080) ** _GROWTH)


def full_rate(size: int, seconds: float, side: int, short: int) -> float:
    """Bytes per second at full size, from a video of ``size`` bytes rendered at ``side``."""
    if seconds <= 0 or size <= 0 or short <= 0:
        return 0.0
    share = side / short if 0 < side < short else 1.0
    return size / seconds / float(share**_GROWTH)


def downscale_draft(draft: Mapping[str, Any], small: int) -> dict[str, Any]:
    """The same draft with ``small`` as its short side."""
    width, height = draft_size(draft)
    short = min(width, height)
    if not 0 < small < short:
        return dict(draft)
    share = small / short
    even = {
        name: max(2, round(side * share / 2) * 2)
        for name, side in (("width", width), ("height", height))
    }
    return dict(draft) | {"m": dict(draft["m"]) | even}
