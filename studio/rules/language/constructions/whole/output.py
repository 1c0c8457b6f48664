"""Constructions for the file: its lines, its frame rate, and an end that loops."""

from studio.model.edits.control import Export
from studio.model.edits.limits import (
    FASTEST_FRAMES,
    FEWEST_LINES_READ,
    MOST_LINES_MADE,
    SLOWEST_FRAMES_READ,
)
from studio.model.edits.record import Edit
from studio.model.edits.whole import SetFrameRate, SetLoop, SetResolution
from studio.model.reading import Residue
from studio.rules.language.chunks.values import FRACTIONAL_RATES
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_LINES = frozenset({480, 720, 1080, 1440, 2160})
"""Numbers that name a resolution without any other word."""
_ABOUT = (
    "resolution_noun? video? $make? verb.export? verb.raise? verb.lower? up? down? for? with? as? "
    "at? to? it? enough? only? copula? at_most? at_least? all? purpose? screen_noun? "
    "platform.*? context? version? new? then? adj.sharp? adj.smooth? verb.keep? maximum? exactly? clip? tells? file?"
)


@construction(
    "resolution",
    f"unit.megabyte number file_size? less? {_ABOUT}",
    f"file_size number|duration unit.megabyte? less? {_ABOUT}",
)
def file_size(m: Match) -> Outcome:
    """Reads "under 25 MB", "码率8M": the encoder aims at a quality, not at a size."""
    return Residue(m.clause.words(), "resolution", "file_size")


@construction("resolution", f"lines {_ABOUT}", f"number resolution_noun {_ABOUT}")
def resolution(m: Match) -> Outcome:
    """Reads "1080p", "in 4K", "lower the quality to 720"."""
    lines = int(m["lines"] or m["number"])
    if not FEWEST_LINES_READ <= lines <= MOST_LINES_MADE:
        return Residue(m.clause.words(), "resolution", "out_of_range", str(lines))
    edits: list[Edit] = [SetResolution(lines=lines)]
    return [*edits, Export()] if _sends(m) else edits


def _sends(m: Match) -> bool:
    """Whether the video is asked for now: "send it to me in 1080p", not "export 1080p"."""
    words = (t.surface(m.clause.context.folded) for _, t in m.words)
    return m.has("verb.export") and any(word.startswith("send ") for word in words)


fixed(__name__, SetResolution(lines=MOST_LINES_MADE), f"lines.highest {_ABOUT}")


@construction("resolution", f"number {_ABOUT}")
def bare_lines(m: Match) -> Outcome | None:
    """Reads "1080 will do": a number that means nothing else."""
    number = m["number"]
    return [SetResolution(lines=int(number))] if number in _LINES else None


@construction(
    "frame_rate",
    f"fps unit.fps? unit.frame? {_ABOUT}",
    f"number unit.fps {_ABOUT}",
    f"frames {_ABOUT}",
)
def frame_rate(m: Match) -> Outcome | None:
    """Reads "60 fps", "24 frames per second", "帧率改成30"."""
    number = m["number"] if m["number"] is not None else m["frames"]
    rate = m["fps"] or FRACTIONAL_RATES.get(number, f"{number:.0f}")
    above, _, below = rate.partition("/")
    if not SLOWEST_FRAMES_READ <= int(above) / int(below or 1) <= FASTEST_FRAMES:
        return Residue(m.clause.words(), "frame_rate", "out_of_range", rate)
    return [SetFrameRate(rate=rate)]


@construction("frame_rate", f"number {_ABOUT}")
def bare_rate(m: Match) -> Outcome | None:
    """Reads "23.976": a number that means nothing else."""
    rate = FRACTIONAL_RATES.get(m["number"])
    return None if rate is None else [SetFrameRate(rate=rate)]


@construction(
    "resolution",
    f"lines fps|frames {_ABOUT}",
    f"number fps resolution_noun? {_ABOUT}",
)
def both(m: Match) -> Outcome | None:
    """Reads "4K 60 fps"."""
    lines = m["lines"] or m["number"]
    if lines is None or (lines not in _LINES and not m.has("lines", "resolution_noun")):
        return None
    rate = m["fps"] or f"{m['frames']:.0f}"
    return [SetResolution(lines=int(lines)), SetFrameRate(rate=rate)]


_LOOP = "edge_start? edge_end? first_place? last_place? ordinal? ordinal? join.cut? adj.calm? adj.smooth? verb.match? $make? video? to? with? as? for? back? each? all? at? shot? it? then? up? verb.end!not? verb.start? seam? verb.like? again? context? clip_one?"


@construction("loop", f"verb.loop clips|shots|span clips?+ {_LOOP}")
def loop_of_a_clip(m: Match) -> Outcome:
    """Reads "loop the beach clip at the end": only the whole video can end in a loop."""
    return Residue(m.clause.words(), "loop")


_WHOLE_LOOP = _LOOP.replace("edge_end? ", "").replace("last_place? ", "")
fixed(__name__, SetLoop(on=False), f"verb.loop $remove {_LOOP}")
fixed(
    __name__,
    SetLoop(),
    f"verb.loop $whole? {_WHOLE_LOOP}",
    f"edge_end|last_place verb.flow|verb.match edge_start|first_place|ordinal {_LOOP}",
)
