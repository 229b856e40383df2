"""`merchlint explain`, and the page that `merchlint rules show` prints too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from merchlint.cli.errors import plain
from merchlint.cli.options import Loaded, check_words, config_option, lang_option, load_all, rule_ids, rulebook_option
from merchlint.message import Lang, Message
from merchlint.rulebook.ladder import step_label, step_text
from merchlint.rulebook.listing import tables_of, versions
from merchlint.rulebook.model import Clause, Effective, Example, PenaltyTable, Platform
from merchlint.rulebook.words import GRADES, UNPUBLISHED
from merchlint.run.outcome import EXIT_CLEAN


@click.command("explain")
@click.argument("rule_id")
@config_option
@rulebook_option
@lang_option
def command(rule_id: str, config_file: Path | None, rulebook_folder: Path | None, lang: str | None) -> int:
    """解释一条条款：内容、来源、日期、处罚、例子、怎么改 / One clause: sources, dates, ladder, examples, remedy."""
    print_clause(rule_id, load_all(config_file, rulebook_folder, lang))
    return EXIT_CLEAN


def print_clause(rule_id: str, loaded: Loaded) -> None:
    """Prints every version of a clause that has had this id or alias."""
    check_words([rule_id], rule_ids(loaded.rulebook), Message("条款编号", "rule id"))
    for platform, clause in versions(loaded.rulebook, rule_id):
        for line in _lines(platform, clause, loaded):
            click.echo(plain(line))


def _lines(platform: Platform, clause: Clause, loaded: Loaded) -> Iterator[str]:
    lang = loaded.lang

    def say(zh: str, en: str) -> str:
        return zh if lang is Lang.ZH else en

    yield f"{clause.id}  {platform.name.in_(lang)}  {clause.title.in_(lang)}"
    if clause.article:
        yield f"  {say('条文', 'Article')}: {clause.article}"
    yield f"  {say('生效', 'In force')}: {_days(clause.effective)}"
    yield f"  {say('渠道', 'Channels')}: {', '.join(c.value for c in clause.channels)}"
    yield f"  {say('结论', 'Verdict')}: {clause.verdict.value} · {clause.degree.value}"
    yield f"  {say('证据等级', 'Grade')}: {GRADES[clause.grade].in_(lang)}"
    for id_ in clause.sources:
        source = platform.source(id_)
        yield (
            f"  {say('来源', 'Source')}: {source.cite}（{GRADES[source.grade].in_(lang)}，"
            f"{say('核对于', 'checked')} {source.checked}）"
        )
    yield ""
    yield f"  {clause.message.in_(lang)}"
    yield f"  {say('怎么改', 'What to do')}: {clause.remedy.in_(lang)}"
    for entitlement in clause.entitlements:
        label = say("有此资格时可另行判断", "Judged otherwise with")
        yield f"  {label}: {entitlement.name.in_(lang)} ({entitlement.fact})"
    yield ""
    yield f"  {say('处罚', 'Penalty')}:"
    tables = tables_of(platform, clause)
    for table in tables:
        yield from _ladder(table, platform, loaded)
    if not tables:
        yield f"    {UNPUBLISHED.in_(lang)}"
    yield ""
    yield from _examples(say("会查出", "Found"), clause.found)
    yield from _examples(say("不会查出", "Not found"), clause.clean)


def _ladder(table: PenaltyTable, platform: Platform, loaded: Loaded) -> Iterator[str]:
    lang = loaded.lang
    yield f"    {_days(table.effective)}"
    for step in table.steps:
        yield f"      {step_label(step).in_(lang)}: {step_text(step, platform, loaded.rulebook).in_(lang)}"
    if not table.steps:
        yield f"      {UNPUBLISHED.in_(lang)}"
    if table.note.in_(lang):
        yield f"      {table.note.in_(lang)}"


def _examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield f"  {title}:"
    for example in examples:
        seen = [" ".join(example.text.split())] if example.text else []
        seen += [f"[{symbology}: {payload or '?'}]" for symbology, payload in example.codes]
        seen += [f"[logo: {brand}]" for brand in example.logos]
        yield f"    - ({example.channel.value}) {' '.join(seen)}"


def _days(effective: Effective) -> str:
    return f"{effective.start or '…'} – {effective.end or '…'}"
