"""Reads one lexicon file strictly: every unknown or repeated key is an error with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from merchlint.message import MerchlintError, Message, Problem

SCHEMA = "merchlint-lexicon/1"


class LexiconError(MerchlintError):
    """A lexicon that cannot be used; nothing of it is loaded."""


def problem_at(path: Path, node: yaml.Node | None, code: str, zh: str, en: str) -> LexiconError:
    """The error for a place in a lexicon file."""
    return LexiconError(
        Problem(
            code=code,
            what=Message(zh, en),
            todo=Message("请改正词库文件后重试。", "Correct the lexicon file and try again."),
            path=str(path),
            line=node.start_mark.line + 1 if node is not None else None,
            column=node.start_mark.column + 1 if node is not None else None,
        )
    )


class Reader:
    """Typed access to the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, node: yaml.Node | None, code: str, zh: str, en: str) -> LexiconError:
        return problem_at(self.path, node, code, zh, en)

    def root(self) -> yaml.Node:
        """The file as nodes.

        Raises:
            LexiconError: the file cannot be read or is not YAML.
        """
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=loader)
        except (OSError, UnicodeDecodeError) as error:
            raise self.error(
                None, "lexicon-unreadable", f"读不了词库文件：{error}。", f"Cannot read: {error}."
            ) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            found = self.error(
                None, "lexicon-not-yaml", "词库文件不是合法的 YAML。", "The lexicon file is not valid YAML."
            )
            problem = found.problem
            line, column = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
            raise LexiconError(Problem(problem.code, problem.what, problem.todo, problem.path, line, column)) from error
        if node is None:
            raise self.error(None, "lexicon-empty", "词库文件是空的。", "The lexicon file is empty.")
        return node

    def mapping(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Key, key node and value node of each entry, keys unique."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "lexicon-not-mapping", "这里应当是“键: 值”。", "A mapping was expected here.")
        seen: set[str] = set()
        for key, value in node.value:
            name = self.text(key)
            if name in seen:
                raise self.error(key, "lexicon-duplicate-key", f"“{name}”重复了。", f"{name!r} is given twice.")
            seen.add(name)
            yield name, key, value

    def fields(self, node: yaml.Node, allowed: frozenset[str], required: frozenset[str]) -> dict[str, yaml.Node]:
        """The entries of a mapping with a fixed set of keys."""
        found: dict[str, yaml.Node] = {}
        for name, key, value in self.mapping(node):
            if name not in allowed:
                choice = ", ".join(sorted(allowed))
                raise self.error(
                    key,
                    "lexicon-unknown-key",
                    f"不认识“{name}”，可用：{choice}。",
                    f"Unknown key {name!r}; known: {choice}.",
                )
            found[name] = value
        if missing := sorted(required - found.keys()):
            names = ", ".join(missing)
            raise self.error(node, "lexicon-missing-key", f"缺少 {names}。", f"Missing: {names}.")
        return found

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "lexicon-not-list", "这里应当是列表。", "A list was expected here.")
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        """A scalar as it stands; `no`, `1` and the like stay text."""
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            raise self.error(node, "lexicon-not-text", "这里应当是文字。", "Text was expected here.")
        return str(node.value)

    def texts(self, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
        return [(self.text(item), item) for item in self.items(node)]

    def whole(self, node: yaml.Node) -> int:
        value = self.text(node)
        try:
            return int(value)
        except ValueError:
            raise self.error(
                node, "lexicon-not-number", "这里应当是整数。", "A whole number was expected here."
            ) from None

    def flag(self, node: yaml.Node) -> bool:
        value = self.text(node)
        if value not in ("true", "false"):
            raise self.error(node, "lexicon-not-flag", "这里应当是 true 或 false。", "true or false was expected here.")
        return value == "true"

    def choice(self, node: yaml.Node, allowed: frozenset[str]) -> str:
        value = self.text(node)
        if value not in allowed:
            names = ", ".join(sorted(allowed))
            raise self.error(
                node, "lexicon-unknown-value", f"“{value}”不在 {names} 之中。", f"{value!r} is not one of {names}."
            )
        return value
