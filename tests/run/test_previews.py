from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

from merchlint.assets.model import Limits
from merchlint.run.observing import FileTask
from merchlint.run.previews import make_previews


def picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "PNG")
    return buffer.getvalue()


def previews(name: str, data: bytes, *wanted: tuple[str, int]) -> dict[str, list[tuple[int, int, int]]]:
    made = make_previews(FileTask(Path(name), name, data), wanted, Limits(), lambda: None)
    return {path: [(p.page, p.width, p.height) for p in shown] for path, shown in made.items()}


def test_a_preview_is_small_and_knows_the_size_of_the_page() -> None:
    made = make_previews(FileTask(Path("a.png"), "a.png", picture(3000, 1500)), [("a.png", 1)], Limits(), lambda: None)
    (preview,) = made["a.png"]
    assert (preview.width, preview.height) == (3000, 1500)
    assert max(Image.open(io.BytesIO(preview.jpeg)).size) == 1100


def test_only_wanted_pages_are_shown() -> None:
    assert previews("a.png", picture(20, 10)) == {"a.png": []}


def test_a_bad_member_costs_no_other_its_preview() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("bad.png", picture(50, 50)[:60])
        archive.writestr("good.png", picture(20, 10))
    made = previews("a.zip", buffer.getvalue(), ("a.zip!/bad.png", 1), ("a.zip!/good.png", 1))
    assert made == {"a.zip!/bad.png": [], "a.zip!/good.png": [(1, 20, 10)]}


def test_a_file_that_does_not_open_has_none() -> None:
    assert previews("a.png", b"no picture", ("a.png", 1)) == {}
