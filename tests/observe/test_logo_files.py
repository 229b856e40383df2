from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from merchlint.observe import logo_files
from merchlint.observe.logo_files import Drawing, drawings, drawings_digest, version, weights_digest, weights_file
from tests.observe.logos.paint import LOGOS

STAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M5 1 9 9 1 4H9L1 9Z"/></svg>'
BRANDS = (
    "alipay bilibili channels dingtalk douban douyin jd kuaishou line mini_program pdd qq taobao telegram tmall wechat "
    "wechat_pay wecom weibo whatsapp xiaohongshu zhihu"
)


def test_every_brand_of_the_product_has_a_drawing() -> None:
    assert " ".join(sorted({d.brand for d in drawings([LOGOS])})) == BRANDS


def test_every_set_has_its_licence_beside_it() -> None:
    sets = {d.path.name.split("__")[0] for d in drawings([LOGOS])}
    assert sets == {p.stem for p in (LOGOS / "LICENSES").glob("*.txt")}


def test_every_notice_names_a_licence_text_that_is_there() -> None:
    folder = LOGOS / "LICENSES"
    for notice in folder.glob("*.txt"):
        named = re.findall(r"the file (\S+) in this folder", notice.read_text(encoding="utf-8"))
        assert named, notice.name
        assert all(len((folder / name).read_text(encoding="utf-8")) > 1000 for name in named), notice.name


def test_folders_are_read_in_order_and_may_be_missing(tmp_path: Path) -> None:
    for name in ("b/zeta", "b/acme", "a/acme", "a/LICENSES"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "mark.svg").write_text(STAR)
    (tmp_path / "a" / "acme" / "notes.txt").write_text("not a drawing")
    found = drawings([tmp_path / "none", tmp_path / "b", tmp_path / "a"])
    assert [(d.brand, d.path.parent.parent.name) for d in found] == [("acme", "b"), ("zeta", "b"), ("acme", "a")]


def test_the_digest_follows_content_name_and_brand(tmp_path: Path) -> None:
    seen = set()
    for brand, name, text in (
        ("a", "m", STAR),
        ("a", "n", STAR),
        ("b", "m", STAR),
        ("a", "m", STAR.replace("9Z", "8Z")),
    ):
        path = tmp_path / f"{name}.svg"
        path.write_text(text)
        seen.add(drawings_digest([Drawing(brand, path)]))
    assert len(seen) == 4


def test_the_version_follows_the_drawings(tmp_path: Path) -> None:
    first = version([tmp_path])
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mark.svg").write_text(STAR)
    second = version([tmp_path])
    assert first is not None
    assert second is not None
    assert first != second
    assert second == version([tmp_path])


def test_the_version_follows_how_drawings_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = version([tmp_path])
    monkeypatch.setattr(logo_files, "marks_file", lambda: b"other")
    assert version([tmp_path]) != first


def test_the_version_is_told_without_loading_an_engine() -> None:
    program = (
        "import sys; from pathlib import Path; from merchlint.observe.logo_files import version; "
        f"version([Path({str(LOGOS)!r})]); "
        "print(*sorted({'numpy', 'cv2', 'openvino'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_the_network_is_small() -> None:
    assert len(weights_file()) < 2_000_000
    assert len(weights_digest()) == 12
