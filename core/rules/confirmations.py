"""Marks of buttons that confirm a deletion: for one person, valid for a short while.

A mark keeps nothing secret and proves nothing by itself: the button that carries it is
signed.
"""

import hashlib
from enum import StrEnum

from core.model.chat import SenderId

LIFE_SECONDS = 15 * 60.0


class ConfirmationFault(StrEnum):
    """Why a mark confirms nothing."""

    NOT_YOURS = "not_yours"
    EXPIRED = "expired"


def confirmation(person: SenderId, now: float) -> str:
    """The mark for a person, valid from ``now`` (unix seconds)."""
    return f"{_digest(person)} {int(now + LIFE_SECONDS):x}"


def confirmation_fault(
    mark: str, person: SenderId, now: float
) -> ConfirmationFault | None:
    """Why ``mark`` confirms nothing; None if it confirms. A damaged one has expired."""
    digest, _, expires = mark.partition(" ")
    if digest != _digest(person):
        return ConfirmationFault.NOT_YOURS
    try:
        is_valid = now < int(expires, 16)
    except ValueError:
        is_valid = False
    return None if is_valid else ConfirmationFault.EXPIRED


def _digest(person: SenderId) -> str:
    return hashlib.sha256(person.encode()).hexdigest()[:12]
