"""Install, check and load nets that an operator may add.

A pack is one ONNX file beside a record of its checksum, in the folder that the environment
variable ``STUDIO_MODELS`` names. Nothing is downloaded here: ``studio.commands.models``
does that on request.
"""

import hashlib
import importlib
import importlib.util
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.rules.music.nets.beat_this import MELS, LogitNet
from studio.rules.music.nets.onnx_file import UnreadableNetError
from studio.rules.music.nets.onnx_net import OnnxNet
from studio.rules.music.spectrum import Floats

_log = logging.getLogger(__name__)
FOLDER = "STUDIO_MODELS"


@dataclass(frozen=True, slots=True)
class ModelPack:
    """A published net: URL, size in bytes, checksum, licence and origin."""

    name: str
    title: str
    url: str
    size: int
    sha256: str
    licence: str
    origin: str


BEAT_THIS = ModelPack(
    name="beat-this",
    title="Beat This! (small): beats and downbeats, 2.1 million parameters",
    url="https://huggingface.co/nilsbc/beat-this-onnx/resolve/main/beat_this_small0.onnx",
    size=10_555_642,
    sha256="53fda6e96afae7f44d898fa5f020272eda967a92839306bf7a3d0898fb8a0d9a",
    licence="MIT License, Copyright (c) 2024 Institute of Computational Perception, "
    "JKU Linz, Austria",
    origin="F. Foscarin, J. Schlüter, G. Widmer: Beat This! Accurate Beat Tracking "
    "Without DBN Postprocessing (ISMIR 2024), https://github.com/CPJKU/beat_this; "
    "checkpoint small0, converted to ONNX by nilsbc. The authors tell that part of the "
    "music it was trained on is copyrighted or under limited Creative Commons terms.",
)
PACKS = {pack.name: pack for pack in (BEAT_THIS,)}


def pack_file(folder: Path, pack: ModelPack) -> Path:
    """The path of a pack, installed or not."""
    return folder / f"{pack.name}.onnx"


def install(folder: Path, pack: ModelPack, data: bytes, sha256: str) -> Path:
    """Check a pack's bytes and store them.

    Raises ``ValueError`` if the checksum differs or the net has other inputs and outputs,
    ``OSError``.
    """
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise ValueError(f"its SHA-256 is {digest}, not {sha256}")
    _check(OnnxNet(data))
    folder.mkdir(parents=True, exist_ok=True)
    target = pack_file(folder, pack)
    part = target.with_suffix(".part")
    part.write_bytes(data)
    _record(target).write_text(json.dumps({"sha256": sha256}), encoding="utf-8")
    part.replace(target)
    return target


def remove(folder: Path, pack: ModelPack) -> bool:
    """Delete a pack; return whether it was installed."""
    target = pack_file(folder, pack)
    there = target.exists()
    target.unlink(missing_ok=True)
    _record(target).unlink(missing_ok=True)
    return there


def installed(folder: Path, pack: ModelPack) -> bool:
    """Whether a pack is in the folder."""
    return pack_file(folder, pack).is_file()


def load_beat_this() -> LogitNet | None:
    """Load the pack ``beat-this``; None if it is missing or damaged."""
    folder = os.environ.get(FOLDER)
    if not folder or not installed(Path(folder), BEAT_THIS):
        return None
    path = pack_file(Path(folder), BEAT_THIS)
    try:
        data = path.read_bytes()
        recorded = json.loads(_record(path).read_text(encoding="utf-8"))["sha256"]
        if hashlib.sha256(data).hexdigest() != recorded:
            raise ValueError("its checksum is another than when it was installed")
        return _onnxruntime(data) or _numpy(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("The model pack %s cannot be used: %s", BEAT_THIS.name, error)
        return None


def _record(path: Path) -> Path:
    return path.with_suffix(".json")


def _check(net: OnnxNet) -> None:
    """Run the net on a second of silence. Raises ``UnreadableNetError``."""
    try:
        outputs = net.run({net.inputs[0]: np.zeros((1, 50, MELS), np.float32)})
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise UnreadableNetError("The net cannot be run.") from error
    if [out.shape for out in outputs[:2]] != [(1, 50)] * 2:
        raise UnreadableNetError("The net tells no beats and downbeats.")


def _numpy(data: bytes) -> LogitNet:
    net = OnnxNet(data)

    def run(mels: Floats) -> Floats:
        beat, down = net.run({net.inputs[0]: mels[None]})[:2]
        return np.stack([beat[0], down[0]], axis=1)

    return run


def _onnxruntime(data: bytes) -> LogitNet | None:
    """Run the net with onnxruntime, if installed: it is three times as fast."""
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    runtime: Any = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(data, options, ["CPUExecutionProvider"])
    source = session.get_inputs()[0].name

    def run(mels: Floats) -> Floats:
        beat, down = session.run(None, {source: mels[None]})[:2]
        return np.stack([beat[0], down[0]], axis=1)

    return run
