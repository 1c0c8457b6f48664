"""Train the network that reads requests, and the sentence encoder in front of it.

    python -m train.parser studio/data                       # many hours on one core
    python -m train.parser studio/data 1000 voices street    # fewer steps, without two files

The sentence encoder starts from ``sentence_encoder.npz`` of the folder: as it is, or anew as
``train/convert_sentence_encoder.py`` writes it. Needs PyTorch; the product needs numpy alone.
"""

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from studio.rules.language.neural.matrices import QuantizedMatrix
from studio.rules.language.neural.sentence_encoder import SentenceEncoder
from train.parser.batches import Batches
from train.parser.examples import FILES, examples
from train.parser.net import EPSILON, Batch, ParserNet
from train.parser.requests import Requests
from train.parser.requests_in_tests import examples_in_tests
from train.parser.sentence import SentenceNet

STEPS, SIZE = 10_000, 256
RATE, SMOOTHING, MEAN = 2e-3, 0.05, 0.995
"""Rate of learning, softness of the labels, and how slowly the mean of the weights moves."""
ENCODER_RATE, LAYER_SHARE = 1.5e-4, 0.88
"""Rate of the last layer of the sentence encoder, and each layer's share of the one after it."""
TESTED = 3
"""How often what the tests hold is drawn, beside a request that somebody wrote."""
_REPORT = 250
"""Steps between two lines."""
_SENTENCE = "sentence.layers."

Weights = dict[str, np.ndarray]


def fit(
    requests: Requests, sentence: SentenceNet, steps: int
) -> dict[str, torch.Tensor]:
    """The mean of the weights over the last steps."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    drawn = Batches(requests, seed=0)
    net = ParserNet(len(requests.features), len(requests.symbols), SIZE, sentence)
    best = torch.optim.AdamW(_groups(net), weight_decay=0.01)
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    batches: list[Batch] = []
    for step in range(steps):
        for group in best.param_groups:
            group["lr"] = group["rate"] * _share(step / steps)
        batches = batches or drawn.pool()
        with torch.autocast("cpu", torch.bfloat16):
            loss = net(batches.pop(), SMOOTHING)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        best.step()
        with torch.no_grad():
            for name, value in net.state_dict().items():
                if value.is_floating_point():
                    mean[name].lerp_(value, 1 - MEAN)
        if step % _REPORT == 0:
            sys.stdout.write(f"{step} {loss.item():.3f}\n")
            sys.stdout.flush()
    return mean


def _groups(net: ParserNet) -> list[dict[str, Any]]:
    """The parameters with their rates: early layers of the encoder change little."""
    layers = [list(layer.parameters()) for layer in net.sentence.layers]
    rest = [
        value
        for name, value in net.named_parameters()
        if not name.startswith(_SENTENCE)
    ]
    rates = [ENCODER_RATE * LAYER_SHARE**late for late in reversed(range(len(layers)))]
    pairs = zip([*layers, rest], [*rates, RATE], strict=True)
    return [{"params": parameters, "rate": rate} for parameters, rate in pairs]


def _share(done: float) -> float:
    """The rate of learning rises for a short time and then falls by half a cosine."""
    return min(1, 30 * done + 0.02) * (0.505 + 0.495 * math.cos(math.pi * done))


def for_vectors(weights: Weights) -> Weights:
    """The weights for vectors as the encoder gives them, not made even before.

    Only phrases have a vector, so that what the mean subtracts stands apart, in
    ``sentence.bias``.
    """
    out = {
        name: value for name, value in weights.items() if not name.startswith("even.")
    }
    spread = np.sqrt(weights["even.running_var"] + EPSILON)
    matrix = out.pop("ext.weight") / spread
    bias = -matrix @ weights["even.running_mean"]
    return {**out, "sentence.weight": matrix, "sentence.bias": bias}


def save(path: Path, weights: Weights, requests: Requests) -> None:
    """Store the weights in bytes, with a scale for each row."""
    arrays: dict[str, np.ndarray] = {
        "symbols": np.array("\n".join(requests.symbols)),
        "features": np.array("\n".join(requests.features)),
    }
    for name, value in weights.items():
        matrix = QuantizedMatrix.of(value)
        arrays[f"q:{name}"], arrays[f"s:{name}"] = matrix.values, matrix.scales
    np.savez_compressed(path, **arrays)


def main(folder: str, steps: str = str(STEPS), *without: str) -> None:
    """Train on all files but those whose names are given."""
    learned = [e for path in FILES if path.stem not in without for e in examples(path)]
    learned += [*examples_in_tests()] * TESTED
    path = Path(folder, "sentence_encoder.npz")
    with np.load(path) as stored:
        sentence = SentenceNet(dict(stored))
    requests = Requests(learned, SentenceEncoder.load(path.read_bytes()))
    weights = fit(requests, sentence, int(steps))
    layers = {n: weights.pop(n) for n in list(weights) if n.startswith(_SENTENCE)}
    plain = {name: value.numpy() for name, value in weights.items()}
    save(Path(folder, "parser.npz"), for_vectors(plain), requests)
    np.savez(path, **sentence.arrays(layers))


if __name__ == "__main__":
    main(*sys.argv[1:])
