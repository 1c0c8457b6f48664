"""Weigh what the network reads against what the constructions read.

The one that is likelier right is made, unless a wrong edit is so likely that it is
better to ask.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from studio.model.edits.control import Impossible
from studio.model.edits.record import Edit
from studio.model.reading import Choice, ProjectView, Question, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.agreement import same_edits
from studio.rules.language.neural.choice import (
    Candidate,
    Candidates,
    Judge,
    bundled_judge,
)
from studio.rules.language.neural.source import READ, Word, source
from studio.rules.language.neural.symbols import Hypothesis, decoded
from studio.rules.language.resolve.check import fault

if TYPE_CHECKING:
    from studio.rules.language.neural.network import Network
    from studio.rules.language.neural.sentence_encoder import SentenceEncoder

DOUBT = "doubt"
_WRONG = 3.0
"""How many right readings a wrong one outweighs; a question or a residue counts nothing.
The estimates come from requests like those that the network learned from: others are harder."""
_WORTH = 0.3
"""What the network's reading must be expected to be worth to be made …"""
_SURE = 0.5
"""… where words are in no lexicon …"""
_NEVER = 1.0
"""… and where a refusal or a correction may turn it round: it is only asked."""
_REJECTED, _AIDED, _UNAIDED = 0.05, 0.5, 0.3
"""What was read in full gives way where the network, which sees it, finds it no likelier
than this, and something else as likely as this with it and without it."""
_OPEN = frozenset({DOUBT, "offer"})
"""Questions that a likely reading answers …"""
_HARD = frozenset({"contradiction", "which_clip"})
"""… and those that it must answer with the question before it."""
_FILES = ("clip", "clips", "other", "songs", "image", "source", "cube", "assets")
"""Fields that name files of the project."""
_THREADS = "OPENBLAS_NUM_THREADS"
_LONGEST = 80
"""Phrases of a message that the network still reads."""


