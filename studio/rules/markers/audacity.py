"""Write Audacity's label tracks: start, end and text of each, tab-separated.

Format: Audacity manual, "Importing and Exporting Labels".
"""

from studio.model.music import BeatGrid
from studio.rules.markers.events import beat_markers


def audacity_labels(grid: BeatGrid) -> str:
    """Write point labels at the beats and range labels over the sections."""
    rows = [(m.at, m.at, m.name) for m in beat_markers(grid)]
    rows += [(s.start, s.end, s.label) for s in grid.sections]
    return "".join(f"{a:.6f}\t{b:.6f}\t{text}\n" for a, b, text in sorted(rows))
