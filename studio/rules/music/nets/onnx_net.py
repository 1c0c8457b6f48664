"""Run a net from an ONNX file in numpy, operator by operator."""

from collections.abc import Mapping

import numpy as np

from studio.rules.music.nets.onnx_file import (
    Array,
    Graph,
    UnreadableNetError,
    read_graph,
)
from studio.rules.music.nets.onnx_ops import OPERATORS


class OnnxNet:
    """A net that is ready to run; weights in half precision run in single."""

    def __init__(self, data: bytes) -> None:
        """Read the file's bytes. Raises ``UnreadableNetError``."""
        graph = read_graph(data)
        unknown = sorted({node.kind for node in graph.nodes} - OPERATORS.keys())
        if unknown:
            raise UnreadableNetError(f"Operators not known here: {', '.join(unknown)}.")
        self.inputs, self.outputs = graph.inputs, graph.outputs
        self._graph = graph
        self._last = _last_uses(graph)

    def run(self, arrays: Mapping[str, Array]) -> list[Array]:
        """Return the outputs, in their order; each value is dropped after its last use."""
        values: dict[str, Array] = {**self._graph.weights, **arrays}
        for index, node in enumerate(self._graph.nodes):
            inputs = [values[name] if name else None for name in node.inputs]
            out = OPERATORS[node.kind](inputs, node.attributes)
            outputs = out if isinstance(out, tuple) else (out,)
            for name, value in zip(node.outputs, outputs, strict=False):
                values[name] = np.asarray(value)
            del inputs, out, outputs
            for name in self._last.get(index, ()):
                values.pop(name, None)
        return [values[name] for name in self.outputs]


def _last_uses(graph: Graph) -> dict[int, list[str]]:
    """Values by the operator that needs them last."""
    needed = {*graph.outputs, *graph.weights}
    last = {
        name: index
        for index, node in enumerate(graph.nodes)
        for name in (*node.inputs, *node.outputs)
        if name not in needed
    }
    out: dict[int, list[str]] = {}
    for name, index in last.items():
        out.setdefault(index, []).append(name)
    return out
