"""Every example in the catalogue is read to the edit that it stands for."""

from functools import cache

import pytest

from core.rules.text.wording import examples as suggested
from studio.model.edits.registry import json_schema, kinds
from studio.model.reading import Reading
from studio.rules.language.catalogue.examples import examples
from studio.rules.language.reader import read
from studio.words.catalogue import languages
from tests.corpus.views import load_views

DRESSED = load_views()["dressed"]
CASES = [
    (example.do, language, sentence)
    for example in examples()
    for language, sentence in example.sentences.items()
]


@cache
def reading_of(sentence: str) -> Reading:
    """Sentences of the catalogue are suggested, too."""
    return read(sentence, DRESSED)


@pytest.mark.parametrize(("do", "language", "sentence"), CASES)
def test_an_example_is_read_to_its_edit(do: str, language: str, sentence: str) -> None:
    reading = reading_of(sentence)
    assert [edit.do for edit in reading.edits] == [do]
    assert reading.residues == ()
    assert reading.question is None


def test_every_edit_has_an_example_in_every_language() -> None:
    kinds = set(json_schema()["discriminator"]["mapping"]) - {"impossible"}
    in_languages = {example.do: set(example.sentences) for example in examples()}
    assert in_languages == {kind: set(languages()) for kind in kinds}


@pytest.mark.parametrize("language", languages())
def test_no_suggested_request_is_always_refused(language: str) -> None:
    read_as = {
        edit.do for text in suggested(language) for edit in reading_of(text).edits
    }
    refused = {do for do, kind in kinds().items() if kind.ALWAYS_REFUSED}
    assert refused == {"speech_captions"}
    assert read_as == set(kinds()) - refused - {"impossible"}
