"""Where rulebooks lie on disk: the built-in one, the chain that `extends` makes, the files of each, their digest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from merchlint import __version__
from merchlint.message import Message, Problem
from merchlint.rulebook.model import RulebookError
from merchlint.rulebook.schema_check import problem_at, schema_problems
from merchlint.rulebook.yaml_source import Document, read_yaml

MANIFEST = "rulebook.yaml"
_EXTENDS = re.compile(rb"^[^#\n]*extends", re.MULTILINE)
_MAX_FILES = 2000
_MAX_CHAIN = 16


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of a rulebook folder. `name` is its path from the folder, with slashes; `path` is for messages."""

    name: str
    path: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class RuleFolder:
    """A rulebook folder with its rule files read, sorted by name."""

    folder: Path
    files: tuple[RuleFile, ...]

    def file(self, name: str) -> RuleFile | None:
        return next((f for f in self.files if f.name == name), None)


def builtin_rules_folder() -> Path:
    """The built-in rulebook: inside the installed package, else beside `src` in a checkout.

    Raises:
        RulebookError: the installation carries no rulebook.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules", package.parents[1] / "rules"):
        if _is_file(folder / MANIFEST):
            return folder
    raise RulebookError(
        Problem(
            "builtin-rules-missing",
            Message("安装里没有内置规则库。", "The installation carries no built-in rulebook."),
            Message("请重新安装 merchlint。", "Install merchlint again."),
        )
    )


def rulebook_chain(folder: Path | None = None) -> tuple[RuleFolder, ...]:
    """The folders that make a rulebook, base first: what `folder` extends, then `folder`.

    Raises:
        RulebookError: a folder that is missing, unreadable or no rulebook, an unknown or circular ``extends``, or a
            rulebook that needs a newer merchlint.
    """
    at = builtin_rules_folder() if folder is None else folder
    chain: list[RuleFolder] = []
    seen: list[Path] = []
    while True:
        rules = _read_folder(at)
        chain.append(rules)
        seen.append(at.resolve())
        manifest = rules.file(MANIFEST)
        assert manifest is not None
        if not _EXTENDS.search(manifest.raw):
            return tuple(reversed(chain))
        document = read_manifest(manifest)
        base = document.data.get("extends") if isinstance(document.data, dict) else None
        if not isinstance(base, str):
            return tuple(reversed(chain))
        at = _base_folder(at, base, document)
        if at.resolve() in seen or len(chain) >= _MAX_CHAIN:
            raise RulebookError(
                problem_at(
                    document,
                    ("extends",),
                    "extends-cycle",
                    Message(f"extends: {base} 绕回了自己。", f"`extends: {base}` comes back to itself."),
                    Message("请去掉其中一处 extends。", "Remove one of the `extends`."),
                )
            )


def read_manifest(manifest: RuleFile) -> Document:
    """``rulebook.yaml``, checked; the version it requires is looked at before anything else.

    Raises:
        RulebookError: it is not well formed, or needs a newer merchlint.
    """
    document = read_yaml(manifest.raw, manifest.path)
    needed = document.data.get("requires_merchlint") if isinstance(document.data, dict) else None
    if isinstance(needed, str) and _version(needed) > _version(__version__):
        raise RulebookError(
            problem_at(
                document,
                ("requires_merchlint",),
                "needs-newer-merchlint",
                Message(
                    f"这个规则库需要 merchlint {needed} 或更新，现在是 {__version__}。",
                    f"This rulebook needs merchlint {needed} or newer; this is {__version__}.",
                ),
                Message("请升级：pip install -U merchlint。", "Upgrade: pip install -U merchlint."),
            )
        )
    problems = schema_problems(document, "rulebook")
    if problems:
        raise RulebookError(*problems)
    return document


def digest(chain: tuple[RuleFolder, ...]) -> str:
    """``sha256:<hex>`` of the names and bytes of all rule files of a chain; the folders' places do not count."""
    sha = hashlib.sha256()
    for folder in chain:
        sha.update(b"folder\0")
        for file in folder.files:
            sha.update(f"{file.name}\0{len(file.raw)}\0".encode())
            sha.update(file.raw)
    return f"sha256:{sha.hexdigest()}"


def _version(text: str) -> tuple[int, ...]:
    numbers = [int(n[:6]) for n in re.findall(r"[0-9]+", text)[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))


def _base_folder(folder: Path, base: str, document: Document) -> Path:
    if base == "builtin":
        return builtin_rules_folder()
    at = folder / base
    if _is_file(at / MANIFEST):
        return at
    raise RulebookError(
        problem_at(
            document,
            ("extends",),
            "unknown-extends",
            Message(f"extends: {base} 找不到规则库。", f"`extends: {base}` leads to no rulebook."),
            Message(
                "请写 builtin，或含有 rulebook.yaml 的文件夹的相对路径。",
                "Write builtin, or the relative path of a folder with a rulebook.yaml.",
            ),
        )
    )


def _read_folder(folder: Path) -> RuleFolder:
    if not _is_file(folder / MANIFEST):
        raise RulebookError(
            Problem(
                "not-a-rulebook",
                Message("这里没有规则库：找不到 rulebook.yaml。", "This is no rulebook: there is no rulebook.yaml."),
                Message("请检查路径。", "Check the path."),
                str(folder),
            )
        )
    names = sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and _is_file(p)
    )
    if len(names) > _MAX_FILES:
        raise RulebookError(
            Problem(
                "too-many-files",
                Message(f"规则文件超过 {_MAX_FILES} 个。", f"There are more than {_MAX_FILES} rule files."),
                Message("请检查路径是否指向规则库。", "Check that the path leads to a rulebook."),
                str(folder),
            )
        )
    return RuleFolder(folder, tuple(RuleFile(n, str(folder / n), _read(folder / n)) for n in names))


def _is_file(path: Path) -> bool:
    """Whether a file is there; a name that the system cannot even look up is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RulebookError(
            Problem(
                "rule-file-unreadable",
                Message(f"读不了这个文件（{error.strerror}）。", f"The file cannot be read ({error.strerror})."),
                Message("请检查文件权限。", "Check its permissions."),
                str(path),
            )
        ) from None
