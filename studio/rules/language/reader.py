"""Read a request: text in, edits, residues and a question out. Never raises.

Five stages: tag entities on the untouched text (``entities``), look words up in the
lexicon (``lexicon``), build phrases (``chunks``), cut into clauses and read each by a
construction (``constructions``), resolve references and share what was left out
(``resolve``). What the words make unlikely, or what some words hide, is asked about
(``classifier``). A network that learned from labelled requests confirms the result,
completes it or doubts it (``neural``).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from studio.model.edits.control import SOCIAL
from studio.model.edits.overlay import AddCaptions, ChangeCaptions
from studio.model.reading import ProjectView, Question, Reading, Residue
from studio.rules.language.chunks.phrases import phrases
from studio.rules.language.classifier.second_opinion import (
    Opinion,
    offer_rest,
    opinion,
    with_doubts,
)
from studio.rules.language.entities.lattice import tokens as cut_tokens
from studio.rules.language.entities.pasted import PastedCaptions, pasted_captions
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import BLOCKING, UNBLOCKED, VALUE
from studio.rules.language.foreign.detect import is_foreign
from studio.rules.language.foreign.refuse import refuse_foreign
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.conditions import with_conditions_apart
from studio.rules.language.grammar.reasons import without_reasons
from studio.rules.language.grammar.state_questions import (
    as_question,
    changes,
    complaint,
    is_state_question,
)
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.neural.choice.halves import stands_in_halves
from studio.rules.language.neural.second_reading import with_network
from studio.rules.language.resolve.answers import (
    is_order,
    named_choice,
    read_answer,
    read_words,
    titles_on_clips,
    with_own_style,
    with_title,
)
from studio.rules.language.resolve.clauses.blame import blamed
from studio.rules.language.resolve.clauses.exceptions import excepts_a_place
from studio.rules.language.resolve.neighbours.bare_numbers import which_takes
from studio.rules.language.resolve.nicknames import with_nickname
from studio.rules.language.resolve.request import Request

LONGEST = 4000
"""Most characters of a request that are read: a few sentences. Captions may be longer."""
_WORDS_ASKED = frozenset({"title_text", "card_text"})
"""Questions about words that are to be shown."""
Weigh = Callable[[Reading, str, str, Sequence[Token], ProjectView], Reading]
"""Checks a reading against the message, its folded text and its phrases."""


def read(text: str, view: ProjectView) -> Reading:
    """Read what a message asks of the project.

    What is behind ``LONGEST`` characters of it is a residue, except in pasted captions.
    """
    return read_with(text, view, with_network)


def by_rules(text: str, view: ProjectView) -> Reading:
    """Read a message without the network; the network is trained on the result."""
    return read_with(text, view, _unchanged)


def read_with(text: str, view: ProjectView, weigh: Weigh) -> Reading:
    """Read a message with another last stage than the network."""
    reading = _message(text, view, weigh)
    rest = text[LONGEST:].strip()
    if not rest or any(isinstance(e, AddCaptions) and e.lines for e in reading.edits):
        return reading
    unread = Residue(rest, reason="unread_rest", detail=str(LONGEST))
    return replace(reading, residues=(*reading.residues, unread))


def _unchanged(reading: Reading, *_: object) -> Reading:
    return reading


def _message(text: str, view: ProjectView, weigh: Weigh) -> Reading:
    raw = text[:LONGEST]
    tokens = cut_tokens(raw, view.clips)
    if view.question is not None:
        asked, free = view.question, replace(view, question=None)
        choice = named_choice(raw, tokens, asked)
        if choice is not None and not asked.aside:
            return Reading(choice.edits, answers=True)
        if answer := _shown_words(raw, tokens, asked, free):
            return replace(answer, answers=True)
        own = by_rules(raw, free)
        asks_again = own.question is not None and own.question.key in _WORDS_ASKED
        if is_order(own) or asks_again:
            return _message(text, free, weigh)
        if choice is not None:
            return Reading(choice.edits, answers=True)
        if (answer := read_answer(text, tokens, asked)) is not None:
            return replace(answer, answers=True)
        view = free if asked.aside else view
    if (pasted := pasted_captions(text, tokens)) is not None:
        return _with_captions(pasted, view, weigh)
    reading = _worded(raw, tokens, view, weigh)
    return (
        refuse_foreign(reading, raw, view) if is_foreign(raw, view.clips) else reading
    )


def _worded(raw: str, tokens: list[Token], view: ProjectView, weigh: Weigh) -> Reading:
    """The reading of a message that neither answers a question nor holds captions."""
    folded, words = phrases_of(raw, view, tokens)
    own = _by_constructions(raw, folded, words, view)
    reading = weigh(own, raw, folded, words, view)
    if reading is not own and stands_in_halves(
        own, reading, raw, words, view, lambda half: _alone(half, view)
    ):
        reading = own
    if view.duration > 0 and is_state_question(folded):
        hints = own.question is None and any(map(changes, own.edits))
        return _asking(own if hints else reading, folded, view)
    return reading


def _shown_words(
    raw: str, tokens: list[Token], asked: Question, view: ProjectView
) -> Reading | None:
    """What answers a question about words to show; None where nothing does."""
    if asked.key not in _WORDS_ASKED or asked.aside:
        return None
    if titles := titles_on_clips(raw):
        listed = by_rules(titles, view).edits
        if edits := with_own_style(listed, asked.pending, titles.count('"') // 2):
            return Reading(edits)
    return read_words(raw, tokens, asked, by_rules(raw, with_title(view)))


def _alone(half: str, view: ProjectView) -> tuple[Reading, str, Sequence[Token]]:
    """What the constructions read of a part of a message, with what they read it from."""
    folded, words = phrases_of(half, view)
    return _by_constructions(half, folded, words, view), folded, words


def _with_captions(pasted: PastedCaptions, view: ProjectView, weigh: Weigh) -> Reading:
    """Pasted captions in the style of their heading, and what is asked for before it.

    Words before it in the same line that ask for nothing belong to it: "put these
    on with captions".
    """
    before = _message(pasted.before, view, weigh) if pasted.before else Reading()
    wishes = any(getattr(edit, "topic", None) not in SOCIAL for edit in before.edits)
    if wishes or "\n" in pasted.before:
        captions = _styled(pasted.captions, pasted.heading, view)
        return replace(before, edits=(*before.edits, captions))
    heading = f"{pasted.before} {pasted.heading}"
    residues = () if before.question else before.residues
    return Reading((_styled(pasted.captions, heading, view),), residues)


def _styled(captions: AddCaptions, heading: str, view: ProjectView) -> AddCaptions:
    """The captions as the words that announce them say they look."""
    change = by_rules(heading, replace(view, has_captions=True))
    styles = [edit for edit in change.edits if isinstance(edit, ChangeCaptions)]
    style = {
        name: value
        for edit in styles
        for name in edit.model_fields_set & AddCaptions.model_fields.keys() - {"do"}
        if (value := getattr(edit, name)) is not None
    }
    return captions.model_copy(update=style)


def _asking(reading: Reading, folded: str, view: ProjectView) -> Reading:
    """The reading of a question, which changes nothing."""
    order = complaint(folded)
    hidden = reading
    if order != folded.strip().rstrip("? "):
        phrases = phrases_of(order, view)
        hidden = _by_constructions(order, *phrases, view)
    return as_question(reading, hidden)


def _by_constructions(
    raw: str, folded: str, words: Sequence[Token], view: ProjectView
) -> Reading:
    if (which := which_takes(words, folded, view)) is not None:
        return Reading(question=which)
    stretches: dict[tuple[int, int, int], Any] = {}
    reading, _ = _read(raw, folded, words, view, parsed=stretches)
    if reading.question is not None or not (reading.edits or reading.residues):
        return reading
    seen = opinion(folded, words)
    if reading.residues and (
        with_question := _with_question(
            reading, raw, folded, words, view, stretches, seen
        )
    ):
        return with_question
    return with_doubts(reading, seen)


def phrases_of(
    raw: str, view: ProjectView, tokens: list[Token] | None = None
) -> tuple[str, list[Token]]:
    """The folded text and its phrases; ``tokens`` are those of the text, if they are known."""
    folded = fold(raw)
    tokens = cut_tokens(raw, view.clips) if tokens is None else tokens
    return folded, phrases(tokens, raw, folded, view)


def _read(
    raw: str,
    folded: str,
    words: Sequence[Token],
    view: ProjectView,
    blocking: float = BLOCKING,
    parsed: dict[tuple[int, int, int], Any] | None = None,
) -> tuple[Reading, list[Token]]:
    """The reading, and the words that it leaves out where ``blocking`` allows it."""
    orders = with_conditions_apart(without_reasons(words), folded)
    concepts = frozenset(c for token in orders for c in token.concepts)
    context = Context(
        view,
        text=raw,
        folded=folded,
        concepts=concepts,
        blocking=blocking,
        blamed=blamed(orders),
    )
    context.parsed = context.parsed if parsed is None else parsed
    request = Request(context)
    return request.read(orders), request.unread.skipped


def _with_question(
    reading: Reading,
    raw: str,
    folded: str,
    words: Sequence[Token],
    view: ProjectView,
    stretches: dict[tuple[int, int, int], Any],
    seen: Opinion,
) -> Reading | None:
    """What can be read if a word names a clip, or if some words are left out."""

    def again(other: ProjectView, name: str) -> Reading:
        phrases = phrases_of(raw, other)
        return _read(raw, *phrases, other, parsed=_without(stretches, name, folded))[0]

    if with_question := with_nickname(reading, again, words, folded, view, seen.allows):
        return with_question
    for blocking in (VALUE, UNBLOCKED):
        relaxed, skipped = _read(raw, folded, words, view, blocking, stretches)
        if any(map(_turns_round, skipped)) or excepts_a_place(skipped):
            return None  # "don't start with the dog": not what it denies
        if offer := offer_rest(reading, relaxed, seen, _quoted(raw, skipped)):
            return offer
    return None


def _turns_round(token: Token) -> bool:
    """Whether an offer that passes over a word may be of what is not wanted."""
    return token.has("not", "verb.keep") and not token.has("verb.remove")


def _without(
    stretches: dict[tuple[int, int, int], Any], name: str, folded: str
) -> dict[tuple[int, int, int], Any]:
    """The stretches that were read and do not hold this name."""
    spans = [match.span() for match in re.finditer(re.escape(name), folded)]
    return {
        key: parsed
        for key, parsed in stretches.items()
        if not any(key[0] < end and start < key[1] for start, end in spans)
    }


def _quoted(raw: str, skipped: Sequence[Token]) -> str:
    """The skipped words as written; neighbours stay together, gaps become " … "."""
    out: list[tuple[int, int]] = []
    for token in sorted(skipped, key=lambda one: one.start):
        if out and not raw[out[-1][1] : token.start].strip():
            out[-1] = (out[-1][0], token.end)
        else:
            out.append((token.start, token.end))
    return " … ".join(raw[start:end] for start, end in out)
