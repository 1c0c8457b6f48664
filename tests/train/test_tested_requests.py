"""The edits of a reading are written as symbols and come back."""

import pytest

from studio.rules.language.neural.choice.agreement import same_edits
from studio.rules.language.neural.source import READ, source
from studio.rules.language.neural.symbols import decoded, symbols_of
from studio.rules.language.reader import by_rules, phrases_of
from tests.corpus.views import load_views
from train.parser.requests_in_tests import stated


@pytest.mark.parametrize(
    "text",
    [
        "0:10 to 0:15 is boring, speed that part up",
        "black and white on the dog, then 9:16",
        "音乐小声一点，结尾写“再见”",
        "a flash on every drop",
    ],
)
def test_what_is_said_of_an_edit_is_all_of_it(text: str) -> None:
    view = load_views()["cut30"]
    reading = by_rules(text, view)
    folded, phrases = phrases_of(text, view)
    words = source(text, folded, phrases, view, reading)
    bare = words[: words.index(READ) + 1]
    symbols = symbols_of([stated(edit) for edit in reading.edits], bare)
    assert reading.edits
    assert same_edits(decoded(symbols, bare).edits, reading.edits)
