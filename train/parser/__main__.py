"""Train the network that reads requests: ``studio/data/parser.npz``.

    python -m train.parser studio/data/parser.npz          # about half an hour on one core
    python -m train.parser out.npz 3000 voices street     # fewer steps, without two files
    python -m train.parser out.npz 3000 --from in.npz     # go on from a trained network

Needs PyTorch; the product needs numpy alone.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from studio.rules.language.neural.network import BEGIN, END
from studio.rules.language.neural.source import Word
from studio.rules.language.neural.symbols import ASKED, TOLD, Symbol
from train.parser.examples import FILES, Example, examples
from train.parser.net import IGNORED, NONE, UNKNOWN, Batch, ParserNet, padded

STEPS, BATCH, POOL, SIZE = 12_000, 48, 8, 192
RATE, SMOOTHING, MEAN = 2e-3, 0.05, 0.995
"""Rate of learning, softness of the labels, and how slowly the mean of the weights moves."""
RATE_FROM = 8e-4
"""Rate of learning of a network that goes on."""
ON = "--from"
JOINED = 0.35
"""Share of the requests that are two joined."""
UNREAD = 0.3
"""Share of the letters of words that are hidden, so that concepts are learned too."""
LETTERS = ("w:", "W:", "g:", "e:")
"""Features that are letters of words."""
LONGEST_JOINED, LONGEST = 25, 60
"""Words of a request that is joined with another, and of any."""
_AND: dict[str, list[set[str] | None]] = {
    "en": [{"and", "w:and", "W:and"}, {"comma", "mark"}, {"stop", "mark"}, {"comma", "mark"}, None],
    "zh": [{"comma", "mark"}, {"comma", "mark"}, {"stop", "mark"}, None],
}  # fmt: skip
"""What stands between two requests in one message."""

Pair = tuple[Sequence[Word], Sequence[Symbol]]


class Trainer:
    """Draws batches of examples and knows the numbers of features and symbols."""

    def __init__(self, learned: Sequence[Example], chance: random.Random) -> None:
        self._chance = chance
        said = Counter(s for e in learned for s in e.symbols[0] if isinstance(s, str))
        seen = Counter(f for e in learned for word in e.words for f in word.features)
        self.symbols = [BEGIN, END, *sorted(s for s, n in said.items() if n > 1)]
        self.features = sorted(
            f for f, n in seen.items() if n > 1 or not f.startswith(LETTERS)
        )
        self._symbol = {symbol: number for number, symbol in enumerate(self.symbols)}
        self._row = {f: number + UNKNOWN + 1 for number, f in enumerate(self.features)}
        self._examples = [
            e for e in learned if len(e.words) < LONGEST and self._usable(e)
        ]
        self._short: dict[str, list[Example]] = {"en": [], "zh": []}
        for one in self._examples:
            if one.alone and len(one.words) < LONGEST_JOINED:
                self._short["zh" if one.lang.startswith("zh") else "en"].append(one)

    def _usable(self, example: Example) -> list[Sequence[Symbol]]:
        return [
            symbols
            for symbols in example.symbols
            if all(isinstance(s, int) or s in self._symbol for s in symbols)
        ]

    def batches(self) -> list[Batch]:
        """Batches of requests of about the same length, in any order."""
        pairs = [self._pair() for _ in range(BATCH * POOL)]
        pairs.sort(key=lambda pair: len(pair[1]))
        cut = [pairs[at : at + BATCH] for at in range(0, len(pairs), BATCH)]
        self._chance.shuffle(cut)
        return [self._batch(one) for one in cut]

    def _pair(self) -> Pair:
        if self._chance.random() < JOINED:
            lang = self._chance.choices(
                list(self._short), [len(v) for v in self._short.values()]
            )[0]
            one, other = self._chance.sample(self._short[lang], 2)
            if pair := self._joined(one, other, self._chance.choice(_AND[lang])):
                return pair
        one = self._chance.choice(self._examples)
        return one.words, self._chance.choice(self._usable(one))

    def _joined(
        self, one: Example, other: Example, link: set[str] | None
    ) -> Pair | None:
        """Two requests as one message; None where the second leans on its state."""
        head = [*one.words[: one.read], *([Word(frozenset(link))] if link else [])]
        inner = other.words[other.start + 1 : other.read]
        words = [*head, *inner, *one.words[one.read :], *other.words[other.read + 1 :]]
        first = self._chance.choice(self._usable(one))
        second = self._chance.choice(self._usable(other))
        if any(isinstance(s, int) and s <= other.start for s in second):
            return None
        flags = [flag for flag in (TOLD, ASKED) if flag in first or flag in second]
        late = len(head) + len(inner) - one.read
        symbols = [
            s if isinstance(s, str) or s < one.read else s + late
            for s in first
            if s not in flags
        ]
        moved = len(head) - other.start - 1
        behind = len(head) + len(inner) + len(one.words) - one.read - other.read - 1
        symbols += [
            s if isinstance(s, str) else s + (moved if s < other.read else behind)
            for s in second
            if s not in flags
        ]
        return words, [*symbols, *flags]

    def _batch(self, pairs: Sequence[Pair]) -> Batch:
        width = max(len(words) for words, _ in pairs)
        features: list[int] = []
        offsets: list[int] = []
        for words, _ in pairs:
            for place in range(width):
                offsets.append(len(features))
                features += self._rows(words[place]) if place < len(words) else [NONE]
        mask = [[1.0] * len(w) + [0.0] * (width - len(w)) for w, _ in pairs]
        ended = [[*symbols, END] for _, symbols in pairs]
        return Batch(
            torch.tensor(features),
            torch.tensor(offsets),
            torch.tensor(mask),
            padded(
                [
                    [self._symbol[s] if isinstance(s, str) else IGNORED for s in row]
                    for row in ended
                ]
            ),
            padded(
                [[s if isinstance(s, int) else IGNORED for s in row] for row in ended]
            ),
        )

    def _rows(self, word: Word) -> list[int]:
        kept = (
            f for f in word.features
            if f in self._row and not (f.startswith(LETTERS) and self._chance.random() < UNREAD)
        )  # fmt: skip
        return [self._row[f] for f in kept] or [UNKNOWN]


def fit(
    learned: Sequence[Example], steps: int, before: Path | None = None
) -> tuple[dict[str, torch.Tensor], Trainer]:
    """The mean of the weights over the last steps, and the trainer that knows the numbers.

    ``before``: the network that goes on; without it a new one learns.
    """
    torch.manual_seed(0)
    torch.set_num_threads(1)
    trainer = Trainer(learned, random.Random(0))
    net = ParserNet(len(trainer.features), len(trainer.symbols), SIZE)
    rate = RATE
    if before is not None:
        net.load_state_dict(_continued(net.state_dict(), before, trainer))
        rate = RATE_FROM
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    batches: list[Batch] = []
    for step in range(steps):
        done = step / steps
        for group in best.param_groups:
            group["lr"] = (
                rate
                * min(1, 20 * done + 0.01)
                * (0.51 + 0.49 * math.cos(math.pi * done))
            )
        batches = batches or trainer.batches()
        loss = net(batches.pop(), SMOOTHING)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        best.step()
        with torch.no_grad():
            for name, value in net.state_dict().items():
                mean[name].mul_(MEAN).add_(value, alpha=1 - MEAN)
        if step % 500 == 0:
            sys.stdout.write(f"{step} {loss.item():.3f}\n")
            sys.stdout.flush()
    return mean, trainer


def _continued(
    fresh: dict[str, torch.Tensor], before: Path, trainer: Trainer
) -> dict[str, torch.Tensor]:
    """The weights of a stored network; ``fresh`` ones for words and symbols new to it."""
    with np.load(before) as stored:
        held = {key: stored[key] for key in stored.files}
    rows = {
        "emb": _rows_of(str(held["features"]), trainer.features, UNKNOWN + 1),
        "out": _rows_of(str(held["symbols"]), trainer.symbols, 0),
    }
    rows["cls"] = rows["out"]
    weights = dict(fresh)
    for name, value in fresh.items():
        old = torch.from_numpy(held[f"q:{name}"].astype(np.float32) * held[f"s:{name}"])
        if known := rows.get(name.partition(".")[0]):
            weights[name] = value.clone()
            places = [new for _, new in known]
            weights[name][places] = old[[number for number, _ in known]]
        else:
            weights[name] = old
    return weights


def _rows_of(before: str, now: Sequence[str], first: int) -> list[tuple[int, int]]:
    """Rows of the same name, and the ``first`` ones, which have none."""
    places = {name: place + first for place, name in enumerate(now)}
    kept = [
        (place + first, places[name])
        for place, name in enumerate(before.split("\n"))
        if name in places
    ]
    return [*((row, row) for row in range(first)), *kept]


def save(path: Path, weights: dict[str, torch.Tensor], trainer: Trainer) -> None:
    """Store the weights in bytes, with a scale for each row."""
    arrays: dict[str, np.ndarray] = {
        "symbols": np.array("\n".join(trainer.symbols)),
        "features": np.array("\n".join(trainer.features)),
    }
    for name, tensor in weights.items():
        value = tensor.numpy()
        scale = np.abs(value).max(axis=-1, keepdims=True) / 127 + 1e-12
        arrays[f"q:{name}"] = np.round(value / scale).astype(np.int8)
        arrays[f"s:{name}"] = scale.astype(np.float32)
    np.savez_compressed(path, **arrays)


def main(target: str, steps: str = str(STEPS), *without: str) -> None:
    """Train on all files but those whose names are given."""
    at = without.index(ON) if ON in without else len(without)
    before = Path(without[at + 1]) if ON in without else None
    left = without[:at]
    learned = [e for path in FILES if path.stem not in left for e in examples(path)]
    save(Path(target), *fit(learned, int(steps), before))


if __name__ == "__main__":
    main(*sys.argv[1:])
