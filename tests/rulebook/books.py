"""Small rulebooks on disk for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchlint.message import Problem
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import RulebookError

MANIFEST = """\
schema: merchlint-rulebook/1
version: 1.0.0
requires_merchlint: "0.1.0"
"""

DESTINATIONS = """\
targets:
  shop: {zh: 本店, en: this shop}
  wechat: {zh: 微信, en: WeChat, groups: [social]}
hosts:
  - {host: u.wechat.com, target: wechat, kind: profile}
"""

MEASURES = """\
delist: {zh: 下架商品, en: goods delisted}
removal: {zh: 清退店铺, en: shop removed}
"""

PLATFORM = """\
schema: merchlint-platform/1
platform: shop
name: {zh: 商店, en: Shop}
home: [shop]
point_systems:
  shop_a: {zh: A类扣分, en: class A points}
sources:
  - {id: notice, cite: example.com/notice, grade: reprint, checked: 2026-01-01}
  - {id: rumour, cite: example.com/rumour, grade: weak, checked: 2025-01-01}
penalties:
  - id: ladder
    effective: {from: 2024-07-01}
    window_months: null
    note: {zh: 计次周期未公开。, en: The window is not published.}
    steps:
      - degree: general
        offence: 1
        fine_cny: 2000
        possible: [delist]
        grade: reprint
        sources: [notice]
      - {degree: serious, offence: 2, points: 12, point_system: shop_a, grade: reprint, sources: [notice]}
      - {degree: severe, offence: 3, measures: [removal], grade: reprint, sources: [notice]}
clauses:
  - id: SH101
    family: offsite_lure
    title: {zh: 标题, en: Title}
    article: 第一条
    sources: [notice]
    grade: reprint
    effective: {from: 2024-07-01}
    channels: [package_card, sms]
    condition:
      any:
        - see: {kind: [text], act: [contact], target: [third_party]}
        - see: {kind: [code], target: [social]}
    verdict: violation
    degree: general
    penalty: ladder
    message: {zh: 有问题。, en: Something is wrong.}
    remedy: {zh: 去掉。, en: Remove it.}
    examples:
      found:
        - {channel: package_card, text: 加微信}
      clean:
        - {channel: package_card, text: 谢谢}
"""


def write_book(folder: Path, **files: str) -> Path:
    """A valid rulebook in `folder`; each keyword replaces a file: manifest, destinations, measures, platform."""
    texts = {"manifest": MANIFEST, "destinations": DESTINATIONS, "measures": MEASURES, "platform": PLATFORM} | files
    (folder / "platforms").mkdir(parents=True, exist_ok=True)
    (folder / "rulebook.yaml").write_text(texts["manifest"], encoding="utf-8")
    for name in ("destinations", "measures"):
        (folder / f"{name}.yaml").write_text(texts[name], encoding="utf-8")
    (folder / "platforms" / "shop.yaml").write_text(texts["platform"], encoding="utf-8")
    return folder


def write_extension(folder: Path, base: str, platform: str | None = None, **others: str) -> Path:
    """A rulebook in `folder` that extends `base`; only the given files are written."""
    (folder / "platforms").mkdir(parents=True, exist_ok=True)
    (folder / "rulebook.yaml").write_text(MANIFEST + f"extends: {base}\n", encoding="utf-8")
    if platform is not None:
        (folder / "platforms" / "own.yaml").write_text(platform, encoding="utf-8")
    for name, text in others.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with a rulebook that must not load."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    assert all(p.what.zh and p.what.en and p.todo.zh and p.todo.en for p in caught.value.problems)
    return caught.value.problems


def place(problem: Problem, folder: Path) -> tuple[str, str, int | None, int | None]:
    """(code, file from the folder, line, column)."""
    shown = Path(problem.path).relative_to(folder).as_posix() if problem.path else ""
    return problem.code, shown, problem.line, problem.column


def find_in(text: str, piece: str) -> tuple[int, int]:
    """1-based line and column at which `piece` first stands in `text`."""
    before = text[: text.index(piece)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
