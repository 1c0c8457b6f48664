"""Train the network that reads requests: ``studio/data/parser.npz``.

    python -m train.parser studio/data/parser.npz         # some hours on one core
    python -m train.parser out.npz 1000 voices street    # fewer steps, without two files

Needs PyTorch; the product needs numpy alone.
"""

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from studio.rules.language.neural.sentence_encoder import bundled_encoder
from train.parser.batches import Batches
from train.parser.examples import FILES, Example, examples
from train.parser.net import Batch, ParserNet
from train.parser.requests import Requests
from train.parser.requests_in_tests import examples_in_tests

STEPS, SIZE = 10_000, 256
RATE, SMOOTHING, MEAN = 2e-3, 0.05, 0.995
"""Rate of learning, softness of the labels, and how slowly the mean of the weights moves."""
TESTED = 3
"""How often what the tests hold is drawn, beside a request that somebody wrote."""
_REPORT = 250
"""Steps between two lines."""

Weights = dict[str, np.ndarray]


def fit(learned: Sequence[Example], steps: int) -> tuple[Weights, Requests]:
    """The mean of the weights over the last steps, and the requests with their numbers."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    requests = Requests(learned, bundled_encoder())
    drawn = Batches(requests, seed=0)
    net = ParserNet(
        len(requests.features), len(requests.symbols), SIZE, len(drawn.mean)
    )
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    batches: list[Batch] = []
    for step in range(steps):
        for group in best.param_groups:
            group["lr"] = RATE * _share(step / steps)
        batches = batches or drawn.pool()
        loss = net(batches.pop(), SMOOTHING)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        best.step()
        with torch.no_grad():
            for name, value in net.state_dict().items():
                mean[name].lerp_(value, 1 - MEAN)
        if step % _REPORT == 0:
            sys.stdout.write(f"{step} {loss.item():.3f}\n")
            sys.stdout.flush()
    weights = {name: value.numpy() for name, value in mean.items()}
    return evened(weights, drawn), requests


def _share(done: float) -> float:
    """The rate of learning rises for a short time and then falls by half a cosine."""
    return min(1, 30 * done + 0.02) * (0.505 + 0.495 * math.cos(math.pi * done))


def evened(weights: Weights, drawn: Batches) -> Weights:
    """The weights for vectors as the encoder gives them, not made even before.

    Only phrases have a vector, so that what the mean subtracts stands apart, in
    ``sentence.bias``.
    """
    out = dict(weights)
    matrix = out.pop("ext.weight") / drawn.spread
    return {**out, "sentence.weight": matrix, "sentence.bias": -matrix @ drawn.mean}


def save(path: Path, weights: Weights, requests: Requests) -> None:
    """Store the weights in bytes, with a scale for each row."""
    arrays: dict[str, np.ndarray] = {
        "symbols": np.array("\n".join(requests.symbols)),
        "features": np.array("\n".join(requests.features)),
    }
    for name, value in weights.items():
        scale = np.abs(value).max(axis=-1, keepdims=True) / 127 + 1e-12
        arrays[f"q:{name}"] = np.round(value / scale).astype(np.int8)
        arrays[f"s:{name}"] = scale.astype(np.float32)
    np.savez_compressed(path, **arrays)


def main(target: str, steps: str = str(STEPS), *without: str) -> None:
    """Train on all files but those whose names are given."""
    learned = [e for path in FILES if path.stem not in without for e in examples(path)]
    learned += [*examples_in_tests()] * TESTED
    save(Path(target), *fit(learned, int(steps)))


if __name__ == "__main__":
    main(*sys.argv[1:])
