"""Answer a request: read it, go through versions, edit, answer questions, reply."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from studio.flows.answer.choice_labels import with_outcomes
from studio.flows.answer.edit import EditOutcome, edit
from studio.flows.answer.versions import NoVersionError, target
from studio.model.draft import Draft
from studio.model.edits.control import (
    SOCIAL,
    Ask,
    Export,
    Impossible,
    Options,
    Redo,
    Undo,
)
from studio.model.edits.overlay import AddTitle
from studio.model.edits.record import Edit, Stage
from studio.model.material import Material
from studio.model.project import Project
from studio.model.reading import Dialogue, ProjectView, Question, Reading
from studio.model.step import (
    DialogueChanged,
    OptionsAdded,
    ReplyText,
    Step,
    VersionAdded,
    VersionSelected,
)
from studio.ports.analyst import Analyst
from studio.rules.dialogue import memory
from studio.rules.dialogue.certain_refusals import without_certain_refusals
from studio.rules.dialogue.options import is_option_question, option_question
from studio.rules.dialogue.short_answers import resolve
from studio.rules.language.reader import read
from studio.rules.phrases.context import Context
from studio.rules.project_view import project_view
from studio.rules.replies.answers import ProjectFacts, answer as answer_question
from studio.rules.replies.language import language_of
from studio.rules.replies.option_facts import option_facts
from studio.rules.replies.reply import Outcome, puzzled, reply
from studio.rules.replies.version_steps import moved
from studio.words.catalogue import Words, words as words_of

_MOST_EDITS = 40
_TITLE = Question("title_text", pending=AddTitle(text="…"))
_log = logging.getLogger(__name__)


class Reader(Protocol):
    """Reads requests that the rules do not understand; returns None if it cannot."""

    async def read(self, text: str, view: ProjectView) -> Reading | None: ...


async def answer(
    project: Project,
    text: str,
    analyst: Analyst,
    reader: Reader | None = None,
    *,
    language: str = "",
    answers: bool = True,
    is_title: bool = False,
) -> AsyncIterator[Step]:
    """Yield the steps of the answer.

    There is at most one of ``VersionAdded``, ``VersionSelected``, ``OptionsAdded`` and
    ``DialogueChanged``. ``language`` is the one to reply in, "" for that of the text.
    ``answers`` False: the text was written before the open question was seen; ``is_title``:
    it has the words of a title that the client asked for.
    """
    view = view_of(project)
    words = words_of(language) if language else language_of(text, project.language)
    open_view = view if answers else replace(view, question=None)
    open_view = replace(view, question=_TITLE) if is_title else open_view
    request = await _understood(text, replace(open_view, language=words.code), reader)
    waiting = None if answers else view.question
    run = _Run(project, text, request, words, open_view, analyst, waiting)
    async for step in run.steps():
        yield step


def view_of(project: Project) -> ProjectView:
    """What a request may refer to: the current timeline, and the dialogue."""
    view = project_view(project, project.draft, Material(project.assets))
    return replace(
        view,
        clips=memory.with_nicknames(view.clips, project.dialogue),
        last_edits=project.version.edits,
        in_force=frozenset(edit.do for edit in project.version.intent.edits),
        named=project.dialogue.named,
        question=project.dialogue.question,
    )


async def _understood(text: str, view: ProjectView, reader: Reader | None) -> Reading:
    """Read a request; a model is asked only if the rules do not understand all of it."""
    if view.question and (chosen := resolve(text, view.question)) is not None:
        return Reading(chosen, answers=True)
    by_rules = read(text, view)
    if by_rules.exact or reader is None:
        return without_certain_refusals(by_rules)
    by_model = await reader.read(text, view)
    return without_certain_refusals(by_model or by_rules)


@dataclass(slots=True)
class _Run:
    """The processing of one request, from its reading to the reply."""

    project: Project
    text: str
    reading: Reading
    words: Words
    view: ProjectView
    analyst: Analyst
    waiting: Question | None = None
    """A question that was asked after the request was written; it stays open."""
    current: int = field(init=False)
    sentences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.current = self.project.current

    async def steps(self) -> AsyncIterator[Step]:
        edits = self.reading.edits[:_MOST_EDITS]
        if len(edits) < len(self.reading.edits):
            self._say("replies.too_many", limit=_MOST_EDITS)
        self._go(edits)
        shaping = tuple(edit for edit in edits if _shapes(edit))
        done = EditOutcome(self._base())
        if shaping:
            async for step in edit(self._base(), shaping, self.text, self.analyst):
                if isinstance(step, EditOutcome):
                    done = step
                else:
                    yield step
        outcome = self._outcome(edits, done)
        context = self._context(done)
        self._answer(edits, context, done)
        self._repeat_names(context)
        question = outcome.question
        if question is not None:
            question = await with_outcomes(question, done, self.analyst, context)
            question = memory.with_labels(question, context)
            outcome = replace(outcome, question=question)
        else:
            open_ones = self.waiting, self.view.question
            question = memory.left_open(*open_ones, self.reading, done.version)
        before, names = self.project.dialogue, self.reading.nicknames
        dialogue = memory.next_dialogue(before, edits, question, self.view, names)
        yield self._saved(done, dialogue)
        if text := self._reply(outcome, context, edits):
            yield ReplyText(text)

    def _base(self) -> Project:
        """The project at the version selected by undo and redo."""
        return replace(self.project, current=self.current)

    def _go(self, edits: tuple[Edit, ...]) -> None:
        """Apply undo and redo; record refusals."""
        for one in edits:
            if isinstance(one, Undo | Redo):
                before = self.current
                try:
                    self.current = target(self._base(), one)
                except NoVersionError as error:
                    self._say(error.key, **self._counted(error))
                else:
                    if self.current == before:
                        self._say("replies.same_version", number=before + 1)

    def _counted(self, error: NoVersionError) -> dict[str, object]:
        have = self.words.count("versions", len(self.project.versions))
        return {"number": error.number, "have": have}

    def _say(self, key: str, **facts: object) -> None:
        self.sentences.append(self.words.say(key, **facts))

    def _outcome(self, edits: tuple[Edit, ...], done: EditOutcome) -> Outcome:
        accepted = tuple(one for one in done.accepted if not isinstance(one, Options))
        return Outcome(
            accepted,
            done.refusals,
            self.reading.residues,
            tuple(one for one in edits if isinstance(one, Impossible)),
            option_question(self._facts(done), self.words)
            if done.options
            else self.reading.question,
            tuple(done.notes(self._context(done))),
            done.standing,
        )

    def _facts(self, done: EditOutcome) -> list[str]:
        """How each of the versions to choose from differs."""
        drafts = [version.draft for version in done.options]
        return option_facts(drafts, self._context(done))

    def _context(self, done: EditOutcome) -> Context:
        after = done.shown.draft if done.shown else self._base().draft
        shown = replace(self._base(), versions=(), current=-1)
        view = project_view(shown, after, Material(self.project.assets))
        view = replace(view, shots=view.shots or self.view.shots)
        return Context(self.words, view, self._base().draft, after)

    def _answer(
        self, edits: tuple[Edit, ...], context: Context, done: EditOutcome
    ) -> None:
        """Answer questions and small talk; thanks beside a request need no answer."""
        version = done.shown or self._base().version
        base = self._base()
        earlier = base if done.shown else replace(base, current=base.current - 1)
        project_facts = ProjectFacts(
            version.intent,
            version.edits,
            version.request,
            frozenset(done.broken),
            earlier.draft if earlier.current >= 0 else Draft(),
        )
        asks = [one for one in edits if isinstance(one, Ask)]
        for ask in asks:
            if ask.topic in SOCIAL and len(edits) > 1:
                continue
            self.sentences.append(answer_question(ask, context, project_facts))
        if any(isinstance(one, Export) for one in edits):
            key = "replies.export" if context.after.tracks else "errors.export_empty"
            self._say(key)
        if any(isinstance(one, Options) for one in done.accepted):
            self._say("replies.one_version")
        if done.cleared:
            self._say("replies.over")

    def _repeat_names(self, context: Context) -> None:
        """Confirm the clip that a nickname now stands for."""
        for clip in dict.fromkeys(id_ for _, id_ in self.reading.nicknames):
            name = next(word for word, id_ in self.reading.nicknames if id_ == clip)
            self._say("replies.named", name=name, clip=context.clip(clip, named=True))

    def _saved(self, done: EditOutcome, dialogue: Dialogue) -> Step:
        if done.options:
            return OptionsAdded(done.options, self.current, dialogue)
        if done.version is not None:
            return VersionAdded(done.version, self._place(), dialogue)
        if self.current != self.project.current:
            if is_option_question(self.view.question) and self._chooses():
                option = self.project.versions[self.current]
                return VersionAdded(option, self.project.current, dialogue)
            return VersionSelected(self.current, dialogue)
        return DialogueChanged(dialogue)

    def _place(self) -> int:
        """The index of the version after which a new one is inserted.

        "Go back to version 2 and …" keeps the versions after it: the new one comes last.
        """
        jumps = any(
            isinstance(one, Undo) and one.version is not None
            for one in self.reading.edits
        )
        return max(self.current, self.project.current) if jumps else self.current

    def _chooses(self) -> bool:
        """Whether the request takes one of the versions to choose from."""
        return any(
            isinstance(one, Undo) and (one.version or 0) < 0
            for one in self.reading.edits
        )

    def _reply(
        self, outcome: Outcome, context: Context, edits: tuple[Edit, ...]
    ) -> str:
        lines = [self._moved(edits)] if self.current != self.project.current else []
        if outcome.question is not None:  # The choices stand last.
            lines, self.sentences = [*lines, *self.sentences], []
        problems = outcome.refusals or outcome.residues or outcome.impossible
        if outcome.notes or problems or outcome.question or outcome.done:
            lines.append(reply(outcome, context))
        elif not edits and not self.reading.nicknames:
            answered = self.view.question is not None and self.reading.exact
            unchanged = self.words.say("replies.unchanged")
            lines.append(unchanged if answered else puzzled(context))
        return "\n".join(line for line in [*lines, *self.sentences] if line)

    def _moved(self, edits: tuple[Edit, ...]) -> str:
        last = [one for one in edits if isinstance(one, Undo | Redo)][-1]
        return moved(self.project, self.current, last, self.words, self.view)


def _shapes(edit: Edit) -> bool:
    """Whether an edit may change the timeline."""
    return edit.STAGE is not Stage.NONE or edit.do in (
        "undo_edit", "start_over", "options",
    )  # fmt: skip
