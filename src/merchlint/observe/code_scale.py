"""Smaller copies of a picture at little cost: halves are quick, area averages at odd ratios are ten times as slow."""

from __future__ import annotations

from typing import Any


def halved(picture: Any) -> Any:
    """H x W or H x W x 3 uint8 at half its size, each pixel the mean of four; an odd last row or column is left out.

    A side of one pixel stays as it is.
    """
    import cv2

    height, width = picture.shape[:2]
    even = picture[: height & ~1 or 1, : width & ~1 or 1]
    return cv2.resize(even, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)


def shrunk(picture: Any, width: int, height: int) -> Any:
    """An uint8 picture at `width` x `height` pixels: halved while it is four times as large, then averaged."""
    import cv2

    while picture.shape[0] >= 4 * height and picture.shape[1] >= 4 * width:
        picture = halved(picture)
    how = cv2.INTER_AREA if picture.shape[1] > width else cv2.INTER_LINEAR
    return cv2.resize(picture, (width, height), interpolation=how)
