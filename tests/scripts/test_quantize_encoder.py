"""Quantising keeps a model's outputs, channels of very unequal range included."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.scripts import loading

onnx = pytest.importorskip(
    "onnx", reason="onnx is needed only for training: pip install -r scripts/train_requirements.txt"
)
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "quantize_encoder.py"
WIDTH = 32


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return loading.script(SCRIPT)


def model(path: Path) -> None:
    """Two matrix products whose inner activation has channels hundreds of times larger than the rest."""
    draw = np.random.default_rng(3)
    loud = np.ones(WIDTH, np.float32)
    loud[:2] = 400.0
    arrays = {
        "first": draw.normal(size=(WIDTH, WIDTH)).astype(np.float32),
        "loud": loud,
        "second": (draw.normal(size=(WIDTH, WIDTH)) / loud[:, None]).astype(np.float32),
        "third": (draw.normal(size=(WIDTH, WIDTH)) / loud[:, None]).astype(np.float32),
    }
    node, value = onnx.helper.make_node, onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [
            node("MatMul", ["x", "first"], ["inner"], name="one"),
            node("Mul", ["inner", "loud"], ["louder"], name="two"),
            node("MatMul", ["louder", "second"], ["left"], name="three"),
            node("MatMul", ["louder", "third"], ["right"], name="four"),
            node("Add", ["left", "right"], ["y"], name="five"),
        ],
        "small",
        [value("x", onnx.TensorProto.FLOAT, [None, WIDTH])],
        [value("y", onnx.TensorProto.FLOAT, [None, WIDTH])],
        [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), path
    )


def sample() -> list[dict[str, Any]]:
    draw = np.random.default_rng(4)
    return [{"x": draw.normal(size=(9, WIDTH)).astype(np.float32)} for _ in range(3)]


def test_smoothing_alone_changes_no_output(script: ModuleType, tmp_path: Path) -> None:
    model(tmp_path / "fp32.onnx")
    script._smooth(tmp_path / "fp32.onnx", tmp_path / "smooth.onnx", sample())
    assert script._error(tmp_path / "fp32.onnx", tmp_path / "smooth.onnx", sample()) < 1e-5
    smooth = onnx.load(str(tmp_path / "smooth.onnx"))
    onnx.checker.check_model(smooth)
    # One division serves both products that read the activation; the model's own input has none.
    assert sum(node.name.endswith("_smooth") for node in smooth.graph.node) == 1


def test_a_smoothed_model_is_nearer_to_its_source(script: ModuleType, tmp_path: Path) -> None:
    model(tmp_path / "fp32.onnx")
    errors = script.quantize(tmp_path / "fp32.onnx", tmp_path / "int8.onnx", sample())
    assert set(errors) == {"plain", "smoothed"}
    assert errors["smoothed"] < 0.5 * errors["plain"]
    assert errors["smoothed"] == round(
        script._error(tmp_path / "fp32.onnx", tmp_path / "int8.onnx", sample()), 4
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fp32.onnx", "int8.onnx"]
