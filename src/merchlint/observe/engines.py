"""Which engines and libraries are present, for `merchlint doctor`."""

from __future__ import annotations

import enum
import importlib
import importlib.metadata
from dataclasses import dataclass

from merchlint.message import Message
from merchlint.observe.model import ObserveError
from merchlint.observe.text_models import DETECTION, RECOGNITION, model_path

_TROUBLE = (ImportError, OSError, AttributeError, RuntimeError, TypeError, ValueError, SystemError, ObserveError)
"""What importing a damaged or half-installed package was seen to raise."""


class EngineState(enum.StrEnum):
    """Whether an engine can be used."""

    PRESENT = "present"
    MISSING = "missing"
    BROKEN = "broken"
    """Installed, but its import fails, as a rule for want of a shared library."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Attributes: name: package. remedy: how to get it, with the exact command. required: a full scan needs it."""

    name: str
    state: EngineState
    version: str | None
    required: bool
    remedy: Message


@dataclass(frozen=True, slots=True)
class _Engine:
    """Attributes: module: what is imported as a check; empty for rapidocr, of which only the model files are used."""

    package: str
    module: str
    required: bool
    purpose: Message
    library: str | None = None


_ENGINES = (
    _Engine("rapidocr", "", True, Message("认图中文字", "reads text in pictures")),
    _Engine("openvino", "openvino", True, Message("运行识别模型", "runs the recognition models")),
    _Engine("zxing-cpp", "zxingcpp", True, Message("读码", "reads codes")),
    _Engine("opencv-python-headless", "cv2", True, Message("图像处理", "image processing"), "libxcb1 libgl1"),
    _Engine("pyzbar", "pyzbar.pyzbar", False, Message("备用读码", "second code reader"), "libzbar0"),
    _Engine("Pillow", "PIL.Image", True, Message("打开图片", "opens pictures")),
    _Engine("numpy", "numpy", True, Message("数值计算", "arrays")),
    _Engine("pypdfium2", "pypdfium2", True, Message("打开 PDF", "opens PDF")),
    _Engine("psd-tools", "psd_tools", True, Message("打开 PSD", "opens PSD")),
    _Engine("resvg_py", "resvg_py", True, Message("画出 SVG", "renders SVG")),
)


def engine_report() -> tuple[EngineStatus, ...]:
    """The state of every engine, in a fixed order; nothing that is wrong with one escapes as an exception."""
    return tuple(_status(engine) for engine in _ENGINES)


def _status(engine: _Engine) -> EngineStatus:
    try:
        version = importlib.metadata.version(engine.package)
    except importlib.metadata.PackageNotFoundError:
        return EngineStatus(engine.package, EngineState.MISSING, None, engine.required, _install(engine))
    try:
        if engine.module:
            importlib.import_module(engine.module)
        else:
            for model in (DETECTION, RECOGNITION):
                model_path(model)
    except _TROUBLE as error:
        return EngineStatus(engine.package, EngineState.BROKEN, version, engine.required, _repair(engine, error))
    return EngineStatus(engine.package, EngineState.PRESENT, version, engine.required, engine.purpose)


def _install(engine: _Engine) -> Message:
    return Message(
        f"用途：{engine.purpose.zh}。安装：pip install {engine.package}",
        f"It {engine.purpose.en}. Get it with: pip install {engine.package}",
    )


def _repair(engine: _Engine, error: Exception) -> Message:
    command = (
        f"sudo apt-get install -y {engine.library}"
        if engine.library
        else f"pip install --force-reinstall {engine.package}"
    )
    return Message(f"导入失败（{error}）。请运行：{command}", f"Its import fails ({error}). Run: {command}")
