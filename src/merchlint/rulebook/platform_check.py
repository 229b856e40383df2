"""What no schema can see inside one platform: names that must exist, dates that must not overlap, weak numbers."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from merchlint.message import Message, Problem
from merchlint.rulebook.build import effective
from merchlint.rulebook.model import Effective, Grade
from merchlint.rulebook.parse import Map, as_list, as_map
from merchlint.rulebook.schema_check import problem_at
from merchlint.rulebook.yaml_source import Document, Plain, Where

TARGET = Message("去向", "target")
_SOURCE = Message("出处", "source")
_TABLE = Message("处罚表", "penalty table")
_MEASURE = Message("措施", "measure")
_POINTS = Message("扣分体系", "point system")
_KIND = Message("去向类别", "kind of destination")
_GRADES = tuple(Grade)
_NUMBERS = ("fine_cny", "points", "deposit_rise_cny", "settlement_delay_days")


@dataclass(frozen=True, slots=True)
class Known:
    """Names that platforms may use.

    Attributes:
        targets: what a buyer can be led to.
        evidence_targets: the same, with groups and ``third_party``.
        kinds: kinds of destination.
    """

    targets: frozenset[str]
    evidence_targets: frozenset[str]
    kinds: frozenset[str]
    measures: frozenset[str]


def overlap(one: Effective, other: Effective) -> bool:
    """Whether two spans share a day."""
    starts = [e.start for e in (one, other) if e.start is not None]
    ends = [e.end for e in (one, other) if e.end is not None]
    return not starts or not ends or max(starts) <= min(ends)


def unknown_name(
    document: Document, where: Where, word: Plain, known: Collection[str], code: str, kind: Message
) -> Iterator[Problem]:
    names = sorted(known)
    if word in names:
        return
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        todo = Message(f"是不是想写 {near[0]}？", f"Did you mean {near[0]}?")
    else:
        todo = Message(
            f"请先定义它，或从已有的里选：{', '.join(names)}。", f"Define it, or use one of: {', '.join(names)}."
        )
    yield problem_at(
        document, where, code, Message(f"没有这个{kind.zh}：{word}。", f"There is no {kind.en} {word}."), todo
    )


class PlatformCheck:
    """The checks of one platform document."""

    def __init__(self, document: Document, known: Known) -> None:
        self.document = document
        self.data = as_map(document.data)
        self.known = known
        sources = [as_map(s) for s in reversed(as_list(self.data["sources"]))]
        self.grades = {str(s["id"]): Grade(str(s["grade"])) for s in sources}
        self.tables = {str(as_map(t)["id"]) for t in as_list(self.data["penalties"])}

    def run(self) -> Iterator[Problem]:
        """Every problem, in file order of the parts."""
        yield from self._words(("home",), self.data["home"], self.known.targets, "unknown-target", TARGET)
        yield from self._source_ids()
        for i, table in enumerate(as_list(self.data["penalties"])):
            yield from self._table(("penalties", i), as_map(table))
        yield from self._table_dates()
        for i, clause in enumerate(as_list(self.data["clauses"])):
            yield from self._clause(("clauses", i), as_map(clause))

    def _words(self, where: Where, value: Plain, known: Collection[str], code: str, kind: Message) -> Iterator[Problem]:
        for i, word in enumerate(as_list(value)):
            yield from unknown_name(self.document, (*where, i), word, known, code, kind)

    def _source_ids(self) -> Iterator[Problem]:
        seen: set[Plain] = set()
        for i, entry in enumerate(as_list(self.data["sources"])):
            id_ = as_map(entry)["id"]
            if id_ in seen:
                yield problem_at(
                    self.document,
                    ("sources", i, "id"),
                    "duplicate-id",
                    Message(f"出处 {id_} 重复。", f"The source {id_} stands here twice."),
                    Message("请删除其中一个。", "Remove one of the two."),
                )
            seen.add(id_)

    def _table(self, where: Where, table: Map) -> Iterator[Problem]:
        yield from self._span(where, table)
        seen: set[tuple[Plain, Plain]] = set()
        for i, entry in enumerate(as_list(table["steps"])):
            step, at = as_map(entry), (*where, "steps", i)
            yield from self._step(at, step)
            if (step["degree"], step.get("offence")) in seen:
                yield problem_at(
                    self.document,
                    at,
                    "duplicate-step",
                    Message("同一情节、同一次数写了两步。", "Two steps have the same degree and offence."),
                    Message("请合并，或写明 offence。", "Join them, or say which offence each is for."),
                )
            seen.add((step["degree"], step.get("offence")))

    def _step(self, where: Where, step: Map) -> Iterator[Problem]:
        yield from self._graded(where, step)
        for key in ("measures", "possible"):
            yield from self._words((*where, key), step.get(key), self.known.measures, "unknown-measure", _MEASURE)
        if "point_system" in step:
            systems = as_map(self.data.get("point_systems"))
            at = (*where, "point_system")
            yield from unknown_name(self.document, at, step["point_system"], systems, "unknown-point-system", _POINTS)
        for low, high in (("fine_cny", "fine_cny_max"), ("points", "points_max")):
            if high in step and float(str(step[high])) < float(str(step[low])):
                yield problem_at(
                    self.document,
                    (*where, high),
                    "out-of-range",
                    Message(f"{high} 小于 {low}。", f"{high} is below {low}."),
                    Message("请对调或改正。", "Swap or correct them."),
                )
        numbers = [key for key in _NUMBERS if key in step]
        best = min((self.grades.get(str(s), Grade.OFFICIAL) for s in as_list(step["sources"])), key=_GRADES.index)
        if numbers and (best is Grade.WEAK or step["grade"] == Grade.WEAK):
            yield problem_at(
                self.document,
                (*where, numbers[0]),
                "weak-number",
                Message("这个数字只有线索级（weak）出处。", "This number rests on weak sources only."),
                Message(
                    "请补更好的出处，或去掉数字、在 note 里说明未公布。", "Add a better source, or drop the number."
                ),
            )

    def _graded(self, where: Where, entry: Map) -> Iterator[Problem]:
        """Sources exist, and the grade claims no more than the best of them."""
        yield from self._words((*where, "sources"), entry["sources"], self.grades, "unknown-source", _SOURCE)
        known = [self.grades[str(s)] for s in as_list(entry["sources"]) if s in self.grades]
        claimed = Grade(str(entry["grade"]))
        if known and _GRADES.index(claimed) < min(map(_GRADES.index, known)):
            best = min(known, key=_GRADES.index)
            yield problem_at(
                self.document,
                (*where, "grade"),
                "grade-too-good",
                Message(
                    f"等级 {claimed} 高于出处的最好等级 {best}。",
                    f"The grade {claimed} is above its best source's, {best}.",
                ),
                Message(f"请改成 {best}，或补更好的出处。", f"Write {best}, or add a better source."),
            )

    def _table_dates(self) -> Iterator[Problem]:
        spans: list[tuple[str, Effective, int]] = []
        for i, entry in enumerate(as_list(self.data["penalties"])):
            id_, span = str(as_map(entry)["id"]), effective(as_map(entry)["effective"])
            for other, other_span, j in spans:
                if other == id_ and overlap(span, other_span):
                    line = self.document.mark(("penalties", j)).line
                    yield problem_at(
                        self.document,
                        ("penalties", i, "effective"),
                        "overlapping-dates",
                        Message(
                            f"处罚表 {id_} 与第 {line} 行的同名表生效日期重叠。",
                            f"The dates of the penalty table {id_} overlap with the one on line {line}.",
                        ),
                        Message("请让一张在另一张生效前结束。", "Let one end before the other starts."),
                    )
            spans.append((id_, span, i))

    def _span(self, where: Where, entry: Map) -> Iterator[Problem]:
        span = effective(entry["effective"])
        if span.start is not None and span.end is not None and span.end < span.start:
            yield problem_at(
                self.document,
                (*where, "effective"),
                "dates-reversed",
                Message("结束日早于开始日。", "The last day is before the first."),
                Message("请对调 from 和 to。", "Swap from and to."),
            )

    def _clause(self, where: Where, clause: Map) -> Iterator[Problem]:
        yield from self._span(where, clause)
        yield from self._graded(where, clause)
        if clause.get("penalty") is not None:
            at = (*where, "penalty")
            yield from unknown_name(self.document, at, clause["penalty"], self.tables, "unknown-penalty", _TABLE)
        yield from self._condition((*where, "condition"), as_map(clause["condition"]))
        for i, see in enumerate(as_list(clause.get("exempt"))):
            yield from self._see((*where, "exempt", i), as_map(see))
        for i, entry in enumerate(as_list(clause.get("entitlements"))):
            entitlement, at = as_map(entry), (*where, "entitlements", i)
            for key in ("covers", "lost_beside"):
                yield from self._see((*at, key), as_map(entitlement.get(key)))
        for i, lift in enumerate(as_list(clause.get("lifts"))):
            yield from self._graded((*where, "lifts", i), as_map(lift))
        yield from self._examples(where, clause)

    def _condition(self, where: Where, condition: Map) -> Iterator[Problem]:
        for word, value in condition.items():
            at = (*where, word)
            if word in ("any", "all"):
                for i, part in enumerate(as_list(value)):
                    yield from self._condition((*at, i), as_map(part))
            elif word == "not":
                yield from self._condition(at, as_map(value))
            elif word == "see":
                yield from self._see(at, as_map(value))

    def _see(self, where: Where, see: Map) -> Iterator[Problem]:
        at = (*where, "target")
        yield from self._words(at, see.get("target"), self.known.evidence_targets, "unknown-target", TARGET)
        yield from self._words((*where, "leads_to"), see.get("leads_to"), self.known.kinds, "unknown-kind", _KIND)
        for key in ("beside", "not_beside"):
            if key in see:
                yield from self._see((*where, key), as_map(see[key]))

    def _examples(self, where: Where, clause: Map) -> Iterator[Problem]:
        span, channels = effective(clause["effective"]), clause["channels"]
        for side, entries in as_map(clause["examples"]).items():
            for i, entry in enumerate(as_list(entries)):
                example, at = as_map(entry), (*where, "examples", side, i)
                yield from self._words(
                    (*at, "logos"), example.get("logos"), self.known.targets, "unknown-target", TARGET
                )
                if side != "found":
                    continue
                if channels != "all" and example["channel"] not in as_list(channels):
                    yield self._never_found(
                        (*at, "channel"), Message("渠道不在条款的 channels 里", "channel is not the clause's")
                    )
                day = effective({"from": example["as_of"], "to": example["as_of"]}) if "as_of" in example else None
                if day is not None and not overlap(day, span):
                    yield self._never_found(
                        (*at, "as_of"), Message("日期不在条款的生效期内", "date is not in the clause's span")
                    )

    def _never_found(self, where: Where, why: Message) -> Problem:
        return problem_at(
            self.document,
            where,
            "example-never-found",
            Message(f"这个例子不可能被查出：{why.zh}。", f"This example can never be found: its {why.en}."),
            Message("请改例子，或把它移到 clean。", "Correct the example, or move it to clean."),
        )
