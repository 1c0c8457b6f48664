"""Compare our runner of ONNX with onnxruntime on Beat This! with random weights.

    python -m train.check_beat_this

The net has the shape of the small published one (2.1 million parameters) and goes through
PyTorch's export, so that the file has the operators of the published file. Needs the
packages ``beat-this``, ``torch``, ``onnx`` and ``onnxruntime``; the product needs none.
"""

import io
import sys
import time

import numpy as np
import onnxruntime
import torch
from beat_this.model.beat_tracker import BeatThis

from studio.rules.music.nets.beat_this import CHUNK, MELS
from studio.rules.music.nets.onnx_net import OnnxNet

_CLOSE = 1e-4


class _Outputs(torch.nn.Module):
    """The net with its outputs as a tuple."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, spect: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        out = self.net(spect)
        return out["beat"], out["downbeat"]


def main() -> int:
    torch.manual_seed(0)
    net = BeatThis(transformer_dim=128).eval()
    for module in net.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):  # noqa: SLF001
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    file = io.BytesIO()
    frames = {1: "frames"}
    torch.onnx.export(
        _Outputs(net).eval(),
        (torch.rand(1, 300, MELS),),
        file,
        input_names=["spect"],
        output_names=["beat", "downbeat"],
        dynamic_axes={"spect": frames, "beat": frames, "downbeat": frames},
        opset_version=17,
        dynamo=False,
    )
    ours, theirs = (
        OnnxNet(file.getvalue()),
        onnxruntime.InferenceSession(file.getvalue()),
    )
    worst = 0.0
    for count in (50, 1000, CHUNK):
        spect = np.random.default_rng(1).random((1, count, MELS)).astype(np.float32)
        began = time.process_time()
        outputs = ours.run({"spect": spect})
        spent = time.process_time() - began
        expected = theirs.run(None, {"spect": spect})
        apart = max(
            float(np.abs(a - b).max()) for a, b in zip(outputs, expected, strict=True)
        )
        worst = max(worst, apart)
        sys.stdout.write(f"{count} frames: {apart:.1e} apart, {spent:.1f} s CPU\n")
    return int(worst > _CLOSE)


if __name__ == "__main__":
    sys.exit(main())
