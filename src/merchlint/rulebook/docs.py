"""Readable pages of the rulebook: one a platform, Markdown and HTML, Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from merchlint.message import Lang, Message
from merchlint.rulebook.condition_words import condition_lines, see_text
from merchlint.rulebook.ladder import step_label, step_text
from merchlint.rulebook.model import Clause, Effective, Entitlement, Example, PenaltyTable, Platform, Role, Rulebook
from merchlint.rulebook.words import CAUSES, CHANNELS, DEGREES, FAMILIES, GRADES, ROLES, UNPUBLISHED, VERDICTS

if TYPE_CHECKING:
    from jinja2 import Template

_LABELS = {
    "rules": Message("平台规则", "Platform rules"),
    "book": Message("规则库版本", "Rulebook version"),
    "generated": Message(
        "本页由规则库生成，请改 rules/ 下的文件，不要改本页。",
        "This page is generated from the rulebook; change the files under rules/, not this page.",
    ),
    "seen": Message(
        "数字以出处最近核对日所见为准，不代表平台今天的规定。",
        "Figures are as last seen in their sources on the day named, not what a platform says today.",
    ),
    "clauses": Message("条款", "Clauses"),
    "penalties": Message("处罚阶梯", "Penalty ladders"),
    "sources": Message("出处", "Sources"),
    "examples": Message("例子", "Examples"),
    "title": Message("标题", "Title"),
    "platform": Message("平台", "Platform"),
    "family": Message("类别", "Family"),
    "verdict": Message("结论", "Verdict"),
    "degree": Message("首次情节", "Degree of a first offence"),
    "article": Message("条文", "Article"),
    "effective": Message("生效", "In force"),
    "channels": Message("渠道", "Channels"),
    "grade": Message("证据等级", "Grade of the evidence"),
    "checked": Message("核对日", "Checked"),
    "law": Message("法律依据", "Law"),
    "aliases": Message("曾用编号", "Former ids"),
    "condition": Message("何时算", "When it is met"),
    "exempt": Message("不算的内容", "What never counts"),
    "entitlements": Message("可凭资格", "Lawful when the merchant holds"),
    "lifts": Message("从重情节", "What lifts the degree"),
    "penalty": Message("处罚", "Penalty"),
    "remedy": Message("怎么改", "What to do"),
    "found": Message("会查出", "Found"),
    "clean": Message("不会查出", "Not found"),
    "window": Message("计次周期", "Counting window"),
    "facts": Message("事实编号", "Facts"),
    "home": Message("本平台自己的去向", "At home on this platform"),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one page shows, already in one language: (label, value) rows, lists and ladders."""

    anchor: str
    heading: str
    intro: str
    rows: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = ()


def rule_pages(rulebook: Rulebook) -> dict[str, str]:
    """Relative path -> text of every page, e.g. ``zh/tmall.md`` and ``en/index.html``."""
    pages: dict[str, str] = {}
    for lang in Lang:
        for kind in ("md", "html"):
            pages[f"{lang}/index.{kind}"] = _index_page(rulebook, lang, kind)
            for platform in rulebook.platforms:
                pages[f"{lang}/{platform.id}.{kind}"] = _platform_page(platform, rulebook, lang, kind)
    return pages


def _index_page(rulebook: Rulebook, lang: Lang, kind: str) -> str:
    rows = [
        (p.id, p.name.in_(lang), len(p.clauses), sum(len(c.found) + len(c.clean) for c in p.clauses))
        for p in rulebook.platforms
    ]
    return _render("index", kind, lang, version=rulebook.version, rows=rows)


def _platform_page(platform: Platform, rulebook: Rulebook, lang: Lang, kind: str) -> str:
    names = {t.id: t.name.in_(lang) for t in rulebook.targets}
    return _render(
        "platform",
        kind,
        lang,
        version=rulebook.version,
        title=platform.name.in_(lang),
        home=_listed([names[t] for t in sorted(platform.home)], lang),
        clauses=[_clause(c, platform, rulebook, lang) for c in platform.clauses],
        tables=[_table(t, platform, rulebook, lang) for t in platform.penalties],
        sources=[(s.id, s.cite, GRADES[s.grade].in_(lang), s.checked.isoformat()) for s in platform.sources],
    )


def _clause(clause: Clause, platform: Platform, rulebook: Rulebook, lang: Lang) -> _Shown:
    sources = [platform.source(id_) for id_ in clause.sources]
    penalty = clause.penalty or UNPUBLISHED.in_(lang)
    rows = [
        ("family", FAMILIES[clause.family].in_(lang)),
        ("article", clause.article),
        ("law", _listed([_law(fact, rulebook) for fact in clause.law], lang)),
        ("effective", _span(clause.effective, lang)),
        ("channels", _listed([CHANNELS[c].in_(lang) for c in clause.channels], lang)),
        ("verdict", VERDICTS[clause.verdict].in_(lang)),
        ("degree", DEGREES[clause.degree].in_(lang)),
        (
            "lifts",
            _listed([f"{CAUSES[x.cause].in_(lang)} → {DEGREES[x.degree].in_(lang)}" for x in clause.lifts], lang),
        ),
        ("penalty", penalty),
        ("grade", GRADES[clause.grade].in_(lang)),
        ("sources", _listed([f"{s.cite} ({GRADES[s.grade].in_(lang)}, {s.checked})" for s in sources], lang)),
        ("facts", _listed(list(clause.facts), lang)),
        ("aliases", _listed(list(clause.aliases), lang)),
        ("remedy", clause.remedy.in_(lang)),
    ]
    lists = [
        ("condition", [(depth, said.in_(lang)) for depth, said in condition_lines(clause.condition, rulebook)]),
        ("exempt", [(0, see_text(see, rulebook).in_(lang)) for see in clause.exempt]),
        ("entitlements", [(0, _entitlement(e, rulebook, lang)) for e in clause.entitlements]),
        ("found", [(0, _example(e, lang)) for e in clause.found]),
        ("clean", [(0, _example(e, lang)) for e in clause.clean]),
    ]
    version = f"-{clause.effective.end}" if clause.effective.end else ""
    return _Shown(
        anchor=f"{clause.id}{version}".lower(),
        heading=f"{clause.id} {clause.title.in_(lang)}",
        intro=clause.message.in_(lang),
        rows=tuple((_LABELS[key].in_(lang), value) for key, value in rows if value),
        lists=tuple((_LABELS[key].in_(lang), tuple(lines)) for key, lines in lists if lines),
    )


