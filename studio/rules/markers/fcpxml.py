"""Write FCPXML: the song on a timeline with a marker on each beat and section.

Final Cut Pro, DaVinci Resolve and, by its converter, Premiere Pro read version 1.9.
"""

from xml.sax.saxutils import quoteattr

from studio.model.music import BeatGrid
from studio.rules.markers.events import beat_markers


def marker_fcpxml(grid: BeatGrid, source: str, name: str, fps: int) -> str:
    """Write a project of one audio clip; ``source`` is the song's file URL."""
    frames = max(1, round(grid.seconds * fps))
    length = f"{frames}/{fps}s"
    places = [(m.at, m.name) for m in beat_markers(grid)]
    places += [(s.start, f"section: {s.label}") for s in grid.sections]
    markers = "\n".join(
        f'            <marker start="{min(round(at * fps), frames - 1)}/{fps}s"'
        f' duration="1/{fps}s" value={quoteattr(text)}/>'
        for at, text in sorted(places)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.9">
  <resources>
    <format id="r1" frameDuration="1/{fps}s" width="1920" height="1080"/>
    <asset id="r2" name={quoteattr(name)} start="0s" duration="{length}" hasAudio="1">
      <media-rep kind="original-media" src={quoteattr(source)}/>
    </asset>
  </resources>
  <project name={quoteattr(name)}>
    <sequence format="r1" duration="{length}" tcStart="0s" tcFormat="NDF">
      <spine>
        <gap name="Gap" offset="0s" start="0s" duration="{length}">
          <asset-clip ref="r2" name={quoteattr(name)} lane="-1" offset="0s" start="0s" duration="{length}">
{markers}
          </asset-clip>
        </gap>
      </spine>
    </sequence>
  </project>
</fcpxml>
"""
