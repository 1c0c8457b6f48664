"""Mend slips of the finger in the words that matter: "secnods", "verticle", "musci"."""

import re

_WORDS = frozenset(
    "second seconds minute minutes vertical horizontal landscape portrait square "
    "widescreen faster slower calmer quicker shorter longer shorten music video videos "
    "chorus shuffle original montage version versions instagram youtube volume".split()
)
_RIGHT = frozenset("shorted portraits originals minuet verticals montages".split())
"""Words that are so near to others but are meant as they stand."""
_LEAST = 5
"""Letters; in shorter words one slip makes another word."""


def spelled(text: str) -> str:
    """The text with every word that is one slip from a known word put right."""
    return re.sub(rf"\b[A-Za-z]{{{_LEAST},}}\b", _mended, text)


def _mended(match: re.Match[str]) -> str:
    word = match.group(0).lower()
    if word in _WORDS or word in _RIGHT:
        return match.group(0)
    near = [known for known in _WORDS if known[0] == word[0] and _one_slip(word, known)]
    return min(near) if near else match.group(0)


def _one_slip(one: str, other: str) -> bool:
    """Whether a letter too many, too few, wrong, or two swapped tell them apart."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, c in enumerate(one) if c != other[n]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]
