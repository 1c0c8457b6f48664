"""Write small ONNX files for tests: the fields of protobuf by hand."""

import struct
from collections.abc import Sequence

import numpy as np

Operator = tuple[str, Sequence[str], Sequence[str], dict[str, object]]


def onnx_file(
    operators: Sequence[Operator],
    weights: dict[str, np.ndarray],
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> bytes:
    """A model of operators (kind, inputs, outputs, attributes) and weights."""
    graph = b"".join(_field(1, _node(*operator)) for operator in operators)
    graph += b"".join(_field(5, _tensor(name, w)) for name, w in weights.items())
    graph += b"".join(_field(11, _field(1, name.encode())) for name in inputs)
    graph += b"".join(_field(12, _field(1, name.encode())) for name in outputs)
    return _number(1, 8) + _field(7, graph)


def linear_beats(weight: np.ndarray) -> bytes:
    """A net with the inputs and outputs of Beat This!: spectra times (128, 2)."""
    return onnx_file(
        [
            ("MatMul", ["spect", "weight"], ["both"], {}),
            ("Split", ["both"], ["one", "two"], {"axis": -1, "num_outputs": 2}),
            ("Squeeze", ["one", "last"], ["beat"], {}),
            ("Squeeze", ["two", "last"], ["downbeat"], {}),
        ],
        {"weight": weight.astype(np.float32), "last": np.array([-1])},
        ["spect"],
        ["beat", "downbeat"],
    )


def _node(
    kind: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    attributes: dict[str, object],
) -> bytes:
    out = b"".join(_field(1, name.encode()) for name in inputs)
    out += b"".join(_field(2, name.encode()) for name in outputs)
    out += _field(4, kind.encode())
    for name, value in attributes.items():
        out += _field(5, _field(1, name.encode()) + _value(value))
    return out


def _value(value: object) -> bytes:
    match value:
        case float():
            return _varint(2 << 3 | 5) + struct.pack("<f", value)
        case int():
            return _number(3, value)
        case str():
            return _field(4, value.encode())
        case np.ndarray():
            return _field(5, _tensor("", value))
        case list():
            return b"".join(_number(8, each) for each in value)
        case _:
            raise TypeError(value)


def _tensor(name: str, values: np.ndarray) -> bytes:
    kinds = {"float32": 1, "int32": 6, "int64": 7, "bool": 9, "float16": 10}
    out = _field(1, b"".join(_varint(size) for size in values.shape))
    out += _number(2, kinds[str(values.dtype)])
    return out + _field(8, name.encode()) + _field(9, values.tobytes())


def _field(key: int, data: bytes) -> bytes:
    return _varint(key << 3 | 2) + _varint(len(data)) + data


def _number(key: int, value: int) -> bytes:
    return _varint(key << 3) + _varint(value)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
