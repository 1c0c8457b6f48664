"""Label the choices of a question by what each of them would change in the video."""

from dataclasses import replace

from studio.flows.answer.edit import EditOutcome, edit
from studio.model.edits.record import Edit, Stage
from studio.model.project import Project
from studio.model.reading import Choice, Question
from studio.ports.analyst import Analyst
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import phrase
from studio.rules.replies.difference import difference
from studio.rules.replies.refusals import (
    choice_labels,
    placed_kinds,
    with_scope,
)

_TRIED = frozenset({"which_edit", "doubt", "offer", "should_change", "what_better"})
"""Questions that offer edits which nobody worded so: numbers tell best what they do."""
_SLOW = frozenset({"stabilise", "focus"})
"""Edits for which clips are measured first; a question does not wait for that."""


async def with_outcomes(
    question: Question, done: EditOutcome, analyst: Analyst, context: Context
) -> Question:
    """The question with labels like "faster cuts (24 shots, 15 before)".

    The edits are tried on the version that the request leaves, and dropped. Choices whose
    edits cannot be tried, or change nothing, stay without a label; of two that read alike
    the first stays.
    """
    base = done.base
    if done.version is not None:
        versions = (*base.versions, done.version)
        base = replace(base, versions=versions, current=len(versions) - 1)
    if question.key not in _TRIED or not base.draft.tracks:
        return question
    context = replace(context, before=base.draft)
    placed = placed_kinds(question)
    choices = [
        await _tried(one, base, analyst, context, placed) for one in question.choices
    ]
    labels = choice_labels(replace(question, choices=tuple(choices)), context)
    labelled = [
        one
        for number, one in enumerate(choices)
        if labels[number] not in labels[:number]
    ]
    return replace(question, choices=tuple(labelled))


async def _tried(
    choice: Choice,
    base: Project,
    analyst: Analyst,
    context: Context,
    placed: frozenset[str],
) -> Choice:
    if choice.label or not choice.edits or any(map(_is_left_out, choice.edits)):
        return choice
    outcome = EditOutcome(base)
    async for step in edit(base, choice.edits, "", analyst):
        if isinstance(step, EditOutcome):
            outcome = step
    if outcome.version is None or outcome.refusals:
        return choice
    context = replace(context, after=outcome.version.draft)
    change = difference(context.before, context.after, outcome.accepted)
    phrases = dict.fromkeys(
        with_scope(one, phrase(one, context), placed, context) for one in change.visible
    )
    return replace(choice, label=context.words.say("lists.changes").join(phrases))


def _is_left_out(one: Edit) -> bool:
    return one.STAGE is Stage.NONE or one.do in _SLOW
