"""Ask which of several versions to use."""

from collections.abc import Sequence

from studio.model.edits.control import Undo
from studio.model.project import Project, Version
from studio.model.reading import Choice, Question
from studio.words.catalogue import Words

WHICH_OPTION = "which_option"


def option_question(count: int, words: Words) -> Question:
    """Ask for one of the last ``count`` versions; a choice goes to that version."""
    choices = tuple(
        Choice(
            words.say("lists.option", number=number + 1),
            (Undo(version=number - count),),
        )
        for number in range(count)
    )
    return Question(WHICH_OPTION, (("count", str(count)),), choices)


def is_option_question(question: Question | None) -> bool:
    """Whether versions wait to be chosen; a new version ends that."""
    return question is not None and question.key == WHICH_OPTION


def offered_options(project: Project) -> Sequence[tuple[str, Version]]:
    """The labels and the versions that wait to be chosen; none without that question."""
    question = project.dialogue.question
    if question is None or not is_option_question(question):
        return ()
    versions = project.versions[-len(question.choices) :]
    labels = [choice.label for choice in question.choices]
    return tuple(zip(labels, versions, strict=False))
