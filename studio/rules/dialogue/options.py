"""Ask which of several versions to use."""

from collections.abc import Sequence

from studio.model.edits.control import Undo
from studio.model.project import Project, Version
from studio.model.reading import Choice, Question
from studio.words.catalogue import Words

WHICH_OPTION = "which_option"


def option_question(facts: Sequence[str], words: Words) -> Question:
    """Ask for one of the last versions, which differ by ``facts``.

    A choice goes to that version.
    """
    count = len(facts)
    choices = tuple(
        Choice(
            words.say("lists.option", number=number + 1),
            (Undo(version=number - count),),
            about,
        )
        for number, about in enumerate(facts)
    )
    return Question(WHICH_OPTION, (("count", str(count)),), choices)


def is_option_question(question: Question | None) -> bool:
    """Whether versions wait to be chosen; a new version ends that."""
    return question is not None and question.key == WHICH_OPTION


def offered_options(project: Project) -> Sequence[tuple[Choice, Version]]:
    """The choices and the versions that wait; none without that question."""
    question = project.dialogue.question
    if question is None or not is_option_question(question):
        return ()
    versions = project.versions[-len(question.choices) :]
    return tuple(zip(question.choices, versions, strict=False))
