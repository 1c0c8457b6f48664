"""Each operator of an ONNX net computes what the specification says."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from studio.rules.music.nets.onnx_file import UnreadableNetError
from studio.rules.music.nets.onnx_ops import OPERATORS

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 7 - 1
ROW = np.array([1.0, -2.0, 3.0], np.float32)
MATRIX = np.arange(6, dtype=np.float32).reshape(2, 3)
WIDE = X.mean(axis=(1, 2), keepdims=True), X.std(axis=(1, 2), keepdims=True)


def ints(*values: int) -> Any:
    return np.array(values, np.int64)


def apply(kind: str, inputs: Sequence[Any], **attributes: Any) -> Any:
    return OPERATORS[kind](inputs, attributes)


@pytest.mark.parametrize(
    ("kind", "inputs", "attributes", "expected"),
    [
        ("Add", (ROW, ROW), {}, [2, -4, 6]),
        ("Clip", (ROW,), {"min": -1.0, "max": 2.0}, [1, -1, 2]),
        ("Clip", (ROW, None, np.float32(2)), {}, [1, -2, 2]),
        ("Concat", (ROW, ROW[:1]), {"axis": 0}, [1, -2, 3, 1]),
        ("ConstantOfShape", (ints(2),), {}, [0, 0]),
        ("ConstantOfShape", (ints(1, 2),), {"value": ints(7)}, [[7, 7]]),
        ("Div", (ints(7, -7), ints(2, 2)), {}, [3, -3]),
        ("Div", (ROW, np.float32(2)), {}, [0.5, -1, 1.5]),
        ("Dropout", (ROW,), {}, ROW),
        ("Expand", (ROW, ints(2, 1)), {}, [ROW, ROW]),
        ("Flatten", (X,), {"axis": 2}, X.reshape(6, 4)),
        ("Gemm", (MATRIX, MATRIX), {"transB": 1, "alpha": 2.0},
         2 * MATRIX @ MATRIX.T),
        ("Gemm", (MATRIX, MATRIX, ROW), {"transA": 1, "beta": 0.5},
         MATRIX.T @ MATRIX + 0.5 * ROW),
        ("Identity", (ROW,), {}, ROW),
        ("LayerNormalization", (X, np.float32(1), np.float32(5)),
         {"axis": 1, "epsilon": 0.0}, (X - WIDE[0]) / WIDE[1] + 5),
        ("LayerNormalization", (ROW, np.float32(2)), {"epsilon": 0.0},
         2 * (ROW - ROW.mean()) / ROW.std()),
        ("RMSNormalization", (ROW, np.float32(3)), {"epsilon": 0.0},
         3 * ROW / np.sqrt(14 / 3)),
        ("ReduceSum", (X,), {"noop_with_empty_axes": 1}, X),
        ("ReduceSum", (MATRIX, ints(1)), {"keepdims": 0}, [3, 12]),
        ("ReduceMax", (MATRIX,), {}, [[5]]),
        ("Relu", (ROW,), {}, [1, 0, 3]),
        ("Reshape", (MATRIX, ints(0, -1)), {"allowzero": 0}, MATRIX),
        ("Reshape", (MATRIX[:0], ints(0, 3)), {"allowzero": 1}, MATRIX[:0]),
        ("Shape", (X,), {}, [2, 3, 4]),
        ("Shape", (X,), {"start": 1, "end": 2}, [3]),
        ("Slice", (ROW, ints(1), ints(99)), {}, [-2, 3]),
        ("Squeeze", (X[:1], ints(0)), {}, X[0]),
        ("Squeeze", (X[:1, :1],), {}, X[0, 0]),
        ("Transpose", (MATRIX,), {}, MATRIX.T),
        ("Unsqueeze", (ROW,), {"axes": [1]}, ROW[:, None]),
    ],
)  # fmt: skip
def test_an_operator_gives_what_is_specified(
    kind: str, inputs: Sequence[Any], attributes: Mapping[str, Any], expected: Any
) -> None:
    output = apply(kind, inputs, **attributes)
    np.testing.assert_allclose(output, np.asarray(expected), atol=1e-6)
    assert np.asarray(output).shape == np.asarray(expected).shape


@pytest.mark.parametrize(
    ("attributes", "sizes", "parts"),
    [
        ({"num_outputs": 2}, None, [[1, -2], [3]]),
        ({}, ints(1, 2), [[1], [-2, 3]]),
        ({"split": [2, 1]}, None, [[1, -2], [3]]),
    ],
)
def test_a_split_gives_an_output_a_part(
    attributes: Mapping[str, Any], sizes: Any, parts: Sequence[Sequence[float]]
) -> None:
    outputs = apply("Split", (ROW, sizes), **attributes)
    assert [part.tolist() for part in outputs] == parts


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"value": ROW}, ROW),
        ({"value_float": 0.5}, np.float32(0.5)),
        ({"value_int": 3}, np.int64(3)),
        ({"value_floats": [1.0, 2.0]}, np.array([1, 2], np.float32)),
        ({"value_ints": [4]}, ints(4)),
    ],
)
def test_a_constant_keeps_its_type(
    attributes: Mapping[str, Any], expected: Any
) -> None:
    output = apply("Constant", (), **attributes)
    assert output.dtype == expected.dtype
    np.testing.assert_array_equal(output, expected)


def test_the_two_forms_of_gelu_are_nearly_equal() -> None:
    exact, quick = apply("Gelu", (X,)), apply("Gelu", (X,), approximate="tanh")
    np.testing.assert_allclose(exact, quick, atol=2e-3)


def test_what_is_not_read_here_says_so() -> None:
    with pytest.raises(UnreadableNetError, match="text"):
        apply("Constant", (), value_string="a")
    with pytest.raises(UnreadableNetError, match="two dimensions"):
        apply("Conv", (X, X))
    with pytest.raises(UnreadableNetError, match="two dimensions"):
        apply("Conv", (X[None], X[None]), group=2)
