from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.assets.find import find_assets
from merchlint.assets.globs import matches_any
from tests.assets.privilege import open_folder, without_privilege

PNG = b"\x89PNG\r\n\x1a\n"


def put(folder: Path, *names: str, data: bytes = b"x") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def shown(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [found.shown for found in find_assets([Path(path) for path in paths], exclude=exclude).files]


def codes(*paths: str) -> dict[str | None, str]:
    return {problem.path: problem.code for problem in find_assets([Path(path) for path in paths]).problems}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_folder_gives_assets_sorted_and_skips_the_rest(tmp_path: Path) -> None:
    put(tmp_path, "b.png", "a/z.txt", "a/b.JPG", "c.py", "font.ttf", "film.mp4", "expect.yaml", ".hidden.png")
    put(tmp_path, "node_modules/x/readme.md", "__MACOSX/a.png")
    put(tmp_path, ".git/x.png", "a/.cache/x.png", "merchlint.yaml", "noname", "package.json", "d.cdr")
    assert shown(".") == ["a/b.JPG", "a/z.txt", "b.png", "d.cdr"]


def test_a_file_of_unknown_suffix_is_an_asset_by_its_first_bytes(tmp_path: Path) -> None:
    put(tmp_path, "scan", "photo.xyz", data=PNG)
    put(tmp_path, "notes.xyz", data=b"plain")
    assert shown(".") == ["photo.xyz", "scan"]


def test_a_named_file_is_always_an_asset(tmp_path: Path) -> None:
    put(tmp_path, "tool.py", ".hidden.png", "merchlint.yaml")
    assert shown("tool.py", ".hidden.png", "merchlint.yaml") == [".hidden.png", "merchlint.yaml", "tool.py"]


def test_paths_are_shown_as_written(tmp_path: Path) -> None:
    put(tmp_path, "cards/a.png")
    assert shown("./cards/") == ["cards/a.png"]
    assert shown("cards/../cards/a.png") == ["cards/a.png"]
    assert shown(str(tmp_path / "cards")) == [(tmp_path / "cards/a.png").as_posix()]


def test_each_file_once(tmp_path: Path) -> None:
    put(tmp_path, "cards/a.png")
    found = find_assets([Path("cards"), Path("cards/a.png"), Path()])
    assert [(file.shown, file.explicit) for file in found.files] == [("cards/a.png", True)]


def test_a_named_page_brings_the_pictures_it_shows_from_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "shop/a.png", "shop/img/b 1.jpg", "shop/other.png", "out.png", "shop/c.webp", "shop/d.gif")
    page = (
        "<img src='a.png'><img src=img/b%201.jpg?v=2><img src='../out.png'><img src='/etc/x.png'>"
        "<img src='http://e.cn/a.png'><img src='gone.png'><a href='a.py'><p style=\"background:url('d.gif')\">"
    )
    (tmp_path / "shop/page.html").write_text(page)
    (tmp_path / "shop/page.md").write_text("![x](c.webp) ![y](../out.png)")
    assert shown("shop/page.html") == ["shop/a.png", "shop/d.gif", "shop/img/b 1.jpg", "shop/page.html"]
    assert shown("shop/page.md") == ["shop/c.webp", "shop/page.md"]
    assert shown("shop/page.html", exclude=("*.gif", "img")) == ["shop/a.png", "shop/page.html"]


def test_a_page_that_cannot_be_read_brings_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.png")
    (tmp_path / "page.html").write_bytes(b"<img src='a.png'>\xff\xff\x00")
    assert shown("page.html") == ["page.html"]


def test_missing_path_is_a_problem_and_the_rest_is_found(tmp_path: Path) -> None:
    put(tmp_path, "a.png")
    found = find_assets([Path("nope.png"), Path("a.png")])
    assert [problem.code for problem in found.problems] == ["asset-missing"]
    assert [file.shown for file in found.files] == ["a.png"]


def test_an_empty_folder_gives_nothing() -> None:
    assert find_assets([Path()]).files == ()


