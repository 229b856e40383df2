from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.geometry import upright
from merchlint.observe import text_models
from merchlint.observe.model import PageObservation
from merchlint.observe.observer import Observer

PICTURES = Path(__file__).parent / "pictures"
CARD = np.asarray(Image.open(PICTURES / "card.png").convert("RGB"))
TITLE = upright(30, 25, 300, 75)


@pytest.fixture(scope="module")
def observer() -> Observer:
    return Observer()


def read(seen: PageObservation) -> list[str]:
    return ["".join(line.text.split()) for line in seen.text if not line.from_file]


def test_a_text_page_loads_no_engine() -> None:
    program = (
        "import sys\n"
        "from merchlint.assets.model import Page, SourceText\n"
        "from merchlint.observe.observer import Observer\n"
        "seen, problems = Observer().observe(Page(1, text=(SourceText('加微信'), SourceText('好评返现'))))\n"
        "assert [t.text for t in seen.text] == ['加微信', '好评返现'] and not problems\n"
        "print(sorted({'cv2', 'numpy', 'openvino', 'rapidocr', 'zxingcpp', 'pyzbar'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_text_page_keeps_places_and_links(observer: Observer) -> None:
    place = Place(line=3, column=1)
    page = Page(
        2, text=(SourceText("加微信", place),), links=(SourceLink("https://u.wechat.com/x"),), label="b", hidden=True
    )
    seen, problems = observer.observe(page)
    assert problems == ()
    assert (seen.page, seen.width, seen.height, seen.label, seen.hidden) == (2, None, None, "b", True)
    assert seen.text[0].place == place
    assert seen.text[0].from_file
    assert [(c.symbology, c.payload) for c in seen.codes] == [("link", "https://u.wechat.com/x")]


def test_a_picture_is_read(observer: Observer) -> None:
    seen, problems = observer.observe(Page(1, pixels=CARD))
    assert problems == ()
    assert (seen.width, seen.height) == (520, 330)
    assert read(seen)[0] == "感谢您的购买"


def test_words_of_the_file_are_not_read_twice(observer: Observer) -> None:
    own = (SourceText("感谢", box=upright(30, 25, 115, 75)), SourceText("您的购买", box=upright(115, 25, 300, 75)))
    seen, _ = observer.observe(Page(1, pixels=CARD, text=own))
    assert "感谢您的购买" not in read(seen)
    assert len(read(seen)) == 5
    blocks = [line.block for line in seen.text]
    assert len(set(blocks[:2])) == 2
    assert not set(blocks[:2]) & set(blocks[2:])


@pytest.mark.parametrize(
    "own",
    [
        SourceText("感谢你的购买", box=TITLE),
        SourceText("感谢您的购买", box=upright(30, 280, 300, 320)),
        SourceText("感谢您的购买", Place(hidden=True), box=TITLE),
    ],
    ids=["other words", "elsewhere", "hidden"],
)
def test_what_is_printed_stays_where_the_file_says_something_else(observer: Observer, own: SourceText) -> None:
    seen, _ = observer.observe(Page(1, pixels=CARD, text=(own,)))
    assert "感谢您的购买" in read(seen)


def test_a_missing_text_engine_costs_only_the_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(text_models, "model_path", lambda name: (_ for _ in ()).throw(text_models.missing(name)))
    page = Page(1, pixels=CARD, text=(SourceText("加微信"),), links=(SourceLink("https://example.com"),))
    seen, problems = Observer().observe(page)
    assert [p.code for p in problems] == ["ocr-missing"]
    assert [t.text for t in seen.text] == ["加微信"]
    assert [c.symbology for c in seen.codes] == ["link"]
    assert seen.width == 520


def test_versions_name_every_engine_and_do_not_change(observer: Observer) -> None:
    versions = observer.versions()
    assert versions.ocr is not None
    assert "rapidocr" in versions.ocr
    assert versions.codes is not None
    assert versions == Observer().versions()


def test_versions_survive_a_broken_library() -> None:
    program = (
        "import sys\n"
        "sys.modules['cv2'] = sys.modules['zxingcpp'] = None\n"  # importing either now fails
        "from merchlint.assets.model import Page\n"
        "from merchlint.observe.observer import Observer\n"
        "observer = Observer()\n"
        "observer.versions()\n"
        "import numpy\n"
        "seen, problems = observer.observe(Page(1, pixels=numpy.zeros((64, 64, 3), numpy.uint8)))\n"
        "assert len(problems) >= 2, problems\n"
        "print(seen.width, all(p.what.zh and p.todo.en for p in problems))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["64", "True"], done.stderr
