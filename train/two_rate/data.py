"""Compose, render and hear what the two-rate net learns from.

    python -m train.two_rate.data FOLDER 1200        # minutes of music
    python -m train.two_rate.data FOLDER 800 studio/data/two_rate_net.npz

With weights, what is made is for a net that goes on from them, and two pieces in five are of
``train.sequencer``. Each piece is kept as it is and once more changed: faster or slower, higher or lower,
through another tone control, in noise. Needs what ``train.material`` needs, and MMA.
"""

import contextlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.media.sound.beats import load_beatnet
from studio.rules.music.features import FPS
from studio.rules.music.nets import beatnet
from studio.rules.music.nets.context_net import chroma, harmony_novelty
from studio.rules.music.nets.convolution import Weights
from studio.rules.music.spectrum import Floats, log_bands, rises
from train.material import metronome, record, record_groove
from train.recording import Recording
from train.rhythm import Chance, Times
from train.sequencer.songs import record_sequence

SECONDS = 45.0
CUT = 1500
"""Frames that the net sees at once in training."""
_BANDS, _HEARD, _MEMORY = 136, 6, 32
_ARRANGED, _SONGS, _CLICKS = 0.6, 0.35, 0.04
"""The share of ``train.mma_songs`` in the pieces that are no grooves, and those of
``train.grooves`` and of bare clicks in all."""
_MEMORY_PIECES = 40
"""Pieces whose memory of BeatNet decides which of its directions are kept."""
_SLOPE = 0.04
"""Seconds from a beat within which its label falls from 1 to 0."""
_FIRST_SEQUENCE, _SEQUENCED = 900_000, 0.4
"""The seed of the first piece of ``train.sequencer``, and the share of these."""
_HIDDEN = 0.3
"""Share of the cuts without BeatNet's output, so that the net does not lean on it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A piece as heard, with its labels; ``known`` seconds may be learned from."""

    seed: int
    bands: Floats
    heard: Floats
    memory: Floats
    beats: Times
    downbeats: Times
    unsure: Times
    barred: bool

    def drawn(self, chance: Chance) -> dict[str, np.ndarray]:
        """A cut from anywhere, its tone changed and some of its inputs hidden."""
        start = int(chance.integers(0, max(1, len(self.bands) - CUT + 1)))
        tone = np.interp(
            np.linspace(0, 6, _BANDS), np.arange(7), chance.normal(0, 0.1, 7)
        )
        cut = self._cut(start, tone)
        inputs = cut["seen"]
        if chance.random() < _HIDDEN:
            inputs[:, 2 * _BANDS : 2 * _BANDS + _HEARD + _MEMORY] = 0
        if chance.random() < _HIDDEN:
            low, wide = int(chance.integers(0, 120)), int(chance.integers(5, 20))
            inputs[:, low : low + wide] = 0
            inputs[:, _BANDS + low : _BANDS + low + wide] = 0
        return cut

    def opening(self) -> dict[str, np.ndarray]:
        """The first frames, as they are."""
        return self._cut(0, np.zeros(_BANDS))

    def _cut(self, start: int, tone: np.ndarray) -> dict[str, np.ndarray]:
        span = slice(start, start + CUT)
        bands = np.maximum(self.bands[span] + tone, 0).astype(np.float32)
        inputs = _columns(bands, self.heard[span], self.memory[span])
        time = (start + np.arange(len(inputs))) / FPS
        label = np.stack([_label(time, t) for t in (self.beats, self.downbeats)], 1)
        mask = np.ones_like(label)
        for first, last in self.unsure:
            mask[(time >= first) & (time < last)] = 0
        mask[:, 1] *= self.barred
        tempo, has_tempo = self._tempo((start + np.arange(0, CUT, 4)) / FPS)
        cut = {"seen": inputs, "label": label, "known": mask}
        padded = {
            name: np.pad(part, ((0, CUT - len(part)), (0, 0)))
            for name, part in cut.items()
        }
        return padded | {"tempo": tempo, "told": has_tempo}

    def _tempo(self, time: Times) -> tuple[np.ndarray, np.ndarray]:
        """Beats a minute by time, over five beats, and whether there are any."""
        if len(self.beats) <= 8:
            return np.zeros(len(time)), np.zeros(len(time))
        steps = np.pad(np.diff(self.beats), 2, mode="edge")
        even = np.convolve(steps, np.ones(5) / 5, "valid")
        tempo = np.interp(time, self.beats[:-1], 60 / even)
        inside = (time >= self.beats[0]) & (time <= self.beats[-1])
        return tempo, (inside & (time < len(self.bands) / FPS)).astype(float)


