"""Plural categories of numbers by rules in the notation of Unicode CLDR."""

import re

_RELATION = re.compile(r"^n(?:\s*%\s*(\d+))?\s*(!?=)\s*([\d.,\s]+)$")


def matches(rule: str, number: float) -> bool:
    """Whether a number fits a rule such as ``n % 10 = 2..4 and n % 100 != 12..14``.

    ``n`` is the absolute value; ``or`` binds weaker than ``and``. Raises ``ValueError``
    for a rule that cannot be read.
    """
    return any(
        all(_holds(relation, abs(number)) for relation in alternative.split(" and "))
        for alternative in rule.split(" or ")
    )


def _holds(relation: str, number: float) -> bool:
    match = _RELATION.match(relation.strip())
    if match is None:
        raise ValueError(f"This plural rule cannot be read: {relation!r}")
    modulus, sign, ranges = match.groups()
    value = number % int(modulus) if modulus else number
    inside = any(_within(value, part.strip()) for part in ranges.split(","))
    return inside == (sign == "=")


def _within(value: float, part: str) -> bool:
    low, _, high = part.partition("..")
    return value == int(value) and int(low) <= value <= int(high or low)
