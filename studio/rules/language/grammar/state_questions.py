"""Questions about how the video is: "is the music too loud?" asks, and changes nothing.

Such a question is answered where the video has an answer, and the change that it hints at
is offered. Polite orders ("could it be louder?", "能不能短一点") are none.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from studio.model.edits.control import Ask, Impossible, Topic
from studio.model.edits.record import Edit
from studio.model.reading import Choice, Question, Reading
from studio.rules.language.lexicon.question_words import QuestionWords, question_words

_SENTENCE = re.compile(r"[.!?。！？;；\n]\s*\S")
"""More than one sentence: an order may follow."""
_NEVER = r"(?!)"
"""A pattern that fits nothing."""
_TOPICS = {
    "length": Topic.LENGTH,
    "volume": Topic.SONG,
    "add_title": Topic.TITLES,
    "change_title": Topic.TITLES,
    "aspect": Topic.FORMAT,
    "resolution": Topic.FORMAT,
    "frame_rate": Topic.FORMAT,
}
"""What is asked about by a question that an order of this kind hides in."""
_CLIPS = frozenset({"leave_out", "include", "only"})


def is_state_question(folded: str) -> bool:
    """Whether a message is one question about how the video is."""
    text = folded.strip()
    if _SENTENCE.search(text):
        return False
    asks, orders = _marked()
    if asks.search(text):
        return not orders.search(text)
    opening, inverted = _opened()
    if opening.match(text) is None:
        return False
    return text.endswith("?") or inverted.match(text) is not None


def complaint(folded: str) -> str:
    """The question as a complaint: "the music is too quiet"; else as it is."""
    text = folded.strip()
    for pattern, wording in _complaints():
        text = pattern.sub(wording, text)
    return text.rstrip("? ")


@cache
def _marked() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that ask wherever they stand, and those of orders in the form of a question."""
    asking: list[str] = []
    orders: list[str] = []
    for words in question_words():
        asking += [re.escape(word) for word in words.anywhere]
        orders += words.orders
        if words.endings:
            but = "".join(f"(?<!{word})" for word in words.no_endings)
            asking.append(rf"(?:{_any(words.endings)}){but}[\s?？!！~～]*$")
    return _pattern(asking), _pattern(map(re.escape, orders))


@cache
def _opened() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Beginnings of questions, and a verb before its subject, which asks without a mark."""
    openings: list[str] = []
    inverted: list[str] = []
    for words in question_words():
        openings += _openings(words)
        if words.inverted and words.subjects:
            verbs, subjects = _any(words.inverted), _any(words.subjects)
            inverted.append(rf"(?:{verbs}) (?:{subjects})\b")
    inverted = [rf"(?:\w+[,. ]+){{0,3}}?(?:{'|'.join(inverted)})"] if inverted else []
    return _pattern(openings), _pattern(inverted)


def _openings(words: QuestionWords) -> Iterator[str]:
    """The patterns of one language's openings."""
    if not words.openings:
        return
    before = rf"(?:(?:{_any(words.introductions)})[,. ]+)*"
    ways = [
        rf"(?:{_any(words.openings)})",
        rf"(?:{_any(words.openings_but_you)}) (?!you\b)",
        rf"(?:{_any(words.states)})(?! (?:{_any(words.no_question_behind_state)})\b)",
    ]
    yield rf"{before}(?:{'|'.join(ways)})\b"


@cache
def _complaints() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Wordings of a complaint, each with the one by which it is read."""
    return tuple(each for words in question_words() for each in _complaints_of(words))


def _complaints_of(words: QuestionWords) -> Iterator[tuple[re.Pattern[str], str]]:
    degrees = _any(words.degrees)
    for too in words.too:
        yield re.compile(rf"\b(?:{_any(words.meant_to_be)}) (?:{degrees})\b"), too
    for is_too in words.is_too:
        pattern = rf"^(?:{_any(words.why)}) (.+?) (?:{degrees})\b"
        yield re.compile(pattern), rf"\1 {is_too}"


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or _NEVER


def _pattern(ways: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(ways) or _NEVER)


def as_question(reading: Reading, hidden: Reading) -> Reading:
    """The answer to the question, and the offer of the change that it hints at.

    ``hidden`` is what the words ask for as an order.
    """
    questions = tuple(edit for edit in reading.edits if not changes(edit))
    if hidden is not reading:
        questions = ()  # "why is it so dark?" does not ask about a cut
    hinted = tuple(edit for edit in hidden.edits if changes(edit))
    if not hinted or reading.question is not None:
        return reading
    if not questions and (answer := _answered(hinted[0])):
        questions = (answer,)
    choices = (Choice("", hinted), Choice("", ()))
    return Reading(questions, (), Question("should_change", (), choices), exact=False)


def changes(edit: Edit) -> bool:
    return not isinstance(edit, Ask | Impossible)


def _answered(edit: Edit) -> Ask | None:
    """The question that tells what the video is like there."""
    clips: tuple[str, ...] = getattr(edit, "clips", ())
    if edit.do in _CLIPS and len(clips) == 1:
        return Ask(topic=Topic.WHERE, about=clips[0])
    if str(getattr(edit, "target", "music")) != "music" or edit.do not in _TOPICS:
        return None
    return Ask(topic=_TOPICS[edit.do])
