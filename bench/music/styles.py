"""Styles of music that the benchmark's scores are composed in."""

from dataclasses import dataclass, field

PROGRESSIONS = (
    (0, 5, 3, 4), (0, 4, 5, 3), (5, 3, 0, 4), (0, 3, 4, 3), (1, 4, 0, 0),
    (0, 5, 1, 4), (0, 0, 3, 4), (5, 4, 3, 4), (0, 2, 3, 4), (0, 6, 3, 0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """`drums` maps a drum to a bar of steps: x hit, o soft, r by chance, . none."""

    metre: int
    steps: int
    tempo: tuple[float, float]
    drums: dict[str, str] = field(default_factory=dict)
    bass: tuple[str, ...] = ("x",)
    comp: tuple[str, ...] = ("x",)
    swing: float = 0.0
    loose: float = 0.004
    lead: float = 0.7


STYLES = {
    "rock": Style(
        4,
        4,
        (95, 175),
        {
            "kick": "x.......x.r.....",
            "snare": "....x.......x...",
            "hat": "x.o.x.o.x.o.x.o.",
        },
        ("x.x.x.x.x.x.x.x.", "x.....x.x.....x."),
        ("x.x.x.x.x.x.x.x.", "x......."),
        loose=0.007,
    ),
    "house": Style(
        4,
        4,
        (116, 132),
        {
            "kick": "x...x...x...x...",
            "clap": "....x.......x...",
            "open": "..x...x...x...x.",
            "hat": "oooooooooooooooo",
        },
        ("..x...x...x...x.", "x..x..x.x..x..x."),
        ("..x..x....x..x..", "x..x..x."),
        loose=0.0,
    ),
    "drum'n'bass": Style(
        4,
        4,
        (160, 180),
        {
            "kick": "x.........x.....",
            "snare": "....x..r.r..x..r",
            "hat": "x.x.x.x.x.x.x.x.",
        },
        ("x.......", "x.....x...x....."),
        ("x...............",),
        loose=0.002,
    ),
    "hip-hop": Style(
        4,
        4,
        (78, 104),
        {
            "kick": "x..r..r...x.....",
            "snare": "....x.......x...",
            "hat": "x.x.x.xox.x.x.x.",
        },
        ("x......x..x.....", "x.........x....."),
        ("x.......x.......", "..x...x."),
        swing=0.12,
        loose=0.009,
    ),
    "waltz": Style(
        3,
        4,
        (84, 190),
        {"kick": "x...........", "hat": "....x...x...", "ride": "r...r...r..."},
        ("x...........",),
        ("....x...x...",),
        loose=0.01,
    ),
    "ballad": Style(
        4,
        4,
        (60, 92),
        {},
        ("x...............", "x.......x......."),
        ("x...x...x...x...", "x.x.x.x.x.x.x.x.", "x......."),
        loose=0.015,
        lead=0.9,
    ),
    "swing": Style(
        4,
        3,
        (110, 200),
        {
            "ride": "x..x.xx..x.x",
            "hat": "...x.....x..",
            "kick": "r..r..r..r..",
            "snare": "..r..r..r..r",
        },
        ("x..x..x..x..",),
        ("x....x......", "..x.....x..."),
        loose=0.012,
    ),
    "funk": Style(
        4,
        4,
        (92, 118),
        {
            "kick": "x..x..r...x..r..",
            "snare": "....x.or.r.ox..o",
            "hat": "xoxoxoxoxoxoxoxo",
        },
        ("x..x..x...x.xx..", "x.x....x..x..x.."),
        ("..x..x.x..x..x.x", "x..x..x...x..x.."),
        loose=0.006,
    ),
    "bossa": Style(
        4,
        4,
        (110, 150),
        {
            "kick": "x.....x.x.....x.",
            "rim": "x.....x.....x...",
            "hat": "x.o.x.o.x.o.x.o.",
        },
        ("x.....x.x.....x.",),
        ("x...x.....x...x.", "..x...x..x......"),
        loose=0.008,
    ),
    "six-eight": Style(
        2,
        6,
        (48, 90),
        {"kick": "x.........r.", "snare": "......x.....", "hat": "x.o.o.x.o.o."},
        ("x.....x.....", "x...x.x...x."),
        ("x.x.x.x.x.x.", "x...x.x...x."),
        loose=0.008,
    ),
    "five-four": Style(
        5,
        4,
        (100, 170),
        {
            "kick": "x.....x.....x.......",
            "snare": "........x.......x...",
            "ride": "x...x.o.x...x.o.x...",
        },
        ("x.....x.....x.......", "x...........x......."),
        ("x.....x.....x...x...",),
    ),
    "half-time": Style(
        4,
        4,
        (130, 160),
        {
            "kick": "x.....r....r....",
            "snare": "........x.......",
            "hat": "x.x.x.x.xxx.x.x.",
        },
        ("x...............", "x......x........"),
        ("x...............",),
        loose=0.003,
    ),
    "reggae": Style(
        4,
        4,
        (66, 90),
        {
            "kick": "........x.......",
            "rim": "........x.......",
            "hat": "x.o.x.o.x.o.x.o.",
        },
        ("x...x.x.x.....x.", "..x.x...x.x....."),
        ("....x.......x...", "..x...x...x...x."),
        swing=0.06,
        loose=0.008,
    ),
    "march": Style(
        2,
        4,
        (96, 132),
        {"kick": "x.......", "snare": "r...x.oo", "crash": "r......."},
        ("x...x...",),
        ("..x...x.",),
        loose=0.006,
    ),
    "ostinato": Style(
        4,
        4,
        (80, 160),
        {},
        ("x.x.x.x.x.x.x.x.", "x..x..x."),
        ("x.xxx.xxx.xxx.xx", "x.x.x.x."),
        loose=0.004,
        lead=0.5,
    ),
}
