"""`merchlint rules`: list, show, test, schema, docs, diff, check-age."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from merchlint.cli.errors import report_problems
from merchlint.cli.explain import print_clause
from merchlint.cli.options import (
    DateParam,
    check_channel,
    check_words,
    choose_lang,
    config_option,
    lang_option,
    load_all,
    read_config,
    rule_ids,
    rulebook_option,
)
from merchlint.message import Lang, Message, Problem
from merchlint.run.outcome import EXIT_CLEAN, EXIT_FINDINGS


@click.group("rules")
def command() -> None:
    """规则库：查看、测试、比较 / The rulebook: look, test, compare."""


@command.command("list")
@click.option("--as-of", type=DateParam(), help="只列这一天有效的条款 / Clauses in force on this day.")
@click.option("--platform", help="只列这个平台 / Only this platform.")
@click.option("--channel", help="只列这个渠道 / Only this channel.")
@config_option
@rulebook_option
@lang_option
def list_(
    as_of: dt.date | None,
    platform: str | None,
    channel: str | None,
    config_file: Path | None,
    rulebook_folder: Path | None,
    lang: str | None,
) -> int:
    """列出条款 / List the clauses."""
    from merchlint.rulebook.listing import clauses_on

    loaded = load_all(config_file, rulebook_folder, lang)
    if platform is not None:
        check_words([platform], [p.id for p in loaded.rulebook.platforms], Message("平台", "platform"))
    only = check_channel(channel)
    names = {p.id: p.name for p in loaded.rulebook.platforms}
    if as_of is not None:
        listed = clauses_on(loaded.rulebook, as_of, platform, only)
    else:
        listed = tuple(
            c
            for p in loaded.rulebook.platforms
            for c in p.clauses
            if platform in (None, p.id) and (only is None or only in c.channels)
        )
    for clause in listed:
        days = f"{clause.effective.start or '…'} – {clause.effective.end or ''}".rstrip()
        click.echo(
            f"{clause.id:<8}{names[clause.platform].in_(loaded.lang)}  {clause.verdict.value:<12}{days:<26}"
            f"{clause.grade.value:<9}{clause.title.in_(loaded.lang)}"
        )
    return EXIT_CLEAN


@command.command("show")
@click.argument("rule_id")
@config_option
@rulebook_option
@lang_option
def show(rule_id: str, config_file: Path | None, rulebook_folder: Path | None, lang: str | None) -> int:
    """显示一条条款的全部内容 / Show one clause in full."""
    loaded = load_all(config_file, rulebook_folder, lang)
    print_clause(rule_id, loaded)
    return EXIT_CLEAN


@command.command("test")
@click.option("--select", multiple=True, help="只测这些条款 / Only these rule ids.")
@config_option
@rulebook_option
@lang_option
def test(select: tuple[str, ...], config_file: Path | None, rulebook_folder: Path | None, lang: str | None) -> int:
    """用真实的匹配与判定跑一遍规则库里的例子 / Run the rulebook's examples through the real matcher and judge."""
    from merchlint.rulebook.selftest import run_examples
    from merchlint.run.examples import ExampleMatcher

    loaded = load_all(config_file, rulebook_folder, lang)
    check_words(select, rule_ids(loaded.rulebook), Message("条款编号", "rule id"))
    results = run_examples(loaded.rulebook, ExampleMatcher(loaded.rulebook, loaded.lexicon), select)
    failed = [r.problem for r in results if r.problem is not None]
    report_problems(failed, loaded.lang)
    passed = len(results) - len(failed)
    said = Message(f"例子：通过 {passed}，失败 {len(failed)}", f"Examples: {passed} passed, {len(failed)} failed")
    click.echo(said.in_(loaded.lang))
    return EXIT_FINDINGS if failed else EXIT_CLEAN


