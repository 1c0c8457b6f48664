"""Update the dialogue after a request: clips named last, and the open question."""

from collections.abc import Iterable
from dataclasses import replace

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.project import Version
from studio.model.reading import ClipView, Dialogue, ProjectView, Question, Reading
from studio.rules.dialogue.options import is_option_question
from studio.rules.language.resolve.nicknames import WHICH_CLIP
from studio.rules.phrases.context import Context
from studio.rules.replies.refusals import choice_labels

_REMEMBERED = 12
_NICKNAMES = 60


def next_dialogue(
    before: Dialogue,
    edits: Iterable[Edit],
    question: Question | None,
    view: ProjectView,
    nicknames: tuple[tuple[str, AssetId], ...] = (),
) -> Dialogue:
    """The dialogue after a request. See ``left_open`` for ``question``.

    ``nicknames`` are those that the request gave to clips.
    """
    edits = tuple(edits)
    clip_ids = {clip.id for clip in view.clips}
    now = [
        AssetId(word)
        for edit in edits
        for word in strings(edit.model_dump())
        if word in clip_ids
    ]
    named = tuple(dict.fromkeys([*now, *before.named]))[:_REMEMBERED]
    fresh = (*_nickname(before.question, edits, view), *nicknames)
    words = {name for name, _ in fresh}
    others = [
        one for one in before.nicknames if one[0] not in words and one[1] in clip_ids
    ]
    return Dialogue(named, question, (*others, *fresh)[-_NICKNAMES:])


def left_open(
    waiting: Question | None,
    asked: Question | None,
    reading: Reading,
    version: Version | None,
) -> Question | None:
    """The question that is open behind a request which asks nothing.

    ``waiting`` was asked after it was written, ``asked`` before. This one is set aside
    where the request does not answer it, until a second one makes a ``version``.
    """
    if waiting is not None or asked is None:
        return None if version and is_option_question(waiting) else waiting
    if reading.answers or is_option_question(asked) or (asked.aside and version):
        return None
    return replace(asked, aside=True)


def with_nicknames(
    clips: Iterable[ClipView], dialogue: Dialogue
) -> tuple[ClipView, ...]:
    """The clips with what people said that they call them."""
    return tuple(
        replace(
            clip,
            nicknames=tuple(name for name, id_ in dialogue.nicknames if id_ == clip.id),
        )
        for clip in clips
    )


def _nickname(
    question: Question | None, edits: tuple[Edit, ...], view: ProjectView
) -> tuple[tuple[str, AssetId], ...]:
    """The word that was asked about and the clip that these edits chose for it."""
    if question is None or question.key != WHICH_CLIP:
        return ()
    name = dict(question.facts).get("text", "")
    labels = [choice.label for choice in question.choices if choice.edits == edits]
    chosen = [clip.id for clip in view.clips if clip.name in labels]
    return ((name, chosen[0]),) if name and len(chosen) == 1 else ()


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
