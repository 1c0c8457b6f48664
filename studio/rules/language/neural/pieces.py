"""Text as the pieces that the sentence encoder knows, by a unigram model (Kudo, 2018)."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SPACE = "\u2581"
"""Stands for a space in the pieces."""
_UNKNOWN_COST = 10.0
"""How much worse than the rarest piece a character is that no piece has."""
FIRST, PADDING, LAST, UNKNOWN = range(4)
"""The numbers of the pieces without letters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece by its number, and where its letters stand in the text."""

    number: int
    start: int
    end: int


class Pieces:
    """The pieces by their numbers, with the logarithms of their probabilities."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._known = {
            piece: (number, scores[number])
            for number, piece in enumerate(pieces)
            if number > UNKNOWN
        }
        self._longest = max(map(len, pieces))
        self._unknown = min(scores) - _UNKNOWN_COST

    def split(self, text: str) -> list[Piece]:
        """The likeliest pieces of a text, found by dynamic programming (Viterbi)."""
        letters = list(_letters(text))
        joined = "".join(letter for letter, _ in letters)
        vocabulary, longest = self._known, self._longest
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(joined) + 1):
            most, first, chosen = best[end - 1][0] + self._unknown, end - 1, UNKNOWN
            for start in range(max(0, end - longest), end):
                if piece := vocabulary.get(joined[start:end]):
                    odds = best[start][0] + piece[1]
                    if odds >= most:
                        most, first, chosen = odds, start, piece[0]
            best.append((most, first, chosen))
        pieces: list[Piece] = []
        end = len(joined)
        while end:
            _, start, number = best[end]
            places = [at for letter, at in letters[start:end] if letter != _SPACE]
            if places:
                pieces.append(Piece(number, places[0], places[-1] + 1))
            else:
                pieces.append(Piece(number, 0, 0))
            end = start
        return pieces[::-1]


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters of a text in their plain forms, each with its place in it.

    Spaces are single, and one stands before the first word.
    """
    before = _SPACE
    yield _SPACE, 0
    for place, written in enumerate(text):
        for letter in unicodedata.normalize("NFKC", written):
            plain = _SPACE if letter.isspace() else letter
            if plain != before or plain != _SPACE:
                yield plain, place
            before = plain
