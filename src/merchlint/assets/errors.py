"""How `assets` says that a file cannot be examined, and what a decoder may raise on hostile bytes."""

from __future__ import annotations

import csv
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from merchlint.assets.model import AssetError
from merchlint.message import Message, Problem

DECODER_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    AttributeError,
    AssertionError,
    csv.Error,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
"""What decoding libraries are known to raise on damaged input; anything else is a defect and must be seen."""


def asset_error(code: str, path: str, what: tuple[str, str], todo: tuple[str, str]) -> AssetError:
    """An `AssetError` from (Chinese, English) pairs."""
    return AssetError(Problem(code, Message(*what), Message(*todo), path))


def damaged(path: str, kind: tuple[str, str], detail: BaseException | str) -> AssetError:
    """The file is of `kind` (Chinese, English) but broken or cut short; `detail` is the decoder's own words."""
    words = detail if isinstance(detail, str) else f"{type(detail).__name__}: {detail}"
    words = " ".join(words.split())
    return asset_error(
        "asset-damaged",
        path,
        (f"{kind[0]}已损坏或不完整({words[:200]})。", f"The {kind[1]} is damaged or cut short ({words[:200]})."),
        ("请重新导出或重新上传完整的文件。", "Export or copy the file again."),
    )


def over_limit(path: str, code: str, what: tuple[str, str], setting: str) -> AssetError:
    """A limit of the config was passed; `setting` is its name."""
    return asset_error(
        code,
        path,
        what,
        (
            f"请拆分或缩小文件, 或在 merchlint.yaml 的 limits 中提高 {setting}。",
            f"Split or shrink the file, or raise limits.{setting} in merchlint.yaml.",
        ),
    )


def not_examined(path: str, name: str, todo: tuple[str, str]) -> AssetError:
    """A known kind of file that merchlint does not read."""
    return asset_error(
        "asset-kind-not-examined",
        path,
        (f"这是 {name} 文件, merchlint 不能读取。", f"This is a {name} file, which merchlint cannot read."),
        todo,
    )


def out_of_memory(path: str) -> AssetError:
    """A decoder asked for more memory than the worker may take, for whatever reason."""
    return over_limit(
        path,
        "out-of-memory",
        ("读取这个文件需要的内存超过上限。", "Reading this file needs more memory than the limit."),
        "max_memory",
    )


@contextmanager
def decoding(path: str, kind: tuple[str, str]) -> Iterator[None]:
    """Turns whatever a decoder raises on broken bytes into an `AssetError` about `path`."""
    try:
        yield
    except AssetError as error:
        if error.problem.path is None:
            raise AssetError(replace(error.problem, path=path)) from error
        raise
    except MemoryError as error:
        raise out_of_memory(path) from error
    except DECODER_ERRORS as error:
        raise damaged(path, kind, error) from error
