"""Loads the lexicon from ``rules/lexicon/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from merchlint.language.accounts import AccountReader
from merchlint.language.dialogue import TurnReader
from merchlint.language.fold import load_fold_table
from merchlint.language.lexicon import Cues, Lexicon, Noun, Phrase
from merchlint.language.lexicon_yaml import SCHEMA, Reader, problem_at
from merchlint.language.literals import is_open
from merchlint.language.model import Act, Stance
from merchlint.language.pattern_index import Frequency, PatternIndex
from merchlint.language.patterns import Names, Pattern, PatternError, compile_pattern
from merchlint.language.wording import load_wording

_ACTS = frozenset(act.value for act in Act)
_STANCES = frozenset(stance.value for stance in Stance)
_SECTIONS = frozenset({"schema", "classes", "words", "nouns", "phrases", "harmless", "fold", "weights"})
_BASIC = frozenset({"id", "target", "act", "points", "any"})
_NOUN_FLAGS = frozenset({"plain", "account", "disguised", "letters", "loose", "starts", "market"})
_NOUN_KEYS = _BASIC | _NOUN_FLAGS | {"lead", "tail", "against", "spaced"}
_PHRASE_FLAGS = frozenset({"disguised", "answer"})
_PHRASE_KEYS = _BASIC | _PHRASE_FLAGS | {"against", "stance", "spaced"}
_HOSTS = "hosts_"
# A run of digits in any script as long as a telephone number is looked at even where no word hints at anything.
_DIGITS = "0-9〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_ODD_DIGITS = "loiq丨ヿㅇろちчϭ☡两洞拐勾"
_HINTS = (
    # Numbers.
    (f"{_DIGITS}{_ODD_DIGITS}", rf"(?:(?:[^\w\n]|_){{0,3}}[{_DIGITS}{_ODD_DIGITS}]){{9}}"),
    # Addresses and pass phrases.
    ("¥₳₴₤₰₲₵₸@", ""),
    ("/", "/"),
    (".", "[a-z]{2}"),
    ("点。", "(?<=[a-z].)[a-z]"),
    ("(", r"dot\)"),
    ("w", "ww"),
    ("艾", "特"),
    # Numbers dictated in parts, and service lines.
    ("前钱乾干头开", rf".{{0,4}}[{_DIGITS}]{{3}}"),
    ("9", "5[0-9]{3}"),
    ("48", "00-"),
    ("1", "(?:00(?:00|10|86)|010[0-9]{4}|2345)"),
)
"""First characters of what is worth a closer look, and what must follow."""


def load_lexicon(folder: Path, extra: Sequence[Path] = ()) -> Lexicon:
    """Load the lexicon of a rules folder.

    Args:
        folder: holds ``*.yaml`` in the format ``merchlint-lexicon/1``, and ``words*.txt``.
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
    return _Builder(draft).build(_dictionary(folder))


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


