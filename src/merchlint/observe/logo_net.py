"""The network that turns crops into embeddings: drawings of one mark lie close together, others apart.

Trained by ``scripts/train_logos.py``. The layers are written out here, so that the data file holds numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_crops import CROP, Crops

BATCH, REST = 32, 8
"""Crops at once, and of what is left over."""

EMBEDDING = 64
STAGES = 4
BLOCKS = 2

Weights = Mapping[str, NDArray[np.float16]]


class LogoNet:
    """(N, 48, 48) crops to (N, 64) embeddings of length one, on one thread.

    Raises:
        ImportError: OpenVINO is missing.
    """

    def __init__(self, weights: Weights) -> None:
        import openvino

        # Full precision and one thread: the same numbers whatever the load, and on every machine as close as can be.
        settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        core = openvino.Core()
        self._compiled = {size: core.compile_model(build(weights, size), "CPU", settings) for size in (BATCH, REST)}

    def embed(self, crops: Crops) -> NDArray[np.float32]:
        out = np.empty((len(crops), EMBEDDING), np.float32)
        start = 0
        while start < len(crops):
            size = BATCH if len(crops) - start >= BATCH else REST
            part = crops[start : start + size]
            batch = np.zeros((size, 1, CROP, CROP), np.float32)
            batch[: len(part), 0] = part
            out[start : start + len(part)] = self._compiled[size](batch)[0][: len(part)]
            start += size
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norms, 1e-6), np.float32)


def build(weights: Weights, size: int) -> Any:
    """The network as an OpenVINO model for `size` crops at once."""
    import openvino
    from openvino import opset13 as ops

    def constant(name: str) -> NDArray[np.float32]:
        return weights[name].astype(np.float32)

    def conv(x: Any, name: str, stride: int = 1, act: bool = True) -> Any:
        kernel = constant(f"{name}.w")
        pad = kernel.shape[-1] // 2
        x = ops.convolution(x, kernel, [stride, stride], [pad, pad], [pad, pad], [1, 1])
        x = ops.add(x, constant(f"{name}.b").reshape(1, -1, 1, 1))
        return ops.relu(x) if act else x

    entry = ops.parameter([size, 1, CROP, CROP], np.float32)
    x = conv(ops.subtract(entry, np.float32(0.25)), "body.0", 2)
    for stage in range(STAGES - 1):
        at = 1 + stage * (1 + BLOCKS)
        x = conv(x, f"body.{at}", 2)
        for block in range(at + 1, at + 1 + BLOCKS):
            inner = conv(conv(x, f"body.{block}.layers.0"), f"body.{block}.layers.1")
            x = ops.relu(ops.add(x, conv(inner, f"body.{block}.layers.2", act=False)))
    x = ops.reshape(x, np.array([size, -1]), special_zero=False)
    x = ops.add(ops.matmul(x, constant("last.w"), False, True), constant("last.b").reshape(1, -1))
    return openvino.Model([x], [entry], "logo_net")
