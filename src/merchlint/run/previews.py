"""Small pictures of pages for the HTML report."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from functools import partial

from merchlint.assets.model import Asset, Limits, Page
from merchlint.message import Problem
from merchlint.run.observing import FileTask, attempt, opened
from merchlint.run.outcome import PagePreview

_LONGEST_SIDE = 1100
_QUALITY = 78


def make_previews(
    task: FileTask, wanted: Collection[tuple[str, int]], limits: Limits, beat: Callable[[], None]
) -> dict[str, tuple[PagePreview, ...]]:
    """Previews of the wanted (asset path, page number) pairs, by asset path; what fails to open has none."""
    previews: dict[str, tuple[PagePreview, ...]] = {}
    assets = opened(task, limits)
    while (asset := attempt(lambda: next(assets, None), task.shown)) is not None and not isinstance(asset, Problem):
        pages = {number for path, number in wanted if path == asset.path}
        made = attempt(partial(_previews_of, asset, pages, beat), asset.path)
        previews[asset.path] = () if isinstance(made, Problem) else made
    return previews


def _previews_of(asset: Asset, pages: Collection[int], beat: Callable[[], None]) -> tuple[PagePreview, ...]:
    made: list[PagePreview] = []
    for page in asset.pages:
        beat()
        if page.number in pages and page.pixels is not None:
            made.append(_preview(page))
        if page.number >= max(pages, default=0):
            break
    return tuple(made)


def _preview(page: Page) -> PagePreview:
    from PIL import Image

    assert page.pixels is not None
    image = Image.fromarray(page.pixels)
    width, height = image.size
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return PagePreview(page.number, buffer.getvalue(), width, height)
