"""Numbers with their units: durations, percentages, factors, beats, frame rates."""

import re
from collections.abc import Sequence

from studio.model.edits.music import BeatUnit
from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Found,
    at,
    over,
    rewrite,
    skip,
)
from studio.rules.language.entities.patterns import RATIOS
from studio.rules.language.entities.token import Token

_SECONDS = {
    "unit.millisecond": 0.001, "unit.second": 1.0, "unit.minute": 60.0,
    "unit.hour": 3600.0,
}  # fmt: skip
_BEATS = {
    "unit.beat": BeatUnit.BEAT, "unit.bar": BeatUnit.BAR, "unit.section": BeatUnit.SECTION,
}  # fmt: skip
_DECADE = re.compile(r"[5-9]0s")
_SPOKEN = frozenset({(16, 9), (9, 16), (4, 3), (21, 9), (1, 1)})
"""Shapes that are also said with "to"."""
_RATES = {
    23.976: "24000/1001",
    23.98: "24000/1001",
    29.97: "30000/1001",
    59.94: "60000/1001",
}


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


def _number_words(tokens: Sequence[Token], n: int, text: str) -> Found:
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


def _signed(tokens: Sequence[Token], n: int, text: str) -> Found:
    """Reads the sign of "contrast +10", which touches its number."""
    if text[tokens[n].start : tokens[n].end] != "+" or not at(tokens, n + 1, "number"):
        return NOTHING
    number = tokens[n + 1]
    if tokens[n].end != number.start or at(tokens, n - 1, "number"):
        return NOTHING
    return over(tokens[n : n + 2], number=number.value("number"), signed=True), 2


def _negative(tokens: Sequence[Token], n: int) -> Found:
    """Reads "minus five"."""
    if tokens[n].has("minus") and at(tokens, n + 1, "number"):
        return over(tokens[n : n + 2], number=-tokens[n + 1].value("number")), 2
    return NOTHING


def _and_a_half(tokens: Sequence[Token], n: int) -> Found:
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


def _article(tokens: Sequence[Token], n: int, text: str) -> Found:
    """Reads "a minute", "half a minute", "a second", "per second": the article is a number."""
    word = text[tokens[n].start : tokens[n].end]
    if at(tokens, n, "half") and not at(tokens, n, "number"):
        end = skip(tokens, n + 1, "filler")
        if at(tokens, end, *_SECONDS, *_BEATS) and end - n < 3:
            return over(tokens[n:end], number=0.5), end - n
    if word in {"a", "an", "一"} and at(tokens, n + 1, *_SECONDS, *_BEATS):
        return over(tokens[n : n + 1], number=1.0), 1
    full = at(tokens, n + 1, "all", "maximum") and at(tokens, n + 2, *_SECONDS)
    if word in {"a", "one"} and full:  # "a full minute"
        return over(tokens[n : n + 2], number=1.0), 2
    return NOTHING


def _ratio(tokens: Sequence[Token], n: int, text: str) -> Found:
    """Reads "sixteen by nine", "four to three": a shape in words."""
    if not (_is_word(tokens[n], text) and at(tokens, n + 1, "by", "to", "ratio_mark")):
        return NOTHING
    if not (n + 2 < len(tokens) and _is_word(tokens[n + 2], text)):
        return NOTHING
    if any(c.startswith("unit.") for t in tokens[n + 3 : n + 4] for c in t.concepts):
        return NOTHING
    pair = int(tokens[n].value("number")), int(tokens[n + 2].value("number"))
    by = at(tokens, n + 1, "by", "ratio_mark")
    spoken = pair in _SPOKEN or (pair in RATIOS and by)
    return (over(tokens[n : n + 3], ratio=pair), 3) if spoken else NOTHING


def _decade(tokens: Sequence[Token], n: int, text: str) -> Found:
    """Reads "under 80s" as seconds, where the same letters also name a decade."""
    token = tokens[n]
    word = text[token.start : token.end]
    bound = at(tokens, n - 1, "at_most", "at_least", "length_noun", "for", "to")
    if not (_DECADE.fullmatch(word) and (bound or at(tokens, n + 1, "adj.long"))):
        return NOTHING
    return over([token], duration=float(word[:-1])), 1


