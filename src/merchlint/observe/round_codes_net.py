"""The two small networks behind the round-code detector, built from their weights and run on OpenVINO.

`scripts/train_round_codes.py` makes the weights, and `scripts/narrow_round_codes.py` makes them quicker. The first
network is shown grey sheets and answers, for every eighth pixel, whether a code of 34 pixels stands around it. The
second is shown one 80-pixel crop in colour and names the kind.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from merchlint.message import Message, Problem
from merchlint.observe.model import ObserveError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "data" / "round_codes.npz"

# (stride, padding, rectified) of each convolution; kernels and widths are in the weights.
_Layers = tuple[tuple[int, int, bool], ...]
_FIRST: _Layers = ((2, 1, True), (2, 1, True), (2, 1, True), (1, 0, False), (1, 0, True))
_SECOND: _Layers = (
    (2, 1, True),
    (2, 1, True),
    (2, 1, True),
    (1, 1, True),
    (2, 1, True),
    (1, 1, True),
    (1, 0, True),
)

# What they were trained on: a code fills this part of the first one's window and of the second one's crop, in pixels.
WINDOW, FILL = 40, 0.85
CROP, CROP_FILL = 80, 0.8
STRIDE = 8


class RoundCodeNets:
    """Both networks, compiled for one thread. Raises `ObserveError` when OpenVINO is missing or refuses the weights."""

    def __init__(self) -> None:
        try:
            import numpy as np
            import openvino
            from openvino import opset13
        except ImportError as error:
            raise ObserveError(_missing()) from error
        try:
            with np.load(WEIGHTS) as stored:
                weights = {name: stored[name].astype(np.float32) for name in stored.files}
            core = openvino.Core()
            options = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}

            def compiled(name: str, layers: _Layers, shape: list[int]) -> Any:
                model = _model(openvino, opset13, weights, name, layers, shape)
                return core.compile_model(model, "CPU", options)

            self._first = compiled("first", _FIRST, [1, 1, -1, -1])
            self._second = compiled("second", _SECOND, [1, 3, CROP, CROP])
        except (RuntimeError, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ObserveError(_broken(str(error))) from error

    def first(self, sheet: Floats) -> Floats:
        """1 x 1 x H x W in 0 to 1 to 4 x (H / 8 - 4) x (W / 8 - 4): log-odds, and offsets of centre and log size.

        H and W are multiples of 8; each new pair of them costs a moment.
        """
        out: Floats = self._first(sheet)[0][0]
        return out

    def second(self, crop: Floats) -> Floats:
        """1 x 3 x 80 x 80 in 0 to 1 to 8 numbers: log-odds of none and of each kind, offsets of centre and log size."""
        out: Floats = self._second(crop)[0][0, :, 0, 0]
        return out


def weights_version() -> str:
    """A short digest of the weights, or ``missing``: other weights see other codes."""
    try:
        return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]
    except OSError:
        return "missing"


def _model(
    openvino: Any,
    ops: Any,
    weights: dict[str, Floats],
    name: str,
    layers: _Layers,
    shape: list[int],
) -> Any:
    import numpy as np

    page = ops.parameter(shape, np.float32)
    x = page
    for number, (stride, pad, rectified) in enumerate((*layers, (1, 0, False))):
        layer = f"{name}_{number}" if number < len(layers) else f"{name}_head"
        kernel = ops.constant(weights[f"{layer}_weight"])
        bias = ops.constant(weights[f"{layer}_bias"].reshape(1, -1, 1, 1))
        x = ops.add(ops.convolution(x, kernel, [stride] * 2, [pad] * 2, [pad] * 2, [1, 1]), bias)
        if rectified:
            x = ops.relu(x)
    return openvino.Model([x], [page], name)


def _missing() -> Problem:
    return Problem(
        code="engine-missing",
        what=Message(
            "没有安装 OpenVINO，无法查找圆形码。", "OpenVINO is not installed, so round codes cannot be looked for."
        ),
        todo=Message("请运行 pip install openvino。", "Run pip install openvino."),
    )


def _broken(reason: str) -> Problem:
    return Problem(
        code="engine-failed",
        what=Message(f"圆形码模型无法载入：{reason}。", f"The round-code model cannot be loaded: {reason}."),
        todo=Message("请重新安装 merchlint。", "Install merchlint again."),
    )
