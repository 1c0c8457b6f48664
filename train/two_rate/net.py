"""Train the two-rate net: ``studio/data/two_rate_net.npz``.

    python -m train.two_rate.data FOLDER 1200    # minutes of music, composed and heard
    python -m train.two_rate.net FOLDER studio/data/two_rate_net.npz 60   # minutes to train
    python -m train.two_rate.net FOLDER NEW.npz 40 studio/data/two_rate_net.npz

The last goes on from the weights given, with pieces that were made for these. Needs PyTorch; the product does not.
"""

import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn

from train.two_rate.data import (
    Example,
    examples,
    folded_projection,
    inputs_of,
    is_sequence,
    unfolded_projection,
)

WIDTH, COARSE, FASTER = 40, 80, 4
FINE_LAYERS, COARSE_LAYERS, LAST_LAYERS = 3, 9, 2
TEMPI = np.exp(np.linspace(np.log(30), np.log(240), 48))
"""Beats a minute that the second head, of the training only, tells apart."""
_BATCH, _RATE, _WARM_UP = 12, 4e-3, 0.06
_RATE_GOING_ON = 1.2e-3
_DOWNBEAT_WORTH, _TEMPO_WORTH = 1.5, 0.02
_EVERY_VALIDATION = 25
"""Every so many seeds, a piece is for validation."""


