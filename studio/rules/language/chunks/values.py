"""Numbers with their units: durations, percentages, factors, beats, frame rates."""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

from studio.model.edits.music import BeatUnit
from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    over,
    rewrite,
    skip,
)
from studio.rules.language.entities.token import Token
from studio.rules.picture.aspects import RATIOS, SPOKEN

_SECONDS = {
    "unit.millisecond": 0.001, "unit.second": 1.0, "unit.minute": 60.0,
    "unit.hour": 3600.0,
}  # fmt: skip
CLOCK_UNITS = {"unit.second": 1.0, "unit.minute": 60.0}
"""Units that count places on a clock ("second 8"), in seconds."""
_BEATS = {
    "unit.beat": BeatUnit.BEAT, "unit.bar": BeatUnit.BAR, "unit.section": BeatUnit.SECTION,
}  # fmt: skip
_DECADE = re.compile(r"[5-9]0s")
FRACTIONAL_RATES = {
    23.976: "24000/1001",
    23.98: "24000/1001",
    29.97: "30000/1001",
    59.94: "60000/1001",
}
"""Frame rates of broadcasting as people round them, and what they are exactly."""
_COUNTS = {
    "degrees": "unit.degree", "bpm": "unit.bpm", "decibels": "unit.decibel",
    "frames": "unit.frame", "steps": "unit.step",
}  # fmt: skip
"""Concepts of numbers that keep their value, by the unit behind them."""


_EVEN = frozenset({"even", "flat", "round", "solid"})
"""What may stand between an article and its unit: "an even minute"."""


def with_units(tokens: Sequence[Token], text: str) -> list[Token]:
    """Merge number words, then give numbers their units; ``text`` is folded."""
    ordered = _with_more_behind(tokens)
    words = rewrite(ordered, lambda t, n: _number_words(t, n, text))
    words = rewrite(rewrite(words, _negative), lambda t, n: _signed(t, n, text))
    halves = rewrite(words, _and_a_half)
    articles = rewrite(halves, lambda t, n: _article(t, n, text))
    articles = rewrite(articles, lambda t, n: _decade(t, n, text))
    ratios = rewrite(articles, lambda t, n: _ratio(t, n, text))
    return rewrite(rewrite(rewrite(ratios, _unit), _sum), _share_of)


def _with_more_behind(tokens: Sequence[Token]) -> list[Token]:
    """Reads "two more seconds" as "two seconds more"."""
    out = list(tokens)
    for n in range(len(out) - 2):
        number, more, unit = out[n : n + 3]
        if number.has("number") and more.has("more") and unit.has(*_SECONDS):
            behind = Token(unit.end, unit.end, more.concepts, more.values)
            out[n + 1 : n + 3] = [unit, behind]
    return out


def _is_word(token: Token, text: str) -> bool:
    return token.has("number") and text[token.start : token.start + 1].isalpha()


def _number_words(tokens: Sequence[Token], n: int, text: str) -> Replacement:
    """Reads "one hundred twenty", "twenty five"."""
    if not _is_word(tokens[n], text) or not text[tokens[n].start].isascii():
        return NOTHING
    total, end = float(tokens[n].value("number")), n + 1
    while end < len(tokens) and _is_word(tokens[end], text):
        value = tokens[end].value("number")
        if value >= 100 and total < 100:
            total *= value
        elif (total % 100 == 0 and value < 100) or (
            total % 10 == 0 and total % 100 >= 20 and 0 < value < 10
        ):
            total += value
        else:
            break
        end += 1
    if end == n + 1:
        return NOTHING
    return over(tokens[n:end], number=total), end - n


def _signed(tokens: Sequence[Token], n: int, text: str) -> Replacement:
    """Reads the sign of "contrast +10", which touches its number."""
    sign = tokens[n].surface(text)
    lowers = sign == "-" and at(tokens, n - 1, "quality_noun")  # "对比度-5"
    if not (sign == "+" or lowers) or not at(tokens, n + 1, "number"):
        return NOTHING
    number = tokens[n + 1]
    if tokens[n].end != number.start or at(tokens, n - 1, "number"):
        return NOTHING
    value = number.value("number") * (-1 if lowers else 1)
    return over(tokens[n : n + 2], number=value, signed=True), 2


