"""Compare what was read with what is expected.

The notation of expected edits is described in ``README.md`` beside this file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from studio.model.edits.record import Edit
from studio.model.reading import ProjectView, Reading
from tests.corpus.canonical import canonical, split, unique
from tests.corpus.patterns import Pattern, complete, dump, fits, witness

_POLITE = frozenset({"thanks", "greeting"})


class Verdict(IntEnum):
    """How a reading compares, the best last.

    ``WRONG``: an edit that was not asked for, or a wish lost without a word.
    ``RESIDUE_TOLD``: not exact, but nothing is wrong and the rest was told or asked.
    """

    WRONG = 0
    RESIDUE_TOLD = 1
    EXACT = 2


@dataclass(frozen=True, slots=True)
class Expectation:
    """One right reading of a request.

    ``edits`` are patterns in any order, ``may`` are edits that may come with them.
    ``residue`` and ``question`` tell whether one is expected; None allows both.
    """

    edits: tuple[Pattern, ...] = ()
    may: tuple[Pattern, ...] = ()
    residue: bool | None = False
    question: bool | None = False

    @classmethod
    def from_json(cls, data: Pattern) -> Self:
        """Raises ``TypeError`` for a field that does not exist."""
        lists = {key: tuple(data.get(key, ())) for key in ("edits", "may")}
        return cls(**{**data, **lists})

    def witnesses(self) -> tuple[Edit, ...]:
        """Edits that fit the patterns. Raises ``ValidationError`` where none does."""
        return tuple(witness(edit) for edit in self.edits)


def verdict(
    reading: Reading,
    expect: Expectation | Sequence[Expectation],
    view: ProjectView | None = None,
) -> Verdict:
    """How ``reading`` compares with the best fitting of the expected readings.

    With ``view`` places that mean the same (shot 15 of 15 and the last shot) are equal.
    """
    expected = [expect] if isinstance(expect, Expectation) else expect
    return max(_verdict(reading, one, view or ProjectView()) for one in expected)


def _verdict(reading: Reading, expect: Expectation, view: ProjectView) -> Verdict:
    needed = [one for edit in expect.edits for one in split(complete(edit))]
    allowed = [one for edit in expect.may for one in split(complete(edit))]
    edits = unique(one for edit in reading.edits for one in split(dump(edit)))
    matched = _assign(needed, edits, view)
    surplus = [one for index, one in enumerate(edits) if index not in matched]
    for one in surplus:
        if not _is_polite(one) and not any(_is_met(may, one, view) for may in allowed):
            return Verdict.WRONG
    has_residue, has_question = bool(reading.residues), reading.question is not None
    if (
        len(matched) == len(needed)
        and expect.residue in {None, has_residue}
        and expect.question in {None, has_question}
    ):
        return Verdict.EXACT
    return Verdict.RESIDUE_TOLD if has_residue or has_question else Verdict.WRONG


def _assign(needed: list[Pattern], edits: list[Pattern], view: ProjectView) -> set[int]:
    """The indices of ``edits`` in a largest assignment (augmenting paths, Kuhn 1955)."""
    owner: dict[int, int] = {}

    def place(want: int, visited: set[int]) -> bool:
        for index, one in enumerate(edits):
            if index in visited or not _is_met(needed[want], one, view):
                continue
            visited.add(index)
            if index not in owner or place(owner[index], visited):
                owner[index] = want
                return True
        return False

    for want in range(len(needed)):
        place(want, set())
    return set(owner)


def _is_polite(edit: Pattern) -> bool:
    return bool(edit["do"] == "ask" and edit["topic"] in _POLITE)


def _is_met(pattern: Pattern, edit: Pattern, view: ProjectView) -> bool:
    if pattern["do"] == edit["do"] == "impossible" and not pattern["words"]:
        edit = {**edit, "words": ""}
    if fits(pattern, edit):
        return True
    return fits(canonical(pattern, view), canonical(edit, view))