def inputs_of(example: Example) -> Floats:
    """All inputs of the net for a piece: (frames, columns)."""
    return _columns(example.bands.astype(np.float32), example.heard, example.memory)


def _columns(bands: Floats, heard: Floats, memory: Floats) -> Floats:
    parts = (
        bands - 1,
        rises(bands) * 6,
        np.log(heard.astype(np.float32) + 0.01) * 0.5 + 1,
        memory.astype(np.float32) * 0.5,
        harmony_novelty(chroma(bands)),
    )
    return np.concatenate(parts, axis=1).astype(np.float32)


def _label(time: Times, events: Times) -> np.ndarray:
    if not len(events):
        return np.zeros(len(time))
    at = np.clip(np.searchsorted(events, time), 1, max(1, len(events) - 1))
    after = events[np.minimum(at, len(events) - 1)]
    near = np.minimum(np.abs(time - events[at - 1]), np.abs(time - after))
    return np.clip(1 - near / _SLOPE, 0, 1)


def folded_projection(
    weight: Floats, bias: Floats, axes: Floats, centre: Floats
) -> dict[str, Floats]:
    """Rewrite the first layer for inputs as they come, without scales and axes."""
    edges = np.cumsum([_BANDS, _BANDS, _HEARD, _MEMORY])
    bands, steps, heard, memory, novelty = np.split(weight, edges, axis=1)
    whole = memory * 0.5 @ axes.T
    shift = heard.sum(axis=1) - bands.sum(axis=1) - whole @ centre
    return {
        "bands": bands, "rises": steps * 6, "heard": heard * 0.5, "memory": whole,
        "novelty": novelty, "bias": bias + shift,
    }  # fmt: skip


def unfolded_projection(
    net: Weights, axes: Floats, centre: Floats
) -> tuple[Floats, Floats]:
    """The weight and the bias of the first layer that ``folded_projection`` wrote."""
    memory = 2 * net["memory"] @ np.linalg.pinv(axes.T)
    parts = (net["bands"], net["rises"] / 6, net["heard"] * 2, memory, net["novelty"])
    shift = (net["heard"] * 2).sum(axis=1) - net["bands"].sum(axis=1)
    bias = net["bias"] - shift + net["memory"] @ centre
    return np.concatenate(parts, axis=1), bias


def make(folder: Path, minutes: float, weights: Path | None = None) -> None:
    """Make pieces until there are so many minutes; can be resumed."""
    folder.mkdir(parents=True, exist_ok=True)
    count = round(minutes * 60 / SECONDS)
    sequences = round(_SEQUENCED * count) if weights else 0
    for seed in (*range(count - sequences), *_sequence_seeds(sequences)):
        if not (folder / f"{seed}.npz").exists():
            with contextlib.suppress(subprocess.SubprocessError):  # a font may hang
                _save(folder / f"{seed}.npz", piece(seed))
    axes, centre = _memory_axes(folder)
    if weights:
        with np.load(weights) as net:
            axes = axes_of(net["memory"].astype(np.float32))
    np.savez(folder / "memory.npz", axes=axes, centre=centre)
    for path in _pieces(folder):
        _hear(path, axes, centre)


def _sequence_seeds(count: int) -> range:
    return range(_FIRST_SEQUENCE, _FIRST_SEQUENCE + count)


def is_sequence(seed: int) -> bool:
    """Whether the piece of a seed is of ``train.sequencer``."""
    return seed >= _FIRST_SEQUENCE


def piece(seed: int) -> Recording:
    """The piece of a seed. Raises ``SubprocessError``."""
    chance = np.random.default_rng(seed)
    if is_sequence(seed):
        return record_sequence(chance, SECONDS)
    kind = chance.random()
    if kind < _CLICKS:
        return metronome(chance, SECONDS)
    if kind < _CLICKS + _SONGS:
        return record_groove(chance, SECONDS)
    return record(seed, SECONDS, _ARRANGED)


def _save(path: Path, recording: Recording) -> None:
    bands = log_bands(recording.sound / max(1e-4, float(np.abs(recording.sound).max())))
    np.savez(
        path,
        bands=bands.astype(np.float16),
        beats=recording.beats,
        downbeats=recording.downbeats,
        unsure=np.array(recording.unsure).reshape(-1, 2),
        barred=recording.barred,
    )


