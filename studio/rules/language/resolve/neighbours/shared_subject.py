"""Read a clause that only measures as one about the clip that the clause before it measures.

"Dog quieter and shorter": the dog is to be shorter, not the video.
"""

from studio.model.edits.record import Edit, OfClips
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Context
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked, parse

_MEASURES = ("adj.long", "adj.short", "adj.fast", "adj.slow")
"""Measures of a clip that are those of the video or of its cuts where no clip is named."""
_BESIDE = (
    "compared", "excess", "lack", "degree.bit", "degree.much", "more", "less", "filler",
)  # fmt: skip
_BEFORE = frozenset({"volume", "adjust", "look", "speed", "shot_length", "clip_sound"})


def with_subject(
    part: Parsed, last: Parsed | None, before: Edit | None, context: Context
) -> Parsed:
    """The clause with the clip with which the clause before it begins."""
    tokens = part.clause.tokens
    if last is None or before is None or part.opens:
        return part
    if before.do not in _BEFORE or not isinstance(before.scope, OfClips):
        return part
    joined = all(t.has("and", "comma", "filler") for t in part.joined)
    measures = any(t.has(*_MEASURES) for t in tokens)
    if (
        not joined
        or not measures
        or not all(t.has(*_MEASURES, *_BESIDE) for t in tokens)
    ):
        return part
    subject = _subject(last)
    if subject is None:
        return part
    fresh = parse([subject, *tokens], context)
    if not fresh.edits or is_blocked(fresh) or fresh.left > part.left:
        return part
    fresh.joined = part.joined
    return fresh


def _subject(part: Parsed) -> Token | None:
    """The clip that is measured: "the dog quieter", "make the dog quieter"."""
    for token in part.clause.tokens:
        if token.has("clips"):
            return token
        if not token.has("filler", "verb.make"):
            return None
    return None
