"""Write the CSV that REAPER's Region/Marker Manager imports.

Columns as that window exports them: "#,Name,Start,End,Length", M for a marker and R
for a region; times in seconds.
"""

from studio.model.music import BeatGrid
from studio.rules.markers.events import beat_markers


def reaper_csv(grid: BeatGrid) -> str:
    """Write a marker for each beat and a region for each section."""
    rows = ["#,Name,Start,End,Length"]
    rows += [
        f"M{number},{marker.name},{marker.at:.6f},,"
        for number, marker in enumerate(beat_markers(grid), 1)
    ]
    rows += [
        f"R{number},{s.label},{s.start:.6f},{s.end:.6f},{s.end - s.start:.6f}"
        for number, s in enumerate(grid.sections, 1)
    ]
    return "\n".join(rows) + "\n"
