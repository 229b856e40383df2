"""Checked documents to the frozen `Rulebook`. Every name is known to exist by now; nothing here can fail."""

from __future__ import annotations

import datetime as dt
from typing import cast

from merchlint.assets.model import Speaker
from merchlint.language.model import Act, Stance
from merchlint.message import Message
from merchlint.rulebook.model import (
    AllOf,
    Always,
    AnyOf,
    Channel,
    Clause,
    Condition,
    Degree,
    Effective,
    Entitlement,
    EvidenceKind,
    Example,
    Family,
    Grade,
    HostRule,
    Lift,
    LiftCause,
    MerchantIs,
    Not,
    PenaltyStep,
    PenaltyTable,
    Platform,
    Role,
    Rulebook,
    See,
    Source,
    Target,
    Verdict,
)
from merchlint.rulebook.parse import Map, ParsedBook, as_list, as_map, measures_of
from merchlint.rulebook.yaml_source import Document, Plain


def build_rulebook(book: ParsedBook, digest: str) -> Rulebook:
    """The rulebook that the documents describe."""
    destinations = as_map(book.destinations.data)
    return Rulebook(
        version=book.version,
        digest=digest,
        platforms=tuple(_platform(document, book.names) for document in book.platforms.values()),
        targets=tuple(
            Target(id_, _message(entry), _words(as_map(entry).get("groups")))
            for id_, entry in as_map(destinations.get("targets")).items()
        ),
        hosts=tuple(_host(as_map(entry)) for entry in as_list(destinations.get("hosts"))),
        measures=tuple((id_, _message(name)) for id_, name in measures_of(book.measures).items()),
    )


def _platform(document: Document, names: dict[str, str]) -> Platform:
    data = as_map(document.data)
    key = str(data["platform"])
    return Platform(
        id=key,
        name=_message(data["name"]),
        home=frozenset(_words(data["home"])),
        clauses=tuple(_clause(document, i, key, names) for i in range(len(as_list(data["clauses"])))),
        penalties=tuple(_penalty_table(as_map(entry)) for entry in as_list(data["penalties"])),
        sources=tuple(_source(as_map(entry)) for entry in as_list(data["sources"])),
        point_systems=tuple((id_, _message(name)) for id_, name in as_map(data.get("point_systems")).items()),
    )


def _source(data: Map) -> Source:
    return Source(str(data["id"]), str(data["cite"]), Grade(str(data["grade"])), day(data["checked"]))


def _host(data: Map) -> HostRule:
    return HostRule(str(data["host"]), str(data.get("path") or ""), str(data["target"]), str(data["kind"]))


def _penalty_table(data: Map) -> PenaltyTable:
    return PenaltyTable(
        id=str(data["id"]),
        effective=effective(data["effective"]),
        steps=tuple(_step(as_map(entry)) for entry in as_list(data["steps"])),
        note=_message(data["note"]),
        window_months=cast("int | None", data.get("window_months")),
    )


def _step(data: Map) -> PenaltyStep:
    return PenaltyStep(
        degree=Degree(str(data["degree"])),
        grade=Grade(str(data["grade"])),
        sources=_words(data["sources"]),
        offence=_int(data.get("offence")),
        fine_cny=_int(data.get("fine_cny")),
        fine_cny_max=_int(data.get("fine_cny_max")),
        points=cast("float | None", data.get("points")),
        points_max=cast("float | None", data.get("points_max")),
        point_system=cast("str | None", data.get("point_system")),
        measures=_words(data.get("measures")),
        possible=_words(data.get("possible")),
        deposit_rise_cny=_int(data.get("deposit_rise_cny")),
        settlement_delay_days=_int(data.get("settlement_delay_days")),
        note=_message(data["note"]) if "note" in data else None,
    )


def _clause(document: Document, index: int, platform: str, names: dict[str, str]) -> Clause:
    data = as_map(as_list(as_map(document.data)["clauses"])[index])
    mark = document.mark(("clauses", index, "id"))
    return Clause(
        id=str(data["id"]),
        platform=platform,
        family=Family(str(data["family"])),
        title=_message(data["title"]),
        article=str(data["article"]),
        channels=_channels(data["channels"]),
        effective=effective(data["effective"]),
        condition=_condition(as_map(data["condition"])),
        verdict=Verdict(str(data["verdict"])),
        degree=Degree(str(data["degree"])),
        grade=Grade(str(data["grade"])),
        sources=_words(data["sources"]),
        message=_message(data["message"]),
        remedy=_message(data["remedy"]),
        found=_examples(document, index, "found"),
        clean=_examples(document, index, "clean"),
        penalty=cast("str | None", data.get("penalty")),
        aliases=_words(data.get("aliases")),
        facts=_words(data.get("facts")),
        exempt=tuple(_see(as_map(entry)) for entry in as_list(data.get("exempt"))),
        entitlements=tuple(_entitlement(as_map(entry)) for entry in as_list(data.get("entitlements"))),
        lifts=tuple(_lift(as_map(entry)) for entry in as_list(data.get("lifts"))),
        law=_words(data.get("law")),
        file=names.get(mark.path, mark.path),
        line=mark.line,
    )