@command.command("schema")
@click.argument("name", default="platform")
@lang_option
def schema(name: str, lang: str | None) -> int:
    """输出 JSON Schema，供编辑器补全 / Print a JSON Schema for editors: platform, rulebook, config …"""
    from merchlint.rulebook.schema_check import SCHEMA_NAMES, schema_text

    check_words([name], [*SCHEMA_NAMES, "config"], Message("格式", "schema"))
    click.echo(schema_text(name), nl=False)
    return EXIT_CLEAN


@command.command("docs")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="只比较，不写 / Only compare; exit 1 when pages are stale.")
@config_option
@rulebook_option
@lang_option
def docs(folder: Path, check: bool, config_file: Path | None, rulebook_folder: Path | None, lang: str | None) -> int:
    """为每个平台写一页说明 / Write a page a platform (HTML and Markdown, Chinese and English)."""
    from merchlint.rulebook.docs import rule_pages
    from merchlint.rulebook.load import load_rulebook

    config = read_config(config_file)
    chosen = choose_lang(lang, config)
    pages = rule_pages(load_rulebook(rulebook_folder or config.rulebook))
    stale = [name for name, text in pages.items() if not _same(folder / name, text)]
    if check:
        report_problems([_stale_page(folder / name) for name in stale], chosen)
        return EXIT_FINDINGS if stale else EXIT_CLEAN
    for name in stale:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(pages[name], encoding="utf-8", newline="\n")
    said = Message(f"写了 {len(stale)} 页，共 {len(pages)} 页", f"{len(stale)} of {len(pages)} pages written")
    click.echo(said.in_(chosen))
    return EXIT_CLEAN


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def _stale_page(file: Path) -> Problem:
    return Problem(
        "page-stale",
        Message("这一页与规则库不一致。", "This page does not match the rulebook."),
        Message("请运行 make docs。", "Run `make docs`."),
        path=str(file),
    )


@command.command("diff")
@click.argument("first", type=DateParam())
@click.argument("second", type=DateParam())
@config_option
@rulebook_option
@lang_option
def diff_(
    first: dt.date, second: dt.date, config_file: Path | None, rulebook_folder: Path | None, lang: str | None
) -> int:
    """两个日期之间规则有什么变化 / What changed between two days."""
    from merchlint.rulebook.diff import ChangeKind, diff
    from merchlint.rulebook.model import Clause

    loaded = load_all(config_file, rulebook_folder, lang)
    words = {
        ChangeKind.STARTS: Message("新增", "started"),
        ChangeKind.ENDS: Message("失效", "ended"),
        ChangeKind.CHANGES: Message("变更", "changed"),
    }
    for change in diff(loaded.rulebook, first, second):
        rule = change.after or change.before
        title = rule.title.in_(loaded.lang) if isinstance(rule, Clause) else _penalty_word(loaded.lang)
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{words[change.kind].in_(loaded.lang)}  {change.platform}  {change.id}  {title}{fields}")
    return EXIT_CLEAN


def _penalty_word(lang: Lang) -> str:
    return Message("处罚阶梯", "penalty ladder").in_(lang)


@command.command("check-age")
@click.option("--days", type=click.IntRange(1), default=180, show_default=True, help="多少天算旧 / Older than this.")
@click.option("--as-of", type=DateParam(), help="以这一天为今天 / The day to count from.")
@config_option
@rulebook_option
@lang_option
def check_age(
    days: int, as_of: dt.date | None, config_file: Path | None, rulebook_folder: Path | None, lang: str | None
) -> int:
    """提示太久没有核对的来源 / Sources that were last checked too long ago."""
    from merchlint.rulebook.age import stale_sources

    loaded = load_all(config_file, rulebook_folder, lang)
    stale = stale_sources(loaded.rulebook, as_of or dt.date.today(), days)
    for old in stale:
        said = Message(
            f"{old.platform}  {old.source.cite}  上次核对 {old.source.checked}，已过 {old.days} 天",
            f"{old.platform}  {old.source.cite}  last checked {old.source.checked}, {old.days} days ago",
        )
        click.echo(said.in_(loaded.lang))
    return EXIT_FINDINGS if stale else EXIT_CLEAN
