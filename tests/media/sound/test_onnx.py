"""Nets from ONNX files run in numpy as their operators are specified."""

import math

import numpy as np
import pytest

from studio.rules.music.nets import beat_this
from studio.rules.music.nets.onnx_file import UnreadableNetError
from studio.rules.music.nets.onnx_net import OnnxNet
from tests.onnx_writer import onnx_file

X = np.random.default_rng(1).standard_normal((2, 3, 4)).astype(np.float32)
PICTURE = np.arange(24, dtype=np.float32).reshape(1, 1, 4, 6)
KERNEL = np.array([[[[1.0, 0, 0], [0, 0, 2]]]], np.float32)
ONES = np.ones(3, np.float32)


def run(
    kind: str, x: np.ndarray, *more: np.ndarray, **attributes: object
) -> np.ndarray:
    names = [f"w{n}" for n in range(len(more))]
    data = onnx_file(
        [(kind, ["x", *names], ["y"], attributes)],
        dict(zip(names, more, strict=True)),
        ["x"],
        ["y"],
    )
    return OnnxNet(data).run({"x": x})[0]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (run("Transpose", X, perm=[2, 0, 1]), X.transpose(2, 0, 1)),
        (run("Reshape", X, np.array([0, -1])), X.reshape(2, 12)),
        (run("Unsqueeze", X, np.array([0])), X[None]),
        (run("ReduceL2", X, axes=[-1]), np.linalg.norm(X, axis=-1, keepdims=True)),
        (run("ReduceMean", X, np.array([1]), keepdims=0), X.mean(axis=1)),
        (run("Clip", X, np.array(-0.5, np.float32)), np.maximum(X, -0.5)),
        (run("Gather", X, np.array([2, 0]), axis=1), X[:, [2, 0]]),
        (run("Erf", X), np.vectorize(math.erf)(X)),
        (run("Gelu", X), X * (1 + np.vectorize(math.erf)(X / 2**0.5)) / 2),
        (run("Sigmoid", X), 1 / (1 + np.exp(-X))),
        (run("Einsum", X, ONES, equation="abc,b->ac"), X.sum(axis=1)),
        (run("Softmax", X, axis=1), np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)),
        (
            run("Slice", X, np.array([3]), np.array([-(2**62)]), np.array([2]),
                np.array([-2])),
            X[:, :, 3::-2],
        ),
        (
            run("BatchNormalization", X, ONES, ONES, ONES, 4 * ONES, epsilon=0.0),
            (X - 1) / 2 + 1,
        ),
        (
            run("Conv", PICTURE, KERNEL, strides=[2, 1], pads=[0, 1, 0, 1]),
            [[[[14, 16, 19, 22, 25, 4], [38, 52, 55, 58, 61, 16]]]],
        ),
        (
            run("ScatterND", X, np.array([[1, 2]]), np.zeros((1, 4), np.float32)),
            np.where(np.arange(6).reshape(2, 3, 1) == 5, 0, X),
        ),
    ],
)  # fmt: skip
def test_an_operator_does_what_onnx_specifies(
    output: np.ndarray, expected: np.ndarray
) -> None:
    assert output.dtype == np.float32
    np.testing.assert_allclose(output, expected, atol=1e-6)


def test_weights_in_half_precision_and_constants_are_read() -> None:
    half = np.array([0.5, -2.0], np.float16)
    data = onnx_file(
        [
            ("Constant", [], ["two"], {"value": np.array([2.0], np.float32)}),
            ("Cast", ["half"], ["single"], {"to": 1}),
            ("Mul", ["single", "two"], ["y"], {}),
        ],
        {"half": half}, [], ["y"],
    )  # fmt: skip
    assert OnnxNet(data).run({})[0].tolist() == [1.0, -4.0]


@pytest.mark.parametrize("data", [b"", b"not a net", b"\x3a\xff\x01", bytes(200)])
def test_a_file_that_is_no_net_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableNetError):
        OnnxNet(data)


def test_an_operator_that_is_not_known_is_named() -> None:
    with pytest.raises(UnreadableNetError, match="Loop"):
        OnnxNet(onnx_file([("Loop", ["x"], ["y"], {})], {}, ["x"], ["y"]))


@pytest.mark.parametrize("count", [1, 50, 1488, 1489, 1500, 4000])
def test_chunks_are_put_together_without_a_seam(count: int) -> None:
    mels = np.random.default_rng(2).random((count, beat_this.MELS)).astype(np.float32)
    lengths: list[int] = []

    def net(chunk: np.ndarray) -> np.ndarray:
        lengths.append(len(chunk))
        return chunk[:, :2]

    out = beat_this.chances(mels, net)
    np.testing.assert_allclose(out, 1 / (1 + np.exp(-mels[:, :2])), atol=1e-6)
    assert max(lengths) <= beat_this.CHUNK


def test_a_tone_sounds_in_the_band_of_its_pitch() -> None:
    time = np.arange(22050) / 22050
    mels = beat_this.log_mels(np.sin(2 * np.pi * 1000 * time).astype(np.float32))
    assert mels.shape == (50, 128)
    # The scale is linear up to 1 kHz, which is 15 of its units; 30 Hz is 0.45.
    top = 15 + math.log(11) * 27 / math.log(6.4)
    expected = (15 - 0.45) / (top - 0.45) * 129 - 1
    assert abs(int(mels[25].argmax()) - expected) < 1
