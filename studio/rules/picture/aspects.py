"""The table of aspect ratios that have a name; width to height."""

Aspect = tuple[int, int]

WIDE: Aspect = (16, 9)
TALL: Aspect = (9, 16)
SQUARE: Aspect = (1, 1)
NAMED: tuple[Aspect, ...] = (
    WIDE, TALL, SQUARE, (4, 5), (5, 4), (3, 4), (4, 3), (21, 9), (2, 3), (3, 2),
)  # fmt: skip
_CLOSE = 0.02


def name_of(width: int, height: int) -> str:
    """The ratio as people write it, ``9:16``; in pixels where it has no such name."""
    for wide, high in NAMED:
        if abs(width / height - wide / high) < _CLOSE:
            return f"{wide}:{high}"
    return f"{width}×{height}"
