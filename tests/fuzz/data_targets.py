"""Fuzz targets that start from less than a file: rulebook files, the config, the language stage, the directory of an
archive whose checksum would stop every change before it is read."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from merchlint.language import Lexicon, find_mentions, load_lexicon
from merchlint.rulebook.build import build_rulebook
from merchlint.rulebook.crosscheck import cross_problems
from merchlint.rulebook.folders import RuleFolder, builtin_rules_folder, rulebook_chain
from merchlint.rulebook.model import RulebookError
from merchlint.rulebook.parse import parse_chain
from merchlint.run.config import ConfigError, load_config
from tests.assets.sevenzip_made import directory, packed, sealed
from tests.fuzz.targets import check, examine

Target = Callable[[bytes], None]

CONFIG = """\
schema: merchlint-config/1
language: zh
platforms: [tmall, pdd]
paths:
  - {match: "cards/**", channel: package_card, as_of: 2024-06-15}
merchant:
  role: reseller
  facts: [{fact: dingtalk_fan_group, platform: tmall, from: 2024-07-01, to: 2025-07-01}]
  offences: [{platform: tmall, family: offsite_lure, date: 2026-03-01}]
  windows: {tmall: 12}
suppressions:
  - {rule: TM101, path: "cards/old.png", reason: printed before, owner: Li, expires: 2026-12-31}
limits: {max_pages: 3}
"""
TEXT = (
    "客服：亲，加薇❤ abc_123 领红包，前面138中间0013最后8000，五⭐好评返2元，https://t.cn/A6x，不用加微信扫码就行\n" * 3
)


@functools.cache
def _builtin() -> RuleFolder:
    (folder,) = rulebook_chain(builtin_rules_folder())
    # One platform is enough, and keeps an example fast.
    return replace(folder, files=tuple(f for f in folder.files if "platforms/" not in f.name or "tmall" in f.name))


@functools.cache
def _lexicon() -> Lexicon:
    return load_lexicon(builtin_rules_folder() / "lexicon")


def rulebook(data: bytes) -> None:
    """A rulebook whose Tmall file holds these bytes loads or says what is wrong with it."""
    folder = _builtin()
    files = tuple(replace(f, raw=data) if "tmall" in f.name else f for f in folder.files)
    try:
        book = parse_chain((replace(folder, files=files),))
        problems = cross_problems(book)
        if not problems:
            build_rulebook(book, "sha256:0")
    except RulebookError as error:
        problems = list(error.problems)
    check(all(p.path and p.what.zh and p.todo.zh for p in problems), "a problem names its file and what to do")


def config(data: bytes) -> None:
    """A config of these bytes loads or says what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "merchlint.yaml"
        file.write_bytes(data)
        try:
            load_config(file, "merchlint.yaml")
        except ConfigError as error:
            check(error.problem.path == "merchlint.yaml", "a problem names its file")


def language(data: bytes) -> None:
    """Mentions in any text stand where they say."""
    text = data.decode("utf-8", "replace")
    for mention in find_mentions(text, _lexicon()):
        check(text[mention.start : mention.end] == mention.text != "", "a mention is a piece of the text")


_MEMBERS = {"a.txt": "加微信".encode() * 9, "b/c.txt": b"abc"}
_PACKED = packed(_MEMBERS)


def sealed_members(header: bytes) -> bytes:
    """A 7z archive of two members with this directory."""
    return sealed(_PACKED, header)


def sevenzip_directory(data: bytes) -> None:
    """A 7z archive with this directory ends in pages or a problem."""
    examine(sealed_members(data), "a.7z")


TARGETS: Mapping[str, tuple[Target, Callable[[], bytes]]] = {
    "rulebook": (rulebook, lambda: next(f.raw for f in _builtin().files if "tmall" in f.name)),
    "config": (config, CONFIG.encode),
    "language": (language, TEXT.encode),
    "sevenzip_directory": (sevenzip_directory, lambda: directory(_MEMBERS, len(_PACKED), {"a.txt": 0x20})),
}
"""Name -> target and the bytes it starts from."""
