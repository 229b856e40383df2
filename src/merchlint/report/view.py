"""What every format for people says about an asset and its findings: sentences, not layout."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.assets.model import Place
from merchlint.geometry import bounds
from merchlint.judge.model import AssetStatus, Evidence, Finding
from merchlint.language.page_text import SOFT_BREAK
from merchlint.message import Lang
from merchlint.report import words
from merchlint.report.penalty import sources
from merchlint.rulebook.model import EvidenceKind, LiftCause, Rulebook, Verdict
from merchlint.rulebook.words import CAUSES, CHANNELS, DEGREES, GRADES, VERDICTS
from merchlint.run.outcome import STRICTNESS, AssetOutcome, Outcome, ReportedFinding


def platform_name(rulebook: Rulebook, id_: str, lang: Lang) -> str:
    platform = rulebook.platform(id_)
    return platform.name.in_(lang) if platform else id_


def target_name(rulebook: Rulebook, id_: str, lang: Lang) -> str:
    return next((t.name.in_(lang) for t in rulebook.targets if t.id == id_), id_)


def table_rows(outcome: Outcome, most: int) -> Iterator[tuple[int, AssetOutcome]]:
    """The assets of the table of verdicts, each after its 1-based place in the run.

    None is excluded and, past `most` assets, none is clean.
    """
    every = counts(outcome)["assets"] <= most
    for number, asset in enumerate(outcome.assets, 1):
        if asset.status is not AssetStatus.EXCLUDED and (every or asset.strictest() != "clean"):
            yield number, asset


def has_table(outcome: Outcome, most: int) -> bool:
    """Whether the table of verdicts has any row."""
    return next(table_rows(outcome, most), None) is not None


def judged_platforms(outcome: Outcome) -> tuple[str, ...]:
    """Every platform that some asset was judged for, in rulebook order."""
    judged = outcome.tally.platforms
    known = tuple(p.id for p in outcome.rulebook.platforms if p.id in judged)
    return known + tuple(sorted(judged.difference(known)))


def verdict_text(finding: Finding, lang: Lang) -> str:
    """The verdict, and the degree where it is a breach: ``违规（一般）``."""
    verdict = VERDICTS[finding.verdict].in_(lang)
    if finding.verdict is Verdict.ADVICE:
        return verdict
    degree = DEGREES[finding.degree].in_(lang)
    return f"{verdict}（{degree}）" if lang is Lang.ZH else f"{verdict} ({degree})"


def where(evidence: Evidence, lang: Lang) -> str:
    """The place of evidence in the words of its own format: page and box, line and column, cell, layer, time."""
    zh = lang is Lang.ZH
    parts = place_parts(evidence.place, lang)
    if evidence.box is not None or not parts:
        parts.insert(0, f"第 {evidence.page} 页" if zh else f"page {evidence.page}")
    if evidence.box is not None:
        left, top, right, bottom = (round(v) for v in bounds(evidence.box))
        parts.append(f"{'框' if zh else 'box'} ({left}, {top})–({right}, {bottom})")
    if evidence.hidden or evidence.place.hidden:
        parts.append(words.word(words.LABELS, "hidden", lang))
    return ("，" if zh else ", ").join(parts)


def place_parts(place: Place, lang: Lang) -> list[str]:
    """The parts of a place that its format states."""
    zh = lang is Lang.ZH
    parts = []
    if place.cell is not None:
        parts.append(f"单元格 {place.cell}" if zh else f"cell {place.cell}")
    if place.line is not None:
        line = f"第 {place.line} 行" if zh else f"line {place.line}"
        if place.column is not None:
            line += f"第 {place.column} 列" if zh else f" column {place.column}"
        parts.append(line)
    if place.time is not None:
        parts.append(f"时间 {place.time}" if zh else f"time {place.time}")
    if place.layer is not None:
        parts.append(f"图层 {place.layer}" if zh else f"layer {place.layer}")
    return parts


def kind_text(evidence: Evidence, rulebook: Rulebook, lang: Lang) -> str:
    """What kind of thing it is and whom it leads to: ``二维码 → 微信``."""
    kind = words.word(words.KINDS, evidence.report_kind, lang)
    return f"{kind} → {target_name(rulebook, evidence.target, lang)}"


def shown_value(evidence: Evidence, lang: Lang) -> str:
    """The evidence as it stands on the asset, lines parted by a stroke; a code that could not be read says so."""
    if evidence.kind is EvidenceKind.CODE and not evidence.read:
        return words.word(words.LABELS, "unread", lang)
    if evidence.kind is EvidenceKind.LOGO:
        return evidence.text
    return evidence.text.replace(SOFT_BREAK, " / ") or evidence.value or ""


def also(evidence: Evidence, lang: Lang) -> list[str]:
    """What to add to the evidence: its plain form where it differs, a disguise."""
    notes = []
    value, text = evidence.value, evidence.text
    if value and text and value not in text and value not in text.replace(SOFT_BREAK, ""):
        notes.append(f"= {evidence.value}")
    if evidence.disguised:
        notes.append(words.word(words.LABELS, "disguised", lang))
    return notes


def evidence_text(evidence: Evidence, rulebook: Rulebook, lang: Lang) -> str:
    """One line: kind, whom it leads to, as it stands, what to add."""
    shown = shown_value(evidence, lang)
    extra = also(evidence, lang)
    text = kind_text(evidence, rulebook, lang) + (f": {shown}" if shown else "")
    return text + (f"  ({'; '.join(extra)})" if extra else "")


def clause_text(finding: Finding, lang: Lang) -> str:
    """Article, day it took effect, and how good the evidence for it is."""
    clause = finding.clause
    parts = [clause.article]
    start = clause.effective.start
    if start is not None:
        parts.append(f"{start.isoformat()} 起生效" if lang is Lang.ZH else f"in force from {start.isoformat()}")
    grade = GRADES[clause.grade].in_(lang)
    return "，".join(parts) + f"〔{grade}〕" if lang is Lang.ZH else ", ".join(parts) + f" [{grade}]"


def source_text(finding: Finding, rulebook: Rulebook, lang: Lang) -> str:
    return words.join(list(sources(finding.clause, rulebook)), lang)


def needs_text(finding: Finding, lang: Lang) -> str:
    return words.join([need.in_(lang) for need in finding.needs], lang)


def lifted_text(finding: Finding, lang: Lang) -> str:
    return words.join([CAUSES[LiftCause(cause)].in_(lang) for cause in finding.lifted_by], lang)


def suppressed_text(reported: ReportedFinding, rulebook: Rulebook, lang: Lang) -> str:
    """Which finding is set aside, why, by whom and until when; empty for one that is not."""
    by = reported.suppressed
    if by is None:
        return ""
    finding = reported.finding
    platform = platform_name(rulebook, finding.platform, lang)
    return f"{finding.clause.id} {platform}: {by.reason} ({by.owner}, {by.expires.isoformat()})"


def visible(asset: AssetOutcome) -> list[Finding]:
    """The findings of an asset that nothing sets aside."""
    return [f.finding for f in asset.findings if f.suppressed is None]


def counts(outcome: Outcome) -> dict[str, int]:
    """Assets in all, clean, with findings, incomplete (which wins over findings); excluded ones do not count."""
    examined, found = outcome.tally.statuses[AssetStatus.EXAMINED], outcome.tally.with_findings
    return {
        "assets": examined + outcome.incomplete(),
        "clean": examined - found,
        "with_findings": found,
        "incomplete": outcome.incomplete(),
    }


def summary_text(outcome: Outcome, lang: Lang) -> str:
    """One sentence that counts assets and findings."""
    n = counts(outcome)
    found = [(outcome.count(v), words.word(words.VERDICTS, v.value, lang)) for v in STRICTNESS]
    put_aside, excluded = outcome.tally.suppressed, outcome.tally.statuses[AssetStatus.EXCLUDED]
    if lang is Lang.ZH:
        text = (
            f"共 {n['assets']} 个素材：{n['clean']} 个未发现问题，{n['with_findings']} 个有问题，"
            f"{n['incomplete']} 个未检查完。发现：" + "，".join(f"{name} {count}" for count, name in found)
        )
        text += f"；已豁免 {put_aside} 条" if put_aside else ""
        return text + (f"；按配置排除 {excluded} 个文件。" if excluded else "。")
    text = (
        f"{_many(n['assets'], 'asset')}: {n['clean']} clean, {n['with_findings']} with findings, "
        f"{n['incomplete']} incomplete. Findings: " + ", ".join(f"{count} {name}" for count, name in found)
    )
    text += f"; {put_aside} suppressed" if put_aside else ""
    return text + (f"; {_many(excluded, 'file')} excluded by the config." if excluded else ".")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def about_text(asset: AssetOutcome, lang: Lang) -> str:
    """Channel, media type and pages, as far as they are known."""
    parts = [CHANNELS[asset.channel].in_(lang), asset.media_type]
    if asset.pages:
        parts.append(f"{asset.pages} 页" if lang is Lang.ZH else _many(asset.pages, "page"))
    return " · ".join(part for part in parts if part)


def header_text(outcome: Outcome, lang: Lang) -> str:
    """Version of the tool and of the rulebook, and the day it was judged for."""
    book, day = outcome.rulebook.version, outcome.as_of.isoformat()
    if lang is Lang.ZH:
        return f"merchlint {outcome.version} · 规则库 {book} · 判定日期 {day}"
    return f"merchlint {outcome.version} · rulebook {book} · judged as of {day}"


def says_no_complaint(outcome: Outcome) -> bool:
    """Whether the reader should be told that platforms act on their own."""
    return any(outcome.count(v) for v in (Verdict.VIOLATION, Verdict.NEEDS_PROOF))
