"""Measure sections: borders, drops and names of parts against the score.

    python -m bench.music.sections [-v]

Songs of known form, played by synthesis: parts differ in who plays, as they do in people's
music. A border or a drop is found within a bar. Names are compared by the second.
"""

import argparse
import sys

import numpy as np

from bench.music.styles import STYLES
from bench.music.synthesis.scores import Form, Score, compose
from bench.music.synthesis.synth import play
from studio.media.sound.beats import load_nets
from studio.model.edits.record import SongLabel
from studio.model.music import BeatGrid, Section
from studio.rules.music import song_parts
from studio.rules.music.beats import beat_grid

Part = tuple[str, int]
DANCE: tuple[Part, ...] = (
    ("intro", 8), ("verse", 8), ("build", 4), ("chorus", 12), ("break", 8), ("build", 4),
    ("chorus", 12), ("outro", 8),
)  # fmt: skip
SONG: tuple[Part, ...] = (
    ("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("break", 8),
    ("chorus", 8), ("outro", 4),
)  # fmt: skip
_SET = (
    ("house", DANCE), ("drum'n'bass", DANCE), ("hip-hop", DANCE), ("funk", DANCE),
    ("rock", SONG), ("ballad", SONG), ("hip-hop", SONG), ("half-time", SONG),
    ("bossa", SONG), ("waltz", SONG),
)  # fmt: skip
_LEVELS = {
    "intro": (0.25, False), "verse": (0.5, True), "build": (0.65, False),
    "chorus": (1.0, True), "break": (0.28, False), "outro": (0.4, True),
}  # fmt: skip
"""How much of the band plays, and whether the drums do."""


def form_of(parts: tuple[Part, ...]) -> Form:
    """The level and the drums of each bar."""
    return [_LEVELS[name] for name, bars in parts for _ in range(bars)]


def truth_of(score: Score, parts: tuple[Part, ...]) -> list[Section]:
    out, bar = [], 0
    edges = [*score.downbeats, score.seconds]
    for name, bars in parts:
        end = min(bar + bars, len(edges) - 1)
        out.append(
            Section(float(edges[bar]), float(edges[end]), _LEVELS[name][0], name)
        )
        bar = end
    return out


def drops_of(sections: list[Section]) -> list[float]:
    """Where a chorus begins after something quieter."""
    return [
        two.start
        for one, two in zip(sections, sections[1:], strict=False)
        if two.label == "chorus" != one.label
    ]


def f_of(truth: list[float], times: list[float], reach: float) -> float:
    if not truth and not times:
        return 1.0
    hits = sum(any(abs(t - f) <= reach for f in times) for t in truth)
    right = sum(any(abs(t - f) <= reach for t in truth) for f in times)
    return 2 * min(hits, right) / (len(truth) + len(times))


def named_right(truth: list[Section], grid: BeatGrid) -> float:
    """The share of seconds whose part has its name."""
    at = np.arange(0.25, truth[-1].end, 0.5)

    def names(sections: list[Section]) -> np.ndarray:
        ends = [section.end for section in sections]
        index = np.minimum(np.searchsorted(ends, at, "right"), len(ends) - 1)
        return np.array([sections[n].label for n in index])

    return float((names(truth) == names(list(grid.sections))).mean())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.music.sections")
    parser.add_argument("-v", action="store_true", help="a line a song and its parts")
    details = parser.parse_args().v
    rows = []
    for seed, (style, parts) in enumerate(_SET, 11):
        form = form_of(parts)
        score = compose(STYLES[style], seed, len(form) * 9.0, form=form)
        truth = truth_of(score, parts)
        grid = beat_grid(play(score, seed), load_nets())
        bar = float(np.median(np.diff(score.downbeats)))
        borders = f_of(
            [s.start for s in truth[1:]], [s.start for s in grid.sections[1:]], bar
        )
        drop_sections = song_parts.find(grid.sections, SongLabel.DROP)
        drops = f_of(drops_of(truth), [s.start for s in drop_sections], bar)
        first = float(
            bool(drop_sections)
            and any(abs(drop_sections[0].start - t) <= bar for t in drops_of(truth))
        )
        rows.append((borders, drops, first, named_right(truth, grid)))
        if details:
            sys.stdout.write(f"{style:12} {' '.join(f'{x:.2f}' for x in rows[-1])}\n")
            for name, sections in (("truth", truth), ("found", grid.sections)):
                scores = " ".join(
                    f"{s.start:.0f} {s.label} {s.energy:.2f}," for s in sections
                )
                sys.stdout.write(f"  {name} {scores}\n")
    names = ("borders F", "drops F", "first drop", "named right")
    mean = np.mean(rows, axis=0)
    sys.stdout.write(
        "  ".join(
            f"{name} {value:.2f}" for name, value in zip(names, mean, strict=True)
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
