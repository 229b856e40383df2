"""What the files of a rulebook must agree on: ids used once, names that exist."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.message import Message, Problem
from merchlint.rulebook.build import effective
from merchlint.rulebook.model import Effective
from merchlint.rulebook.parse import ParsedBook, as_list, as_map, measures_of
from merchlint.rulebook.platform_check import TARGET, Known, PlatformCheck, overlap, unknown_name
from merchlint.rulebook.schema_check import problem_at
from merchlint.rulebook.yaml_source import Document, Plain, Where

THIRD_PARTY = "third_party"
# Kinds that the judge gives without a host rule: contact cards, unknown sites, unknown schemes.
_PLAIN_KINDS = frozenset({"profile", "site", "app"})


def cross_problems(book: ParsedBook) -> list[Problem]:
    """Everything in which the documents of a book contradict themselves or each other; empty when it can be built."""
    known = _known(book)
    problems = list(_hosts(book.destinations, known.targets))
    problems.extend(_clause_ids(book))
    for document in book.platforms.values():
        problems.extend(PlatformCheck(document, known).run())
    return problems


def _known(book: ParsedBook) -> Known:
    destinations = as_map(book.destinations.data)
    targets = as_map(destinations.get("targets"))
    groups = {str(g) for entry in targets.values() for g in as_list(as_map(entry).get("groups"))}
    kinds = {str(as_map(entry)["kind"]) for entry in as_list(destinations.get("hosts"))}
    return Known(
        targets=frozenset(targets),
        evidence_targets=frozenset(targets) | groups | {THIRD_PARTY},
        kinds=_PLAIN_KINDS | kinds,
        measures=frozenset(measures_of(book.measures)),
    )


def _hosts(document: Document, targets: frozenset[str]) -> Iterator[Problem]:
    seen: dict[tuple[Plain, Plain], Where] = {}
    for i, entry in enumerate(as_list(as_map(document.data).get("hosts"))):
        host = as_map(entry)
        yield from unknown_name(document, ("hosts", i, "target"), host["target"], targets, "unknown-target", TARGET)
        identity = (host["host"], host.get("path") or "")
        if identity in seen:
            line = document.mark(seen[identity]).line
            yield problem_at(
                document,
                ("hosts", i),
                "duplicate-host",
                Message(f"{host['host']} 在第 {line} 行已经有了。", f"{host['host']} is already on line {line}."),
                Message("请删除其中一个。", "Remove one of the two."),
            )
        seen.setdefault(identity, ("hosts", i))


def _clause_ids(book: ParsedBook) -> Iterator[Problem]:
    """An id belongs to one platform; its versions follow each other in time; an alias is nobody else's name."""
    owners: dict[str, tuple[str, Document, Where, Effective]] = {}
    aliases: list[tuple[str, str, str, Document, Where]] = []
    for platform, document in book.platforms.items():
        for i, entry in enumerate(as_list(as_map(document.data)["clauses"])):
            clause = as_map(entry)
            id_, span = str(clause["id"]), effective(clause["effective"])
            where: Where = ("clauses", i, "id")
            before = owners.get(id_)
            if before is not None and (before[0] != platform or overlap(before[3], span)):
                yield _taken(document, where, id_, before[1], before[2], versions=before[0] == platform)
            owners[id_] = (platform, document, where, span)
            for j, alias in enumerate(as_list(clause.get("aliases"))):
                aliases.append((str(alias), platform, id_, document, ("clauses", i, "aliases", j)))
    known: dict[str, tuple[str, str, Document, Where]] = {}
    for alias, platform, id_, document, where in aliases:
        if alias in owners:
            yield _taken(document, where, alias, owners[alias][1], owners[alias][2])
        elif alias in known and known[alias][:2] != (platform, id_):
            yield _taken(document, where, alias, known[alias][2], known[alias][3])
        known.setdefault(alias, (platform, id_, document, where))


def _taken(
    document: Document, where: Where, id_: str, other: Document, there: Where, versions: bool = False
) -> Problem:
    mark = other.mark(there)
    todo = Message("编号不重复使用，请换一个。", "An id is never reused; take another.")
    if versions:
        todo = Message(
            "请换一个编号；若是同一条款的新旧版本，让生效日期前后相接、不重叠。",
            "Take another id; if these are versions of one clause, let their dates follow each other without overlap.",
        )
    return problem_at(
        document,
        where,
        "duplicate-id",
        Message(f"编号 {id_} 已在 {mark.path}:{mark.line} 使用。", f"The id {id_} is used at {mark.path}:{mark.line}."),
        todo,
    )
