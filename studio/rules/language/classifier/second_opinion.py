"""Ask before edits that the words of a request make unlikely, or that unread words may change.

Two questions, each with "yes" and "no" as its choices:

- *doubt*: what was read in full, or beside words that were left over, is unlikely;
- *offer*: words were left over, and what can be read without them is likely.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.model.edits.record import Edit
from studio.model.reading import Choice, Question, Reading
from studio.rules.language.classifier.features import whole_and_pieces
from studio.rules.language.classifier.model import TALK, Model, bundled
from studio.rules.language.entities.token import Token

DOUBT, OFFER = "doubt", "offer"
_UNLIKELY = -4.0
"""Log-odds, half of what is usual for the kind taken off, below which an edit is asked."""
_UNLIKELY_BESIDE = -2.0
"""The same where words were left over: grammar is less sure of what it read beside them."""
_LIKELY = -1.0
"""Log-odds from which every edit of an offer must be …"""
_ELSE = 0.0
"""… while no other kind of edit may be as likely as this."""
_FEWEST = 5
"""Phrases of a message below which grammar is surer than the words alone."""
_BESIDE = frozenset({TALK, "ask", "export", "sync", "use_music"})
"""What may come with any request without being missed."""
_UNLEARNED = frozenset({"ask", "impossible"})


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the words of a request make likely: log-odds for each kind of edit."""

    odds: Mapping[str, float]
    prior: Mapping[str, float]
    phrases: int

    def is_unlikely(self, edit: Edit, *, beside: bool) -> bool:
        """Whether so few requests in such words ask for this kind that it must be asked.

        ``beside`` tells that the grammar left words over.
        """
        if self.phrases < _FEWEST or edit.do in _UNLEARNED or edit.do not in self.odds:
            return False
        least = _UNLIKELY_BESIDE if beside else _UNLIKELY
        return self.odds[edit.do] - self.prior[edit.do] / 2 < least

    def allows(self, edits: Iterable[Edit]) -> bool:
        """Whether the words may ask for all of these kinds of edits."""
        kinds = {edit.do for edit in edits} - _UNLEARNED
        return bool(kinds) and all(
            self.odds.get(kind, _UNLIKELY) > _LIKELY for kind in kinds
        )

    def confirms(self, edits: Sequence[Edit]) -> bool:
        """Whether the words ask for these kinds of edits and for no other."""
        others = set(self.odds) - {edit.do for edit in edits} - _BESIDE
        return self.allows(edits) and all(self.odds[kind] < _ELSE for kind in others)


def opinion(folded: str, words: Sequence[Token], model: Model | None = None) -> Opinion:
    """What a text with these phrases asks for, as a whole or in one of its pieces."""
    model = model or bundled()
    texts = [model.odds(piece) for piece in whole_and_pieces(folded, words)]
    best = {kind: max(odds[kind] for odds in texts) for kind in model.kinds}
    return Opinion(best, model.priors(), len(words))


def with_doubts(reading: Reading, seen: Opinion) -> Reading:
    """A reading without a question, with its unlikely edits in one."""
    beside = bool(reading.residues)
    doubted = tuple(e for e in reading.edits if seen.is_unlikely(e, beside=beside))
    if not doubted:
        return reading
    edits = tuple(edit for edit in reading.edits if edit not in doubted)
    return replace(reading, edits=edits, question=_ask(DOUBT, doubted), exact=False)


def offer_rest(
    strict: Reading, relaxed: Reading, seen: Opinion, skipped: str
) -> Reading | None:
    """What can be read without the words ``skipped``, as a question; None if it is doubtful.

    ``strict`` is the reading that left something over; what it does is done.
    """
    rest = tuple(edit for edit in relaxed.edits if edit not in strict.edits)
    complete = not relaxed.residues and relaxed.question is None
    if any(residue.reason != "unknown" for residue in strict.residues):
        return None
    if not complete or not rest or not set(strict.edits) <= set(relaxed.edits):
        return None
    if not seen.confirms(relaxed.edits):
        return None
    offer = _ask(OFFER, rest, words=skipped)
    return Reading(strict.edits, question=offer, exact=False)


def _ask(key: str, edits: tuple[Edit, ...], **facts: str) -> Question:
    """Ask whether these edits should be made."""
    choices = (Choice("", edits), Choice("", ()))
    return Question(key, tuple(facts.items()), choices)
