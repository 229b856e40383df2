"""The lexicon: everything the language stage knows that is data, loaded once from ``rules/lexicon/*.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from merchlint.language.fold import FoldTable, load_fold_table
from merchlint.language.lexicon_yaml import SCHEMA, Reader, problem_at
from merchlint.language.model import Act, Stance
from merchlint.language.patterns import Names, Pattern, PatternError, compile_pattern

_ACTS = frozenset(act.value for act in Act)
_STANCES = frozenset(stance.value for stance in Stance)
_SECTIONS = frozenset({"schema", "classes", "words", "nouns", "phrases", "harmless", "fold", "weights"})
_NOUN_KEYS = frozenset(
    {"id", "target", "act", "points", "any", "plain", "spaced", "lead", "tail", "account", "disguised"}
)
_PHRASE_KEYS = frozenset({"id", "target", "act", "points", "any", "spaced", "stance", "disguised"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A way to name a target; evidence around it decides whether it lures.

    Attributes:
        points: what the form alone says: negative for everyday words, 2 and more for unmistakable disguises.
        plain: the ordinary spelling; without evidence it is a mention that merely names.
        lead, tail: names of word lists that count as a verb before, or a sign after.
        account: whether an id or number beside it counts.
    """

    id: str
    target: str
    act: Act
    points: int
    patterns: tuple[Pattern, ...]
    plain: bool = False
    disguised: bool = False
    lead: str | None = None
    tail: str | None = None
    account: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say by themselves what they do."""

    id: str
    target: str
    act: Act
    points: int
    patterns: tuple[Pattern, ...]
    stance: Stance | None = None
    disguised: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Loaded language data; make one per process and pass it to `find_mentions`.

    Attributes:
        fold_table: character code to folded form.
        cues: every word list, each as one pattern.
        harmless: everyday collocations that look like a lure.
        words: dictionary words that begin or end with a character of the classes; one that straddles the edge of a
            doubtful match speaks against it.
        weights: points of each kind of evidence.
    """

    fold_table: FoldTable
    classes: Mapping[str, frozenset[str]]
    cues: Mapping[str, Pattern]
    nouns: tuple[Noun, ...]
    phrases: tuple[Phrase, ...]
    harmless: tuple[Pattern, ...]
    words: frozenset[str]
    weights: Mapping[str, int]


class _Draft:
    """Sections of all files, gathered before anything is compiled: a class may be used before it is read."""

    def __init__(self) -> None:
        self.classes: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}
        self.folds: dict[str, str] = {}
        self.weights: dict[str, int] = {}
        self.entries: list[tuple[str, Reader, yaml.Node]] = []

    def read(self, path: Path, *, extends: bool) -> None:
        reader = Reader(path)
        sections = reader.fields(reader.root(), _SECTIONS, frozenset({"schema"}))
        reader.choice(sections["schema"], frozenset({SCHEMA}))
        for name, section in sections.items():
            if name in ("nouns", "phrases", "harmless"):
                self.entries += [(name, reader, node) for node in reader.items(section)]
            elif name != "schema":
                for key, key_node, value in reader.mapping(section):
                    self._keep(reader, name, key, key_node, value, extends)

    def _keep(
        self, reader: Reader, section: str, key: str, key_node: yaml.Node, value: yaml.Node, extends: bool
    ) -> None:
        known: dict[str, Mapping[str, object]] = {
            "classes": self.classes,
            "words": self.words,
            "fold": self.folds,
            "weights": self.weights,
        }
        if key in known[section] and not extends:
            raise reader.error(key_node, "lexicon-duplicate-key", f"“{key}”重复了。", f"{key!r} is given twice.")
        if section == "classes":
            self.classes[key] = self.classes.get(key, "") + reader.text(value)
        elif section == "words":
            self.words.setdefault(key, []).extend(text for text, _ in reader.texts(value))
        elif section == "weights":
            self.weights[key] = reader.whole(value)
        else:
            chars = reader.text(value)
            self.folds.update({char: "" if key == "dropped" else key for char in chars if not char.isspace()})