def _negative(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "minus five"."""
    if tokens[n].has("minus") and at(tokens, n + 1, "number"):
        return over(tokens[n : n + 2], number=-tokens[n + 1].value("number")), 2
    return NOTHING


def _and_a_half(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "two and a half"; "one and a half"."""
    if not tokens[n].has("number") or tokens[n].has("ordinal"):
        return NOTHING
    end = n + 1
    if at(tokens, end, "and"):
        end = skip(tokens, end + 1, "filler")
        if at(tokens, end, "half") and not at(tokens, end, "number"):
            value = tokens[n].value("number") + 0.5
            return over(tokens[n : end + 1], number=value), end + 1 - n
    return NOTHING


def _article(tokens: Sequence[Token], n: int, text: str) -> Replacement:
    """Reads "a minute", "half a minute", "a second", "per second": the article is a number."""
    word = tokens[n].surface(text)
    if at(tokens, n, "half") and not at(tokens, n, "number"):
        end = skip(tokens, n + 1, "filler")
        if at(tokens, end, *_SECONDS, *_BEATS) and end - n < 3:
            return over(tokens[n:end], number=0.5), end - n
    if word in {"a", "an", "一"} and at(tokens, n + 1, *_SECONDS, *_BEATS):
        return over(tokens[n : n + 1], number=1.0), 1
    full = at(tokens, n + 1, "all", "maximum") and at(tokens, n + 2, *_SECONDS)
    if word in {"a", "one"} and full:  # "a full minute"
        return over(tokens[n : n + 2], number=1.0), 2
    if word in _EVEN and at(tokens, n + 1, *_SECONDS):  # "an even minute"
        return over(tokens[n : n + 1], number=1.0), 1
    return NOTHING


def _ratio(tokens: Sequence[Token], n: int, text: str) -> Replacement:
    """Reads "sixteen by nine", "four to three": a shape in words."""
    if not (_is_word(tokens[n], text) and at(tokens, n + 1, "by", "to", "ratio_mark")):
        return NOTHING
    if not (n + 2 < len(tokens) and _is_word(tokens[n + 2], text)):
        return NOTHING
    if any(c.startswith("unit.") for t in tokens[n + 3 : n + 4] for c in t.concepts):
        return NOTHING
    pair = int(tokens[n].value("number")), int(tokens[n + 2].value("number"))
    by = at(tokens, n + 1, "by", "ratio_mark")
    spoken = pair in SPOKEN or (pair in RATIOS and by)
    return (over(tokens[n : n + 3], ratio=pair), 3) if spoken else NOTHING


def _decade(tokens: Sequence[Token], n: int, text: str) -> Replacement:
    """Reads "under 80s" as seconds, where the same letters also name a decade."""
    token = tokens[n]
    word = token.surface(text)
    bound = at(tokens, n - 1, "at_most", "at_least", "length_noun", "for", "to")
    if not (_DECADE.fullmatch(word) and (bound or at(tokens, n + 1, "adj.long"))):
        return NOTHING
    return over([token], duration=float(word[:-1])), 1


def _share_of(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "three quarters of a minute"."""
    share = tokens[n].value("fraction")
    end = n + 2 if at(tokens, n + 1, "of") else n + 1
    if share is None or not at(tokens, end, "duration"):
        return NOTHING
    seconds = share * tokens[end].value("duration")
    return over(tokens[n : end + 1], duration=seconds), end + 1 - n


def _unit(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads a number and its unit: "20 s", "two thirds of a minute", "3 beats"."""
    first = tokens[n]
    if _is_factor(tokens, n):
        return over(tokens[n : n + 2], factor=tokens[n + 1].value("number")), 2
    if not first.has("number", "fraction") or first.has("hash"):
        return NOTHING
    value = first.value("number")
    value = first.value("fraction") if value is None else value
    end = _unit_place(tokens, n + 1)
    if value is None or end >= len(tokens):
        return NOTHING
    values = _with_unit(value, tokens[end])
    return (over(tokens[n : end + 1], **values), end + 1 - n) if values else NOTHING


def _is_factor(tokens: Sequence[Token], n: int) -> bool:
    """Whether a sign stands before its number, as in "x0.5"."""
    sign = tokens[n].has("unit.times") and at(tokens, n + 1, "number")
    return (
        sign
        and tokens[n].end == tokens[n + 1].start
        and not at(tokens, n - 1, "number")
    )


def _unit_place(tokens: Sequence[Token], n: int) -> int:
    """Where the unit of a number stands: behind a hyphen ("30-second") and "ish"."""
    hyphen = at(tokens, n, "to") and at(tokens, n, "comma")
    if hyphen and at(tokens, n + 1, "unit.second", "unit.minute"):
        n += 1
    return n + at(tokens, n, "ish")


def _with_unit(value: float, unit: Token) -> dict[str, Any]:
    """A number by the concept of its unit; empty where the token is no unit of it."""
    for name, seconds in _SECONDS.items():
        if unit.has(name):
            owns = {"owns": True} if unit.has("unit.of") else {}
            return {"duration": value * seconds, **owns}
    if unit.has("unit.fps") and value >= 5:
        exact = Fraction(value).limit_denominator(100)
        rate = FRACTIONAL_RATES.get(round(value, 3), str(exact))
        return {"fps": rate} | ({"frames": value} if unit.has("unit.frame") else {})
    if unit.has("unit.percent"):
        return {"percent": value * (10 if _are_tenths(value, unit) else 1)}
    times = {"occasions": value} if unit.has("unit.occasion") else {}
    if unit.has("unit.times"):
        return {"factor": value, **times}
    for name, beats in _BEATS.items():
        if unit.has(name):
            return {"beats": (value, beats)}
    kind = next((kind for kind, name in _COUNTS.items() if unit.has(name)), None)
    return times if kind is None else {kind: value, **times}


def _are_tenths(value: float, unit: Token) -> bool:
    """Whether a bare "成" counts tenths: "八成" is 80 %."""
    bare = not unit.value("mark") and unit.end - unit.start == 1
    return unit.has("unit.tenth") and bare and value <= 10


def _sum(tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "1 min 30 s", "1分20", "一分半", "a minute and a half"."""
    if not tokens[n].has("duration"):
        return NOTHING
    total: float = tokens[n].value("duration")
    if (rest := _rest_of_sum(tokens, n, total)) is None:
        return NOTHING
    last, extra = rest
    return over(tokens[n : last + 1], duration=total + extra), last + 1 - n


def _rest_of_sum(
    tokens: Sequence[Token], n: int, total: float
) -> tuple[int, float] | None:
    """Where a sum that begins with ``total`` seconds ends, and how many it adds."""
    end = n + 1
    follow = skip(tokens, end, "and") if at(tokens, end, "and") else end
    minutes = total >= 60
    seconds = (
        tokens[follow].value("duration") if at(tokens, follow, "duration") else inf
    )
    if minutes and seconds < total:
        return follow, seconds
    if minutes and follow > end and _closes(tokens, follow):
        value = tokens[follow].value("number")
        if 0 < value < 60:  # "a minute and twenty"
            return follow, value
    half = skip(tokens, follow, "filler")
    named = half > end or at(tokens, end, "half")
    if total >= 1 and named and at(tokens, half, "half", "fraction"):
        return half, 30.0 if minutes else 0.5
    bare = at(tokens, end, "number") and not at(tokens, end, "half")
    if minutes and total % 60 == 0 and bare:
        value = tokens[end].value("number")
        if value < 60 and tokens[end].start - tokens[n].end <= 1:
            return end, 30.0 if value == 0.5 else value
    return None


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether a bare number ends its clause."""
    bare = at(tokens, n, "number") and not at(tokens, n, "ordinal", "half")
    return bare and (n + 1 == len(tokens) or at(tokens, n + 1, "comma", "stop"))
