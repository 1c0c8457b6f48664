"""Say which languages are read, in place of what was read of a request in another one."""

import re

from common.text.quoted_words import without_quoted_words
from studio.model.edits.control import Ask, Impossible
from studio.model.edits.record import Edit
from studio.model.reading import Choice, ProjectView, Question, Reading, Residue
from studio.rules.language.foreign.detect import read_languages

_DOUBT = "doubt"
_READ_LETTERS = re.compile("[A-Za-z\u3400-\u9fff]")


def refuse_foreign(reading: Reading, text: str, view: ProjectView) -> Reading:
    """Nothing is changed: a guess that left no word over is asked about, if there is a video.

    Answers and thanks change nothing, so they stay.
    """
    edits = reading.edits
    if edits and all(isinstance(edit, Ask) for edit in edits):
        return reading
    refusal = Residue(text, reason="foreign", detail=" · ".join(read_languages()))
    guessed = (
        view.duration > 0
        and bool(edits)
        and not reading.residues
        and reading.question is None
    )
    asked = None
    if guessed and not any(_is_no_guess(edit, text) for edit in edits):
        asked = Question(_DOUBT, choices=(Choice("", edits), Choice("", ())))
    return Reading(residues=(refusal,), question=asked, exact=False)


def _is_no_guess(edit: Edit, text: str) -> bool:
    """Whether an edit cannot be made, or writes words of the request into the picture."""
    words = getattr(edit, "text", None)
    if not isinstance(words, str):
        return isinstance(edit, Impossible)
    return words in without_quoted_words(text) and not _READ_LETTERS.search(words)
