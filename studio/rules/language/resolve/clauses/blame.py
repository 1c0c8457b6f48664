"""What a message says is ugly, or is not liked: no wish for it ("手写体不好看")."""

from collections.abc import Sequence
from colorsys import rgb_to_hsv

from studio.model.edits.record import Edit
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.resolve.opposites import opposite

_FAMILIES = ("look.", "font.", "join.", "pulse.", "animation.", "position.", "aspect.")
"""Families of concepts that name an effect."""
_FIELDS = ("look", "font", "kind", "animation", "position", "color", "background")
"""Fields of edits in which such a name stands."""
_PARTING = ("comma", "stop", "but", "then")
_GREY, _ALIKE = 0.3, 0.08
"""The saturation below which a colour is a grey, and hues that count as one."""
_TAKEN_OFF = frozenset({"look", "pulse", "join"})
"""Edits that are taken off where they are blamed."""


def blamed(phrases: Sequence[Token]) -> frozenset[str]:
    """The names of effects, and the colours, that are no good: "the vintage look is ugly"."""
    out: set[str] = set()
    near: list[Token] = []
    disliked = False
    for phrase in phrases:
        if phrase.has(*_PARTING) or _orders(phrase):
            near, disliked = [], False
        elif phrase.has("verb.dislike"):
            disliked = True
        elif phrase.has("flaw"):
            out.update(name for one in near for name in _names(one))
        else:
            near.append(phrase)
        if disliked:
            out.update(_names(phrase))
    return frozenset(out)


def makes(edit: Edit, names: frozenset[str]) -> bool:
    """Whether an edit makes one of these, or a colour like it."""
    values = _values(edit)
    return not names.isdisjoint(values) or any(
        _is_alike(value, name)
        for value in values
        for name in names
        if value[:1] == name[:1] == "#"
    )


def with_blame(clause: Clause, edits: list[Edit]) -> list[Edit] | None:
    """The edits of a clause, what it blames taken off; None where that is no edit."""
    wrong = [edit for edit in edits if makes(edit, clause.context.blamed)]
    if not wrong:
        return edits
    if any(edit.do not in _TAKEN_OFF for edit in wrong):
        return None
    clause.used |= {n for n, t in enumerate(clause.tokens) if t.has("flaw")}
    off = (opposite(edit) if edit in wrong else edit for edit in edits)
    return [edit for edit in off if edit is not None]


def _is_alike(one: str, other: str) -> bool:
    """Whether two colours have the same hue, as "#ff3b30" and "#ff0000"."""
    (hue, strong, _), (other_hue, other_strong, _) = map(_hue, (one, other))
    away = abs(hue - other_hue)
    return min(strong, other_strong) > _GREY and min(away, 1 - away) < _ALIKE


def _hue(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return rgb_to_hsv(red, green, blue)


def _orders(phrase: Token) -> bool:
    return not phrase.has("filler", "flaw", "verb.dislike") and any(
        concept.startswith("verb.") for concept in phrase.concepts
    )


def _names(phrase: Token) -> set[str]:
    names = {
        concept.partition(".")[2]
        for concept in phrase.concepts
        if concept.startswith(_FAMILIES)
    }
    colour = phrase.value("colour")
    return names | ({str(colour)} if colour else set())


def _values(edit: Edit) -> set[str]:
    named = (getattr(edit, name, None) for name in _FIELDS)
    values = {str(value) for value in named if value}
    width, height = getattr(edit, "width", 0), getattr(edit, "height", 0)
    if edit.do == "aspect" and width != height:
        values.add("vertical" if height > width else "horizontal")
    return values
