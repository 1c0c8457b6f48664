"""Measure a reader of requests on the corpus.

``python -m tests.corpus.evaluate package.module:function [file.jsonl]`` prints shares
by kind and language, and the names of the cases that were not read exactly. It prints
no text, so that the held-out requests stay unseen.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from studio.model.reading import ProjectView, Reading
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.neural.sentence_encoder import KEPT, bundled_encoder
from studio.rules.language.reader import LONGEST
from tests.corpus.cases import REQUESTS, Case, load_cases
from tests.corpus.matching import Verdict, verdict
from tests.corpus.views import after, load_views

Reader = Callable[[str, ProjectView], Reading]


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one turn of a case; ``turn`` counts from 1."""

    case: Case
    turn: int
    verdict: Verdict
    reading: Reading


def evaluate(read: Reader, cases: Iterable[Case]) -> list[Result]:
    """Read every turn of every case and judge it."""
    views = load_views()
    results: list[Result] = []
    for case in cases:
        view = views[case.view]
        for number, turn in enumerate(case.turns, 1):
            reading = read(turn.text, view)
            judged = verdict(reading, turn.expect, view)
            results.append(Result(case, number, judged, reading))
            view = after(view, turn.expect[0].witnesses(), reading.question)
    return results


def encoded_ahead(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases; the texts of some are encoded at once, which makes reading them quicker."""
    some, count = list[Case](), 0
    for case in cases:
        if some and count + len(case.turns) > KEPT:
            yield from _encoded(some)
            some, count = [], 0
        some.append(case)
        count += len(case.turns)
    yield from _encoded(some)


def _encoded(cases: Sequence[Case]) -> Sequence[Case]:
    texts = {fold(turn.text[:LONGEST]) for case in cases for turn in case.turns}
    bundled_encoder().read_ahead(list(texts)[:KEPT])
    return cases


def report(results: list[Result]) -> str:
    """A table of shares: all, by language, by kind."""
    rows = [("all", results)]
    for name in ("lang", "kind"):
        for value in sorted({getattr(one.case, name) for one in results}):
            rows.append((value, [o for o in results if getattr(o.case, name) == value]))
    lines = [f"{'':<14}{'count':>6}{'exact':>8}{'told':>8}{'wrong':>8}"]
    return "\n".join(lines + [_row(name, some) for name, some in rows])


def _row(name: str, results: list[Result]) -> str:
    counts = Counter(one.verdict for one in results)
    order = (Verdict.EXACT, Verdict.RESIDUE_TOLD, Verdict.WRONG)
    shares = "".join(f"{counts[one] / len(results):>8.1%}" for one in order)
    return f"{name:<14}{len(results):>6}{shares}"


def main(reader: str, path: str = str(REQUESTS)) -> None:
    """Print the report for the reader named ``package.module:function``."""
    module, _, function = reader.partition(":")
    read: Reader = getattr(import_module(module), function)
    results = evaluate(read, load_cases(Path(path)))
    for one in results:
        if one.verdict is not Verdict.EXACT:
            print(f"{one.verdict.name:<13}{one.case.id} turn {one.turn}")
    print(report(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
