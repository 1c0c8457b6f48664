"""Questions about how the video is: "is the music too loud?" asks, and changes nothing.

Such a question is answered where the video has an answer, and the change that it hints at
is offered. Polite orders ("could it be louder?", "能不能短一点") are none.
"""

import re

from studio.model.edits.control import Ask, Impossible, Topic
from studio.model.edits.record import Edit
from studio.model.reading import Choice, Question, Reading

_ENGLISH = re.compile(
    r"^(?:(?:um+|so|ok(?:ay)?|hey|hi|wait|and|but|hmm+|btw|wow|oh|just wondering)[,. ]+)*"
    r"(?:(?:is|are|was|were|isn'?t|aren'?t|wasn'?t|weren'?t)"
    r"(?! it possible| there (?:a|any) way| it (?:ok|okay|weird)| (?:too|so|way|very|still|a bit)\b)"
    r"|does|doesn'?t|did|didn'?t|has|hasn'?t|should(?:n'?t)?"
    r"|have you|haven'?t you|do you think|will (?!you\b)|won'?t (?!you\b)"
    r"|would it (?:look|sound|feel)|why (?:is|are))\b"
)
_SUBJECT = re.compile(
    r"(?:\w+[,. ]+){0,3}?(?:is|are|was|were|does|did|has|have|why is|why are)(?:n'?t)? "
    r"(?:the|my|our|this|that|it|there|they|these|those|clips?|shots?|photos?|you)\b"
)
"""A verb before its subject, which asks without a mark."""
_CHINESE = re.compile(
    r"是不是|会不会|会唔会|有没有|系咪|有冇|是否|该不该|(?:吗|(?<![什怎这那多甚])么)[\s?？!！~～]*$"
)
_ORDERS = re.compile(
    r"能|可以|办法|有冇得|可否|可唔可以|得唔得|[好行得]吗|好不好|好唔好|要不要|要唔要|帮|麻烦|请|把|给|唔该|还有没有"
)
"""Words of Chinese requests in the form of a question."""
_SENTENCE = re.compile(r"[.!?。！？;；\n]\s*\S")
"""More than one sentence: an order may follow."""
_TOO = (
    re.compile(
        r"\b(?:supposed|meant) to (?:be|look|sound|feel) (?:this|so|that|too)\b"
    ),
    re.compile(r"^why (?:is|are) (.+?) (?:so|this|that|too)\b"),
)
"""Wordings of a complaint, which is read with "too"."""
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
    if _CHINESE.search(text):
        return not _ORDERS.search(text)
    if _ENGLISH.match(text) is None:
        return False
    return text.endswith("?") or _SUBJECT.match(text) is not None


def complaint(folded: str) -> str:
    """The question as a complaint: "the music is too quiet"; else as it is."""
    text = _TOO[0].sub("too", folded.strip())
    return _TOO[1].sub(r"\1 is too", text).rstrip("? ")


def as_question(reading: Reading, hidden: Reading) -> Reading:
    """The answer to the question, and the offer of the change that it hints at.

    ``hidden`` is what the words ask for as an order.
    """
    asked = tuple(edit for edit in reading.edits if not _changes(edit))
    if hidden is not reading:
        asked = ()  # "why is it so dark?" does not ask about a cut
    hinted = tuple(edit for edit in hidden.edits if _changes(edit))
    if not hinted or reading.question is not None:
        return reading
    if not asked and (answer := _answered(hinted[0])):
        asked = (answer,)
    choices = (Choice("", hinted), Choice("", ()))
    return Reading(asked, (), Question("should_change", (), choices), exact=False)


def _changes(edit: Edit) -> bool:
    return not isinstance(edit, Ask | Impossible)


def _answered(edit: Edit) -> Ask | None:
    """The question that tells what the video is like there."""
    clips: tuple[str, ...] = getattr(edit, "clips", ())
    if edit.do in _CLIPS and len(clips) == 1:
        return Ask(topic=Topic.WHERE, about=clips[0])
    if str(getattr(edit, "target", "music")) != "music" or edit.do not in _TOPICS:
        return None
    return Ask(topic=_TOPICS[edit.do])
