"""Sets findings aside where the config says so, with a reason, an owner and a last day; nothing is silently hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from merchlint.assets.globs import matches_any
from merchlint.judge.model import Finding
from merchlint.message import Message, Problem
from merchlint.run.config import Config, SuppressionRule
from merchlint.run.outcome import AssetOutcome, ReportedFinding, Suppression


@dataclass(frozen=True, slots=True)
class Suppressor:
    """The suppressions of a config on one day."""

    config: Config
    today: dt.date

    def __call__(self, asset: AssetOutcome) -> AssetOutcome:
        """The asset with each finding set aside that a suppression covers."""
        rules = self.config.suppressions
        if not rules or not asset.findings:
            return asset
        path = self.config.relative(Path(asset.path))
        findings = []
        for reported in asset.findings:
            rule = find_suppression(reported.finding, path, rules, self.today)
            findings.append(
                ReportedFinding(reported.finding, reported.path, as_suppression(rule)) if rule else reported
            )
        return replace(asset, findings=tuple(findings))


def find_suppression(
    finding: Finding, path: str, rules: Sequence[SuppressionRule], today: dt.date
) -> SuppressionRule | None:
    """The first suppression in force that covers a finding; `path` is relative to the config."""
    return next((r for r in rules if r.expires >= today and _covers(r, finding, path)), None)


def _covers(rule: SuppressionRule, finding: Finding, path: str) -> bool:
    if rule.rule != finding.clause.id and rule.rule not in finding.clause.aliases:
        return False
    if rule.fingerprint is not None:
        return finding.fingerprint == rule.fingerprint
    return rule.path is not None and matches_any([rule.path], path)


def as_suppression(rule: SuppressionRule) -> Suppression:
    return Suppression(rule.reason, rule.owner, rule.expires)


def expired(rules: Sequence[SuppressionRule], config: str | None, today: dt.date) -> tuple[Problem, ...]:
    """A notice for every suppression that no longer holds."""
    return tuple(
        Problem(
            "suppression-expired",
            Message(
                f"对 {r.rule} 的豁免已于 {r.expires} 到期，不再生效（负责人：{r.owner}）。",
                f"The suppression of {r.rule} expired on {r.expires} and no longer counts (owner: {r.owner}).",
            ),
            Message(
                "请处理这个问题，或重新评估后更新到期日。", "Fix the finding, or review it and set a new last day."
            ),
            path=config,
            line=r.line,
        )
        for r in rules
        if r.expires < today
    )