class Block(nn.Module):
    """A residual block of a dilated convolution and a mix of its channels."""

    def __init__(
        self, width: int, dilation: int, taps: int, *, normed: bool = True
    ) -> None:
        super().__init__()
        reach = dilation * (taps // 2)
        self.conv = nn.Conv1d(width, width, taps, padding=reach, dilation=dilation)
        self.norm = nn.BatchNorm1d(width) if normed else nn.Identity()
        self.mix = nn.Conv1d(width, width, 1)
        self.lose = nn.Dropout(0.1)

    def forward(self, flow: torch.Tensor) -> torch.Tensor:
        bent = nn.functional.elu(self.norm(self.conv(flow)))
        return flow + self.mix(self.lose(bent))


class TwoRateNet(nn.Module):
    """The net of ``studio.rules.music.nets.two_rate_net``, in a form that can learn."""

    def __init__(self, columns: int, *, normed: bool = True) -> None:
        super().__init__()
        self.inp = nn.Conv1d(columns, WIDTH, 1)
        self.norm = nn.BatchNorm1d(WIDTH) if normed else nn.Identity()
        block = partial(Block, normed=normed)
        self.fine = nn.ModuleList(block(WIDTH, 2**n, 5) for n in range(FINE_LAYERS))
        self.down = nn.Conv1d(WIDTH, COARSE, FASTER, stride=FASTER)
        self.coarse = nn.ModuleList(
            block(COARSE, 2**n, 3) for n in range(COARSE_LAYERS)
        )
        self.up = nn.Conv1d(COARSE, FASTER * WIDTH, 1)
        self.last = nn.ModuleList(block(WIDTH, 2**n, 5) for n in range(LAST_LAYERS))
        self.out = nn.Conv1d(WIDTH, 2, 1)
        self.tempo = nn.Conv1d(COARSE, len(TEMPI), 1)

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (batch, 2, frames) and those of the tempo at the coarse rate."""
        flow = nn.functional.elu(self.norm(self.inp(inputs)))
        for layer in self.fine:
            flow = layer(flow)
        coarse = self.down(flow)
        for layer in self.coarse:
            coarse = layer(coarse)
        coarse = nn.functional.elu(coarse)
        raised = self.up(coarse)
        batch, _, count = raised.shape
        raised = raised.view(batch, FASTER, WIDTH, count).permute(0, 2, 3, 1)
        flow = flow + raised.reshape(batch, WIDTH, FASTER * count)
        for layer in self.last:
            flow = layer(flow)
        return self.out(nn.functional.elu(flow)), self.tempo(coarse)


def fit(folder: Path, out: Path, minutes: float, weights: Path | None = None) -> None:
    """Train for so many minutes on the pieces in the folder.

    A net that goes on has the normalisation of its weights folded in, learns more slowly,
    and as much from ``train.sequencer`` as from all else.
    """
    torch.manual_seed(1)
    torch.set_num_threads(1)
    chance = np.random.default_rng(1)
    pieces = examples(folder)
    judges = [p for p in pieces if p.seed % _EVERY_VALIDATION == 0]
    pupils = [p for p in pieces if p.seed % _EVERY_VALIDATION]
    with np.load(folder / "memory.npz") as memory:
        axes, centre = memory["axes"], memory["centre"]
    net = TwoRateNet(inputs_of(pupils[0]).shape[1], normed=weights is None)
    rate, tempo_worth = _RATE, _TEMPO_WORTH
    if weights:
        load(net, weights, axes, centre)
        rate, tempo_worth = _RATE_GOING_ON, 0.0  # weights have no head for tempi
    learner = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-2)
    began = time.monotonic()
    steps = 0
    for batch in _batches(pupils, chance):
        done = (time.monotonic() - began) / (60 * minutes)
        if done >= 1:
            break
        for group in learner.param_groups:
            group["lr"] = rate * _learning_share(done)
        net.train()
        loss = _loss(net, [p.drawn(chance) for p in batch], tempo_worth)
        learner.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        learner.step()
        steps += 1
    net.eval()
    with torch.no_grad():
        judged = [float(_loss(net, [p.opening()], tempo_worth)) for p in judges]
    sys.stdout.write(f"{steps} steps, validation {np.mean(judged):.4f}\n")
    save(net, out, axes, centre)


def _batches(
    pieces: list[Example], chance: np.random.Generator
) -> Iterator[list[Example]]:
    """Batches, half of them of sequences where there are any, each piece in turn."""
    kinds = [
        [p for p in pieces if is_sequence(p.seed) is kind] for kind in (False, True)
    ]
    queues: list[list[int]] = [[], []]
    while True:
        batch = []
        for place in range(_BATCH):
            kind = place % 2 if kinds[1] else 0
            if not queues[kind]:
                queues[kind] = chance.permutation(len(kinds[kind])).tolist()
            batch.append(kinds[kind][queues[kind].pop()])
        yield batch


def _learning_share(done: float) -> float:
    """A linear warm-up, then half a cosine."""
    if done < _WARM_UP:
        return done / _WARM_UP + 0.0025
    late = (done - _WARM_UP) / (1 - _WARM_UP)
    return float(0.5 * (1 + np.cos(np.pi * late)) + 0.0025)


def _loss(
    net: TwoRateNet, cuts: list[dict[str, np.ndarray]], tempo_worth: float
) -> torch.Tensor:
    inputs, label, mask, tempo, has_tempo = (
        torch.tensor(np.stack([cut[name] for cut in cuts]), dtype=torch.float32)
        for name in ("seen", "label", "known", "tempo", "told")
    )
    beats, tempi = net(inputs.transpose(1, 2))
    worth = torch.tensor([[1.0], [_DOWNBEAT_WORTH]])[None]
    each = nn.functional.binary_cross_entropy_with_logits(
        beats, label.transpose(1, 2), reduction="none", pos_weight=worth
    )
    mask = mask.transpose(1, 2)
    loss = (each * mask).sum() / mask.sum().clamp(min=1)
    near = torch.log(tempo.clamp(min=1))[..., None] - torch.tensor(np.log(TEMPI))
    goal = torch.softmax(-0.5 * (near / 0.04) ** 2, dim=-1).float()
    wrong = -(goal * nn.functional.log_softmax(tempi, 1).transpose(1, 2)).sum(-1)
    return loss + tempo_worth * (wrong * has_tempo).sum() / has_tempo.sum().clamp(min=1)


def load(net: TwoRateNet, path: Path, axes: np.ndarray, centre: np.ndarray) -> None:
    """Set a net without normalisation to the weights that ``save`` wrote."""
    with np.load(path) as archive:
        arrays = {name: archive[name].astype(np.float32) for name in archive.files}
    own = dict(net.named_parameters())
    weight, bias = unfolded_projection(arrays, axes, centre)
    values = {"inp.weight": weight, "inp.bias": bias}
    values |= {name: value for name, value in arrays.items() if name in own}
    by_taps = arrays["down.weight"].reshape(COARSE, FASTER, WIDTH)
    values["down.weight"] = by_taps.transpose(0, 2, 1)
    with torch.no_grad():
        for name, value in values.items():
            own[name].copy_(torch.tensor(value.reshape(own[name].shape)))


def save(net: TwoRateNet, out: Path, axes: np.ndarray, centre: np.ndarray) -> None:
    """Write the weights as the product reads them, normalisation folded in."""
    weight, bias = _normed(net.inp, net.norm)
    arrays = folded_projection(weight[:, :, 0], bias, axes, centre)
    for name in ("fine", "coarse", "last"):
        for layer, block in enumerate(getattr(net, name)):
            weight, bias = _normed(block.conv, block.norm)
            arrays[f"{name}.{layer}.conv.weight"] = weight
            arrays[f"{name}.{layer}.conv.bias"] = bias
            arrays[f"{name}.{layer}.mix.weight"] = _array(block.mix.weight)
            arrays[f"{name}.{layer}.mix.bias"] = _array(block.mix.bias)
    down = _array(net.down.weight)  # (coarse, fine, taps), as its input lies: by taps
    arrays["down.weight"] = down.transpose(0, 2, 1).reshape(len(down), -1)
    arrays["down.bias"] = _array(net.down.bias)
    for name in ("up", "out"):
        layer = getattr(net, name)
        arrays[f"{name}.weight"] = _array(layer.weight)[:, :, 0]
        arrays[f"{name}.bias"] = _array(layer.bias)
    halves = {name: value.astype(np.float16) for name, value in arrays.items()}
    np.savez_compressed(out, **halves)


def _normed(conv: nn.Conv1d, norm: nn.Module) -> tuple[np.ndarray, np.ndarray]:
    """The weight and the bias of a convolution and its normalisation in one."""
    if not isinstance(norm, nn.BatchNorm1d):
        return _array(conv.weight), _array(conv.bias)
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    bias = (conv.bias - norm.running_mean) * gain + norm.bias
    return _array(conv.weight * gain[:, None, None]), _array(bias)


def _array(value: torch.Tensor) -> np.ndarray:
    return value.detach().numpy()


if __name__ == "__main__":
    fit(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        float(sys.argv[3]),
        *map(Path, sys.argv[4:]),
    )
