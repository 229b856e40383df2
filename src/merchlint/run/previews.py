"""Small pictures of pages for the HTML report."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection

from merchlint.assets.model import Limits, Page
from merchlint.assets.opening import open_assets, open_bytes
from merchlint.message import Problem
from merchlint.run.observing import FileTask, attempt
from merchlint.run.outcome import PagePreview

_LONGEST_SIDE = 1100
_QUALITY = 78


def make_previews(
    task: FileTask, wanted: Collection[tuple[str, int]], limits: Limits, beat: Callable[[], None]
) -> dict[str, tuple[PagePreview, ...]]:
    """Previews of the wanted (asset path, page number) pairs, by asset path; a page that fails has none."""
    made = attempt(lambda: _make(task, wanted, limits, beat), task.shown)
    return {} if isinstance(made, Problem) else made


def _make(
    task: FileTask, wanted: Collection[tuple[str, int]], limits: Limits, beat: Callable[[], None]
) -> dict[str, tuple[PagePreview, ...]]:
    previews: dict[str, tuple[PagePreview, ...]] = {}
    data = task.data
    assets = open_assets(task.path, task.shown, limits) if data is None else open_bytes(data, task.shown, limits)
    for asset in assets:
        last = max((number for path, number in wanted if path == asset.path), default=0)
        made: list[PagePreview] = []
        for page in asset.pages:
            beat()
            if (asset.path, page.number) in wanted and page.pixels is not None:
                made.append(_preview(page))
            if page.number >= last:
                break
        previews[asset.path] = tuple(made)
    return previews


def _preview(page: Page) -> PagePreview:
    from PIL import Image

    assert page.pixels is not None
    image = Image.fromarray(page.pixels)
    width, height = image.size
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return PagePreview(page.number, buffer.getvalue(), width, height)