def with_network(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> Reading:
    """What the constructions read, confirmed, completed or doubted by the network."""
    if _is_settled(reading):
        return reading
    return weighed(reading, candidates_of(reading, raw, folded, phrases, view))


def candidates_of(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> Candidates:
    """What the network reads; nothing of an endless message."""
    if not 0 < len(phrases) <= _LONGEST:
        return Candidates(())
    words = source(raw, folded, phrases, view, reading)
    network, encoder = _networks()
    vectors = encoder.vectors(folded, [(one.start, one.end) for one in phrases])
    bare = words[: words.index(READ) + 1]
    found = [
        *(_candidate(one, raw, words) for one in network.best(words, vectors)),
        *(_unaided(one, raw, bare) for one in network.best(bare, vectors)),
    ]
    fitting = [one for one in found if one is not None and fits(one, view)]
    return Candidates.of(fitting, phrases)


def fits(candidate: Candidate, view: ProjectView) -> bool:
    """Whether all files, places and values of the edits are there in the project."""
    known = {clip.id for clip in view.clips}
    return all(
        _files(edit) <= known and fault(edit, view, "") is None
        for edit in candidate.edits
    )


def _files(edit: Edit) -> set[str]:
    """The files that an edit names; the network may know some of other projects."""
    fields = {**edit.model_dump(), **edit.scope.model_dump()}
    named = (fields.get(name) or () for name in _FILES)
    return {
        one for name in named for one in ((name,) if isinstance(name, str) else name)
    }


@cache
def _networks() -> "tuple[Network, SentenceEncoder]":
    """The networks, with numpy on one thread: its matrices are too small to be shared.

    Only a request needs numpy, not the start. OpenBLAS looks at its setting when it is
    loaded; processes that are started later must not inherit it.
    """
    given = os.environ.get(_THREADS)
    os.environ[_THREADS] = given or "1"
    try:
        from studio.rules.language.neural import network, sentence_encoder  # noqa: PLC0415
    finally:
        if given is None:
            del os.environ[_THREADS]
    return network.bundled(), sentence_encoder.bundled_encoder()


def _candidate(
    hypothesis: Hypothesis, raw: str, words: Sequence[Word]
) -> Candidate | None:
    """A reading that can be carried out; None where it is none."""
    try:
        result = decoded(hypothesis.symbols, words)
    except ValueError:
        return None
    if any(edit.scope.of not in {"whole", *edit.SCOPES} for edit in result.edits):
        return None
    edits = tuple(
        edit.model_copy(update={"words": raw}) if isinstance(edit, Impossible) else edit
        for edit in result.edits
    )
    complete = not (result.residue or result.question)
    return Candidate(edits, exp(hypothesis.score), complete=complete)


def _unaided(
    hypothesis: Hypothesis, raw: str, words: Sequence[Word]
) -> Candidate | None:
    """The same for words without what the constructions read."""
    one = _candidate(hypothesis, raw, words)
    return one and replace(one, aided=0.0, unaided=one.aided)


def weighed(
    reading: Reading, candidates: Candidates, judge: Judge | None = None
) -> Reading:
    """The reading that is expected to be of most use.

    The network's best candidate is made, or asked, in place of what the constructions
    read. Where both read the same, the rest of the words is dropped.
    """
    if not candidates.readings or _is_settled(reading):
        return reading
    best = candidates.readings[0]
    if not (reading.residues or reading.question):
        return (
            Reading(best.edits, exact=False)
            if _rejects(reading, candidates)
            else reading
        )
    key = reading.question.key if reading.question else ""
    if key in _HARD and best.aided < _AIDED:
        return reading
    own, other = (judge or bundled_judge()).estimates(reading, candidates)
    use, use_of_best = own.use(_WRONG), other.use(_WRONG)
    offered = reading.question.choices[:1] if reading.question else ()
    asked = (edit for choice in offered for edit in choice.edits)
    agreed = same_edits((*reading.edits, *asked), best.edits)
    if agreed and candidates.unknown:
        return reading  # Words that nobody knows are told even if they change nothing.
    if best.edits and best.complete and use_of_best > max(use, _least(candidates)):
        return Reading(best.edits, exact=False)
    if agreed or use >= 0 or not best.edits or reading.question:
        return reading
    return _offered(reading, best)


def _rejects(reading: Reading, candidates: Candidates) -> bool:
    """Whether the network is sure that what was read in full is something else.

    It must not only leave wishes out, and it cannot write stretches on a clip's own clock.
    """
    best = candidates.readings[0]
    own = (c.aided for c in candidates.readings if same_edits(reading.edits, c.edits))
    likely = best.aided >= _AIDED and best.unaided >= _UNAIDED and sum(own) <= _REJECTED
    return (
        likely
        and best.complete
        and not all(_holds(reading.edits, edit) for edit in best.edits)
        and not any(edit.scope.of == "source" for edit in reading.edits)
    )


def _least(candidates: Candidates) -> float:
    if candidates.turned:
        return _NEVER
    return _SURE if candidates.unknown else _WORTH


def _is_settled(reading: Reading) -> bool:
    """Whether something was understood that must be asked, or is impossible."""
    if reading.question is not None and reading.question.key not in _OPEN | _HARD:
        return True
    return any(residue.reason != "unknown" for residue in reading.residues)


def _offered(reading: Reading, best: Candidate) -> Reading:
    """What both read, and the question whether to do the rest."""
    both = tuple(edit for edit in reading.edits if _holds(best.edits, edit))
    rest = tuple(edit for edit in best.edits if not _holds(both, edit))
    if not rest:
        return reading
    question = Question(DOUBT, (), (Choice("", rest), Choice("", ())))
    return Reading(both, reading.residues, question, exact=False)


def _holds(edits: Sequence[Edit], edit: Edit) -> bool:
    return any(same_edits((one,), (edit,)) for one in edits)