def test_excluded_files_are_told_apart_from_nothing(tmp_path: Path) -> None:
    put(tmp_path, "drafts/a.png", "cards/b.png")
    found = find_assets([Path()], exclude=["drafts"])
    assert ([file.shown for file in found.files], found.excluded) == (["cards/b.png"], ("drafts/a.png",))
    assert find_assets([Path("drafts/a.png")], exclude=["drafts/"]).excluded == ("drafts/a.png",)


def test_exclusion_is_relative_to_the_root_of_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "shop/drafts/a.png", "shop/b.png")
    monkeypatch.chdir(tmp_path / "shop")
    found = find_assets([Path()], exclude=["shop/drafts/**"], root=tmp_path)
    assert [file.shown for file in found.files] == ["b.png"]


def test_symlink_loops_end_and_each_real_folder_is_walked_once(tmp_path: Path) -> None:
    put(tmp_path, "real/a.png")
    (tmp_path / "real/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again").symlink_to(tmp_path / "real", target_is_directory=True)
    assert shown(".") == ["real/a.png"]


def test_a_folder_behind_a_link_is_walked(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    put(elsewhere, "a.png")
    (tmp_path / "link").symlink_to(elsewhere, target_is_directory=True)
    assert shown(".") == ["link/a.png"]


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "dead.png").symlink_to("gone.png")
    (tmp_path / "self.png").symlink_to("self.png")
    (tmp_path / "dead.py").symlink_to("gone.py")
    assert codes(".") == {"dead.png": "asset-missing", "self.png": "asset-link-loop"}
    assert codes("self.png") == {"self.png": "asset-link-loop"}


def test_pipes_sockets_and_devices_are_reported_but_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.png")
        assert codes(".") == {"pipe.png": "asset-not-a-file", "s.png": "asset-not-a-file"}
    assert codes("/dev/null", "pipe.png") == {"/dev/null": "asset-not-a-file", "pipe.png": "asset-not-a-file"}


def test_a_folder_without_permission_is_a_problem() -> None:
    with open_folder() as folder:
        put(folder, "locked/a.png", "b.png")
        (folder / "locked").chmod(0)
        with without_privilege():
            found = find_assets([folder])
    assert [(problem.path, problem.code) for problem in found.problems] == [
        ((folder / "locked").as_posix(), "asset-unreadable")
    ]
    assert [file.path.name for file in found.files] == ["b.png"]


def test_strange_names_are_kept_as_they_are(tmp_path: Path) -> None:
    names = ["new\nline.png", "bell\x07.png", "\u202egnp.txt.png", " space .png", "-rf.png", "::error::.png"]
    put(tmp_path, *names)
    assert shown(".") == sorted(names)
    assert [file.path.exists() for file in find_assets([Path()]).files] == [True] * len(names)


def test_a_name_that_is_no_utf8_is_shown_escaped(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb7.png")).write_bytes(b"x")
    (found,) = find_assets([Path()]).files
    assert found.shown == "\\xb7.png"
    assert found.path.read_bytes() == b"x"


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.psd", "a/b/c.psd", True),
        ("drafts", "drafts/a/b.png", True),
        ("drafts", "a/drafts/b.png", True),
        ("/drafts", "a/drafts/b.png", False),
        ("a/*.png", "a/b/c.png", False),
        ("a/**/*.png", "a/b/c.png", True),
        ("a/**/*.png", "a/c.png", True),
        ("a/**", "a/b/c.png", True),
        ("a?.png", "ab.png", True),
        ("a?.png", "a/.png", False),
        ("[x].png", "[x].png", True),
        ("draft", "drafts/a.png", False),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert matches_any([pattern], path) is expected


@given(st.text(min_size=1, max_size=30).filter(lambda name: name.strip("/") and not set(name) & set("*?/")))
def test_a_plain_name_matches_itself(name: str) -> None:
    assert matches_any([name], name)
    assert matches_any([name], f"a/{name}/b")
