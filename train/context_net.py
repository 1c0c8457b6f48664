"""Train the net with a wide context: ``studio/data/context_net.npz``.

    python -m train.context_net make FOLDER 220     # minutes of music, composed and heard
    python -m train.context_net make FOLDER 220 1 0.5   # from seed 1 on, half of it arranged
    python -m train.context_net fit FOLDER studio/data/context_net.npz

Needs PyTorch and what ``train.material`` needs; the product itself needs neither.
"""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from studio.media.sound.beats import load_beatnet
from studio.rules.music.features import FPS
from studio.rules.music.nets import beatnet, context_net
from studio.rules.music.spectrum import log_bands
from train.material import record
from train.recording import Recording

SECONDS = 60.0
WIDTH, DEPTH, TAPS, MEMORY = 24, 9, 5, 16
CUT, BATCH, ROUNDS = 1500, 16, 16
_SLOPE = 0.04
"""Seconds from a beat within which its label falls from 1 to 0."""


class ContextNet(nn.Module):
    """The net of ``studio.rules.music.nets.context_net``, in a form that can learn."""

    def __init__(self, mean: np.ndarray, scale: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("scale", torch.tensor(scale))
        self.proj = nn.Linear(450, MEMORY)
        self.inp = nn.Linear(len(mean) + MEMORY, WIDTH)
        self.conv = nn.ModuleList(
            nn.Conv1d(WIDTH, WIDTH, TAPS, padding=2**n * (TAPS // 2), dilation=2**n)
            for n in range(DEPTH)
        )
        self.mix = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 1) for _ in range(DEPTH))
        self.out = nn.Linear(WIDTH, 2)
        self.lose = nn.Dropout(0.1)

    def forward(self, inputs: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
        inputs = (inputs - self.mean) / self.scale
        memory = self.proj(state)
        if self.training:  # so that it learns to do without either
            inputs = inputs * (torch.rand(len(inputs), 1, inputs.shape[2]) > 0.08)
            memory = memory * (torch.rand(len(inputs), 1, 1) > 0.08)
        flow = torch.relu(self.inp(torch.cat([inputs, memory], 2))).transpose(1, 2)
        for conv, mix in zip(self.conv, self.mix, strict=True):
            bent = self.lose(nn.functional.elu(conv(flow)))
            flow = flow + mix(bent)
        return self.out(nn.functional.elu(flow.transpose(1, 2)))


def make(folder: Path, minutes: float, first: int = 1, arranged: float = 0.0) -> None:
    """Compose, render and extract features; one file per piece, so that it can be resumed.

    ``arranged`` is the share of ``train.mma_songs``; the shipped weights know none of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = 0.0
    seed = first
    while done < minutes * 60:
        path = folder / f"{seed}.npz"
        if not path.exists():
            with contextlib.suppress(subprocess.SubprocessError):  # a font may hang
                recording = record(seed, SECONDS, arranged)
                np.savez(path, **training_example(recording))
        done += SECONDS
        seed += 1


def training_example(recording: Recording) -> dict[str, np.ndarray]:
    """The net's input for a recording, and its target."""
    bands = log_bands(recording.sound / max(1e-4, float(np.abs(recording.sound).max())))
    probabilities, state = beatnet.run_nets(bands, load_beatnet())
    inputs = context_net.net_inputs(
        probabilities,
        context_net.band_gains(bands),
        context_net.even_levels(context_net.band_groups(bands)),
        context_net.harmony_novelty(context_net.chroma(bands)),
    )
    time = np.arange(len(bands)) / FPS
    mask = np.ones((len(bands), 2), np.float16)
    for start, end in recording.unsure:
        mask[(time >= start) & (time < end)] = 0
    if not recording.barred:
        mask[:, 1] = 0
    label = np.stack(
        [_label(time, t) for t in (recording.beats, recording.downbeats)], 1
    )
    return {
        "seen": inputs.astype(np.float16),
        "state": state.astype(np.float16),
        "label": label.astype(np.float16),
        "known": mask,
    }


def _label(time: np.ndarray, events: np.ndarray) -> np.ndarray:
    if not len(events):
        return np.zeros(len(time))
    at = np.clip(np.searchsorted(events, time), 1, max(1, len(events) - 1))
    near = np.minimum(
        np.abs(time - events[at - 1]),
        np.abs(time - events[np.minimum(at, len(events) - 1)]),
    )
    return np.clip(1 - near / _SLOPE, 0, 1)


def fit(folder: Path, out: Path, rounds: int = ROUNDS) -> None:
    """Train on all pieces in the folder but every twentieth, which is for validation."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    chance = np.random.default_rng(1)
    paths = sorted(folder.glob("*.npz"), key=lambda path: int(path.stem))
    pieces = [dict(np.load(path)) for path in paths]
    judges, pupils = pieces[::20], [p for n, p in enumerate(pieces) if n % 20]
    every = np.concatenate([p["seen"][::5] for p in pupils]).astype(np.float32)
    net = ContextNet(every.mean(axis=0), every.std(axis=0) + 1e-3)
    steps = len(pupils) * 2 // BATCH * rounds
    learner = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(learner, 4e-3, total_steps=steps + 1)
    began = time.monotonic()
    for turn in range(rounds):
        net.train()
        total = 0.0
        order = chance.permutation(np.repeat(np.arange(len(pupils)), 2))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            batch = [_cut(pupils[n], chance) for n in order[at : at + BATCH]]
            loss = _loss(
                net,
                *(torch.tensor(np.stack(part)) for part in zip(*batch, strict=True)),
            )
            learner.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            learner.step()
            pace.step()
            total += loss.item()
        judged = _judged(net, judges)
        mean = total * BATCH / len(order)
        spent = time.monotonic() - began
        sys.stdout.write(f"{turn:3d} {mean:.4f} {judged:.4f} {spent:.0f} s\n")
        sys.stdout.flush()
        _save(net, out)


def _cut(piece: dict[str, np.ndarray], chance: np.random.Generator) -> list[np.ndarray]:
    count = len(piece["seen"])
    start = int(chance.integers(0, max(1, count - CUT + 1)))
    out = []
    for name in ("seen", "state", "label", "known"):
        part = piece[name][start : start + CUT].astype(np.float32)
        out.append(np.pad(part, ((0, CUT - len(part)), (0, 0))))
    return out


def _loss(
    net: ContextNet, inputs: torch.Tensor, state: torch.Tensor, label: torch.Tensor,
    mask: torch.Tensor,
) -> torch.Tensor:  # fmt: skip
    output = net(inputs, state)
    each = nn.functional.binary_cross_entropy_with_logits(
        output, label, reduction="none"
    )
    return (each * mask).sum() / mask.sum().clamp(min=1.0)


def _judged(net: ContextNet, judges: list[dict[str, np.ndarray]]) -> float:
    net.eval()
    with torch.no_grad():
        losses = [
            float(_loss(net, *(torch.tensor(p[k].astype(np.float32))[None]
                               for k in ("seen", "state", "label", "known"))))
            for p in judges
        ]  # fmt: skip
    return float(np.mean(losses))


def _save(net: ContextNet, out: Path) -> None:
    arrays = {name: value.numpy() for name, value in net.state_dict().items()}
    exact = ("mean", "scale")
    np.savez_compressed(
        out, **{k: v if k in exact else v.astype(np.float16) for k, v in arrays.items()}
    )


if __name__ == "__main__":
    order, *rest = sys.argv[1:]
    if order == "make":
        make(Path(rest[0]), float(rest[1]), *map(int, rest[2:3]), *map(float, rest[3:]))
    else:
        fit(Path(rest[0]), Path(rest[1]), *map(int, rest[2:]))
