"""Find the choices of a question that a short message names: "2", "the last one", "both"."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from studio.model.edits.record import Edit
from studio.model.reading import Choice, Question
from studio.rules.language.entities.token import Token

_AROUND = (
    "filler", "comma", "stop", "clip", "clip_one", "at", "verb.use",
    "verb.make", "yes", "photo", "song", "song_one", "version", "option_noun", "take_noun",
    "verb.pick", "verb.like", "better", "good", "thanks", "only", "correction",
    "after_all", "then", "and",
)  # fmt: skip
"""Words around the number of a choice."""
_YES, _NO = ("yes",), ("no", "not")
_COMBINED = frozenset({"which_clip", "which_photo"})
"""Questions to which several choices at once are an answer."""
_MORE = ("adj.long", "adj.big", "adj.fast", "adj.loud", "adj.strong")
_LESS = ("adj.short", "adj.small", "adj.slow", "adj.quiet", "adj.weak")
_MEASURES = ("length", "seconds", "factor", "level", "size", "rate", "strength")
"""Fields of edits by which choices are compared."""


def find_choice(tokens: Sequence[Token], question: Question) -> Choice | None:
    """The choice, or several as one, that the words stand for and nothing else."""
    choices = question.choices
    if not choices or not tokens:
        return None
    if question.aside:
        return _by_number(tokens, question)  # "yes" may agree to what was said since
    if question.key in _COMBINED and _all_are(tokens, "both", "all"):
        both = any(t.has("both") for t in tokens)
        return None if both and len(choices) != 2 else _together(choices)
    if _all_are(tokens, "whichever"):
        return choices[0]
    return (
        _by_number(tokens, question)
        or _by_agreement(tokens, choices)
        or _by_measure(tokens, choices)
    )


def _all_are(tokens: Sequence[Token], *concepts: str) -> bool:
    """Whether a message says one of these and nothing else."""
    named = [t for t in tokens if t.has(*concepts)]
    return bool(named) and all(t in named or t.has(*_AROUND) for t in tokens)


def _together(choices: Iterable[Choice]) -> Choice:
    """Several choices as one."""
    edits = tuple(edit for choice in choices for edit in choice.edits)
    return Choice(" + ".join(choice.label for choice in choices), edits)


def _by_number(tokens: Sequence[Token], question: Question) -> Choice | None:
    """Reads "2", "the second one", "我要第三个", "the middle one"."""
    choices = question.choices
    numbers = [t for t in tokens if _is_number(t)]
    if not all(t in numbers or t.has(*_AROUND) for t in tokens):
        return None
    if any(t.has("unit.times") for t in tokens):
        return None  # "2x" is a speed
    if not numbers or (len(numbers) > 1 and question.key not in _COMBINED):
        return None  # "clip 1 first" is a wish of its own
    picked: list[Choice] = []
    for index in dict.fromkeys(_index(t, len(choices)) for t in numbers):
        if not 0 <= index < len(choices):
            return None
        picked.append(choices[index])
    if len(picked) == 1:
        return picked[0]
    return _together(picked) if question.key in _COMBINED else None


def _is_number(token: Token) -> bool:
    """Whether a word counts choices; no choice has the number 1.5."""
    if token.has("ordinal", "middle"):
        return True
    value = token.value("number")
    return value is not None and value == int(value) and not token.has("clip_one")


def _index(token: Token, count: int) -> int:
    """Where among ``count`` choices a number points; -1 where to none."""
    value = token.value("ordinal") or token.value("number")
    if value is None:
        return count // 2 if count % 2 else -1
    return int(value) - 1 if value > 0 else count + int(value)


def _by_agreement(tokens: Sequence[Token], choices: Sequence[Choice]) -> Choice | None:
    """Reads "yes" and "no" of a question with two choices."""
    if len(choices) != 2:
        return None
    for choice, concepts in zip(choices, (_YES, _NO), strict=True):
        answers = any(t.has(*concepts) for t in tokens)  # "merci!" agrees to nothing
        if answers and all(t.has(*concepts, "filler", "stop", "comma") for t in tokens):
            return choice
    return None


def _by_measure(tokens: Sequence[Token], choices: Sequence[Choice]) -> Choice | None:
    """Reads "the shorter one" of two lengths, "the slower one" of two speeds."""
    for words, best in ((_MORE, max), (_LESS, min)):
        if _all_are(tokens, *words):
            return _extreme(choices, best)
    return None


def _extreme(
    choices: Sequence[Choice], best: Callable[[Iterable[float]], float]
) -> Choice | None:
    measures = [_measure(choice.edits) for choice in choices]
    comparable = [one for one in measures if one is not None]
    if len(set(comparable)) != len(choices):
        return None
    return choices[measures.index(best(comparable))]


def _measure(edits: Sequence[Edit]) -> float | None:
    """The amount that the one edit of a choice sets."""
    if len(edits) != 1:
        return None
    for name in _MEASURES:
        value: Any = getattr(edits[0], name, None)
        for part in ("value", "factor", "delta"):
            value = getattr(value, part, value)
        if isinstance(value, int | float):
            return float(value)
    return None