def _law(fact: str, rulebook: Rulebook) -> str:
    """A fact that a clause names as its law, with the clauses of the law itself that rest on it."""
    laws = [c.id for p in rulebook.platforms for c in p.clauses if fact in c.facts and not c.law]
    return f"{fact} ({', '.join(dict.fromkeys(laws))})" if laws else fact


def _table(table: PenaltyTable, platform: Platform, rulebook: Rulebook, lang: Lang) -> _Shown:
    rows = [(step_label(s).in_(lang), step_text(s, platform, rulebook).in_(lang)) for s in table.steps]
    if not rows:
        rows = [(_LABELS["penalty"].in_(lang), UNPUBLISHED.in_(lang))]
    if table.window_months is not None:
        months = Message(f"{table.window_months} 个月", f"{table.window_months} months").in_(lang)
        rows.append((_LABELS["window"].in_(lang), months))
    heading = f"{table.id} ({_span(table.effective, lang)})"
    return _Shown(table.id, heading, table.note.in_(lang), tuple(rows))


def _entitlement(entitlement: Entitlement, rulebook: Rulebook, lang: Lang) -> str:
    name, covers = entitlement.name.in_(lang), see_text(entitlement.covers, rulebook).in_(lang)
    clean = Message("不算", "clean")
    held = (VERDICTS[entitlement.held] if entitlement.held else clean).in_(lang)
    missing = VERDICTS[entitlement.missing].in_(lang)
    zh = f"{name}（{entitlement.fact}）；适用：{covers}；持有时：{held}；未说明时：{missing}"
    en = f"{name} ({entitlement.fact}); covers: {covers}; when held: {held}; when not stated: {missing}"
    if entitlement.roles:
        roles = _listed([ROLES[r].in_(lang) for r in entitlement.roles], lang)
        zh, en = f"{zh}；只限{roles}", f"{en}; only for: {roles}"
    if entitlement.lost_beside is not None:
        lost = see_text(entitlement.lost_beside, rulebook).in_(lang)
        zh, en = f"{zh}；同页有以下内容时无效：{lost}", f"{en}; lost beside: {lost}"
    return zh if lang is Lang.ZH else en


def _example(example: Example, lang: Lang) -> str:
    said = [" / ".join(line.strip() for line in example.text.splitlines() if line.strip())] if example.text else []
    said += [f"[{symbology} {payload if payload is not None else '?'}]" for symbology, payload in example.codes]
    said += [f"[logo {brand}]" for brand in example.logos]
    said.insert(0, f"{CHANNELS[example.channel].in_(lang)}:")
    said.extend(_circumstances(example, lang))
    if example.verdict is not None:
        said.append(f"→ {VERDICTS[example.verdict].in_(lang)}")
    return " ".join(said)


def _circumstances(example: Example, lang: Lang) -> list[str]:
    """What an example says about the day and the merchant, in brackets."""
    told = [str(example.as_of)] if example.as_of is not None else []
    merchant = example.merchant
    role = merchant.get("role")
    if isinstance(role, str):
        told.append(ROLES[Role(role)].in_(lang))
    facts = merchant.get("facts")
    for fact in facts if isinstance(facts, list) else []:
        holds = fact.get("holds", True)
        told.append(
            Message(f"{'有' if holds else '没有'} {fact['fact']}", f"{'' if holds else 'no '}{fact['fact']}").in_(lang)
        )
    told += [key for key in sorted(merchant) if key not in ("role", "facts")]
    return [f"({_listed(told, lang)})"] if told else []


def _span(effective: Effective, lang: Lang) -> str:
    start, end = effective.start, effective.end
    if start is None and end is None:
        return Message("日期不详", "dates unknown").in_(lang)
    if end is None:
        return Message(f"{start} 起", f"from {start}").in_(lang)
    return Message(f"{start or ''} 至 {end}".strip(), f"{start or ''} to {end}".strip()).in_(lang)


def _listed(words: list[str], lang: Lang) -> str:
    return ("、" if lang is Lang.ZH else ", ").join(words)


def _render(name: str, kind: str, lang: Lang, **values: object) -> str:
    labels = {key: said.in_(lang) for key, said in _LABELS.items()}
    return _template(name, kind).render(say=labels, lang=lang.value, **values).rstrip() + "\n"


def _template(name: str, kind: str) -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = resources.files("merchlint.rulebook") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda file: (folder / file).read_text(encoding="utf-8")),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["md"] = _escape_markdown
    return environment.get_template(f"{name}.{kind}.j2")


def _escape_markdown(text: object) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(str(text).split()))