def _condition(data: Map) -> Condition:
    ((word, value),) = data.items()
    if word == "any":
        return AnyOf(tuple(_condition(as_map(part)) for part in as_list(value)))
    if word == "all":
        return AllOf(tuple(_condition(as_map(part)) for part in as_list(value)))
    if word == "not":
        return Not(_condition(as_map(value)))
    if word == "see":
        return _see(as_map(value))
    if word == "merchant":
        return MerchantIs(tuple(Role(r) for r in _words(as_map(value)["role"])))
    return Always()


def _see(data: Map) -> See:
    stance = (Stance.SOLICIT,) if "stance" not in data else tuple(Stance(w) for w in _words(data["stance"]))
    return See(
        kind=tuple(EvidenceKind(w) for w in _words(data.get("kind"))),
        act=tuple(Act(w) for w in _words(data.get("act"))),
        target=_words(data.get("target")),
        stance=stance,
        leads_to=_words(data.get("leads_to")),
        read=cast("bool | None", data.get("read")),
        disguised=cast("bool | None", data.get("disguised")),
        speaker=tuple(Speaker(w) for w in _words(data.get("speaker"))),
        beside=_see(as_map(data["beside"])) if "beside" in data else None,
        not_beside=_see(as_map(data["not_beside"])) if "not_beside" in data else None,
    )


def _entitlement(data: Map) -> Entitlement:
    held = data.get("held")
    return Entitlement(
        fact=str(data["fact"]),
        covers=_see(as_map(data["covers"])),
        name=_message(data["name"]),
        channels=_channels(data["channels"]) if "channels" in data else (),
        roles=tuple(Role(w) for w in _words(data.get("roles"))),
        held=None if held is None else Verdict(str(held)),
        missing=Verdict(str(data.get("missing", Verdict.NEEDS_PROOF))),
        lost_beside=_see(as_map(data["lost_beside"])) if "lost_beside" in data else None,
    )


def _lift(data: Map) -> Lift:
    cause, degree, grade = LiftCause(str(data["cause"])), Degree(str(data["degree"])), Grade(str(data["grade"]))
    return Lift(cause, degree, grade, _words(data["sources"]))


def _examples(document: Document, index: int, side: str) -> tuple[Example, ...]:
    clause = as_map(as_list(as_map(document.data)["clauses"])[index])
    examples = []
    for i, entry in enumerate(as_list(as_map(clause["examples"])[side])):
        data = as_map(entry)
        mark = document.mark(("clauses", index, "examples", side, i))
        codes = [as_map(code) for code in as_list(data.get("codes"))]
        examples.append(
            Example(
                channel=Channel(str(data["channel"])),
                text=str(data.get("text", "")),
                codes=tuple((str(c["symbology"]), cast("str | None", c["payload"])) for c in codes),
                logos=_words(data.get("logos")),
                as_of=day(data["as_of"]) if "as_of" in data else None,
                merchant=cast("dict[str, object]", as_map(data.get("merchant"))),
                verdict=Verdict(str(data["verdict"])) if "verdict" in data else None,
                line=mark.line,
                column=mark.column,
            )
        )
    return tuple(examples)


def effective(value: Plain) -> Effective:
    """The span that ``{from: …, to: …}`` says."""
    data = as_map(value)
    return Effective(
        start=day(data["from"]) if "from" in data else None,
        end=day(data["to"]) if "to" in data else None,
    )


def day(value: Plain) -> dt.date:
    """The day that a checked ``YYYY-MM-DD`` says."""
    return dt.date.fromisoformat(str(value))


def _channels(value: Plain) -> tuple[Channel, ...]:
    return tuple(Channel) if value == "all" else tuple(Channel(w) for w in _words(value))


def _words(value: Plain) -> tuple[str, ...]:
    return tuple(str(w) for w in as_list(value))


def _message(value: Plain) -> Message:
    data = as_map(value)
    return Message(zh=str(data["zh"]), en=str(data["en"]))


def _int(value: Plain) -> int | None:
    return None if value is None else int(cast("float", value))
