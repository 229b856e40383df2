"""The networks that read text, run on OpenVINO straight from the files inside the rapidocr wheel.

RapidOCR's own pipeline turns an internal error into an empty result and would fetch a missing model from the network.
Its networks are therefore loaded here by path: a failure is always an `ObserveError`, and nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from merchlint.message import Message, Problem
from merchlint.observe.model import ObserveError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

DETECTION: Final = "PP-OCRv6_det_small.onnx"
RECOGNITION: Final = "PP-OCRv6_rec_small.onnx"

_METHOD: Final = 2
"""Counts the changes in how the networks are used; what was read before one is not kept."""

OPTIONS: Final[dict[str, object]] = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
"""How networks are compiled: for one thread, at the precision that OpenVINO holds best for the processor."""

_GET_IT: Final = Message(
    zh="请重新安装：pip install --force-reinstall rapidocr openvino；再运行 merchlint doctor 查看。",
    en="Reinstall it with: pip install --force-reinstall rapidocr openvino; then run merchlint doctor.",
)


def missing(what: str) -> ObserveError:
    """The error for a part of the text engine that is not installed."""
    return ObserveError(
        Problem(
            "ocr-missing",
            Message(zh=f"文字识别引擎缺少 {what}。", en=f"The text engine lacks {what}."),
            _GET_IT,
        )
    )


def failed(step: str, reason: object) -> ObserveError:
    """The error for a text engine that is installed and did not do its work."""
    return ObserveError(
        Problem(
            "ocr-failed",
            Message(
                zh=f"文字识别引擎在“{step}”一步出错：{reason}。",
                en=f"The text engine failed at the step “{step}”: {reason}.",
            ),
            Message(
                zh="该页未完整检查。请确认图片能正常打开，或运行 merchlint doctor。",
                en="The page was not fully examined. Check that the picture opens elsewhere, or run merchlint doctor.",
            ),
        )
    )


def model_path(name: str) -> Path:
    """Where the rapidocr wheel keeps a model; found without importing rapidocr.

    Raises:
        ObserveError: rapidocr or the model is not installed.
    """
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise missing("rapidocr")
    path = Path(spec.origin).parent / "models" / name
    if not path.is_file():
        raise missing(f"rapidocr/models/{name}")
    return path


def version() -> str | None:
    """Packages, models and method that decide what is read, e.g. for a cache key; None when one is not installed."""
    try:
        packages = [f"{name} {importlib.metadata.version(name)}" for name in ("rapidocr", "openvino")]
        models = [model_path(name).stem for name in (DETECTION, RECOGNITION)]
    except (importlib.metadata.PackageNotFoundError, ObserveError):
        return None
    return ", ".join([*packages, *models, f"method {_METHOD}"])


class Network:
    """One compiled network on one CPU thread.

    Raises:
        ObserveError: OpenVINO or the model is missing, or the model does not load.
    """

    def __init__(self, name: str) -> None:
        path = model_path(name)
        try:
            import openvino
        except (ImportError, OSError) as err:
            raise missing("openvino") from err
        try:
            core = openvino.Core()
            model = core.read_model(path)
            compiled = core.compile_model(model, "CPU", OPTIONS)
            self._request: Any = compiled.create_infer_request()
        except (RuntimeError, OSError) as err:
            raise failed(f"load {name}", err) from err
        self._name = name
        self._info: Any = model.get_rt_info()

    def __call__(self, batch: Floats) -> Floats:
        """Run on a batch N x 3 x H x W; the answer is the engine's own buffer, good until the next call."""
        try:
            self._request.infer([batch])
        except RuntimeError as err:
            raise failed(self._name, err) from err
        answer: Floats = self._request.get_output_tensor().data
        return answer

    def characters(self) -> tuple[str, ...]:
        """The recogniser's alphabet by class number; class 0 is the CTC blank, the last one a space."""
        try:
            listed: str = self._info["framework"]["character"].value
        except (KeyError, TypeError, AttributeError, RuntimeError) as err:
            raise failed(f"alphabet of {self._name}", err) from err
        return ("", *listed.splitlines(), " ")
