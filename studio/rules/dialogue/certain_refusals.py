"""Do not ask before an edit that is always refused: the refusal tells more."""

from dataclasses import replace

from studio.model.reading import Reading

_BEFORE_AN_EDIT = frozenset({"doubt", "offer"})
"""Questions whose first choice makes edits that were read with doubt."""


def without_certain_refusals(reading: Reading) -> Reading:
    """A reading whose question is left out if its edits are always refused."""
    question = reading.question
    if question is None or question.key not in _BEFORE_AN_EDIT or not question.choices:
        return reading
    edits = question.choices[0].edits
    if not edits or not all(edit.ALWAYS_REFUSED for edit in edits):
        return reading
    return replace(reading, edits=(*reading.edits, *edits), question=None)
