"""Measure the reading of requests: shares of right readings by kind and language, milliseconds.

Run ``python -m bench.editor.reading`` in the project's root. ``EXACT`` is the expected edits
and nothing else, ``told`` a residue or a question without a wrong edit, ``wrong`` an
edit that nobody asked for or a wish lost without a word.
"""

import time

from studio.rules.language.reader import by_rules, read
from tests.corpus.cases import EVERYDAY, REQUESTS, UNREAD, kept_back, load_cases
from tests.corpus.evaluate import encoded_ahead, evaluate, report
from tests.corpus.views import load_views


def main() -> None:
    for path in (REQUESTS, *UNREAD, *sorted(EVERYDAY.glob("*.jsonl"))):
        results = evaluate(read, encoded_ahead(load_cases(path)))
        print(f"\n{path.stem}\n{report(results)}")
    results = evaluate(read, encoded_ahead(kept_back()))
    print(f"\nkept back from training\n{report(results)}")
    alone = report(evaluate(by_rules, kept_back()))
    print(f"\nthe same, by the constructions alone\n{alone}")
    print(f"\nreading: {_times()}")


def _times() -> str:
    """The median and the worst time of the corpus' single requests."""
    views = load_views()
    times = []
    for case in load_cases(REQUESTS):
        for turn in case.turns:
            start = time.perf_counter()
            read(turn.text, views[case.view])
            times.append((time.perf_counter() - start) * 1000)
    times.sort()
    half, most = times[len(times) // 2], times[len(times) * 99 // 100]
    return f"median {half:.1f} ms, 99 % under {most:.1f} ms, worst {times[-1]:.1f} ms"


if __name__ == "__main__":
    main()
