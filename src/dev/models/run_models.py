"""Runs models with ONNX Runtime on the CPU.

Usage: ``python run_models.py FOLDER``. Reads each ``NAME.npz`` (``model`` and
``case<k>.input.<name>``), writes ``NAME.out.npz`` (``case<k>.output.<name>``). A case that the
runtime refuses has no outputs.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime


def main(folder):
    """Run every archive of the folder."""
    onnxruntime.set_default_logger_severity(4)
    for path in sorted(folder.glob("*.npz")):
        arrays = np.load(path)
        session = onnxruntime.InferenceSession(
            arrays["model"].tobytes(), providers=["CPUExecutionProvider"]
        )
        inputs = {}
        for member in arrays.files:
            if ".input." in member:
                case, name = member.split(".input.", 1)
                inputs.setdefault(case, {})[name] = arrays[member]
        outputs = {}
        for case, feeds in inputs.items():
            try:
                values = session.run(None, feeds)
            except onnxruntime.capi.onnxruntime_pybind11_state.RuntimeException:
                continue
            for one, value in zip(session.get_outputs(), values, strict=True):
                outputs[f"{case}.output.{one.name}"] = value
        np.savez(path.with_suffix(".out.npz"), **outputs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