def _pieces(folder: Path) -> list[Path]:
    """The pieces as they were rendered, by seed."""
    paths = [path for path in folder.glob("*.npz") if path.stem.isdigit()]
    return sorted(paths, key=lambda path: int(path.stem))


def _memory_axes(folder: Path) -> tuple[Floats, Floats]:
    """The directions in which BeatNet's memory varies most, scaled alike, and its mean."""
    paths = _pieces(folder)[:_MEMORY_PIECES]
    states = [
        beatnet.run_nets(np.load(path)["bands"].astype(np.float32), load_beatnet())[1]
        for path in paths
    ]
    state = np.concatenate([part[::7] for part in states])
    centre = state.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov(state.T))
    axes, spread = axes[:, ::-1][:, :_MEMORY], spread[::-1][:_MEMORY]
    return (axes / np.sqrt(spread + 1e-6)).astype(np.float32), centre


def axes_of(memory: Floats) -> Floats:
    """The directions of BeatNet's memory that a projection (width, 450) looks at."""
    directions: Floats = np.linalg.svd(memory, full_matrices=False)[2][:_MEMORY].T
    return directions


def _hear(path: Path, axes: Floats, centre: Floats) -> None:
    """Let BeatNet hear a piece as it is and changed, into two files beside it."""
    chance = np.random.default_rng(int(path.stem) + 7)
    parts = dict(np.load(path))
    for name, changed in (("plain", False), ("changed", True)):
        out = path.with_name(f"{path.stem}.{name}.npz")
        if out.exists():
            continue
        bands, faster = parts["bands"].astype(np.float32), 1.0
        if changed:
            bands, faster = change(bands, chance, parts["beats"])
        heard, state = beatnet.run_nets(bands, load_beatnet())
        np.savez(
            out,
            bands=bands.astype(np.float16),
            heard=heard.astype(np.float16),
            memory=((state - centre) @ axes).astype(np.float16),
            barred=parts["barred"],
            **{k: parts[k] / faster for k in ("beats", "downbeats", "unsure")},
        )


def change(bands: Floats, chance: Chance, beats: Times) -> tuple[Floats, float]:
    """The same piece at another speed and pitch, and how many times faster it is."""
    tempo = 60 / np.median(np.diff(beats)) if len(beats) > 3 else 110
    slowest, fastest = max(-0.3, np.log(42 / tempo)), min(0.3, np.log(225 / tempo))
    between = slowest < fastest
    faster = float(np.exp(chance.uniform(slowest, fastest))) if between else 1.0
    bands = _between(bands, np.arange(int(len(bands) / faster)) * faster)
    bands = _between(bands.T, np.arange(_BANDS) - float(chance.uniform(-8, 8))).T
    knots = np.interp(np.linspace(0, 6, _BANDS), np.arange(7), chance.normal(0, 4, 7))
    tone = 10 ** ((knots + chance.uniform(-6, 3)) / 20)
    if chance.random() < 0.15:  # a small loudspeaker
        band = np.arange(_BANDS)
        tone /= 1 + np.exp(-(band - chance.uniform(25, 55)) / 4)
        tone /= 1 + np.exp((band - chance.uniform(95, 125)) / 3)
    level = (10**bands - 1) * tone
    if chance.random() < 0.4:
        noise = chance.rayleigh(float(10 ** chance.uniform(-2.5, -0.3)), level.shape)
        level = np.hypot(level, noise)
    return np.log10(level + 1).astype(np.float32), faster


def _between(rows: Floats, at: np.ndarray) -> Floats:
    """Rows at fractional places, from the two beside each."""
    first = np.clip(np.floor(at).astype(int), 0, len(rows) - 2)
    part = np.clip(at - first, 0, 1)[:, None]
    out: Floats = rows[first] * (1 - part) + rows[first + 1] * part
    return out


def examples(folder: Path) -> list[Example]:
    """All pieces that were heard."""
    out = []
    for path in sorted(folder.glob("*.*.npz")):
        with np.load(path) as archive:
            parts = {name: archive[name] for name in archive.files}
        barred = bool(parts.pop("barred"))
        out.append(Example(seed=int(path.name.split(".")[0]), barred=barred, **parts))
    return out


if __name__ == "__main__":
    make(Path(sys.argv[1]), float(sys.argv[2]), *map(Path, sys.argv[3:]))