def _dictionary(folder: Path) -> frozenset[str]:
    """Dictionary words of ``words*.txt``, separated by white space; lines that start with ``#`` are comments."""
    found: set[str] = set()
    for path in sorted(folder.glob("words*.txt")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise problem_at(
                path, None, "lexicon-unreadable", f"读不了词典：{error}。", f"Cannot read: {error}."
            ) from error
        found.update(word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(found)


class _Builder:
    """Compiles a draft."""

    def __init__(self, draft: _Draft) -> None:
        self.draft = draft
        self.table = load_fold_table(draft.folds)
        folded = {name: chars.translate(self.table.forms) + chars for name, chars in draft.classes.items()}
        self.names = Names(folded, draft.words)

    def build(self, dictionary: frozenset[str]) -> Lexicon:
        nouns = tuple(self.noun(r, n) for kind, r, n in self.draft.entries if kind == "nouns")
        phrases = tuple(self.phrase(r, n) for kind, r, n in self.draft.entries if kind == "phrases")
        owners: list[tuple[Noun | Phrase | None, Pattern]] = [(noun, p) for noun in nouns for p in noun.patterns]
        owners += [(phrase, pattern) for phrase in phrases for pattern in phrase.patterns]
        owners += [(None, self.pattern(r, n)) for kind, r, n in self.draft.entries if kind == "harmless"]
        patterns = {n: pattern for n, (_, pattern) in enumerate(owners)}
        answers = {n for n, (owner, _) in enumerate(owners) if isinstance(owner, Phrase) and owner.answer}
        harmless = frozenset(n for n, (owner, _) in enumerate(owners) if owner is None)
        frequency = Frequency(self.draft.classes.get("common", ""), self.draft.words.get("common", ()))
        cues = {name: compile_pattern(f"<{name}>", self.names, self.table) for name in self.draft.words}
        speakers = (cues[name].source for name in ("merchant_says", "buyer_says", "system_says"))
        return Lexicon(
            fold_table=self.table,
            classes={name: frozenset(chars) for name, chars in self.draft.classes.items()},
            cues=cues,
            hosts=tuple((n.removeprefix(_HOSTS), cue) for n, cue in cues.items() if n.startswith(_HOSTS)),
            nouns=nouns,
            phrases=phrases,
            words=dictionary,
            weights=self.draft.weights,
            index=PatternIndex({n: p for n, p in patterns.items() if n not in answers}, frequency, harmless),
            answer_index=PatternIndex({n: patterns[n] for n in sorted(answers | harmless)}, frequency, harmless),
            owners=tuple(owners),
            accounts=AccountReader(
                cues["account_link"].source, cues["unit"].source, frozenset(self.draft.words["no_account"])
            ),
            turns=TurnReader(*speakers),
            wording=load_wording(),
            digits_or_address=_hint_regex(),
        )

    def pattern(self, reader: Reader, node: yaml.Node, *, spaced: bool = False) -> Pattern:
        try:
            found = compile_pattern(reader.text(node), self.names, self.table, spaced=spaced)
        except PatternError as error:
            raise reader.error(node, "lexicon-bad-pattern", f"{error.zh}。", f"{error.en}.") from error
        if is_open(found.holds):
            zh, en = "这个写法没有一个必有的字。", "This pattern holds no character that must occur."
            raise reader.error(node, "lexicon-pattern-too-open", zh, en)
        return found

    def patterns(self, reader: Reader, node: yaml.Node, *, spaced: bool) -> tuple[Pattern, ...]:
        return tuple(self.pattern(reader, item, spaced=spaced) for item in reader.items(node))

    def cues(self, reader: Reader, node: yaml.Node | None) -> Cues:
        if node is None:
            return ()
        known = frozenset(self.draft.words)
        return tuple((reader.choice(key, known), reader.whole(value)) for _, key, value in reader.mapping(node))

    def noun(self, reader: Reader, node: yaml.Node) -> Noun:
        found = reader.fields(node, _NOUN_KEYS, _BASIC)
        return Noun(
            id=reader.text(found["id"]),
            target=reader.text(found["target"]),
            act=Act(reader.choice(found["act"], _ACTS)),
            points=reader.whole(found["points"]),
            patterns=self.patterns(reader, found["any"], spaced=_flag(reader, found, "spaced", default=True)),
            lead=self.cues(reader, found.get("lead")),
            tail=self.cues(reader, found.get("tail")),
            against=self.cues(reader, found.get("against")),
            **{name: _flag(reader, found, name) for name in _NOUN_FLAGS},
        )

    def phrase(self, reader: Reader, node: yaml.Node) -> Phrase:
        found = reader.fields(node, _PHRASE_KEYS, _BASIC)
        stance = found.get("stance")
        return Phrase(
            id=reader.text(found["id"]),
            target=reader.text(found["target"]),
            act=Act(reader.choice(found["act"], _ACTS)),
            points=reader.whole(found["points"]),
            patterns=self.patterns(reader, found["any"], spaced=_flag(reader, found, "spaced")),
            stance=None if stance is None else Stance(reader.choice(stance, _STANCES)),
            against=self.cues(reader, found.get("against")),
            **{name: _flag(reader, found, name) for name in _PHRASE_FLAGS},
        )


def _hint_regex() -> re.Pattern[str]:
    """All hints in one expression. It begins with a plain set of characters, to which the engine jumps fast."""
    options = "|".join(f"(?<=[{first}]){rest}" for first, rest in _HINTS)
    return re.compile(f"[{''.join(first for first, _ in _HINTS)}](?:{options})")


def _flag(reader: Reader, found: Mapping[str, yaml.Node], name: str, *, default: bool = False) -> bool:
    return reader.flag(found[name]) if name in found else default
