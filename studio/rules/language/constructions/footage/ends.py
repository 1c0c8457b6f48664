"""Constructions for the clip that opens or ends the video, by its number or as "it"."""

from typing import Literal

from studio.model.edits.footage import PlaceClip
from studio.model.media import AssetId
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_LEADING = (" on", " with")
"""How the words end that lead to a clip: "end on", "start with"."""


@construction("place", "verb.start|verb.end ordinal with? it? clip_one? $put?")
def by_number(m: Match) -> Outcome | None:
    """Reads "start with the first", "end on the last one"."""
    pictures, number = m.clause.view.pictures, int(m["ordinal"])
    shown = [clip for clip in pictures if clip.in_use] or pictures
    last = [clip.id for clip in shown[-1:] if number < 0]
    ids = last or [clip.id for clip in pictures if clip.number == number]
    if not ids or m.clause.seen("song", "song_one"):
        return None
    return _placed(m, ids[0])


@construction("place", "verb.start|verb.end it with? at? and?")
def the_one_named(m: Match) -> Outcome | None:
    """Reads "slow the dog down and end on it": the clip that the clause before named."""
    named = m.clause.context.named
    verb = next(t for _, t in m.words if t.has("verb.start", "verb.end"))
    leads = m.has("with") or verb.surface(m.clause.context.folded).endswith(_LEADING)
    return _placed(m, named[0]) if leads and len(named) == 1 else None


def _placed(m: Match, clip: AssetId) -> Outcome:
    where: Literal["first", "last"] = "first" if m.has("verb.start") else "last"
    return [PlaceClip(clip=clip, where=where)]
