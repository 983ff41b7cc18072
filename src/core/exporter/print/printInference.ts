/** What a package with ONNX models gets for them: a module that runs them, and a test that replays the recorded cases. */
import { heavyNodes } from '../../parity/buildReport';
import type { DType } from '../../parity/tensor';
import { toleranceFor } from '../../parity/tolerance';
import { pythonString } from './pythonString';
import type { IPackagedModel } from '../plan';

/** `inference.py`: the models by name, run by ONNX Runtime. */
export function printInference(models: readonly IPackagedModel[]): string {
  return `"""Runs the exported models with ONNX Runtime; install the package with the extra \`\`inference\`\`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

NAMES = [${models.map(m => pythonString(m.name)).join(', ')}]


def model_path(name: str) -> Path:
    """Return the file of a model: beside the modules once installed, else in the project's folder."""
    installed = Path(__file__).parent / "models" / f"{name}.onnx"
    return installed if installed.exists() else Path(__file__).parents[2] / "models" / f"{name}.onnx"


@cache
def load_model(name: str) -> Any:
    """Load a model once and keep it."""
    return onnxruntime.InferenceSession(model_path(name), providers=["CPUExecutionProvider"])


def run_model(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Run a model on its inputs by name and return its outputs by name."""
    session = load_model(name)
    outputs = [output.name for output in session.get_outputs()]
    return dict(zip(outputs, session.run(outputs, inputs)))
`;
}

const floats: readonly DType[] = ['float16', 'float32', 'float64'];

/** `test_parity.py`: each model on the inputs of its cases, against what the notebook computed. */
export function printParityTest(name: string, models: readonly IPackagedModel[]): string {
  const bounds = models.map(m => {
    const rows = floats.map(type => {
      const { rtol, atol } = toleranceFor(type, 'C', heavyNodes(m.ops)).close;
      return `"${type}": (${rtol}, ${atol})`;
    });
    return `    ${pythonString(m.name)}: {${rows.join(', ')}},`;
  });
  return `"""Replays the recorded cases of the exported models and compares with what the notebook computed."""

import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="install the package with the extra: inference")

from ${name}.inference import NAMES, run_model  # noqa: E402

# By model and type of the numbers: relative and absolute tolerance. Whole numbers and texts must be equal.
TOLERANCE = {
${bounds.join('\n')}
}


def recorded(name):
    """Return the recorded arrays by case, part (input or output) and name."""
    cases = {}
    with np.load(Path(__file__).parents[1] / "models" / f"{name}.cases.npz") as file:
        for member in file.files:
            found = re.fullmatch(r"case(\\d+)\\.(input|output)\\.(.+)", member)
            if found:
                case = cases.setdefault(int(found[1]), {"input": {}, "output": {}})
                case[found[2]][found[3]] = file[member]
    return cases


def assert_close(actual, reference, tolerance):
    """Compare in float64; the absolute tolerance grows with the size of the reference."""
    actual = np.asarray(actual)
    assert actual.shape == reference.shape
    if reference.dtype.name not in tolerance:
        assert np.array_equal(actual.astype(reference.dtype), reference)
        return
    assert actual.dtype == reference.dtype
    wanted = reference.astype("float64")
    finite = wanted[np.isfinite(wanted)]
    size = float(np.sqrt(np.mean(finite**2))) if finite.size else 0.0
    relative, absolute = tolerance[reference.dtype.name]
    absolute *= size if size > 1 or 0 < size < 1e-3 else 1
    np.testing.assert_allclose(actual.astype("float64"), wanted, rtol=relative, atol=absolute)


@pytest.mark.parametrize("name", NAMES)
def test_model_computes_what_the_notebook_computed(name):
    cases = recorded(name)
    assert cases
    for case in cases.values():
        inputs = {key: a.astype(object) if a.dtype.kind == "U" else a for key, a in case["input"].items()}
        outputs = run_model(name, inputs)
        assert case["output"]
        for key, reference in case["output"].items():
            assert_close(outputs[key], reference, TOLERANCE[name])
`;
}
