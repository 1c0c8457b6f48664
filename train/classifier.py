"""Train the classifier of kinds of edits: ``studio/data/classifier.bin``.

    python -m train.classifier fit studio/data/classifier.bin
    python -m train.classifier check       # train on all files but one, and judge that one

It learns from the requests of ``tests/corpus`` and from the messages of
``train/messages``, whose parts are marked with the kinds that they ask for. Needs
scikit-learn; the product itself does not.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from studio.model.reading import ProjectView, Reading
from studio.rules.language.classifier.features import SIZE, features
from studio.rules.language.classifier.model import SPREAD, TALK, Model, packed
from studio.rules.language.reader import phrases_of
from tests.corpus.cases import KNOWN, load_cases
from tests.corpus.evaluate import evaluate
from tests.corpus.matching import Expectation

MESSAGES = Path(__file__).parent / "messages"
LEAST = 6
"""Texts that must ask for a kind of edit before it is learned."""
STRENGTH = 40.0
"""Inverse of the regularisation."""
NOT_LEARNED = frozenset({"ask"})
JOINED = 1.0
"""Texts that are made by joining others, as a share of the texts."""
SHORT = 12
"""Phrases up to which a text is joined with others."""


@dataclass(frozen=True)
class Text:
    """A text to learn from: its features, the kinds that it asks for, and its phrases."""

    features: Sequence[int]
    kinds: frozenset[str]
    lang: str
    phrases: int


def corpus_texts(path: Path) -> list[Text]:
    """The requests of a corpus file. What asks for nothing and is not told is talk."""
    rows: list[tuple[list[int], int]] = []

    def recorded(text: str, view: ProjectView) -> Reading:
        folded, words = phrases_of(text, view)
        rows.append((features(folded, words), len(words)))
        return Reading()

    results = evaluate(recorded, load_cases(path))
    return [
        Text(
            numbers,
            _kinds_of(one.case.turns[one.turn - 1].expect),
            one.case.lang,
            count,
        )
        for (numbers, count), one in zip(rows, results, strict=True)
    ]


def _kinds_of(expectations: Sequence[Expectation]) -> frozenset[str]:
    kinds = frozenset(
        edit["do"] for one in expectations for edit in (*one.edits, *one.may)
    )
    talk = not kinds and all(not one.residue for one in expectations)
    return frozenset({TALK}) if talk else kinds


def message_texts(path: Path) -> list[Text]:
    """The messages of a file and each of their parts."""
    out: list[Text] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        parts = [(part["t"], part["k"]) for part in message["parts"]]
        whole = [kind for _, kinds in parts for kind in kinds]
        if len(parts) > 1:
            parts.append((message["text"], whole))
        out += [_text(text, kinds, message["lang"]) for text, kinds in parts]
    return out


def _text(text: str, kinds: Sequence[str], lang: str) -> Text:
    folded, words = phrases_of(text, ProjectView())
    named_kinds = frozenset(kinds) or frozenset({TALK})
    return Text(features(folded, words), named_kinds, lang, len(words))


def with_joined(texts: Sequence[Text], share: float) -> list[Text]:
    """The texts, and others that join two or three short ones of a language."""
    chance = random.Random(0)
    by_lang: dict[str, list[Text]] = {}
    for text in texts:
        if text.phrases <= SHORT:
            by_lang.setdefault(text.lang[:2], []).append(text)
    langs = list(by_lang)
    sizes = [len(by_lang[lang]) for lang in langs]
    out = list(texts)
    for _ in range(int(share * len(texts))):
        lang = chance.choices(langs, sizes)[0]
        some = chance.sample(by_lang[lang], chance.choice([2, 2, 3]))
        joined = sorted(set().union(*(text.features for text in some)))
        kinds = frozenset().union(*(text.kinds for text in some))
        kinds = kinds - {TALK} or kinds
        out.append(Text(joined, kinds, lang, sum(text.phrases for text in some)))
    return out


def fit(texts: Sequence[Text]) -> Model:
    """The linear models that fit the texts best."""
    examples = with_joined(texts, JOINED)
    x, inverse = _matrix(examples)
    counts = Counter(kind for text in examples for kind in text.kinds)
    kinds = sorted(k for k, n in counts.items() if n >= LEAST and k not in NOT_LEARNED)
    weights, bias = np.zeros((SIZE, len(kinds))), np.zeros(len(kinds))
    for column, kind in enumerate(kinds):
        labels = np.array([kind in text.kinds for text in examples])
        model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear")
        model.fit(x, labels)
        weights[:, column] = model.coef_[0] * inverse
        bias[column] = model.intercept_[0]
    scale = np.abs(weights).max(axis=0) / 127
    share = np.array([counts[kind] / len(examples) for kind in kinds])
    return Model(
        tuple(kinds),
        tuple(np.round(scale, 7).tolist()),
        tuple(np.round(bias, 4).tolist()),
        tuple(np.round(np.log(share / (1 - share)), 4).tolist()),
        np.round(weights / scale).astype(np.int8).tobytes(),
    )


def _matrix(texts: Sequence[Text]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Rows of features, rare ones weighing more, and the weight of each feature."""
    sizes = np.array([len(text.features) for text in texts])
    numbers = np.concatenate([text.features for text in texts])
    values = np.repeat(1 / np.sqrt(sizes + SPREAD), sizes)
    used = np.bincount(numbers, minlength=SIZE)
    inverse = np.log((1 + len(texts)) / (1 + used))
    x = csr_matrix(
        (values * inverse[numbers], numbers, np.append(0, np.cumsum(sizes))),
        shape=(len(texts), SIZE),
    )
    return x, inverse


def check() -> Iterator[str]:
    """How well the kinds of each file are found by a model that never saw it."""
    by_file = {path: corpus_texts(path) for path in KNOWN}
    messages = [
        t for path in sorted(MESSAGES.glob("*.jsonl")) for t in message_texts(path)
    ]
    yield f"{'file':<12}{'texts':>7}{'precision':>11}{'recall':>8}"
    for path, judged in by_file.items():
        others = [t for other in KNOWN if other != path for t in by_file[other]]
        model = fit(others + messages)
        hits = all_likely = all_expected = 0
        for text in judged:
            likely = {
                kind for kind, odds in model.odds(text.features).items() if odds > 0
            }
            expected = text.kinds & set(model.kinds)
            hits += len(likely & expected)
            all_likely += len(likely)
            all_expected += len(expected)
        shares = (
            f"{hits / max(all_likely, 1):>11.3f}{hits / max(all_expected, 1):>8.3f}"
        )
        yield f"{path.stem:<12}{len(judged):>7}{shares}"


def main(*args: str) -> None:
    match args:
        case ("check",):
            for line in check():
                sys.stdout.write(f"{line}\n")
        case ("fit", target):
            texts = [text for path in KNOWN for text in corpus_texts(path)]
            for path in sorted(MESSAGES.glob("*.jsonl")):
                texts += message_texts(path)
            Path(target).write_bytes(packed(fit(texts)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
