"""Load all rules that carry the last edit on, in the order in which they win."""

from studio.rules.language.resolve.followups import (
    continuation,
    durations,
    instead,
    numbered_shots,
    on_top,
    placed,
    reversals,
    sounds,
)
from studio.rules.language.resolve.followups.rule import EARLY, LATE, Rule, carried_on

__all__ = [
    "EARLY",
    "LATE",
    "Rule",
    "carried_on",
    "continuation",
    "durations",
    "instead",
    "numbered_shots",
    "on_top",
    "placed",
    "reversals",
    "sounds",
]
