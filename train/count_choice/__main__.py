"""Fit the choice between counts of beats: ``studio/data/count_choice.json``.

    python -m train.count_choice FOLDER 250 studio/data/count_choice.json

Composes and hears so many pieces, tells by cross-validation what the choice makes of those
that it was not fitted to, and writes the weights.
"""

import json
import sys
from pathlib import Path

from train.count_choice.model import fit, validate
from train.count_choice.pieces import examples, make


def main(folder: Path, count: int, out: Path) -> None:
    """Make what is missing of the pieces, fit, and write."""
    make(folder, count)
    known = examples(folder, count)
    sys.stdout.write(f"{validate(known)}\n")
    weights = {clue: round(weight, 4) for clue, weight in fit(known).items()}
    out.write_text(json.dumps(weights, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
