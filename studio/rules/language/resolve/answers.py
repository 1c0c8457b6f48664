"""Read a short message as the answer to the open question."""

import re
from collections.abc import Sequence
from dataclasses import replace

from studio.model.edits.control import SOCIAL, Ask, Impossible
from studio.model.edits.limits import LONGEST_TEXT, MOST_CAPTION_LINES
from studio.model.edits.overlay import (
    LOOK_OF_WORDS,
    AddCaptions,
    AddTitle,
    ChangeTitle,
    SpeechCaptions,
)
from studio.model.edits.record import Edit, OfClips
from studio.model.reading import Choice, ProjectView, Question, Reading, TitleView
from studio.rules.language.constructions.words.lengths import too_long
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.resolve.choices import find_choice

_SMALL = frozenset("a an the of to in at on as is it and or no not for by".split())
"""Words of labels that name no choice."""
_LISTED = re.compile(r"\s*(?:,\s*(?:and\s+)?|;|\n|\band\b)\s*", re.IGNORECASE)
_ON_CLIP = re.compile(r"[\"“]?([^\"“”]+?)[\"”]? (?:on|over|for) (.+)", re.IGNORECASE)
_LINES = re.compile(r"(?:in |on )?(?:two|2|three|3) lines?\s*[:,-]\s*", re.IGNORECASE)
_STYLE = frozenset({*LOOK_OF_WORDS, "size"})
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?]) ")


def is_order(reading: Reading) -> bool:
    """Whether a message reads exactly as a request of its own; thanks are none."""
    return (
        reading.exact
        and not reading.residues
        and any(
            not isinstance(edit, Impossible)
            and not (isinstance(edit, Ask) and edit.topic in SOCIAL)
            for edit in reading.edits
        )
    )


def read_words(
    raw: str, tokens: list[Token], question: Question, styles: Reading
) -> Reading | None:
    """What answers a question about words, and would be read as another wish.

    ``styles`` is the message read as one about a title. Where it only says how the words
    are to look, they are asked for again; one word alone ("Gold") is what they say.
    """
    content = [token for token in tokens if not token.has("filler", "stop")]
    if all(token.has("quote") for token in content):
        return read_answer(raw, tokens, question)
    changes = [edit for edit in styles.edits if isinstance(edit, ChangeTitle)]
    style = {
        name: getattr(edit, name)
        for edit in changes
        for name in edit.model_fields_set - {"do", "which"}
        if getattr(edit, name) is not None
    }
    plain = len(changes) == len(styles.edits) and style.keys() <= _STYLE
    if not style or not plain or not is_order(styles):
        return None
    named = any(token.has("context") for token in content)  # "White Christmas"
    if named or (len(content) == 1 and not content[0].has("compared")):
        return read_answer(raw, tokens, question)
    pending = question.pending
    if isinstance(pending, AddTitle):
        pending = pending.model_copy(update=style)
    return Reading(question=replace(question, pending=pending))


def with_title(view: ProjectView) -> ProjectView:
    """The project as it is once it has the title that is asked about."""
    title = TitleView(1, "…", 0.0, 1.0)
    return replace(view, titles=(title,), last_edits=(AddTitle(text="…"),))


def titles_on_clips(raw: str) -> str:
    """The wish that a list of words for clips stands for; "" where it is no such list.

    "Paris on clip 1, Rome on clip 2" are two titles and not the words of one.
    """
    pieces = [_ON_CLIP.fullmatch(piece) for piece in _LISTED.split(raw.strip(" .!"))]
    if len(pieces) < 2 or not all(pieces):
        return ""
    return "put " + ", ".join(f'"{one[1]}" on {one[2]}' for one in pieces if one)


def with_own_style(
    edits: Sequence[Edit], pending: Edit | None, count: int
) -> tuple[Edit, ...]:
    """So many titles on clips in the style of the pending one; () where others are read."""
    titles = [
        edit
        for edit in edits
        if isinstance(edit, AddTitle) and isinstance(edit.scope, OfClips)
    ]
    if {len(titles), len(edits)} != {count} or not isinstance(pending, AddTitle):
        return ()
    style = {name: getattr(pending, name) for name in _STYLE}
    return tuple(title.model_copy(update=style) for title in titles)


def named_choice(raw: str, tokens: list[Token], question: Question) -> Choice | None:
    """The choice that the message names or numbers and says nothing else."""
    text = fold(raw).strip(" .!?\"'")
    for choice in question.choices:
        label = fold(choice.label)
        if text == label or text == label.rsplit(".", 1)[0]:
            return choice
    return find_choice(tokens, question)


def read_answer(raw: str, tokens: list[Token], question: Question) -> Reading | None:
    """What the answer stands for; None when the message is no answer.

    Where something else was said since, only words in quotes are one.
    """
    quoted = any(token.has("quote") for token in tokens)
    if not raw.strip() or (question.aside and (question.choices or not quoted)):
        return None
    if question.choices:
        choice = _named(raw, question)
        return Reading(choice.edits) if choice else None
    if question.pending is not None:
        return _free(raw, tokens, question)
    return None


def _named(raw: str, question: Question) -> Choice | None:
    """The choice whose label is among the words."""
    text = fold(raw).strip(" .!?\"'")
    named = [c for c in question.choices if fold(c.label).rsplit(".", 1)[0] in text]
    return named[0] if len(named) == 1 else _by_part(text, question)


def _by_part(text: str, question: Question) -> Choice | None:
    words = {word.removesuffix("'s") for word in text.replace("’", "'").split()}
    named = words - _SMALL
    fits = [
        c
        for c in question.choices
        if named & set(fold(c.label).replace("_", " ").replace(".", " ").split())
    ]
    return fits[0] if len(fits) == 1 and len(words) <= 4 else None


def _free(raw: str, tokens: list[Token], question: Question) -> Reading | None:
    pending = question.pending
    if isinstance(pending, SpeechCaptions):
        return _captions(raw, tokens, pending)
    if pending is None or not hasattr(pending, "text"):
        return None
    quotes = [t.value("quote") for t in tokens if t.has("quote")]
    if _is_declined(tokens):
        return Reading()
    text = quotes[0] if quotes else _in_lines(raw.strip())
    if trouble := too_long(text, pending.do, text):
        return Reading(residues=(trouble,), question=question)
    return Reading((pending.model_copy(update={"text": text}),))


def _in_lines(text: str) -> str:
    """Reads "two lines: Our trip / Summer": a line of the words each."""
    announced = _LINES.match(text)
    parts = (
        [part.strip() for part in text[announced.end() :].split("/")]
        if announced
        else []
    )
    return "\n".join(parts) if len(parts) > 1 and all(parts) else text


def _is_declined(tokens: Sequence[Token]) -> bool:
    """Whether the message says no and nothing else."""
    return any(t.has("no", "not") for t in tokens) and all(
        t.has("no", "not", "filler", "stop") for t in tokens
    )


def _captions(
    raw: str, tokens: Sequence[Token], pending: SpeechCaptions
) -> Reading | None:
    """Pasted words as captions in the style asked for: a line each, else a sentence."""
    if _is_declined(tokens):
        return Reading()
    lines = [line.strip() for line in raw.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = [one.strip() for one in _SENTENCE_END.split(lines[0]) if one.strip()]
    shown = tuple(line[:LONGEST_TEXT] for line in lines[:MOST_CAPTION_LINES])
    style = pending.model_dump(exclude={"do"})
    return Reading((AddCaptions(lines=shown, **style),))
