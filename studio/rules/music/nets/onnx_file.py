"""Read a net from an ONNX file: its operators, weights, inputs and outputs.

ONNX is protobuf (``onnx.proto`` of the ONNX project, IR version 3 and later). What a net
for inference holds is read here; weights in files beside it, and graphs inside operators
(loops, conditions), are refused.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Attributes = dict[str, Any]

TYPES = {1: "<f4", 2: "u1", 3: "i1", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8"}
"""Types of tensors by their number."""
_EXTERNAL, _HALF = 1, 10
_NOT_A_NET = "This is no ONNX file that I can read."


class UnreadableNetError(ValueError):
    """A file that holds no net, or one with parts that are not read here."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operator: its type, the names of its inputs ("" is left out) and outputs."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """A net: operators in the order they run, and its weights by name."""

    nodes: tuple[Node, ...]
    weights: dict[str, Array]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def read_graph(data: bytes) -> Graph:
    """Read the net in an ONNX file. Raises ``UnreadableNetError``."""
    try:
        graphs = [value for key, value in _fields(data) if key == 7]
        if not graphs:
            raise UnreadableNetError(_NOT_A_NET)
        return _graph(graphs[0])
    except (IndexError, KeyError, TypeError, struct.error, UnicodeDecodeError) as error:
        raise UnreadableNetError(_NOT_A_NET) from error


def _graph(data: bytes) -> Graph:
    nodes, weights, inputs, outputs = [], {}, [], []
    for key, value in _fields(data):
        if key == 1:
            nodes.append(_node(value))
        elif key == 5:
            name, tensor = _tensor(value)
            weights[name] = tensor
        elif key == 11:
            inputs.append(_name(value))
        elif key == 12:
            outputs.append(_name(value))
    free_inputs = tuple(name for name in inputs if name not in weights)
    return Graph(tuple(nodes), weights, free_inputs, tuple(outputs))


def _name(data: bytes) -> str:
    return next(str(value, "utf-8") for key, value in _fields(data) if key == 1)


def _node(data: bytes) -> Node:
    inputs, outputs, kind, attributes = [], [], "", {}
    for key, value in _fields(data):
        if key == 1:
            inputs.append(value.decode())
        elif key == 2:
            outputs.append(value.decode())
        elif key == 4:
            kind = value.decode()
        elif key == 5:
            name, attribute = _attribute(value)
            attributes[name] = attribute
    return Node(kind, tuple(inputs), tuple(outputs), attributes)


def _attribute(data: bytes) -> tuple[str, Any]:
    """The name and the value: a number, text, an array, or a tuple of numbers."""
    parts = _collected(data)
    if parts.keys() & {6, 11}:
        raise UnreadableNetError("Nets with graphs inside are not read here.")
    name = _text(parts, 1)
    if 2 in parts:
        return name, struct.unpack("<f", parts[2][0])[0]
    if 3 in parts:
        return name, _signed(parts[3][0])
    if 4 in parts:
        return name, parts[4][0].decode("utf-8", "replace")
    if 5 in parts:
        return name, _tensor(parts[5][0])[1]
    return name, tuple(_each(_floats, parts, 7) or _each(_ints, parts, 8))


def _tensor(data: bytes) -> tuple[str, Array]:
    """The name of a tensor and its values."""
    parts = _collected(data)
    shape = _each(_ints, parts, 1)
    kind = parts.get(2, [1])[0]
    if parts.get(14, [0])[0] == _EXTERNAL:
        raise UnreadableNetError("Its weights lie in another file.")
    if kind not in TYPES:
        raise UnreadableNetError(f"Weights of type {kind} are not read here.")
    numbers = _each(_ints, parts, 5) + _each(_ints, parts, 7)
    numbers += _each(_floats, parts, 4) + _each(_doubles, parts, 10)
    if 9 in parts:
        flat = np.frombuffer(parts[9][0], TYPES[kind])
    elif kind == _HALF:  # they are told as the numbers of their bits
        flat = np.array(numbers, np.uint16).view(np.float16)
    else:
        flat = np.array(numbers, TYPES[kind])
    if flat.size != int(np.prod(shape, dtype=np.int64)):
        raise UnreadableNetError(_NOT_A_NET)
    return _text(parts, 8), flat.reshape(shape)


def _collected(data: bytes) -> dict[int, list[Any]]:
    """All values of each field."""
    out: dict[int, list[Any]] = {}
    for key, value in _fields(data):
        out.setdefault(key, []).append(value)
    return out


def _text(parts: dict[int, list[Any]], key: int) -> str:
    return str(parts[key][0], "utf-8") if key in parts else ""


def _each(
    read: Callable[[Any], list[Any]], parts: dict[int, list[Any]], key: int
) -> list[Any]:
    """All numbers of a field, packed or one by one."""
    return [number for value in parts.get(key, ()) for number in read(value)]


def _doubles(value: bytes) -> list[float]:
    return list(struct.unpack(f"<{len(value) // 8}d", value))


def _floats(value: bytes) -> list[float]:
    return list(struct.unpack(f"<{len(value) // 4}f", value))


def _ints(value: int | bytes) -> list[int]:
    """One number, or a packed row of them."""
    if isinstance(value, int):
        return [_signed(value)]
    out, at = [], 0
    while at < len(value):
        number, at = _varint(value, at)
        out.append(_signed(number))
    return out


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field: an int, or bytes for all other types."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        match tag & 7:
            case 0:
                value, at = _varint(data, at)
                yield tag >> 3, value
                continue
            case 1:
                size = 8
            case 2:
                size, at = _varint(data, at)
            case 5:
                size = 4
            case _:
                raise UnreadableNetError(_NOT_A_NET)
        if at + size > len(data):
            raise UnreadableNetError(_NOT_A_NET)
        yield tag >> 3, data[at : at + size]
        at += size
