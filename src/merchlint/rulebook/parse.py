"""Rule files to checked documents, and what a user's rulebook adds to or changes in the one that it extends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import cast

from merchlint.message import Message, Problem
from merchlint.rulebook.folders import MANIFEST, RuleFile, RuleFolder, read_manifest
from merchlint.rulebook.model import RulebookError
from merchlint.rulebook.schema_check import problem_at, schema_problems
from merchlint.rulebook.yaml_source import Document, Plain, Where, read_yaml

Map = dict[str, Plain]

_APART = ("lexicon", "logos")
"""Subfolders that other packages read."""


@dataclass(slots=True)
class ParsedBook:
    """The documents of a rulebook: each fits its schema; what they say about each other is not yet checked.

    Attributes:
        platforms: platform key -> document, in order of file name.
        names: file path for messages -> path from the rulebook folder.
    """

    version: str
    destinations: Document
    measures: Document
    platforms: dict[str, Document]
    names: dict[str, str]


def as_map(value: Plain) -> Map:
    """The value as a mapping; empty when it is missing."""
    return value if isinstance(value, dict) else {}


def as_list(value: Plain) -> list[Plain]:
    """The value as a list; empty when it is missing."""
    return value if isinstance(value, list) else []


def measures_of(document: Document) -> Map:
    """The measures of ``measures.yaml``: every key but ``schema``."""
    return {id_: name for id_, name in as_map(document.data).items() if id_ != "schema"}


def parse_chain(chain: tuple[RuleFolder, ...]) -> ParsedBook:
    """Reads every rule file of a chain and lays each folder over the one it extends.

    Raises:
        RulebookError: with every problem of the first folder that has any.
    """
    book = _parse_folder(chain[0], extends=False)
    stray = [problem for document in book.platforms.values() for problem in _stray_overrides(document)]
    if stray:
        raise RulebookError(*stray)
    for folder in chain[1:]:
        _lay_over(book, _parse_folder(folder, extends=True))
    return book


def _parse_folder(folder: RuleFolder, extends: bool) -> ParsedBook:
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    for file in folder.files:
        name = _schema_of(file.name)
        if name is None:
            problems.extend(_unexpected(file))
            continue
        try:
            document = read_manifest(file) if name == "rulebook" else read_yaml(file.raw, file.path)
        except RulebookError as error:
            problems.extend(error.problems)
            continue
        documents[file.name] = document
        if name != "rulebook":
            problems.extend(schema_problems(document, name))
    if not extends:
        problems.extend(_absent(folder, documents, problems))
    if problems:
        raise RulebookError(*problems)
    return ParsedBook(
        version=str(as_map(documents[MANIFEST].data)["version"]),
        destinations=documents.get("destinations.yaml") or Document(str(folder.folder), {"targets": {}, "hosts": []}),
        measures=documents.get("measures.yaml") or Document(str(folder.folder), {}),
        platforms=_platforms(documents),
        names={d.path: name for name, d in documents.items()},
    )


def _schema_of(name: str) -> str | None:
    """Schema of the rule file with this name; None for a file that has no business here."""
    path = PurePosixPath(name)
    if path.suffix == ".yaml" and len(path.parts) == 2 and path.parts[0] == "platforms":
        return "platform"
    known = {MANIFEST: "rulebook", "destinations.yaml": "destinations", "measures.yaml": "measures"}
    return known.get(name)


def _unexpected(file: RuleFile) -> list[Problem]:
    if PurePosixPath(file.name).parts[0] in _APART:
        return []
    return [
        Problem(
            "unexpected-file",
            Message(
                "规则库里不该有这个文件，它不会被读取。", "This file does not belong in a rulebook; nothing reads it."
            ),
            Message(
                "规则库只有 rulebook.yaml、destinations.yaml、measures.yaml、platforms/*.yaml、lexicon/ 和 logos/；"
                "请改名或移走。",
                "A rulebook has rulebook.yaml, destinations.yaml, measures.yaml, platforms/*.yaml, lexicon/ and "
                "logos/; rename it or move it away.",
            ),
            file.path,
        )
    ]


def _absent(folder: RuleFolder, documents: dict[str, Document], problems: list[Problem]) -> list[Problem]:
    """Files that a rulebook which extends nothing cannot do without."""
    broken = {p.path for p in problems}
    needed = [n for n in ("destinations.yaml", "measures.yaml") if n not in documents]
    absent = [n for n in needed if str(folder.folder / n) not in broken]
    if not any(n.startswith("platforms/") for n in documents) and not problems:
        absent.append("platforms/*.yaml")
    return [
        Problem(
            "rule-file-missing",
            Message(f"规则库里缺少 {name}。", f"The rulebook has no {name}."),
            Message(
                "请补上，或在 rulebook.yaml 里写 extends: builtin。",
                "Add it, or write `extends: builtin` in rulebook.yaml.",
            ),
            str(folder.folder),
        )
        for name in absent
    ]


def _platforms(documents: dict[str, Document]) -> dict[str, Document]:
    platforms: dict[str, Document] = {}
    for name, document in documents.items():
        if not name.startswith("platforms/"):
            continue
        key = str(as_map(document.data)["platform"])
        if key in platforms:
            raise RulebookError(
                problem_at(
                    document,
                    ("platform",),
                    "duplicate-platform",
                    Message(f"平台 {key} 已在 {platforms[key].path} 里。", f"{platforms[key].path} has {key} already."),
                    Message("请合成一个文件。", "Make them one file."),
                )
            )
        platforms[key] = document
    return platforms


def _lay_over(book: ParsedBook, top: ParsedBook) -> None:
    """Changes `book` by what `top` adds and overrides."""
    problems: list[Problem] = []
    for key, document in top.platforms.items():
        base = book.platforms.get(key)
        says_so = bool(as_map(document.data).get("override"))
        if base is not None and says_so:
            problems.extend(_lay_platform(base, document))
        elif base is None and not says_so:
            problems.extend(_stray_overrides(document))
            book.platforms[key] = document
        else:
            problems.append(_override_mismatch(document, ("platform",), key, base is not None))
    if problems:
        raise RulebookError(*problems)
    _lay_map(book.destinations, top.destinations, "targets")
    for id_ in measures_of(top.measures):
        _graft(book.measures, (id_,), top.measures, (id_,))
    _lay_hosts(book.destinations, top.destinations)
    book.version = top.version
    book.names.update(top.names)


def _stray_overrides(document: Document) -> list[Problem]:
    """`override` in a platform that overrides nothing."""
    data = as_map(document.data)
    problems = []
    if "override" in data:
        problems.append(_override_mismatch(document, ("platform",), str(data["platform"]), exists=False))
    for i, entry in enumerate(as_list(data.get("clauses"))):
        if "override" in as_map(entry):
            where: Where = ("clauses", i, "id")
            problems.append(_override_mismatch(document, where, str(as_map(entry)["id"]), exists=False))
    return problems


def _override_mismatch(document: Document, where: Where, name: str, exists: bool) -> Problem:
    if exists:
        what = Message(f"{name} 在所扩展的规则库里已经有了。", f"The extended rulebook has {name} already.")
        todo = Message(
            "要修改它请加 override: true，否则请换名。", "Add `override: true` to change it, or rename this."
        )
    else:
        what = Message(f"没有可修改的 {name}。", f"There is no {name} to override.")
        todo = Message("请检查名字，或去掉 override。", "Check the name, or remove `override`.")
    return problem_at(document, where, "override-mismatch", what, todo)


def _lay_platform(base: Document, top: Document) -> list[Problem]:
    above = as_map(top.data)
    for key in ("name", "home"):
        if key in above:
            _graft(base, (key,), top, (key,))
    _lay_map(base, top, "point_systems")
    for part in ("sources", "penalties"):
        _lay_named(base, top, part)
    return _lay_clauses(base, top)


def _lay_map(base: Document, top: Document, part: str) -> None:
    above = as_map(as_map(top.data).get(part))
    if above:
        as_map(base.data).setdefault(part, {})
    for key in above:
        _graft(base, (part, key), top, (part, key))


def _lay_named(base: Document, top: Document, part: str) -> None:
    """Entries with an id: those of `top` replace all that carry the same id, else come last."""
    above = as_list(as_map(top.data).get(part))
    ids = {as_map(entry)["id"] for entry in above}
    _keep(base, part, [i for i, e in enumerate(as_list(as_map(base.data)[part])) if as_map(e)["id"] not in ids])
    for i in range(len(above)):
        _append(base, part, top, (part, i))


def _lay_clauses(base: Document, top: Document) -> list[Problem]:
    problems: list[Problem] = []
    below = as_list(as_map(base.data)["clauses"])
    for i, entry in enumerate(as_list(as_map(top.data).get("clauses"))):
        clause = as_map(entry)
        same = [j for j, e in enumerate(below) if as_map(e)["id"] == clause["id"]]
        if bool(same) != bool(clause.get("override")):
            problems.append(_override_mismatch(top, ("clauses", i, "id"), str(clause["id"]), bool(same)))
        elif not same:
            _append(base, "clauses", top, ("clauses", i))
        else:
            # A clause that states its own dates speaks for all times; otherwise every version of it is changed.
            for j in same if "effective" not in clause else same[-1:]:
                for key in clause.keys() - {"override"}:
                    _graft(base, ("clauses", j, key), top, ("clauses", i, key))
            if "effective" in clause and len(same) > 1:
                _keep(base, "clauses", [j for j in range(len(below)) if j not in same[:-1]])
                below = as_list(as_map(base.data)["clauses"])
    return problems


def _lay_hosts(base: Document, top: Document) -> None:
    above = as_list(as_map(top.data).get("hosts"))
    ids = {(as_map(e)["host"], as_map(e).get("path", "")) for e in above}
    below = as_list(as_map(base.data).setdefault("hosts", []))
    kept = [i for i, e in enumerate(below) if (as_map(e)["host"], as_map(e).get("path", "")) not in ids]
    _keep(base, "hosts", kept)
    for i in range(len(above)):
        _append(base, "hosts", top, ("hosts", i))


def _append(base: Document, part: str, top: Document, where: Where) -> None:
    entries = as_list(as_map(base.data).setdefault(part, []))
    entries.append(None)
    _graft(base, (part, len(entries) - 1), top, where)


def _graft(base: Document, at: Where, top: Document, where: Where) -> None:
    """Puts the node at `where` of `top` at `at` of `base`, with its marks."""
    holder: Plain = base.data
    for step in at[:-1]:
        holder = cast(Map, holder)[cast(str, step)]
    value: Plain = top.data
    for step in where:
        value = cast(Map, value)[cast(str, step)]
    cast(Map, holder)[cast(str, at[-1])] = value
    for marks, new in ((base.values, top.values), (base.keys, top.keys)):
        for old in [w for w in marks if w[: len(at)] == at]:
            del marks[old]
        marks.update({(*at, *w[len(where) :]): mark for w, mark in new.items() if w[: len(where)] == where})


def _keep(base: Document, part: str, kept: list[int]) -> None:
    """Drops the entries of a list whose index is not in `kept`, and moves the marks of the others."""
    data = as_map(base.data)
    entries = as_list(data.get(part))
    if len(kept) == len(entries):
        return
    data[part] = [entries[i] for i in kept]
    moved = {old: new for new, old in enumerate(kept)}
    for marks in (base.values, base.keys):
        inside = {w: m for w, m in marks.items() if len(w) > 1 and w[0] == part}
        for w in inside:
            del marks[w]
        marks.update({(part, moved[w[1]], *w[2:]): m for w, m in inside.items() if w[1] in moved})
