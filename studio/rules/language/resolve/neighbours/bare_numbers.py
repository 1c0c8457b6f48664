"""Ask of which of the newest edits a number alone is: "45" behind "30 s, music at 40 %"."""

from collections.abc import Sequence

from studio.model.reading import ProjectView, Question
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Context, question
from studio.rules.language.resolve.adjust import with_value
from studio.rules.language.resolve.check import fault

_BESIDE = ("filler", "stop", "comma", "mark")


def which_takes(
    words: Sequence[Token], folded: str, view: ProjectView
) -> Question | None:
    """The question which of several edits gets it; None where it is plain or no number."""
    numbers = [word for word in words if word.has("number")]
    if len(numbers) != 1 or not all(w in numbers or w.has(*_BESIDE) for w in words):
        return None
    context = Context(view, folded=folded)
    revised = {
        edit: new
        for edit in view.last_edits
        if (new := with_value(edit, Clause(numbers, context))) is not None
        if fault(new, view, "") is None
    }
    plain = not revised or all(edit.do == "length" for edit in revised)
    if plain or list(revised) == list(view.last_edits[-1:]):
        return None  # it is of none, of the last, or the length of the video
    choices = [*(("", [edit]) for edit in revised.values()), ("", [])]
    return question("which_edit", choices)
