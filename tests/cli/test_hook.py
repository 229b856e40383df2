"""The pre-commit hook, by really committing in a git repository with pre-commit installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import write
from tests.cli.pictures import blank, with_code

ROOT = Path(__file__).resolve().parents[2]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"


def hooks() -> dict[str, dict[str, Any]]:
    """The published hooks, run from this checkout instead of an environment of their own."""
    published = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    entry = f"{sys.executable} -m merchlint"
    return {
        hook["id"]: {**hook, "language": "system", "entry": hook["entry"].replace("merchlint", entry, 1)}
        for hook in published
    }


class Repository:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def commit(self, *names: str) -> subprocess.CompletedProcess[str]:
        added = self.run("git", "add", *names)
        assert added.returncode == 0, added.stderr
        return self.run("git", "commit", "-m", "change")

    def commits(self) -> int:
        return len(self.run("git", "log", "--oneline").stdout.splitlines())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "designs"
    folder.mkdir()
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "MERCHLINT_CACHE": str(tmp_path / "cache"),
        "MERCHLINT_LANG": "zh",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    repository = Repository(folder, environment)
    for command in (
        ("git", "init", "-q"),
        ("git", "config", "user.email", "designer@example.com"),
        ("git", "config", "user.name", "Designer"),
    ):
        assert repository.run(*command).returncode == 0
    config = {"repos": [{"repo": "local", "hooks": [hooks()["merchlint"]]}]}
    write(folder, ".pre-commit-config.yaml", yaml.safe_dump(config, allow_unicode=True))
    write(folder, "merchlint.yaml", 'platforms: [tmall]\nexclude: ["drafts/**"]\n')
    installed = repository.run(sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stderr
    assert repository.commit(".pre-commit-config.yaml", "merchlint.yaml").returncode == 0
    return repository


def test_a_bad_card_is_refused_with_what_to_do(repository: Repository) -> None:
    write(repository.folder, "cards/bad.png", with_code("https://u.wechat.com/MExample0001"))
    done = repository.commit("cards/bad.png")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "TM101" in said
    assert "怎么改" in said
    assert repository.commits() == 1


def test_a_good_card_passes(repository: Repository) -> None:
    write(repository.folder, "cards/好卡 1.png", blank())
    done = repository.commit("cards")
    assert done.returncode == 0, done.stdout + done.stderr
    assert repository.commits() == 2


def test_a_large_file_pointer_is_incomplete_not_clean(repository: Repository) -> None:
    write(repository.folder, "cards/big.png", POINTER)
    done = repository.commit("cards/big.png")
    assert done.returncode != 0
    assert "git lfs pull" in done.stdout + done.stderr


def test_what_the_config_excludes_passes(repository: Repository) -> None:
    write(repository.folder, "drafts/bad.png", with_code("https://u.wechat.com/MExample0001"))
    assert repository.commit("drafts/bad.png").returncode == 0


def test_files_of_no_kind_are_not_even_passed(repository: Repository) -> None:
    write(repository.folder, "tool.py", "print('加微信领红包')\n")
    assert repository.commit("tool.py").returncode == 0
