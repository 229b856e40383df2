from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from merchlint.observe.engines import EngineState, EngineStatus, engine_report


def status(name: str) -> EngineStatus:
    return next(s for s in engine_report() if s.name == name)


def test_installed_engines_are_present_with_versions() -> None:
    for name in ("rapidocr", "openvino", "zxing-cpp", "Pillow", "numpy"):
        assert status(name).state is EngineState.PRESENT
        assert status(name).version == importlib.metadata.version(name)


def test_every_remedy_is_in_both_languages() -> None:
    assert all(s.remedy.zh and s.remedy.en for s in engine_report())


def test_an_import_that_fails_is_broken_and_names_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    broken = status("opencv-python-headless")
    assert broken.state is EngineState.BROKEN
    assert "apt-get install" in broken.remedy.en
    assert "libxcb1" in broken.remedy.zh


@pytest.mark.parametrize("error", ["OSError", "RuntimeError", "ValueError", "AttributeError", "ImportError"])
def test_no_import_error_escapes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: str) -> None:
    (tmp_path / "zxingcpp.py").write_text(f"raise {error}('no such library')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "zxingcpp", raising=False)
    assert status("zxing-cpp").state is EngineState.BROKEN


def test_a_package_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "openvino":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    missing = status("openvino")
    assert (missing.state, missing.version) == (EngineState.MISSING, None)
    assert "pip install openvino" in missing.remedy.en
