"""Patterns of edits: JSON in which a value may be a matcher.

``README.md`` beside this file lists the matchers.
"""

from colorsys import rgb_to_hls
from math import isclose
from re import fullmatch
from typing import Any

from studio.model.edits.record import Edit
from studio.model.edits.registry import edit_from_json

Json = Any
Pattern = dict[str, Json]

_MATCHERS = frozenset({"<", ">", "between", "in", "any", "more", "less"})


def dump(edit: Edit) -> Pattern:
    """An edit as JSON, defaults included."""
    return edit.model_dump(mode="json")


def witness(pattern: Pattern) -> Edit:
    """An edit that fits ``pattern``. Raises ``ValidationError`` where none does."""
    return edit_from_json(_example(pattern))


def complete(pattern: Pattern) -> Pattern:
    """The pattern with the defaults of its edit filled in, matchers kept."""
    filled: Pattern = _overlay(dump(witness(pattern)), pattern)
    for key, value in pattern.items():
        if is_matcher(value) and value[0] == "in":
            options = [_complete_option(pattern, key, option) for option in value[1:]]
            filled[key] = ["in", *options]
    return filled


def _complete_option(pattern: Pattern, key: str, option: Json) -> Json:
    """One alternative of field ``key`` with its defaults filled in."""
    return _overlay(dump(witness({**pattern, key: option}))[key], option)


def is_matcher(value: Json) -> bool:
    """True for a list that begins with the name of a matcher."""
    return isinstance(value, list) and bool(value) and str(value[0]) in _MATCHERS


def fits(pattern: Json, value: Json) -> bool:
    """True when a value fits a pattern; numbers may differ by 1 %."""
    if is_matcher(pattern):
        return _satisfies(pattern, value)
    match pattern, value:
        case dict(), dict():
            return pattern.keys() == value.keys() and all(
                fits(pattern[key], value[key]) for key in pattern
            )
        case list(), list():
            return len(pattern) == len(value) and all(
                fits(*pair) for pair in zip(pattern, value, strict=True)
            )
        case (bool(), _) | (_, bool()):
            return pattern is value
        case ((int() | float()), (int() | float())):
            return isclose(pattern, value, rel_tol=0.01, abs_tol=1e-6)
        case str(), str():
            return _is_same_text(pattern, value)
        case _:
            return bool(pattern == value)


def _satisfies(matcher: list[Json], value: Json) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match matcher:
        case ["any"]:
            return True
        case ["in", *options]:
            return any(fits(option, value) for option in options)
        case ["<", bound]:
            return is_number and value < bound
        case [">", bound]:
            return is_number and value > bound
        case ["between", low, high]:
            return is_number and low <= value <= high
        case ["more" | "less" as direction, *rest]:
            return _moves(value, 1 if direction == "more" else -1, *rest)
        case _:
            raise ValueError(f"not a matcher: {matcher}")


def _moves(amount: Json, sign: int, current: float | None = None) -> bool:
    """True when an amount raises (``sign`` 1) or lowers (-1) the value in force.

    ``current`` is the value in force where it is known, so that "25 s" lowers 30 s.
    """
    match amount:
        case {"by": "times", "factor": factor}:
            return bool((factor - 1) * sign > 0)
        case {"by": "plus", "delta": delta}:
            return bool(delta * sign > 0)
        case {"by": "exact", "value": value} if current is not None:
            return bool((value - current) * sign > 0)
        case _:
            return False


def _is_same_text(pattern: str, value: str) -> bool:
    if _is_colour(pattern) and _is_colour(value):
        return _is_same_colour(pattern, value)
    return pattern.strip().casefold() == value.strip().casefold()


def _is_colour(text: str) -> bool:
    return fullmatch(r"#[0-9a-f]{6}", text) is not None


def _is_same_colour(one: str, other: str) -> bool:
    """True for two colours that share a name: hue within 25 degrees, or both grey."""
    (hue, light, full), (other_hue, other_light, other_full) = _hls(one), _hls(other)
    if abs(light - other_light) > 0.3:
        return False
    if min(full, other_full) < 0.15 or {light, other_light} & {0.0, 1.0}:
        return max(full, other_full) < 0.3
    distance = abs(hue - other_hue)
    return min(distance, 1 - distance) <= 25 / 360


def _hls(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return rgb_to_hls(red, green, blue)


def _overlay(base: Json, pattern: Json) -> Json:
    if isinstance(base, dict) and isinstance(pattern, dict):
        laid = {key: _overlay(base.get(key), pattern[key]) for key in pattern}
        return {**base, **laid}
    return pattern


def _example(pattern: Json) -> Json:
    if is_matcher(pattern):
        return _example_of(pattern)
    if isinstance(pattern, dict):
        return {k: _example(v) for k, v in pattern.items() if v != ["any"]}
    if isinstance(pattern, list):
        return [_example(item) for item in pattern]
    return pattern


def _example_of(matcher: list[Json]) -> Json:
    match matcher:
        case ["in", first, *_]:
            return _example(first)
        case ["<", bound]:
            return bound / 2 if bound > 0 else bound - 0.2
        case [">", bound]:
            return bound * 1.5 if bound > 0 else bound + 0.2
        case ["between", low, high]:
            return (low + high) / 2
        case ["more", *_]:
            return {"by": "times", "factor": 1.2}
        case ["less", *_]:
            return {"by": "times", "factor": 0.8}
        case _:
            raise ValueError(f"no example of {matcher}")
