"""The network that turns crops into embeddings: drawings of one mark lie close together, others apart.

Trained by ``scripts/train_logos.py``. The layers are written out here, so that the data file holds numbers only.

Products with many rows run on OpenVINO as well, on one thread. NumPy's own would wake a thread on every core, and these
go on turning for a while after each product: the same page then takes twice the processor time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_crops import CROP, Crops

BATCH = 8
"""Rows at once. More are no faster, and fewer are left over here."""

EMBEDDING = 64
STAGES = 4
BLOCKS = 2

Weights = Mapping[str, NDArray[np.float16]]
Rows = NDArray[np.float32]


class LogoNet:
    """(N, 48, 48) crops to (N, 64) embeddings of length one, on one thread.

    Raises:
        ImportError: OpenVINO is missing.
    """

    def __init__(self, weights: Weights) -> None:
        self._run = _compiled(build(weights, BATCH))

    def embed(self, crops: Crops) -> Rows:
        out = _in_batches(self._run, crops[:, None], EMBEDDING)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norms, 1e-6), np.float32)


class Products:
    """Products of whatever is asked with fixed rows: (N, K) and (M, K) to (N, M).

    Args:
        rows: (M, K).
        starts: where groups of rows begin. If given, the largest product with each group is told, and no other.
    """

    def __init__(self, rows: Rows, starts: Sequence[int] = ()) -> None:
        import openvino
        from openvino import opset13 as ops

        self._count = len(starts) or len(rows)
        entry = ops.parameter([BATCH, rows.shape[1]], np.float32)
        groups = np.split(np.ascontiguousarray(rows), starts[1:])
        products = [ops.matmul(entry, ops.constant(group), False, True) for group in groups]
        if starts:
            products = [ops.reduce_max(p, np.array([1]), keep_dims=True) for p in products]
        self._run = _compiled(openvino.Model([ops.concat(products, 1)], [entry], "products"))

    def __call__(self, asked: Rows) -> Rows:
        return _in_batches(self._run, asked, self._count)


def _compiled(model: Any) -> Any:
    import openvino

    # Full precision and one thread: the same numbers whatever the load, and on every machine as close as can be.
    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(model, "CPU", settings)


def _in_batches(run: Any, rows: NDArray[np.float32], width: int) -> Rows:
    out = np.empty((len(rows), width), np.float32)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        if len(part) < BATCH:
            part = np.concatenate([part, np.zeros((BATCH - len(part), *part.shape[1:]), np.float32)])
        out[start : start + BATCH] = run(np.ascontiguousarray(part))[0][: len(rows) - start]
    return out


def build(weights: Weights, size: int) -> Any:
    """The network as an OpenVINO model for `size` crops at once."""
    import openvino
    from openvino import opset13 as ops

    def constant(name: str, *shape: int) -> Any:
        # A bare array would be copied number by number.
        values = weights[name].astype(np.float32)
        return ops.constant(values.reshape(shape) if shape else values)

    def conv(x: Any, name: str, stride: int = 1, act: bool = True) -> Any:
        kernel = constant(f"{name}.w")
        pad = kernel.shape[-1] // 2
        x = ops.convolution(x, kernel, [stride, stride], [pad, pad], [pad, pad], [1, 1])
        x = ops.add(x, constant(f"{name}.b", 1, -1, 1, 1))
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
    x = ops.add(ops.matmul(x, constant("last.w"), False, True), constant("last.b", 1, -1))
    return openvino.Model([x], [entry], "logo_net")
