"""Constructions for shots that are to last several times as long, or a share longer."""

from studio.rules.language.constructions.footage.lengths import CHANGED, changed
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_SHOTS = "clips|photo|photo_one|shots|that_shot"
_MOST = 20.0


@construction(
    "shot_length",
    f"double|triple|half!verb.remove adj.long|length_noun|verb.lengthen|adj.short {_SHOTS} as? to? {CHANGED}",
    f"factor adj.long|length_noun|verb.lengthen|adj.short {_SHOTS} {CHANGED}",
)
def times_as_long(m: Match) -> Outcome | None:
    """Reads "the dog twice as long", "shot 3 half the length"."""
    if m.clause.seen("time_noun") and m.clause.seen("purpose", "verb.add"):
        return None  # "give half the time to the dog"
    factor = m["factor"] or (3.0 if m.has("triple") else 2.0)
    if m.has("half") or m.has("adj.short"):
        factor = 1 / factor
    return changed(m, factor) if 1 / _MOST <= factor <= _MOST else None


@construction("shot_length", f"double|triple time_noun {_SHOTS} verb.let? {CHANGED}")
def times_the_time(m: Match) -> Outcome | None:
    """Reads "the kitchen gets double the time"."""
    return changed(m, 3.0 if m.has("triple") else 2.0)


@construction(
    "shot_length",
    f"percent|fraction|half adj.long&compared|verb.lengthen {_SHOTS} by? {CHANGED}",
)
def longer_by_share(m: Match) -> Outcome | None:
    """Reads "the dog 50 % longer"."""
    share = m.share
    return None if share is None else changed(m, 1 + share)


@construction(
    "shot_length",
    f"percent|fraction|half {_SHOTS} adj.short|verb.shorten|verb.trim by? down? excess? adj.long? {CHANGED}",
)
def shorter_by_share(m: Match) -> Outcome | None:
    """Reads "cut the beach in half", "爬山太长砍一半"."""
    share = m.share
    return None if share is None or share >= 1 else changed(m, 1 - share)
