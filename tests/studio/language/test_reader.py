"""The reader of requests never raises, is deterministic, and reads the corpus."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from studio.model.reading import ProjectView, Reading
from studio.rules.language.neural.second_reading import with_network
from studio.rules.language.reader import read, read_with
from tests.corpus.cases import EVERYDAY, REQUESTS, kept_back, load_cases
from tests.corpus.evaluate import encoded_ahead, evaluate
from tests.corpus.matching import Verdict
from tests.corpus.views import load_views

VIEWS = load_views()
CUT30 = VIEWS["cut30"]
WORDS = (
    'make clip 2 the last 5 seconds slower 20% 0:08 faster title "Hi" on drop and , . no '
    "wait 黑白 把 第二段 放慢 一点 最后 标题 音乐 -3 1000x first second the photo to from undo it"
).split()
TEXTS = [
    turn.text
    for name in ("chat", "visitors")
    for case in load_cases(EVERYDAY / f"{name}.jsonl")
    for turn in case.turns
]


@given(st.text(max_size=200), st.sampled_from(sorted(VIEWS)))
def test_no_text_makes_the_reader_raise(text: str, view: str) -> None:
    assert isinstance(read(text, VIEWS[view]), Reading)


@pytest.mark.long
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from(sorted(VIEWS)))
def test_nor_do_its_own_words_in_any_order(words: list[str], view: str) -> None:
    text = " ".join(words)
    assert read(text, VIEWS[view]) == read(text, VIEWS[view])


@pytest.mark.long
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.integers(0, 12))
@example("actually people asked where he went, so bring him back in", "", 12)
def test_nor_do_pieces_of_requests(first: str, second: str, words: int) -> None:
    opening, closing = first.split()[:words], second.split()[-words:]
    assert isinstance(read(" ".join((*opening, *closing)), CUT30), Reading)


@pytest.mark.long
def test_the_network_completes_what_the_rules_read_in_part() -> None:
    """Shares of requests that neither has seen; the network must help, and harm hardly."""
    cases = kept_back()[::14]
    by_rules: list[Reading] = []

    def read_both(text: str, view: ProjectView) -> Reading:
        weighed: list[Reading] = []

        def weigh(reading: Reading, *message: Any) -> Reading:
            weighed.append(reading)
            return with_network(reading, *message)

        reading = read_with(text, view, weigh)
        by_rules.append((*weighed, reading)[0])
        return reading

    both = Counter(one.verdict for one in evaluate(read_both, encoded_ahead(cases)))
    readings = iter(by_rules)
    alone = Counter(one.verdict for one in evaluate(lambda *_: next(readings), cases))
    assert both[Verdict.EXACT] > alone[Verdict.EXACT]
    assert both[Verdict.WRONG] <= alone[Verdict.WRONG] + len(cases) // 50


@pytest.mark.parametrize(
    "text", ["", "  ", "🔥🔥", "qwertz asdf", "\u202eabc", "0" * 5000]
)
def test_what_says_nothing_changes_nothing(text: str) -> None:
    assert read(text, CUT30).edits == ()


@pytest.mark.parametrize(
    ("path", "exactly", "wrongly"),
    [
        (REQUESTS, 0.95, 0.0),
        (EVERYDAY / "strangers.jsonl", 0.95, 0.0),
        (EVERYDAY / "family.jsonl", 0.93, 0.02),
        (EVERYDAY / "chat.jsonl", 0.74, 0.04),
        (EVERYDAY / "fresh.jsonl", 0.87, 0.02),
        (EVERYDAY / "zh2.jsonl", 0.87, 0.04),
        (EVERYDAY / "footage.jsonl", 0.95, 0.02),
        (EVERYDAY / "music.jsonl", 0.95, 0.0),
        (EVERYDAY / "picture.jsonl", 0.95, 0.0),
        (EVERYDAY / "words.jsonl", 0.95, 0.02),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
@pytest.mark.long
def test_the_corpus_is_read(path: Path, exactly: float, wrongly: float) -> None:
    """Shares that a change must not lower; they say nothing about other requests.

    Long sessions are read for minutes: one in two of them tells as much.
    """
    every = 2 if path.stem in {"chat", "fresh"} else 1
    results = evaluate(read, encoded_ahead(load_cases(path, every)))
    exact = sum(one.verdict is Verdict.EXACT for one in results)
    wrong = sum(one.verdict is Verdict.WRONG for one in results)
    assert exact / len(results) >= exactly
    assert wrong / len(results) <= wrongly


@pytest.mark.parametrize("words", ["lorem ipsum ", "天地玄黄", "the sun is up and "])
@pytest.mark.parametrize("count", [20, 40, 150])
def test_a_long_message_without_a_comma_is_read(words: str, count: int) -> None:
    assert read(words * count, load_views()["cut30"]).edits == ()
