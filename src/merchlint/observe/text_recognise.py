"""Read the characters of text crops: the recognition network and the decoding of its answer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from merchlint.observe.text_detect import as_batch
from merchlint.observe.text_models import RECOGNITION, Network, failed

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels
    from merchlint.observe.text_detect import Quad

HEIGHT: Final = 48
"""Rows of a crop as the network sees it."""
_MIN_WIDTH: Final = 96
_WIDTH_STEP: Final = 32
"""Crops come in few widths: the engine prepares itself anew for each that it has not met."""
_MAX_WIDTH: Final = 3200
_SQUEEZE: Final = 0.65
_SMALL_SQUEEZE: Final = 0.8
_SMALL: Final = 18
"""Lines of fewer rows have less detail to spare."""
_COLUMN: Final = 8
"""The network answers once for this many columns of the crop."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a crop says.

    Attributes:
        text: the characters, without leading and trailing blanks.
        confidence: mean over the characters, 0 to 1; 0 for no text.
        spans: where each character stands along the crop, (from, to), 0 at its left and 1 at its right end.
        certainties: the confidence of each character.
    """

    text: str
    confidence: float
    spans: tuple[tuple[float, float], ...] = ()
    certainties: tuple[float, ...] = ()


class Recogniser:
    """Reads lines of pictures, one at a time.

    Raises:
        ObserveError: the engine is missing or fails.
    """

    def __init__(self) -> None:
        self._network = Network(RECOGNITION)
        self._characters = self._network.characters()

    def read(self, pixels: Pixels, quad: Quad, thrift: bool = True) -> Reading:
        """The reading of the line inside a quad of a picture (H x W x 3, RGB).

        Args:
            quad: corners, the first two along the top of the text from its start to its end.
            thrift: squeeze the line, which costs less and nearly always reads as well.
        """
        width, height = _sides(quad)
        squeeze = 1.0 if not thrift else _SQUEEZE if height >= _SMALL else _SMALL_SQUEEZE
        columns, padded = _widths(squeeze * HEIGHT * width / height)
        small = drawn(pixels, quad, columns)
        batch = np.zeros((1, 3, HEIGHT, padded), np.float32)
        batch[:, :, :, :columns] = as_batch(small)
        answer = self._network(batch)
        if answer.shape != (1, padded // _COLUMN, len(self._characters)):
            raise failed(RECOGNITION, f"shape {answer.shape}")
        return self._decode(answer[0], columns / _COLUMN)

    def _decode(self, answer: npt.NDArray[np.float32], used: float) -> Reading:
        """Greedy CTC: a character where the best class changes to something other than blank."""
        best = answer.argmax(axis=1)
        changed = np.flatnonzero(np.diff(best, prepend=0) != 0)
        starts = [int(i) for i in changed if best[i] != 0]
        if not starts:
            return Reading("", 0.0)
        sure = answer[np.arange(len(best)), best]
        text, spans, certainties = [], [], []
        for start in starts:
            end = start + 1
            while end < len(best) and best[end] == best[start]:
                end += 1
            text.append(self._characters[int(best[start])])
            spans.append((start / used, end / used))
            certainties.append(float(sure[start]))
        first = 0
        last = len(text)
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        kept = certainties[first:last]
        if not kept:
            return Reading("", 0.0)
        return Reading("".join(text[first:last]), sum(kept) / len(kept), tuple(spans[first:last]), tuple(kept))


def _widths(wanted: float) -> tuple[int, int]:
    """Columns that a crop is drawn to and columns the network is given: no blank is read but beside short crops."""
    if wanted < _MIN_WIDTH:
        return max(1, math.ceil(wanted)), _MIN_WIDTH
    columns = min(_MAX_WIDTH, round(wanted / _WIDTH_STEP) * _WIDTH_STEP)
    return columns, columns


def cells(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places of characters, widened so that each ends half way to the next.

    The network marks only the middle of a character; the outermost ones reach as far outwards as inwards.
    """
    middles = [(start + end) / 2 for start, end in spans]
    if len(middles) < 2:
        return [(0.0, 1.0) for _ in middles]
    between = [(a + b) / 2 for a, b in itertools.pairwise(middles)]
    first = middles[0] - (between[0] - middles[0])
    last = middles[-1] + (middles[-1] - between[-1])
    edges = [max(0.0, first), *between, min(1.0, last)]
    return list(itertools.pairwise(edges))


def drawn(pixels: Pixels, quad: Quad, columns: int) -> Pixels:
    """The picture inside a quad, straightened, `HEIGHT` rows high."""
    if _sides(quad)[1] > HEIGHT:
        crop = crop_quad(pixels, quad)
        shrunk: Pixels = cv2.resize(crop, (columns, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)
        return shrunk
    # Small lines are enlarged in one step, from where the quad lies between the pixels: a crop of whole pixels that is
    # enlarged costs a fifth more misses. Smoother ways to enlarge (cubic, Lanczos) bring out the noise of JPEG.
    return _straight(pixels, quad - np.float32(0.5), (columns, HEIGHT), 0.5, cv2.INTER_LINEAR)


def crop_quad(pixels: Pixels, quad: Quad) -> Pixels:
    """The picture inside a quad at its own size, straightened; its top edge is the quad's first edge."""
    width, height = (max(1, round(side)) for side in _sides(quad))
    return _straight(pixels, quad, (width, height), 0.0, cv2.INTER_CUBIC)


def _straight(pixels: Pixels, quad: Quad, size: tuple[int, int], shift: float, interpolation: int) -> Pixels:
    """The quad, its corners in centres of pixels, drawn to a size; its first corner comes `shift` before the origin."""
    width, height = size
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) - np.float32(shift)
    left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 1, 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + 2
    window = pixels[top:bottom, left:right]
    matrix = cv2.getPerspectiveTransform((quad - np.array([left, top], dtype=np.float32)).astype(np.float32), target)
    straight: Pixels = cv2.warpPerspective(
        window, matrix, size, flags=interpolation, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)
    return straight


def _sides(quad: Quad) -> tuple[float, float]:
    """Width and height of a quad, at least a pixel each: the longer of both edges."""
    width = float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))
    height = float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    return max(1.0, width), max(1.0, height)
