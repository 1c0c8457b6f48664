"""Convert BeatNet's published weights to one file of arrays.

    pip download --no-deps BeatNet==1.1.1
    python train/convert_beatnet.py BeatNet-1.1.1-py3-none-any.whl studio/data/beatnet.npz

Needs PyTorch to read the originals; the product itself does not.
"""

import io
import sys
import zipfile

import numpy as np
import torch


def main(wheel: str, out: str) -> None:
    arrays = {}
    with zipfile.ZipFile(wheel) as package:
        for number in (1, 2, 3):
            name = f"BeatNet/models/model_{number}_weights.pt"
            state = torch.load(io.BytesIO(package.read(name)), map_location="cpu")
            for key, value in state.items():
                arrays[f"{number}.{key}"] = value.numpy().astype(np.float16)
    np.savez_compressed(out, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
