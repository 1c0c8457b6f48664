"""The table of aspect ratios: their names, shapes in words, platforms; width to height."""

from collections.abc import Mapping
from types import MappingProxyType

Aspect = tuple[int, int]

WIDE: Aspect = (16, 9)
TALL: Aspect = (9, 16)
SQUARE: Aspect = (1, 1)
RATIOS: tuple[Aspect, ...] = (
    WIDE, TALL, SQUARE, (4, 5), (5, 4), (3, 4), (4, 3), (21, 9), (2, 3), (3, 2),
    (2, 1), (18, 9), (9, 21), (9, 18),
)  # fmt: skip
"""All that can be asked for; a video is called by the first that it has."""
SPOKEN: frozenset[Aspect] = frozenset({WIDE, TALL, SQUARE, (4, 3), (21, 9)})
"""Those that are also said with "to" ("sixteen to nine")."""
SHAPES: Mapping[str, Aspect] = MappingProxyType(
    {"vertical": TALL, "horizontal": WIDE, "square": SQUARE, "cinema": (21, 9)}
)
"""By the concept ``aspect.…`` of the lexicon's words."""
PLATFORMS: Mapping[str, Aspect] = MappingProxyType(
    {
        "vertical": TALL,
        "horizontal": WIDE,
        "portrait": (4, 5),
        "tall": (3, 4),
        "square": SQUARE,
    }
)
"""By the concept ``platform.…``: words such as "tiktok" stand in ``lexicon/…/whole.toml``."""
_CLOSE = 0.02


def name_of(width: int, height: int) -> str:
    """The ratio as people write it, ``9:16``; in pixels where it has no such name."""
    for wide, high in RATIOS:
        if abs(width / height - wide / high) < _CLOSE:
            return f"{wide}:{high}"
    return f"{width}×{height}"
