"""Match a short answer with the choices of an open question."""

import unicodedata

from studio.model.edits.record import Edit
from studio.model.reading import Question

_SIGNS = " \t\n.,!?。，！？、：:;；\"'“”‘’「」()（）#"


def resolve(text: str, question: Question) -> tuple[Edit, ...] | None:
    """The edits of the choice whose label or number was typed or pressed; else None."""
    answer = _plain(text)
    if not answer:
        return None
    for number, choice in enumerate(question.choices, 1):
        counts = answer == str(number) and not question.aside
        if answer == _plain(choice.label) or counts:
            return choice.edits
    return None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.strip(_SIGNS).split())
