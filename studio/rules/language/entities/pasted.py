"""Captions pasted as lines under a first line that announces them."""

import re
from collections.abc import Sequence

from studio.model.edits.limits import LONGEST_TEXT, MOST_CAPTION_LINES
from studio.model.edits.overlay import AddCaptions, CaptionTiming
from studio.rules.language.entities.token import Token

_IN_ONE_LINE = re.compile(r"([^:：/|]{2,60}[:：])\s*([^/|／]+(?:[/|／][^/|／]+)+)")
"""Captions in one line: "captions: one / two / three"."""


def pasted_captions(raw: str, tokens: Sequence[Token]) -> AddCaptions | None:
    """The captions, where two lines or more follow "captions:" or any "…:"."""
    first, _, rest = raw.strip().partition("\n")
    if not rest and (parts := _IN_ONE_LINE.fullmatch(first)):
        first, rest = parts.group(1), re.sub(r"\s*[/|／]\s*", "\n", parts.group(2))
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    if len(lines) < 2 or len(first) > 120:
        return None
    head = [t for t in tokens if t.start < len(first)]
    announced = any(t.has("caption") for t in head)
    opened = first.rstrip().endswith((":", "："))
    timed = any(t.has("beat", "interval", "unit.beat") for t in head)
    if not opened or not (announced or timed):
        return None
    on_beats = any(t.has("beat", "unit.beat", "verb.sync") for t in head)
    timing = CaptionTiming.BEATS if on_beats else CaptionTiming.SPREAD
    shown = tuple(line[:LONGEST_TEXT] for line in lines[:MOST_CAPTION_LINES])
    return AddCaptions(lines=shown, timing=timing)
