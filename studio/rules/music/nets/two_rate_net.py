"""Run the two-rate net: convolutions over full spectra and BeatNet's output.

Half of its layers run at 50 frames a second, for where beats are; the other half at a
quarter of that rate with a reach of 40 seconds to either side, for which of them are
counted. It is trained on composed music by ``train/two_rate/net.py``.
"""

import numpy as np

from studio.rules.music.nets.convolution import Weights, elu, residual_block, sigmoid
from studio.rules.music.spectrum import Floats, rises

FASTER = 4
"""Frames of the fine rate in one of the coarse."""
REACH = FASTER * 516
"""Frames to either side that the probability of a frame hangs on, in whole coarse ones."""


def project_inputs(
    bands: Floats, probabilities: Floats, state: Floats, net: Weights
) -> Floats:
    """Project a piece's inputs to the net's width: (frames, width), to keep of it.

    ``bands`` are log bands (frames, 136), ``probabilities`` BeatNet's (frames, 6) and
    ``state`` its memory (frames, 450).
    """
    out = bands @ net["bands"].T + rises(bands) @ net["rises"].T
    out += np.log(probabilities + 0.01) @ net["heard"].T + state @ net["memory"].T
    return np.asarray(out, np.float32)


def predict(projected: Floats, novelty: Floats, net: Weights) -> Floats:
    """Return the probability of a beat and of a downbeat per frame: (frames, 2).

    ``novelty`` (frames, 3) is ``context_net.harmony_novelty``.
    """
    count, width = projected.shape
    flow = np.zeros((-(-count // FASTER) * FASTER, width), np.float32)
    flow[:count] = elu(projected + novelty @ net["novelty"].T + net["bias"])
    flow = _residual(flow, net, "fine")
    coarse = flow.reshape(-1, FASTER * width) @ net["down.weight"].T + net["down.bias"]
    coarse = _residual(coarse, net, "coarse")
    raised = elu(coarse) @ net["up.weight"].T + net["up.bias"]
    flow += raised.reshape(flow.shape)
    flow = _residual(flow, net, "last")
    return sigmoid(elu(flow[:count]) @ net["out.weight"].T + net["out.bias"])


def _residual(flow: Floats, net: Weights, name: str) -> Floats:
    layers = sum(key.startswith(f"{name}.") and "conv.bias" in key for key in net)
    for layer in range(layers):
        block = f"{name}.{layer}"
        flow = residual_block(flow, net, f"{block}.conv", f"{block}.mix", 2**layer)
    return flow
