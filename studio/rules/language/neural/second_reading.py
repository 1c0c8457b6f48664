"""Weigh what the network reads against what the constructions read in part.

The one that is likelier right is made, unless a wrong edit is so likely that it is
better to ask.
"""

import os
from collections.abc import Sequence
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from studio.model.edits.control import Impossible
from studio.model.edits.record import Edit
from studio.model.reading import Choice, ProjectView, Question, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.agreement import same_edits
from studio.rules.language.neural.choice import Candidate, Judge, bundled_judge
from studio.rules.language.neural.source import Word, source
from studio.rules.language.neural.symbols import Hypothesis, decoded
from studio.rules.language.resolve.check import fault

if TYPE_CHECKING:
    from studio.rules.language.neural.network import Network

DOUBT = "doubt"
_WRONG = 2.0
"""How many right readings a wrong one outweighs; a question or a residue counts nothing."""
_WORTH = 0.35
"""What the network's reading must be expected to be worth to be made …"""
_SURE = 0.5
"""… where words are unknown …"""
_NEVER = 1.0
"""… and where a refusal or a correction may turn it round: it is only asked."""
_REVERSED = ("correction", "no", "not")
_FILES = ("clip", "clips", "other", "songs", "image", "source", "cube", "assets")
"""Fields that name files of the project."""
_THREADS = "OPENBLAS_NUM_THREADS"
_LONGEST = 80
"""Phrases of a message that the network still reads."""
_OPEN = frozenset({"doubt", "offer", "contradiction"})
"""Questions that a likely reading answers."""


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
    candidates = candidates_of(reading, raw, folded, phrases, view)
    if any(phrase.has(*_REVERSED) for phrase in phrases):
        least = _NEVER
    else:
        least = _SURE if any(phrase.has("unknown") for phrase in phrases) else _WORTH
    return weighed(reading, candidates, least)


def candidates_of(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> list[Candidate]:
    """What the network reads, the likeliest first; nothing of an endless message."""
    if not 0 < len(phrases) <= _LONGEST:
        return []
    words = source(raw, folded, phrases, view, reading)
    candidates = (_candidate(one, raw, words) for one in _network().best(words))
    return [one for one in candidates if one is not None and fits(one, view)]


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
def _network() -> "Network":
    """The network, with numpy on one thread: its matrices are too small to be shared.

    Only a request needs numpy, not the start. OpenBLAS looks at its setting when it is
    loaded; processes that are started later must not inherit it.
    """
    given = os.environ.get(_THREADS)
    os.environ[_THREADS] = given or "1"
    try:
        from studio.rules.language.neural.network import bundled  # noqa: PLC0415
    finally:
        if given is None:
            del os.environ[_THREADS]
    return bundled()


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
    return Candidate(edits, exp(hypothesis.score), complete)


def weighed(
    reading: Reading,
    candidates: Sequence[Candidate],
    least: float = _WORTH,
    judge: Judge | None = None,
) -> Reading:
    """The reading that is expected to be of most use; ``candidates``: likeliest first.

    What the constructions read in full stands. In place of what they read in part the
    network's best candidate is made or asked. Where both read the same, the rest of the
    words is dropped. Either must be expected to be worth more than ``least``.
    """
    if not candidates or _is_settled(reading):
        return reading
    best = candidates[0]
    own, other = (judge or bundled_judge()).estimates(reading, candidates)
    use = own.right - _WRONG * own.wrong
    use_of_best = other.right - _WRONG * other.wrong
    offered = reading.question.choices[:1] if reading.question else ()
    asked = tuple(edit for choice in offered for edit in choice.edits)
    agreed = same_edits((*reading.edits, *asked), best.edits)
    if best.edits and best.complete and use_of_best > max(use, least):
        if not agreed:
            return Reading(best.edits, exact=False)
        # Words that nobody knows are told even if they change nothing.
        return reading if least > _WORTH else Reading(best.edits, exact=False)
    return reading if agreed or use >= 0 or not best.edits else _offered(reading, best)


def _is_settled(reading: Reading) -> bool:
    """Whether all was read, a question must be asked, or something is impossible."""
    if not (reading.residues or reading.question):
        return True
    if reading.question is not None:
        return reading.question.key not in _OPEN
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
