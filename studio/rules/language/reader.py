"""Read a request: text in, edits, residues and a question out. Never raises.

Five stages: tag entities on the untouched text (``entities``), look words up in the
lexicon (``lexicon``), build phrases (``chunks``), cut into clauses and read each by a
construction (``constructions``), resolve references and share what was left out
(``resolve``).
"""

from dataclasses import replace

from studio.model.reading import ProjectView, Reading
from studio.rules.language.chunks.phrases import phrases
from studio.rules.language.entities.lattice import tokens as cut_tokens
from studio.rules.language.entities.pasted import pasted
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.reasons import without_reasons
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.resolve.answers import answered, chosen, is_order
from studio.rules.language.resolve.request import Request

LONGEST = 4000
"""Characters that are read; a request is a few sentences."""


def read(text: str, view: ProjectView) -> Reading:
    """What a message asks of the project."""
    raw = text[:LONGEST]
    found = cut_tokens(raw, view.clips)
    if view.question is not None:
        if (choice := chosen(raw, found, view.question)) is not None:
            return Reading(choice.edits)
        order = read(raw, replace(view, question=None))
        if is_order(order):
            return order
        if (answer := answered(raw, found, view.question)) is not None:
            return answer
    folded = fold(raw)
    if (listed := pasted(raw, found)) is not None:
        return Reading((listed,))
    context = Context(view, text=raw, folded=folded)
    words = without_reasons(phrases(found, raw, folded, view))
    context.concepts = frozenset(c for token in words for c in token.concepts)
    return Request(context).read(words)
