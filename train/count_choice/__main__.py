"""Fit the choices between counts of beats: ``count_choice.json`` and ``half_choice.npz``.

    python -m train.count_choice FOLDER 249 306 160 studio/data/count_choice.json
    python -m train.count_choice FOLDER 249 306 160 studio/data/half_choice.npz

Composes and hears so many pieces as the nets learn from, so many of every kind of music in
turn, and so many of ``train.sequencer``, tells by cross-validation what the choice makes of those that it was not fitted to, and
writes the weights or the network.
"""

import json
import sys
from pathlib import Path

import numpy as np

from train.count_choice.model import fit
from train.count_choice.network import fit_network
from train.count_choice.pieces import examples, make, seeds
from train.count_choice.validation import validate


def main(folder: Path, seeds: list[int], out: Path) -> None:
    """Make what is missing of the pieces of these seeds, fit, and write."""
    make(folder, seeds)
    pieces = examples(folder, seeds)
    sys.stdout.write(f"{validate(pieces)}\n")
    if out.suffix == ".npz":
        np.savez(out, **fit_network(pieces))
        return
    weights = {clue: round(weight, 4) for clue, weight in fit(pieces).items()}
    out.write_text(json.dumps(weights, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    counts = map(int, sys.argv[2:5])
    main(Path(sys.argv[1]), seeds(*counts), Path(sys.argv[5]))
