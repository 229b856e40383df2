"""Folders that are rulebooks, folders that are not, and chains of `extends`."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchlint.rulebook.folders import builtin_rules_folder, digest, rulebook_chain
from tests.rulebook.books import MANIFEST, find_in, place, problems_of, write_book, write_extension


def test_builtin_rules_are_found() -> None:
    assert (builtin_rules_folder() / "rulebook.yaml").is_file()
    assert rulebook_chain() == rulebook_chain(builtin_rules_folder())


@pytest.mark.parametrize("missing", ["nowhere", "empty", "file.txt"])
def test_no_rulebook_there(tmp_path: Path, missing: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    (problem,) = problems_of(tmp_path / missing)
    assert (problem.code, problem.path) == ("not-a-rulebook", str(tmp_path / missing))


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    (folder / "measures.yaml").unlink()
    (folder / "measures.yaml").mkdir()
    assert [p.code for p in problems_of(folder)] == ["rule-file-missing"]


def test_missing_files_are_named(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    for name in ("destinations.yaml", "measures.yaml", "platforms/shop.yaml"):
        (folder / name).unlink()
    said = [p.what.en for p in problems_of(folder)]
    assert [name in text for name, text in zip(("destinations", "measures", "platforms/"), said, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize("name", ["destination.yaml", "platforms/more.yml", "platforms/a/b.yaml", "Rulebook.yaml"])
def test_files_that_nobody_would_read(tmp_path: Path, name: str) -> None:
    folder = write_book(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("a: 1", encoding="utf-8")
    assert [(p.code, p.path) for p in problems_of(folder)] == [("unexpected-file", str(folder / name))]


def test_lexicon_and_logos_belong_to_others(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    before = digest(rulebook_chain(folder))
    for name in ("lexicon", "logos"):
        (folder / name).mkdir()
        (folder / name / "a.yaml").write_text(": not read here", encoding="utf-8")
    assert digest(rulebook_chain(folder)) != before


def test_digest_counts_content_not_place(tmp_path: Path) -> None:
    one, other = (digest(rulebook_chain(write_book(tmp_path / n))) for n in ("a", "b"))
    assert one == other
    changed = digest(rulebook_chain(write_book(tmp_path / "b", manifest=MANIFEST + "# a comment\n")))
    assert changed != one


def test_a_newer_merchlint_is_asked_for_before_anything_else(tmp_path: Path) -> None:
    manifest = MANIFEST.replace('"0.1.0"', '"99.0"') + "new_key: 1\n"
    problems = problems_of(write_book(tmp_path, manifest=manifest))
    expected = ("needs-newer-merchlint", "rulebook.yaml", *find_in(manifest, '"99.0"'))
    assert [place(p, tmp_path) for p in problems] == [expected]


@pytest.mark.parametrize("version", ["0.0.9", "0.1", "0.1.0"])
def test_an_older_or_equal_merchlint_will_do(tmp_path: Path, version: str) -> None:
    assert rulebook_chain(write_book(tmp_path, manifest=MANIFEST.replace("0.1.0", version)))


@pytest.mark.parametrize("base", ["nowhere", "builtins", "/", '"a\\0b"', "x" * 300])
def test_unknown_extends(tmp_path: Path, base: str) -> None:
    folder = write_extension(tmp_path / "own", base)
    assert [place(p, folder) for p in problems_of(folder)] == [("unknown-extends", "rulebook.yaml", 4, 10)]


def test_extends_itself(tmp_path: Path) -> None:
    folder = write_extension(tmp_path / "own", ".")
    assert [place(p, folder) for p in problems_of(folder)] == [("extends-cycle", "rulebook.yaml", 4, 10)]


def test_extends_in_a_circle(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    for name, base in zip(names, ("b", "c", "a"), strict=True):
        write_extension(tmp_path / name, f"../{base}")
    (problem,) = problems_of(tmp_path / "a")
    assert (problem.code, Path(problem.path or "").resolve()) == ("extends-cycle", tmp_path / "c" / "rulebook.yaml")


def test_chain_is_base_first(tmp_path: Path) -> None:
    write_book(tmp_path / "base")
    write_extension(tmp_path / "middle", "../base")
    chain = rulebook_chain(write_extension(tmp_path / "top", "../middle"))
    assert [c.folder.resolve().name for c in chain] == ["base", "middle", "top"]
