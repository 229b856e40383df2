"""How long the rulebook takes to load and to judge by, on one thread.

    python benchmarks/rulebook_speed.py [--rulebook DIR] [--observations 10000] [--runs 5]

Loading is set beside PyYAML reading the same platform files to plain data with its fastest loader, which checks
nothing. Judging takes texts made from the rulebook's own examples, each with a number of its own so that none repeats,
on every platform and the channels of the examples; "judge" starts from gathered evidence, "language + judge" from text.
Times are the fastest of ``--runs``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from merchlint.judge.judging import Docket, judge, make_docket
from merchlint.judge.model import Evidence, Merchant
from merchlint.language import Lexicon, load_lexicon
from merchlint.observe.model import PageObservation
from merchlint.rulebook.folders import builtin_rules_folder, rulebook_chain
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Channel, Rulebook
from merchlint.run.examining import page_evidence
from merchlint.run.examples import described_page

_FRESH = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from merchlint.rulebook.load import load_rulebook
load_rulebook(Path(sys.argv[1]), cache_folder=Path(sys.argv[2]))
print(time.perf_counter() - start)
"""


def fastest(work: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def loading(folder: Path, runs: int) -> list[tuple[str, float]]:
    """Rows of the loading table: what, seconds."""
    texts = [f.raw for part in rulebook_chain(folder) for f in part.files if not f.name.startswith("lexicon/")]
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        cold = fastest(lambda: load_rulebook(folder), runs)
        load_rulebook(folder, cache_folder=cache)
        warm = fastest(lambda: load_rulebook(folder, cache_folder=cache), runs)
        command = [sys.executable, "-c", _FRESH, str(folder), str(cache)]
        fresh = min(float(subprocess.check_output(command)) for _ in range(runs))
    return [
        ("cold: parse, check, build", cold),
        ("warm: from the compiled cache", warm),
        ("warm, in a fresh process, imports included", fresh),
        (
            f"PyYAML {yaml.__version__} {loader.__name__}, plain data, unchecked",
            fastest(lambda: _plain(texts, loader), runs),
        ),
    ]


def _plain(texts: Sequence[bytes], loader: type[yaml.SafeLoader]) -> None:
    for text in texts:
        yaml.load(text, Loader=loader)


def texts_of(rulebook: Rulebook, count: int) -> list[tuple[Channel, PageObservation]]:
    """`count` text observations with their channel, none like another."""
    examples = [e for p in rulebook.platforms for c in p.clauses for e in (*c.found, *c.clean) if e.text]
    return [
        (examples[n % len(examples)].channel, described_page(f"{examples[n % len(examples)].text}\n编号{n}"))
        for n in range(count)
    ]


def judging(rulebook: Rulebook, lexicon: Lexicon, count: int, runs: int) -> list[tuple[str, float]]:
    """Rows of the judging table: what, seconds."""
    merchant, as_of = Merchant(), max(s.checked for p in rulebook.platforms for s in p.sources)
    dockets = {channel: _docket(rulebook, channel, as_of, merchant) for channel in Channel}
    pages = texts_of(rulebook, count)

    def gathered() -> list[tuple[Channel, tuple[Evidence, ...]]]:
        return [(channel, page_evidence(page, lexicon, rulebook, merchant)) for channel, page in pages]

    def judged(material: Sequence[tuple[Channel, tuple[Evidence, ...]]]) -> int:
        return sum(len(judge(dockets[channel], [(1, evidence)])) for channel, evidence in material)

    material = gathered()
    print(f"{judged(material)} findings on {count} observations, {len(rulebook.platforms)} platforms")
    return [
        (f"judge {count} observations", fastest(lambda: judged(material), runs)),
        (f"language + judge {count} observations", fastest(lambda: judged(gathered()), max(1, runs // 2))),
    ]


def _docket(rulebook: Rulebook, channel: Channel, as_of: dt.date, merchant: Merchant) -> Docket:
    platforms = [p.id for p in rulebook.platforms]
    return make_docket(rulebook, platforms=platforms, channel=channel, as_of=as_of, merchant=merchant)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time of loading and judging")
    parser.add_argument("--rulebook", type=Path, default=builtin_rules_folder())
    parser.add_argument("--observations", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    rulebook = load_rulebook(given.rulebook)
    clauses = [c for p in rulebook.platforms for c in p.clauses]
    examples = sum(len(c.found) + len(c.clean) for c in clauses)
    print(f"{len(rulebook.platforms)} platforms, {len(clauses)} clauses, {examples} examples")
    rows = loading(given.rulebook, given.runs)
    rows += judging(rulebook, load_lexicon(builtin_rules_folder() / "lexicon"), given.observations, given.runs)
    for what, seconds in rows:
        print(f"{1000 * seconds:10.1f} ms  {what}")


if __name__ == "__main__":
    main()