def load_lexicon(folder: Path, extra: Sequence[Path] = ()) -> Lexicon:
    """Load the lexicon of a rules folder.

    Args:
        folder: holds ``*.yaml`` in the format ``merchlint-lexicon/1`` and ``words.txt``.
        extra: a user's own files of the same format; their classes and word lists add to those of the folder, their
            nouns and phrases are added.

    Raises:
        LexiconError: a file cannot be read, has an unknown or repeated key, or a pattern that means nothing; with file,
            line and column.
    """
    draft = _Draft()
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise problem_at(
            folder, None, "lexicon-missing", "文件夹里没有词库文件。", "There is no lexicon file in the folder."
        )
    for path in files:
        draft.read(path, extends=False)
    for path in extra:
        draft.read(path, extends=True)
    return _Builder(draft).build(_dictionary(folder / "words.txt"))


def _dictionary(path: Path) -> frozenset[str]:
    """Dictionary words, separated by white space; lines that start with ``#`` are comments."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise problem_at(
            path, None, "lexicon-unreadable", f"读不了词典：{error}。", f"Cannot read: {error}."
        ) from error
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class _Builder:
    """Compiles a draft."""

    def __init__(self, draft: _Draft) -> None:
        self.draft = draft
        self.table = load_fold_table(draft.folds)
        folded = {name: chars.translate(self.table) + chars for name, chars in draft.classes.items()}
        self.names = Names(folded, draft.words)

    def build(self, dictionary: frozenset[str]) -> Lexicon:
        nouns = [self.noun(r, n) for kind, r, n in self.draft.entries if kind == "nouns"]
        phrases = [self.phrase(r, n) for kind, r, n in self.draft.entries if kind == "phrases"]
        harmless = [self.pattern(r, n, spaced=False) for kind, r, n in self.draft.entries if kind == "harmless"]
        return Lexicon(
            fold_table=self.table,
            classes={name: frozenset(chars) for name, chars in self.names.classes.items()},
            cues={name: compile_pattern(f"<{name}>", self.names, self.table) for name in self.draft.words},
            nouns=tuple(nouns),
            phrases=tuple(phrases),
            harmless=tuple(harmless),
            words=dictionary,
            weights=self.draft.weights,
        )

    def pattern(self, reader: Reader, node: yaml.Node, *, spaced: bool) -> Pattern:
        try:
            return compile_pattern(reader.text(node), self.names, self.table, spaced=spaced)
        except PatternError as error:
            raise reader.error(node, "lexicon-bad-pattern", f"{error.zh}。", f"{error.en}.") from error

    def patterns(self, reader: Reader, node: yaml.Node, *, spaced: bool) -> tuple[Pattern, ...]:
        return tuple(self.pattern(reader, item, spaced=spaced) for item in reader.items(node))

    def cue_name(self, reader: Reader, node: yaml.Node | None) -> str | None:
        return None if node is None else reader.choice(node, frozenset(self.draft.words))

    def noun(self, reader: Reader, node: yaml.Node) -> Noun:
        found = reader.fields(node, _NOUN_KEYS, frozenset({"id", "target", "act", "points", "any"}))
        spaced = reader.flag(found["spaced"]) if "spaced" in found else True
        return Noun(
            id=reader.text(found["id"]),
            target=reader.text(found["target"]),
            act=Act(reader.choice(found["act"], _ACTS)),
            points=reader.whole(found["points"]),
            patterns=self.patterns(reader, found["any"], spaced=spaced),
            plain="plain" in found and reader.flag(found["plain"]),
            disguised="disguised" in found and reader.flag(found["disguised"]),
            lead=self.cue_name(reader, found.get("lead")),
            tail=self.cue_name(reader, found.get("tail")),
            account="account" in found and reader.flag(found["account"]),
        )

    def phrase(self, reader: Reader, node: yaml.Node) -> Phrase:
        found = reader.fields(node, _PHRASE_KEYS, frozenset({"id", "target", "act", "points", "any"}))
        stance = found.get("stance")
        return Phrase(
            id=reader.text(found["id"]),
            target=reader.text(found["target"]),
            act=Act(reader.choice(found["act"], _ACTS)),
            points=reader.whole(found["points"]),
            patterns=self.patterns(reader, found["any"], spaced="spaced" in found and reader.flag(found["spaced"])),
            stance=None if stance is None else Stance(reader.choice(stance, _STANCES)),
            disguised="disguised" in found and reader.flag(found["disguised"]),
        )