def _share_of(tokens: Sequence[Token], n: int) -> Found:
    """Reads "three quarters of a minute"."""
    share = tokens[n].value("fraction")
    end = n + 2 if at(tokens, n + 1, "of") else n + 1
    if share is None or not at(tokens, end, "duration"):
        return NOTHING
    seconds = share * tokens[end].value("duration")
    return over(tokens[n : end + 1], duration=seconds), end + 1 - n


def _unit(tokens: Sequence[Token], n: int) -> Found:
    first = tokens[n]
    if not first.has("number", "fraction") or first.has("hash"):
        return NOTHING
    value = first.value("number")
    value = first.value("fraction") if value is None else value
    if value is None:
        return NOTHING
    end = n + 1
    mark = at(tokens, end, "to") and at(tokens, end, "comma")
    if mark and at(tokens, end + 1, "unit.second", "unit.minute"):
        end += 1  # "30-second"
    if at(tokens, end, "ish"):
        end += 1
    if not end < len(tokens):
        return NOTHING
    unit = tokens[end]
    stretch = tokens[n : end + 1]
    for name, seconds in _SECONDS.items():
        if unit.has(name):
            note = {"owns": True} if unit.has("unit.of") else {}
            return over(stretch, duration=value * seconds, **note), end + 1 - n
    if unit.has("unit.fps") and value >= 5:
        rate = _RATES.get(round(value, 3), str(round(value)))
        values = {"fps": rate} | ({"frames": value} if unit.has("unit.frame") else {})
        return over(stretch, **values), end + 1 - n
    if unit.has("unit.percent"):
        ten = (
            10
            if not unit.value("mark") and unit.end - unit.start == 1 and value <= 10
            else 1
        )
        return over(stretch, percent=value * (ten if _tenths(unit) else 1)), end + 1 - n
    times = {"occasions": value} if unit.has("unit.occasion") else {}
    if unit.has("unit.times"):
        return over(stretch, factor=value, **times), end + 1 - n
    for name, beats in _BEATS.items():
        if unit.has(name):
            return over(stretch, beats=(value, beats)), end + 1 - n
    for name, kind in (
        ("unit.degree", "degrees"),
        ("unit.bpm", "bpm"),
        ("unit.decibel", "decibels"),
        ("unit.frame", "frames"),
        ("unit.step", "steps"),
    ):
        if unit.has(name):
            return over(stretch, **{kind: value}, **times), end + 1 - n
    return (over(stretch, **times), end + 1 - n) if times else NOTHING


def _tenths(unit: Token) -> bool:
    return unit.has("unit.tenth")


def _sum(tokens: Sequence[Token], n: int) -> Found:
    """Reads "1 min 30 s", "1分20", "一分半", "a minute and a half"."""
    if not tokens[n].has("duration"):
        return NOTHING
    total, end = tokens[n].value("duration"), n + 1
    follow = skip(tokens, end, "and") if at(tokens, end, "and") else end
    if (
        at(tokens, follow, "duration")
        and tokens[follow].value("duration") < total
        and total >= 60
    ):
        return over(
            tokens[n : follow + 1], duration=total + tokens[follow].value("duration")
        ), follow + 1 - n
    if follow > end and total >= 60 and _closes(tokens, follow):
        value = tokens[follow].value("number")
        if 0 < value < 60:  # "a minute and twenty"
            return over(tokens[n : follow + 1], duration=total + value), follow + 1 - n
    half = skip(tokens, follow, "filler")
    if (
        at(tokens, half, "half", "fraction")
        and (half > end or at(tokens, end, "half"))
        and total >= 1
    ):
        step = 30.0 if total >= 60 else 0.5
        if at(tokens, half + 1, "length_noun", "adj.long"):
            pass
        return over(tokens[n : half + 1], duration=total + step), half + 1 - n
    if (
        total >= 60
        and total % 60 == 0
        and at(tokens, end, "number")
        and not at(tokens, end, "half")
    ):
        value = tokens[end].value("number")
        if value < 60 and tokens[end].start - tokens[n].end <= 1:
            extra = 30.0 if value == 0.5 else value
            return over(tokens[n : end + 1], duration=total + extra), end + 1 - n
    return NOTHING


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether a bare number ends its clause."""
    bare = at(tokens, n, "number") and not at(tokens, n, "ordinal", "half")
    return bare and (n + 1 == len(tokens) or at(tokens, n + 1, "comma", "stop"))
