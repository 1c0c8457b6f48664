"""Read a message of two plain wishes as each of them alone.

The network learned from few messages of two wishes that have nothing to do with one
another. Where the constructions read such a message in full, and each half of it alone
comes to the same, neither is forgotten, and it is not asked what is meant. Halves that may
bear on each other ("the dog in slow motion, black and white") are not plain, nor are
complaints and denials.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from studio.model.edits.music import FadeSound
from studio.model.edits.picture import FadePicture
from studio.model.edits.record import WHOLE, Edit, Stage
from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits
from studio.rules.language.neural.choice.by_network import probability
from studio.rules.language.neural.choice.candidates import holds, is_full

_PARTING = ("and", "comma", "stop", "then")
"""Concepts of what may stand between two wishes."""
_NOT_PLAIN = (
    "unknown", "unknown_target", "not", "no", "but", "correction", "excess", "lack",
    "complaint", "copula", "finite", "tells", "except", "rest", "others", "instead_of",
    "if", "or", "there",
)  # fmt: skip
"""Concepts of words that make more, or less, of a wish than it says."""
_NAMES = ("clips", "songs", "quote")
"""What a half does not only consist of: it belongs to the other."""
_SHORT = 5
"""Phrases of a plain wish."""
_PLAIN = 0.5
"""How probable the network must find each half."""
_HAN = "\u3400"
"""The first of the Chinese characters: a space between two of them parts sentences."""


Alone = Callable[[str], tuple[Reading, str, Sequence[Token]]]
"""What the constructions read of a half, its folded text and its phrases."""


def stands_in_halves(
    own: Reading,
    weighed: Reading,
    raw: str,
    phrases: Sequence[Token],
    view: ProjectView,
    alone: Alone,
) -> bool:
    """Whether what was read stands, as both halves come to it, whatever was made of it."""
    if not is_full(own) or len(own.edits) != 2 or not _are_apart(*own.edits):
        return False
    asks = weighed.question is not None
    if not asks and not all(holds(own.edits, edit) for edit in weighed.edits):
        return False
    halves = list(_halves(raw, phrases))
    if len(halves) != 1 or any(one.has(*_NOT_PLAIN) for one in phrases):
        return False
    read = [(half, *alone(half)) for half in halves[0]]
    both = [edit for _, reading, _, _ in read for edit in reading.edits]
    return alike_edits(both, own.edits) and all(
        is_full(reading)
        and len(reading.edits) == 1
        and probability(reading, half, folded, words, view) >= _PLAIN
        for half, reading, folded, words in read
    )


def _are_apart(one: Edit, other: Edit) -> bool:
    """Whether two edits have nothing to do with one another."""
    kinds = {type(one), type(other)}
    wishes = all(edit.STAGE is not Stage.NONE for edit in (one, other))
    placed = one.scope != WHOLE or getattr(one, "moment", None) is not None
    shares = placed and other.scope == WHOLE and "clips" in other.SCOPES
    faded = bool(kinds & {FadePicture, FadeSound})
    return len(kinds) == 2 and wishes and not shares and not faded


def _halves(raw: str, phrases: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The words before and behind each place where a wish may end."""
    words = [n for n, one in enumerate(phrases) if not one.has(*_PARTING)]
    for before, behind in pairwise(words):
        end, start = phrases[before].end, phrases[behind].start
        between = phrases[before + 1 : behind]
        if between:
            end, start = between[0].start, between[-1].end
        elif not raw[end:start].isspace() or min(raw[end - 1], raw[start]) < _HAN:
            continue
        if _is_short(phrases[: before + 1]) and _is_short(phrases[behind:]):
            yield raw[:end], raw[start:]


def _is_short(half: Sequence[Token]) -> bool:
    return len(half) <= _SHORT and not all(one.has(*_NAMES) for one in half)
