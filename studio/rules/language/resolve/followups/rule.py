"""Rules that carry the last edit on, and how a clause is read by them.

Rules are patterns as in ``constructions.pattern``, whose builders get the last edit.
``EARLY`` rules come before the clause is read by itself, ``LATE`` ones only where it
cannot be.
"""

from collections.abc import Callable
from dataclasses import dataclass

from studio.model.edits.record import Edit
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.matcher import match_pattern
from studio.rules.language.constructions.pattern import Pattern, pattern
from studio.rules.language.entities.weights import SOFT
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.clip_references import SeveralClips

Edits = Edit | tuple[Edit, ...] | None
"""What a rule makes of the last edit: one, several or none; None where it does not hold."""
Build = Callable[[Match, Edit], Edits]
_CORRECTIONS = frozenset({"correction", "no"})
"""Concepts of a message that says that the last edit was wrong."""
_OPENING = "no? correction? but? verb.make? verb.move? verb.use? it? video? comma? and?"
"""Words that may open a clause that carries an edit on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to carry the last edit on. ``fresh`` only in a message of its own."""

    pattern: Pattern
    build: Build
    fresh: bool = False


EARLY: list[Rule] = []
LATE: list[Rule] = []


def rule(
    rules: list[Rule], *texts: str, fresh: bool = False
) -> Callable[[Build], Build]:
    """Register a rule; each text is a pattern of one way to say it."""

    def register(build: Build) -> Build:
        rules.extend(
            Rule(pattern(f"{text} {_OPENING}"), build, fresh) for text in texts
        )
        return build

    return register


def is_fresh(m: Match, last: Edit) -> bool:
    """Whether the last edit is of an earlier message."""
    context = m.clause.context
    return last in context.view.last_edits and last not in context.edits


def is_corrected(m: Match) -> bool:
    """Whether the message says that the last edit was wrong."""
    concepts = m.clause.context.concepts
    return not concepts.isdisjoint(_CORRECTIONS) or m.has("instead_of")


def is_turned(m: Match) -> bool:
    """Whether "too" or "less" turns a measure round."""
    return m.has("excess", "less", "not") and not m.has("lack")


def apply_rules(
    clause: Clause, last: Edit, rules: list[Rule], *, inside: bool
) -> tuple[tuple[Edit, ...], Clause] | None:
    """The last edit as the clause changes it, and what was read of the clause.

    ``inside`` tells that the last edit is of the same request. The rule that leaves
    least unread wins, of several the first.
    """
    best: tuple[tuple[Edit, ...], Clause] | None = None
    least = SOFT + 1e-6
    concepts = clause.places.keys()
    for one in rules:
        if (one.fresh and inside) or any(map(concepts.isdisjoint, one.pattern.needs)):
            continue
        trial = Clause(clause.tokens, clause.context, clause.places)
        try:
            match = match_pattern(trial, one.pattern, type(last))
            edit = None if match is None else one.build(match, last)
        except (ValueError, SeveralClips):
            continue  # beyond the record's bounds, or it is open which clip
        if edit is not None and trial.unread_weight() < least:
            edits = edit if isinstance(edit, tuple) else (edit,)
            best, least = (edits, trial), trial.unread_weight()
    return best
