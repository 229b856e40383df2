"""The drawings of each brand: read from ``<folder>/<brand>/*.svg|png`` and seen the way marks stand on cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merchlint.message import Message, Problem
from merchlint.observe.logo_crops import CROP, FILL
from merchlint.observe.logo_files import Drawing
from merchlint.observe.model import ObserveError

RENDER = 192
"""Pixels an SVG is drawn at before it is fitted into a crop."""

ON_BADGE = 0.62
"""How much of a badge its mark fills, in `FILL`; sets draw it between 0.5 and 0.75."""

Rgba = NDArray[np.float32]
Piece = NDArray[np.uint8]


def looks(drawing: Drawing) -> list[Piece]:
    """(48, 48, 3) pictures of the mark: as drawn, and cut out of badges.

    Raises:
        ObserveError: the file is no picture, or an empty one.
    """
    rgba = _trimmed(_read(drawing.path), drawing.path)
    return list(_variants(rgba))


def _read(path: Path) -> NDArray[np.uint8]:
    import cv2

    data = path.read_bytes()
    if path.suffix.lower() == ".svg":
        data = _render_svg(data, path)
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    except cv2.error:
        picture = None
    if picture is None or picture.dtype != np.uint8:
        raise _unreadable(path)
    if picture.ndim == 2:
        picture = np.dstack([picture] * 3)
    if picture.shape[2] == 3:
        picture = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    return np.asarray(picture[..., [2, 1, 0, 3]])


def _render_svg(data: bytes, path: Path) -> bytes:
    import resvg_py

    try:
        text = data.decode("utf-8-sig")
        return bytes(resvg_py.svg_to_bytes(svg_string=text, width=RENDER, skip_system_fonts=True))
    except (ValueError, RuntimeError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> ObserveError:
    return ObserveError(
        Problem(
            code="logo-drawing-unreadable",
            what=Message(zh="标志图样无法读取。", en="The drawing of a logo cannot be read."),
            todo=Message(
                zh="请换成有内容的 SVG 或 PNG 文件。", en="Replace it with an SVG or PNG that shows the mark."
            ),
            path=str(path),
        )
    )


def _trimmed(picture: NDArray[np.uint8], path: Path) -> Rgba:
    """Colours and alpha in 0..1 without empty margins. The margin of an opaque PNG is the colour of its corners."""
    rgba: Rgba = picture.astype(np.float32) / np.float32(255)
    if rgba[..., 3].min() > 0.98:
        corners = np.median(rgba[[0, 0, -1, -1], [0, -1, 0, -1], :3], axis=0)
        shown = np.abs(rgba[..., :3] - corners).max(axis=2) > 0.08
    else:
        shown = rgba[..., 3] > 0.1
    ys, xs = np.nonzero(shown)
    if len(xs) < 12:
        raise _unreadable(path)
    trimmed: Rgba = rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return trimmed


def _placed(rgba: Rgba, fill: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """((48, 48, 3) colours, (48, 48, 1) alpha) with the drawing's longest side filling `fill` of the crop."""
    import cv2

    height, width = rgba.shape[:2]
    zoom = CROP * fill / max(height, width)
    colours = np.dstack([rgba[..., :3] * rgba[..., 3:], rgba[..., 3]])
    size = (max(1, round(width * zoom)), max(1, round(height * zoom)))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    out = np.zeros((CROP, CROP, 4), np.float32)
    left, top = (CROP - size[0]) // 2, (CROP - size[1]) // 2
    out[top : top + size[1], left : left + size[0]] = small
    alpha = out[..., 3:]
    return np.asarray(out[..., :3] / np.maximum(alpha, 1e-4), np.float32), alpha


def _variants(rgba: Rgba) -> Iterator[Piece]:
    colours, alpha = _placed(rgba, FILL)
    shade = float((colours.mean(axis=2, keepdims=True) * alpha).sum() / max(float(alpha.sum()), 1e-3))
    # On white unless the mark is itself light; coloured art also on the other ground.
    yield _shown(colours * alpha + (1.0 if shade < 0.6 else 0.0) * (1 - alpha))
    spread = float((((colours.mean(axis=2, keepdims=True) - shade) ** 2) * alpha).sum() / max(float(alpha.sum()), 1e-3))
    if spread > 0.004:
        yield _shown(colours * alpha + (0.0 if shade < 0.6 else 1.0) * (1 - alpha))
        return
    _, ink = _placed(rgba, FILL * ON_BADGE)
    for power in (2.0, 6.0):
        plate = _badge(power)
        # White on black on white: the mark is a hole. Then white on grey on black: the mark stands out of the badge.
        yield _shown(1 - plate + plate * ink)
        yield _shown(plate * (0.5 + 0.5 * ink))


def _badge(power: float) -> NDArray[np.float32]:
    """(48, 48, 1) mask of a disc (power 2) or a rounded square."""
    axis = (np.arange(CROP, dtype=np.float32) + 0.5) / CROP * 2 - 1
    reach = (np.abs(axis[None]) ** power + np.abs(axis[:, None]) ** power) ** (1 / power) / FILL
    return np.clip((1 - reach) * CROP / 2 + 0.5, 0, 1)[..., None].astype(np.float32)


def _shown(picture: NDArray[np.float32]) -> Piece:
    if picture.shape[2] == 1:
        picture = np.repeat(picture, 3, axis=2)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
