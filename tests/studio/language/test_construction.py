"""Patterns: what a clause must hold, may hold, and what stays unread."""

import pytest

from studio.model.edits.picture import SetLook
from studio.model.edits.record import WHOLE, OfClips
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.matcher import match_pattern
from studio.rules.language.constructions.pattern import pattern
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Context
from tests.corpus.views import load_views

DOG = AssetId("dog")
VIEW = load_views()["cut30"]


def word(*concepts: str, **values: object) -> Token:
    return Token(0, 0, frozenset(concepts) | frozenset(values), values)


def clause(*tokens: Token) -> Clause:
    return Clause(tokens, Context(VIEW))


def match(text: str, *tokens: Token) -> Match | None:
    return match_pattern(clause(*tokens), pattern(text), SetLook)


def test_a_required_word_must_be_there() -> None:
    assert match("look.* percent?", word("percent")) is None
    assert match("look.* percent?", word("look.vintage")) is not None


def test_an_alternative_is_enough() -> None:
    assert match("a|b", word("b")) is not None
    assert match("a|b", word("c")) is None


def test_a_word_must_have_both_concepts() -> None:
    assert match("adj.bright&compared", word("adj.bright")) is None
    assert match("adj.bright&compared", word("adj.bright", "compared")) is not None


def test_a_word_with_an_excluded_concept_does_not_fit() -> None:
    assert match("adj.warm!look.warm", word("adj.warm", "look.warm")) is None
    assert match("adj.warm!look.warm", word("adj.warm")) is not None


def test_a_group_stands_for_its_alternatives() -> None:
    assert match("$remove", word("off")) is not None


def test_what_the_pattern_does_not_list_stays_unread() -> None:
    held = clause(word("look.vintage"), word("title"))
    assert match_pattern(held, pattern("look.*"), SetLook) is not None
    assert [token.has("title") for token in held.unread()] == [True]


def test_an_optional_place_reads_every_word_but_one_value() -> None:
    held = clause(
        word("look.x"), word("all"), word("all"), word(percent=1), word(percent=2)
    )
    values = match_pattern(held, pattern("look.* all? percent?"), SetLook)
    assert values is not None
    assert values["percent"] == 1
    assert [token.value("percent") for token in held.unread()] == [2]


def test_the_name_behind_a_prefix_is_given() -> None:
    values = match("look.*", word("adj.warm", "look.warm"))
    assert values is not None
    assert values.name("look") == "warm"


def test_the_scope_is_read_only_where_the_pattern_asks() -> None:
    tokens = word("look.x"), word(clips=ClipRef((DOG,)))
    values, without = match("look.* @scope", *tokens), match("look.*", *tokens)
    assert values is not None
    assert values.scope == OfClips(assets=(DOG,))
    assert without is not None
    assert without.scope == WHOLE


def test_seconds_are_a_duration_or_a_time() -> None:
    for kind in ("duration", "time"):
        held = clause(word(**{kind: 30}))
        values = match_pattern(held, pattern("duration|time"), SetLength)
        assert values is not None
        assert values.seconds == 30.0


@pytest.mark.parametrize("text", ["", "a?", "@scope", "a? b?"])
def test_a_pattern_must_require_something(text: str) -> None:
    with pytest.raises(ValueError, match="requires"):
        pattern(text)


def test_two_words_side_by_side_turn_no_other_word() -> None:
    quick, slow = word("adj.fast"), word("adj.slow")
    text = "adj.slow~excess adj.fast?"
    assert match(text, quick, word("excess"), slow) is not None
    assert match(text, word("excess"), quick, slow) is None
    assert match(text, word("excess"), word("comma"), slow) is None


def test_the_rest_reads_all_but_values_that_it_cannot_own() -> None:
    held = clause(word("q.why"), word("verb.trim"), word(quote="Hello"))
    assert match_pattern(held, pattern("q.why @rest"), SetLook) is not None
    assert [token.has("quote") for token in held.unread()] == [True]
    assert held.cost > 0
