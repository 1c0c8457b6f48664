"""Colours that the network writes itself, where the words of the message name them."""

from collections.abc import Sequence

from studio.model.edits.record import Edit
from studio.rules.language.entities.token import Token

_FIELDS = ("color", "background")
_NEAR = 64
"""Most by which each of red, green and blue may differ in what one word stands for."""


def with_named_colours(edit: Edit, phrases: Sequence[Token]) -> Edit:
    """The edit in the colours of the lexicon: "yellow" is one yellow, whoever reads it."""
    named = [str(one.value("colour")) for one in phrases if one.has("colour")]
    changes = {}
    for field in _FIELDS:
        color = getattr(edit, field, None)
        near = [one for one in named if color and _distance(one, color) <= _NEAR]
        if near and color not in near:
            changes[field] = min(near, key=lambda one: _distance(one, str(color)))
    return edit.model_copy(update=changes) if changes else edit


def _distance(one: str, other: str) -> int:
    """The largest difference of two colours such as "#ffd60a"; 255 where one is none."""
    try:
        a, b = bytes.fromhex(one[1:]), bytes.fromhex(other[1:])
    except ValueError:
        return 255
    return max(abs(x - y) for x, y in zip(a, b, strict=True))
