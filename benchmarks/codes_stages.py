"""Where the code reader spends its time: its parts wrapped in clocks, each stage without the stages it calls."""

from __future__ import annotations

import functools
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from merchlint.observe import codes, round_codes
from merchlint.observe.code_regions import Blocks
from merchlint.observe.code_second import SecondReaders
from merchlint.observe.code_zxing import Zxing
from merchlint.observe.codes import CodeReader
from merchlint.observe.round_codes import RoundCodes
from merchlint.observe.round_codes_net import RoundCodeNets

PARTS: Final[tuple[tuple[Any, str, str], ...]] = (
    (CodeReader, "read", "grey, halving, merging"),
    (codes, "blocks_of", "busy blocks and regions"),
    (Blocks, "without", "busy blocks and regions"),
    (Blocks, "regions", "busy blocks and regions"),
    (Blocks, "bars", "busy blocks and regions"),
    (Blocks, "coarse_bars", "busy blocks and regions"),
    (Zxing, "qr", "QR (zxing-cpp)"),
    (Zxing, "square", "other square codes (zxing-cpp)"),
    (Zxing, "linear", "linear and stacked codes (zxing-cpp)"),
    (CodeReader, "_faint", "changed pictures for faint QR"),
    (codes, "rescue", "closer looks at unread QR"),
    (SecondReaders, "read", "second readers on unread QR"),
    (RoundCodes, "find", "round codes: proposals weighed"),
    (round_codes, "sheets", "round codes: sheets laid out"),
    (RoundCodeNets, "first", "round codes: first network"),
    (RoundCodes, "_named", "round codes: closer looks"),
    (RoundCodeNets, "second", "round codes: second network"),
)


class Stages:
    """Seconds of processor time of this thread by stage, while entered; a later entry goes on counting."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._open: list[list[Any]] = []
        self._kept: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Stages:
        for owner, name, stage in PARTS:
            self._kept.append((owner, name, getattr(owner, name)))
            setattr(owner, name, self._clocked(getattr(owner, name), stage))
        return self

    def __exit__(self, *_: object) -> None:
        while self._kept:
            setattr(*self._kept.pop())

    def _clocked(self, part: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(part)
        def clocked(*given: Any, **named: Any) -> Any:
            now = time.thread_time()
            if self._open:
                caller, since = self._open[-1]
                self.seconds[caller] += now - since
            self._open.append([stage, now])
            try:
                return part(*given, **named)
            finally:
                now = time.thread_time()
                _, since = self._open.pop()
                self.seconds[stage] += now - since
                if self._open:
                    self._open[-1][1] = now

        return clocked
