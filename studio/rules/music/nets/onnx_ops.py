"""Operators of ONNX in numpy: those that beat trackers are made of.

Their meaning is that of the ONNX operator specification, opsets 11 to 23; types follow
numpy, single precision stays single. Convolutions are two-dimensional, in one group.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.rules.activations import gelu
from studio.rules.music.nets.onnx_file import (
    TYPES,
    Array,
    Attributes,
    UnreadableNetError,
)

Inputs = Sequence[Any]
"""Arrays; None stands for one that is left out."""
Operator = Callable[[Inputs, Attributes], Any]
"""Returns an array, or a tuple of one for each output."""

_LAST = (1 << 63) - 1


def _plain(function: Callable[..., Any]) -> Operator:
    """An operator that is a function of its inputs alone."""
    return lambda inputs, _: function(*inputs)


def _axes(inputs: Inputs, attributes: Attributes) -> tuple[int, ...] | None:
    """Axes stood among the attributes up to opset 12; since then they are an input."""
    if len(inputs) > 1 and inputs[1] is not None:
        return tuple(int(axis) for axis in inputs[1])
    return tuple(attributes["axes"]) if attributes.get("axes") else None


def _reduce(function: Callable[..., Any]) -> Operator:
    def reduce(inputs: Inputs, attributes: Attributes) -> Any:
        axes, keep = _axes(inputs, attributes), bool(attributes.get("keepdims", 1))
        if axes is None and attributes.get("noop_with_empty_axes"):
            return inputs[0]
        return function(inputs[0], axis=axes, keepdims=keep)

    return reduce


def _norm(values: Array, **how: Any) -> Array:
    return np.asarray(np.sqrt(np.square(values).sum(**how)))


def erf(values: Array) -> Array:
    """The error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26)."""
    size = np.abs(values)
    t = 1 / (1 + 0.3275911 * size)
    row = np.full_like(t, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        row = row * t + factor
    out = 1 - row * t * np.exp(-size * size)
    return np.asarray(np.copysign(out, values), values.dtype)


def _gelu(inputs: Inputs, attributes: Attributes) -> Any:
    x = inputs[0]
    if attributes.get("approximate") == "tanh":
        return gelu(x)
    return 0.5 * x * (1 + erf(x * x.dtype.type(0.5**0.5)))


def _softmax(inputs: Inputs, attributes: Attributes) -> Any:
    x, axis = inputs[0], attributes.get("axis", -1)
    out = x - x.max(axis=axis, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis=axis, keepdims=True)
    return out


def _clip(inputs: Inputs, attributes: Attributes) -> Any:
    low = inputs[1] if len(inputs) > 1 else attributes.get("min")
    high = inputs[2] if len(inputs) > 2 else attributes.get("max")
    return np.asarray(np.clip(inputs[0], low, high), inputs[0].dtype)


def _reshape(inputs: Inputs, attributes: Attributes) -> Any:
    x, shape = inputs[0], inputs[1].tolist()
    if not attributes.get("allowzero"):
        shape = [x.shape[at] if size == 0 else size for at, size in enumerate(shape)]
    return x.reshape(shape)


def _unsqueeze(inputs: Inputs, attributes: Attributes) -> Any:
    return np.expand_dims(inputs[0], _axes(inputs, attributes) or ())


def _squeeze(inputs: Inputs, attributes: Attributes) -> Any:
    return np.squeeze(inputs[0], _axes(inputs, attributes))


def _slice(inputs: Inputs, _: Attributes) -> Any:
    x = inputs[0]
    starts, ends = inputs[1].tolist(), inputs[2].tolist()
    axes = inputs[3].tolist() if _has(inputs, 3) else range(len(starts))
    steps = inputs[4].tolist() if _has(inputs, 4) else [1] * len(starts)
    spans = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        last: int | None = end
        if step < 0 and end < -_LAST // 2:
            last = None
        spans[axis] = slice(start, last, step)
    return x[tuple(spans)]


def _has(inputs: Inputs, index: int) -> bool:
    return len(inputs) > index and inputs[index] is not None


def _split(inputs: Inputs, attributes: Attributes) -> Any:
    x, axis = inputs[0], attributes.get("axis", 0)
    sizes = inputs[1] if _has(inputs, 1) else attributes.get("split")
    if sizes is None or not len(sizes):
        return tuple(np.array_split(x, attributes["num_outputs"], axis))
    return tuple(np.split(x, np.cumsum(sizes)[:-1], axis))


def _shape(inputs: Inputs, attributes: Attributes) -> Any:
    sizes = np.array(inputs[0].shape, np.int64)
    return sizes[attributes.get("start", 0) : attributes.get("end")]


def _expand(inputs: Inputs, _: Attributes) -> Any:
    x, shape = inputs[0], tuple(inputs[1].tolist())
    return np.broadcast_to(x, np.broadcast_shapes(x.shape, shape))


def _scatter_nd(inputs: Inputs, _: Attributes) -> Any:
    out, where = np.array(inputs[0]), inputs[1]
    out[tuple(np.moveaxis(where, -1, 0))] = inputs[2]
    return out


def _filled(inputs: Inputs, attributes: Attributes) -> Any:
    value = np.asarray(attributes.get("value", np.zeros(1, np.float32)))
    return np.full(inputs[0].tolist(), value.ravel()[0], value.dtype)


def _constant(_: Inputs, attributes: Attributes) -> Any:
    for name, kind in (("value", None), ("value_float", np.float32),
                       ("value_int", np.int64), ("value_floats", np.float32),
                       ("value_ints", np.int64)):  # fmt: skip
        if name in attributes:
            return np.asarray(attributes[name], kind)
    raise UnreadableNetError("A constant of text is not read here.")


def _cast(inputs: Inputs, attributes: Attributes) -> Any:
    return inputs[0].astype(TYPES[attributes["to"]], copy=False)


def _gemm(inputs: Inputs, attributes: Attributes) -> Any:
    one, two = inputs[:2]
    one = one.T if attributes.get("transA") else one
    two = two.T if attributes.get("transB") else two
    out = attributes.get("alpha", 1.0) * (one @ two)
    if _has(inputs, 2):
        out = out + attributes.get("beta", 1.0) * inputs[2]
    return np.asarray(out, one.dtype)


def _batch_norm(inputs: Inputs, attributes: Attributes) -> Any:
    x = inputs[0]
    shape = (1, -1, *[1] * (x.ndim - 2))
    scale, bias, mean, spread = (each.reshape(shape) for each in inputs[1:5])
    factor = scale / np.sqrt(spread + attributes.get("epsilon", 1e-5))
    return np.asarray(x * factor + (bias - mean * factor), x.dtype)


def _conv(inputs: Inputs, attributes: Attributes) -> Any:
    x, weight = inputs[:2]
    if x.ndim != 4 or attributes.get("group", 1) != 1:
        raise UnreadableNetError("Only plain convolutions of two dimensions are read.")
    high, wide = weight.shape[2:]
    top, left, bottom, right = attributes.get("pads") or (0, 0, 0, 0)
    down, across = attributes.get("strides") or (1, 1)
    padded = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    rows = np.lib.stride_tricks.sliding_window_view(padded, (high, wide), (2, 3))
    rows = rows[:, :, ::down, ::across]
    out = np.moveaxis(np.tensordot(rows, weight, ((1, 4, 5), (1, 2, 3))), -1, 1)
    return out + inputs[2][:, None, None] if _has(inputs, 2) else out


def _layer_norm(inputs: Inputs, attributes: Attributes) -> Any:
    x = inputs[0]
    axes = tuple(range(attributes.get("axis", -1) % x.ndim, x.ndim))
    spread = np.sqrt(x.var(axes, keepdims=True) + attributes.get("epsilon", 1e-5))
    out = (x - x.mean(axes, keepdims=True)) / spread * inputs[1]
    return out + inputs[2] if _has(inputs, 2) else out


def _rms_norm(inputs: Inputs, attributes: Attributes) -> Any:
    x = inputs[0]
    axes = tuple(range(attributes.get("axis", -1) % x.ndim, x.ndim))
    power = np.square(x).mean(axes, keepdims=True) + attributes.get("epsilon", 1e-5)
    return np.asarray(x / np.sqrt(power) * inputs[1], x.dtype)


def _sigmoid(x: NDArray[Any]) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), x.dtype)


def _divide(one: Array, two: Array) -> Array:
    if np.issubdtype(one.dtype, np.integer):
        return np.asarray(np.trunc(one / two), one.dtype)
    return one / two


OPERATORS: Mapping[str, Operator] = {
    "Abs": _plain(np.abs), "Add": _plain(np.add), "And": _plain(np.logical_and),
    "BatchNormalization": _batch_norm, "Cast": _cast, "Clip": _clip,
    "Concat": lambda i, a: np.concatenate(i, a["axis"]),
    "Constant": _constant, "ConstantOfShape": _filled, "Conv": _conv,
    "Cos": _plain(np.cos), "Div": _plain(_divide),
    "Dropout": lambda i, _: i[0],
    "Einsum": lambda i, a: np.einsum(a["equation"], *i, optimize=True),
    "Equal": _plain(np.equal), "Erf": _plain(erf), "Exp": _plain(np.exp),
    "Expand": _expand,
    "Flatten": lambda i, a: i[0].reshape(
        int(np.prod(i[0].shape[: a.get("axis", 1)])), -1
    ),
    "Gather": lambda i, a: np.take(i[0], i[1], axis=a.get("axis", 0)),
    "Gelu": _gelu, "Gemm": _gemm, "Greater": _plain(np.greater),
    "GreaterOrEqual": _plain(np.greater_equal), "Identity": lambda i, _: i[0],
    "LayerNormalization": _layer_norm, "Less": _plain(np.less),
    "LessOrEqual": _plain(np.less_equal), "Log": _plain(np.log),
    "MatMul": _plain(np.matmul), "Max": _plain(np.maximum), "Min": _plain(np.minimum),
    "Mul": _plain(np.multiply), "Neg": _plain(np.negative), "Not": _plain(np.logical_not),
    "Or": _plain(np.logical_or), "Pow": _plain(np.power),
    "RMSNormalization": _rms_norm, "Range": _plain(np.arange),
    "Reciprocal": _plain(np.reciprocal), "ReduceL2": _reduce(_norm),
    "ReduceMax": _reduce(np.max), "ReduceMean": _reduce(np.mean),
    "ReduceSum": _reduce(np.sum), "Relu": lambda i, _: np.maximum(i[0], 0),
    "Reshape": _reshape, "ScatterND": _scatter_nd, "Shape": _shape,
    "Sigmoid": _plain(_sigmoid), "Sin": _plain(np.sin), "Slice": _slice,
    "Softmax": _softmax, "Split": _split, "Sqrt": _plain(np.sqrt),
    "Squeeze": _squeeze, "Sub": _plain(np.subtract), "Tanh": _plain(np.tanh),
    "Tile": _plain(np.tile),
    "Transpose": lambda i, a: np.transpose(i[0], a.get("perm") or None),
    "Unsqueeze": _unsqueeze, "Where": _plain(np.where),
}  # fmt: skip
