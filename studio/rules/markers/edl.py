"""Write an EDL of timeline markers, as DaVinci Resolve imports and exports them.

CMX 3600 events of one frame whose comment holds the marker: "|C:colour |M:name |D:1"
(Resolve: Timelines, Import, Timeline Markers from EDL).
"""

from studio.model.music import BeatGrid
from studio.rules.markers.events import beat_markers

_HOUR = 3600
"""Seconds at which timelines start by custom: 01:00:00:00."""


def marker_edl(grid: BeatGrid, title: str, fps: int) -> str:
    """Write a marker for each beat and section at a whole number of frames a second."""
    rows = [(m.at, "Red" if m.downbeat else "Blue", m.name) for m in beat_markers(grid)]
    rows += [(s.start, "Green", s.label) for s in grid.sections]
    out = [f"TITLE: {title}", "FCM: NON-DROP FRAME", ""]
    used: set[int] = set()
    number = 0
    for at, color, name in sorted(rows, key=lambda row: (row[0], row[1] != "Green")):
        frame = round(at * fps)
        if frame in used:  # one marker a frame is all a timeline holds
            continue
        used.add(frame)
        number += 1
        start = _timecode(frame + _HOUR * fps, fps)
        end = _timecode(frame + 1 + _HOUR * fps, fps)
        out.append(f"{number:03d}  001      V     C        {start} {end} {start} {end}")
        out.append(f" |C:ResolveColor{color} |M:{name} |D:1")
        out.append("")
    return "\n".join(out) + "\n"


def _timecode(frame: int, fps: int) -> str:
    seconds, frames = divmod(frame, fps)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours % 24:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}"
