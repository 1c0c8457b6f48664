"""Describe a step through the versions: the undone edits, and the current video."""

from dataclasses import replace

from studio.model.draft import Draft
from studio.model.edits.control import Redo, Undo
from studio.model.edits.record import Stage
from studio.model.project import Project
from studio.model.reading import ProjectView, Question
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import phrase
from studio.rules.replies.difference import difference
from studio.rules.replies.reply import summary
from studio.words.catalogue import Words

_MOST = 6
"""Most edits that are described one by one."""


def moved(
    project: Project, to: int, move: Undo | Redo, words: Words, view: ProjectView
) -> str:
    """What was taken back or made again by going to the version with index ``to``."""
    now = summary(_context(words, view, Draft(), _draft(project, to)))
    facts = {"now": now, "what": _edits(project, to, words, view)}
    if isinstance(move, Undo) and move.version is not None:
        if move.version < 0 and view.question is not None:
            return words.say(
                "replies.took_option", number=_option(view.question, move), now=now
            )
        back = to < project.current
        return words.say(
            "replies.went_to", number=to + 1, **facts | ({} if back else {"what": ""})
        )
    return words.say(
        "replies.undone" if to < project.current else "replies.redone", **facts
    )


def _option(question: Question, move: Undo) -> int:
    return next(
        number
        for number, choice in enumerate(question.choices, 1)
        if move in choice.edits
    )


def _edits(project: Project, to: int, words: Words, view: ProjectView) -> str:
    """The edits between the current version and another one; "" where none is told."""
    first, last = sorted((project.current, to))
    phrases: dict[str, None] = {}
    for number in range(first + 1, last + 1):
        version = project.versions[number]
        before = _draft(project, number - 1)
        context = _context(words, view, before, version.draft)
        edits = difference(before, version.draft, version.edits).visible
        if not edits:  # Nothing was seen of them, yet they are what is taken back.
            edits = tuple(e for e in version.edits if e.STAGE is not Stage.NONE)
        phrases |= dict.fromkeys(phrase(edit, context) for edit in edits)
    line = words.say("lists.changes").join(list(phrases)[:_MOST])
    return words.say("lists.more", head=line) if len(phrases) > _MOST else line


def _draft(project: Project, number: int) -> Draft:
    return project.versions[number].draft if number >= 0 else Draft()


def _context(words: Words, view: ProjectView, before: Draft, after: Draft) -> Context:
    return Context(words, replace(view, shots=()), before, after)
