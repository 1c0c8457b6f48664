"""Phrase refusals, residues, questions, and impossible requests."""

import re

from studio.model.edits.control import Impossible
from studio.model.edits.limits import LONGEST_TEXT
from studio.model.edits.record import Edit, SongLabel
from studio.model.intent import Reason, Refusal
from studio.model.reading import Choice, Question, Residue
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import example, of_whole, topic, wish
from studio.rules.phrases.formats import sentence

_PERCENT = frozenset({"volume", "adjust", "change_title", "add_title", "captions",
                      "change_captions", "change_overlay", "overlay"})  # fmt: skip
_TIMES = frozenset({"speed", "ramp", "zoom", "pace", "tempo"})
_UNITS = {
    "resolution": "lines", "frame_rate": "rate", "speed": "times", "ramp": "times",
    "zoom": "times", "turn": "degrees",
}  # fmt: skip
"""The unit of the number that a clause failed on, by the edit; else it is a duration."""
_SIGNS = {"×": "times", "°": "degrees"}
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?) ?([×°%]?)")
_AT = frozenset({Reason.BEYOND_END})
_LASTS = {"trim_clip": "clip", "ban": "clip", "trim_music": "song"}
"""What a time lies beyond the end of, by the nearest edit; else it is the video."""
_COUNTED = {
    Reason.NO_SUCH_CLIP: "clips", Reason.NO_SUCH_SHOT: "shots",
    Reason.NO_SUCH_TITLE: "titles", Reason.NO_SUCH_JOIN: "transitions",
}  # fmt: skip


def refusal(trouble: Refusal, context: Context) -> str:
    """Why an edit was not carried out, and what to do instead."""
    facts: dict[str, str] = {"what": _subject(trouble, context)}
    for name, value in trouble.facts.items():
        facts[name] = _fact(name, value, trouble, context)
    key = f"refusals.{trouble.reason.value}"
    sentence_key = key if context.words.has(key) else "refusals.other"
    return sentence(context.words.say(sentence_key, **facts))


def _subject(trouble: Refusal, context: Context) -> str:
    if quality := trouble.facts.get("quality"):
        return context.name("quality", str(quality))
    which = trouble.facts.get("which", "")
    named = trouble.edit == "undo_edit" and isinstance(which, str)
    return topic(str(which) if named else trouble.edit, context)


def _fact(name: str, value: float | str, trouble: Refusal, context: Context) -> str:
    words, labels = context.words, {label.value for label in SongLabel}
    if isinstance(value, str):
        if name == "clip":
            return context.clip(value, named=True)
        if name == "place" and value in labels:
            return context.part(value)
        return context.quote(value) if name in ("text", "which") else value
    if name == "have" and trouble.reason in _COUNTED:
        return words.count(_COUNTED[trouble.reason], value)
    if name in ("asked", "limit") or trouble.reason is Reason.BEYOND_SOURCES:
        return _amount(value, trouble, context)
    return f"{value:g}"


def _amount(value: float, trouble: Refusal, context: Context) -> str:
    """A number in the unit of the edit."""
    words, do = context.words, trouble.edit
    if trouble.reason in _AT and value >= 0:
        return context.time(value)
    if do in _PERCENT:
        return context.percent(value)
    if do in _TIMES:
        return words.count("times", value)
    if do == "resolution":
        return words.count("lines", value)
    if do == "frame_rate":
        return words.count("rate", value)
    return context.seconds(value)


def residue(trouble: Residue, context: Context) -> str:
    """A clause that was not carried out: why, and the nearest that can be done."""
    key = f"residues.{trouble.reason}"
    sentence_key = key if context.words.has(key) else "residues.unknown"
    if trouble.limit:
        sentence_key = f"residues.beyond_{_LASTS.get(trouble.nearest, 'video')}"
    text = " ".join(trouble.text.split())
    short = text if len(text) <= 80 else f"{text[:79]}…"
    near = example(trouble.nearest, context)
    detail = _detail(trouble, context)
    limit = context.seconds(trouble.limit)
    return context.words.say(
        sentence_key,
        text=short,
        example=near,
        detail=detail,
        limit=limit,
        most=LONGEST_TEXT,
    )


def _detail(trouble: Residue, context: Context) -> str:
    """The number or name that a clause failed on; a number out of range with its unit."""
    number = _NUMBER.fullmatch(trouble.detail)
    if trouble.reason != "out_of_range" or number is None:
        return trouble.detail
    value, sign = float(number[1]), number[2]
    if sign == "%":
        return context.percent(value / 100)
    if trouble.nearest == "pace":
        return trouble.detail
    if unit := _SIGNS.get(sign) or _UNITS.get(trouble.nearest):
        return context.words.count(unit, value)
    return context.seconds(value)


def question(question: Question, context: Context) -> str:
    """The question with its choices, each on a line with its number."""
    words = context.words
    key = f"questions.{question.key}"
    text = words.say(
        key if words.has(key) else "questions.other", **dict(question.facts)
    )
    labels = choice_labels(question, context)
    lines = [
        words.say("lists.choice", number=number, label=label)
        for number, label in enumerate(labels, 1)
    ]
    return "\n".join([text, *lines])


def choice_labels(question: Question, context: Context) -> list[str]:
    """The words of the choices, as buttons show them."""
    placed = placed_kinds(question)
    return [_label(choice, placed, context) for choice in question.choices]


def placed_kinds(question: Question) -> frozenset[str]:
    """The kinds of edits that hold for a part of the video in one of the choices.

    Where another choice has the same kind for the whole video, its label says so.
    """
    edits = [edit for choice in question.choices for edit in choice.edits]
    return frozenset(edit.do for edit in edits if edit.scope.of != "whole")


def with_scope(edit: Edit, what: str, placed: frozenset[str], context: Context) -> str:
    """The words for an edit of a choice, and "the whole video" where another has less."""
    timed = any(getattr(edit, name, None) for name in ("start", "end", "moment"))
    is_whole = edit.scope.of == "whole" and edit.do in placed and not timed
    return of_whole(what, context) if is_whole else what


def _label(choice: Choice, placed: frozenset[str], context: Context) -> str:
    if choice.label:
        return choice.label
    if not choice.edits:
        return context.words.say("lists.no_change")
    phrases = [
        with_scope(edit, wish(edit, context), placed, context) for edit in choice.edits
    ]
    return context.words.say("lists.changes").join(phrases)


def impossible(edit: Impossible, context: Context) -> str:
    """That something is not made here, and what is possible instead."""
    return context.words.say(f"impossible.{edit.topic}")
