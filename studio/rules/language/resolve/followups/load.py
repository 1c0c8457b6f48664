"""Load all rules that carry the last edit on, in the order in which they win.

``EARLY`` and ``LATE`` are sorted here: of two rules that leave as much unread the one of the
earlier module wins, whichever module was imported first.
"""

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
from studio.rules.language.resolve.followups.rule import EARLY, LATE, Rule, apply_rules

_MODULES = (
    continuation, durations, instead, numbered_shots, on_top, placed, reversals, sounds,
)  # fmt: skip
_RANK = {module.__name__: rank for rank, module in enumerate(_MODULES)}

EARLY.sort(key=lambda one: _RANK[one.build.__module__])
LATE.sort(key=lambda one: _RANK[one.build.__module__])

__all__ = ["EARLY", "LATE", "Rule", "apply_rules"]
