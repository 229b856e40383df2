"""Reasons for `incomplete` that arise while a run is driven, as opposed to in an asset or an engine."""

from __future__ import annotations

from typing import Any

from merchlint.message import Message, Problem
from merchlint.run.workers import Loss, Lost, PoolLimits


def lost(path: str, loss: Lost[Any], limits: PoolLimits) -> Problem:
    """The problem of an asset whose worker was lost."""
    if loss.loss is Loss.TIMEOUT:
        return Problem(
            "timed-out",
            Message(
                f"没有在时限内读完（一页 {limits.max_seconds:g} 秒，整个文件 {limits.max_task_seconds:g} 秒）。",
                f"It was not read in time ({limits.max_seconds:g} seconds a page, "
                f"{limits.max_task_seconds:g} for the whole file).",
            ),
            Message(
                "请另存为更小的文件，或在配置里调大 limits.max_seconds 或 limits.max_asset_seconds。",
                "Save it as a smaller file, or raise limits.max_seconds or limits.max_asset_seconds in the config.",
            ),
            path=path,
        )
    return Problem(
        "worker-crashed",
        Message(
            f"读取这个文件的进程意外退出（{loss.exit_code}）。",
            f"The process that read this file died (exit {loss.exit_code}).",
        ),
        Message("文件可能已损坏，请重新导出后再检查。", "The file may be damaged; export it again and scan that."),
        path=path,
    )


def internal_error(path: str, error: Exception) -> Problem:
    """A defect of merchlint or of a library: shown with its type so that it can be reported."""
    what = f"{type(error).__name__}: {error}"[:200]
    return Problem(
        "internal-error",
        Message(f"检查时出现内部错误（{what}）。", f"An internal error stopped the examination ({what})."),
        Message(
            "请换一种格式另存后再试，并把这条信息报告给我们。",
            "Save it in another format and try again, and report this message.",
        ),
        path=path,
    )


def nothing_found(path: str) -> Problem:
    return Problem(
        "nothing-matched",
        Message("没有找到可以检查的文件。", "No file to examine was found."),
        Message(
            "请检查路径；可以检查图片、PDF、文案、话术等文件。",
            "Check the path; pictures, PDF, copy and script files can be examined.",
        ),
        path=path,
    )
