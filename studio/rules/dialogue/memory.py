"""What a request leaves to the next one: clips named last, and the open question."""

from collections.abc import Iterable
from dataclasses import replace

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Dialogue, ProjectView, Question
from studio.rules.phrases.context import Context
from studio.rules.replies.troubles import choice_labels

_REMEMBERED = 12


def next_dialogue(
    before: Dialogue,
    edits: Iterable[Edit],
    question: Question | None,
    view: ProjectView,
) -> Dialogue:
    """The dialogue after a request. An old question is over when it was not repeated."""
    known = {clip.id for clip in view.clips}
    now = [
        AssetId(word)
        for edit in edits
        for word in strings(edit.model_dump())
        if word in known
    ]
    named = tuple(dict.fromkeys([*now, *before.named]))[:_REMEMBERED]
    return Dialogue(named, question)


def with_labels(question: Question, context: Context) -> Question:
    """The question with the label of each choice as it is shown."""
    labels = choice_labels(question, context)
    choices = tuple(
        replace(choice, label=label)
        for choice, label in zip(question.choices, labels, strict=True)
    )
    return replace(question, choices=choices)


def strings(value: object) -> list[str]:
    """All texts in a value of JSON."""
    match value:
        case str():
            return [value]
        case dict():
            return [word for item in value.values() for word in strings(item)]
        case tuple() | list():
            return [word for item in value for word in strings(item)]
        case _:
            return []
