"""Do not ask before what changes nothing: an edit always refused, an answer, a refusal."""

from dataclasses import replace

from studio.model.edits.record import Edit
from studio.model.reading import Reading

_BEFORE_AN_EDIT = frozenset({"doubt", "offer"})
"""Questions whose first choice makes edits that were read with doubt."""
_ONLY_TOLD = frozenset({"ask", "impossible"})


def without_certain_refusals(reading: Reading) -> Reading:
    """A reading whose question is left out if its edits cannot change the video.

    What answers the unread words takes their place.
    """
    question = reading.question
    if question is None or question.key not in _BEFORE_AN_EDIT or not question.choices:
        return reading
    edits = question.choices[0].edits
    if not edits or not all(edit.ALWAYS_REFUSED or _is_told(edit) for edit in edits):
        return reading
    left = reading.residues
    if any(map(_is_told, edits)):
        left = tuple(one for one in left if one.reason != "unknown")
    return replace(
        reading, edits=(*reading.edits, *edits), residues=left, question=None
    )


def _is_told(edit: Edit) -> bool:
    return edit.do in _ONLY_TOLD
