"""Two requests that are joined into one message keep their words and their values."""

from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise

from hypothesis import given, strategies as st

from studio.rules.language.neural.sentence_encoder import bundled_encoder
from studio.rules.language.neural.symbols import ASKED, TOLD, Symbol
from tests.corpus.cases import REQUESTS
from train.parser.examples import examples
from train.parser.requests import FeatureRows, Phrase, Request, Requests, join


@cache
def requests() -> Sequence[Request]:
    """A part of the corpus."""
    return Requests(list(islice(examples(REQUESTS), 60)), bundled_encoder()).all


def pointed(
    symbols: Sequence[Symbol], words: Sequence[FeatureRows]
) -> list[tuple[Symbol, FeatureRows]]:
    """What each place is for, and the word there."""
    pairs = pairwise(symbols)
    return [(one, words[place]) for one, place in pairs if isinstance(place, int)]


def meant(
    phrases: Sequence[Phrase], words: Sequence[FeatureRows], pieces: Sequence[int]
) -> list[tuple[FeatureRows, list[int]]]:
    """The word and the pieces of each phrase."""
    return [
        (words[one.place], [pieces[piece] for piece in one.pieces]) for one in phrases
    ]


def words_alone(symbols: Sequence[Symbol]) -> list[Symbol]:
    flags = (TOLD, ASKED)
    return [one for one in symbols if isinstance(one, str) and one not in flags]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.booleans())
def test_joined_requests_point_at_the_same_words(
    first: int, second: int, aided: bool
) -> None:
    pairs = [
        (request, sequences[0])
        for request in requests()
        if (sequences := request.right if aided else request.unaided)
    ]
    one, before = pairs[first % len(pairs)]
    other, after = pairs[second % len(pairs)]
    pair = join((one, before), (other, after), [], aided=aided)
    if any(isinstance(place, int) and place <= other.start for place in after):
        assert pair is None
        return
    assert pair is not None
    assert meant(pair.phrases, pair.words, pair.pieces) == [
        *meant(one.phrases, one.words, one.pieces),
        *meant(other.phrases, other.words, other.pieces),
    ]
    expected = [*pointed(before, one.words), *pointed(after, other.words)]
    assert pointed(pair.symbols, pair.words) == expected
    assert words_alone(pair.symbols) == [*words_alone(before), *words_alone(after)]


def test_phrases_are_made_of_pieces_of_their_text() -> None:
    for request in requests():
        places = [phrase.place for phrase in request.phrases]
        assert places == list(range(request.start + 1, request.read))
        inner = range(1, len(request.pieces) - 1)
        assert all(piece in inner for one in request.phrases for piece in one.pieces)
