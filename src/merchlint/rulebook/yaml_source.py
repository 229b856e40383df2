"""Safe YAML: bytes to plain JSON-like data, with the line and column of every key and value.

Only what a rulebook needs is accepted: mappings with text keys, lists, text, numbers, true/false and null. Dates stay
text (the schema checks them), so that the data is what JSON Schema describes. Tags, merge keys, several documents and
duplicate keys are errors; aliases are expanded under a limit, so that a small file cannot grow without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from merchlint.message import Message, Problem
from merchlint.rulebook.model import RulebookError

if TYPE_CHECKING:
    import yaml

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
Where = tuple[str | int, ...]
"""A place in the data: keys and list indices from the root."""

MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 400_000
MAX_DEPTH = 40

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A 1-based place in a file; `path` is the file as shown to people."""

    path: str
    line: int
    column: int


@dataclass(slots=True)
class Document:
    """Data with the marks of its nodes. `keys` holds the marks of mapping keys, under the path of their value."""

    path: str
    data: Plain
    values: dict[Where, Mark] = field(default_factory=dict)
    keys: dict[Where, Mark] = field(default_factory=dict)

    def mark(self, where: Where) -> Mark:
        """Mark of the value at `where`, or of the nearest node around it."""
        while where and where not in self.values:
            where = where[:-1]
        return self.values.get(where, Mark(self.path, 1, 1))

    def key_mark(self, where: Where) -> Mark:
        """Mark of the key whose value is at `where`, else of the value."""
        return self.keys.get(where) or self.mark(where)


def read_yaml(raw: bytes, path: str) -> Document:
    """Reads one YAML document.

    Args:
        raw: the file's bytes, UTF-8 with or without a byte order mark.
        path: the file's name for messages.

    Returns:
        The document; the data of an empty file is None.

    Raises:
        RulebookError: on anything but one well-formed document within the limits.
    """
    if len(raw) > MAX_BYTES:
        _fail(
            Mark(path, 1, 1),
            "yaml-too-large",
            Message(
                f"文件有 {len(raw)} 字节，超过上限 {MAX_BYTES}。", f"The file has {len(raw)} bytes, over {MAX_BYTES}."
            ),
            Message("请拆成几个较小的文件。", "Split it into smaller files."),
        )
    text = _decode(raw, path)
    return _Builder(path).build(_expand(_parse(text, path), path))


def _decode(raw: bytes, path: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        _fail(
            Mark(path, line, column),
            "yaml-not-utf8",
            Message("文件不是 UTF-8 编码。", "The file is not UTF-8."),
            Message("请用 UTF-8 编码重新保存。", "Save it again as UTF-8."),
        )


def _parse(text: str, path: str) -> Iterator[yaml.Event]:
    """Parser events; libyaml where PyYAML was built with it. The parser never builds objects from tags."""
    import yaml

    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = Mark(path, 1, 1) if mark is None else Mark(path, mark.line + 1, mark.column + 1)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        if "nesting depth" in reason:
            # libyaml has a limit of its own, which some nesting meets before it becomes an event.
            _fail_too_deep(place)
        if _tab_at(text, place):
            _fail(
                place,
                "yaml-tab",
                Message("缩进里有制表符（Tab）。", "There is a tab in the indentation."),
                Message("YAML 只能用空格缩进，请改成空格。", "YAML indents with spaces only; replace the tab."),
            )
        _fail(
            place,
            "yaml-syntax",
            Message(f"YAML 写法有误（{reason}）。", f"This is not well-formed YAML ({reason})."),
            Message("请检查这一行附近的缩进、冒号和引号。", "Check indentation, colons and quotes near this line."),
        )


def _tab_at(text: str, place: Mark) -> bool:
    lines = text.split("\n", place.line)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return "\t" in line[: max(place.column, len(line) - len(line.lstrip()))]


def _expand(events: Iterator[yaml.Event], path: str) -> Iterator[yaml.Event]:
    """Replaces aliases by what they stand for and refuses what a rulebook has no use for."""
    import yaml

    closed: dict[str, list[yaml.Event]] = {}
    open_: list[tuple[str, int, list[yaml.Event]]] = []
    depth = total = documents = 0
    for raw_event in events:
        mark = _mark_of(raw_event, path)
        if isinstance(raw_event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _fail(
                    mark,
                    "yaml-documents",
                    Message("一个文件里有多个 YAML 文档（---）。", "The file holds more than one YAML document (---)."),
                    Message("每个文件只放一个文档。", "Keep one document a file."),
                )
        if not isinstance(raw_event, yaml.NodeEvent | yaml.CollectionEndEvent):
            continue
        replay = _alias(raw_event, closed, mark) if isinstance(raw_event, yaml.AliasEvent) else None
        anchor = None if replay is not None else getattr(raw_event, "anchor", None)
        if anchor is not None:
            closed.pop(anchor, None)
            open_.append((anchor, depth, []))
        for event in replay or (raw_event,):
            total += 1
            depth += _step(event)
            _check_limits(total, depth, mark)
            for _, _, recorded in open_:
                recorded.append(event)
            yield event
        while open_ and open_[-1][1] == depth:
            name, _, recorded = open_.pop()
            closed[name] = recorded


def _step(event: yaml.Event) -> int:
    import yaml

    if isinstance(event, yaml.CollectionStartEvent):
        return 1
    return -1 if isinstance(event, yaml.CollectionEndEvent) else 0


def _alias(event: yaml.AliasEvent, closed: dict[str, list[yaml.Event]], mark: Mark) -> list[yaml.Event]:
    replay = closed.get(str(event.anchor))
    if replay is None:
        _fail(
            mark,
            "yaml-alias",
            Message(f"引用 *{event.anchor} 没有可用的定义。", f"The alias *{event.anchor} has no finished definition."),
            Message("请直接写出内容，不要用引用。", "Write the content out instead of an alias."),
        )
    return replay


def _fail_too_deep(mark: Mark) -> NoReturn:
    _fail(
        mark,
        "yaml-too-deep",
        Message(f"嵌套超过 {MAX_DEPTH} 层。", f"Nesting is deeper than {MAX_DEPTH} levels."),
        Message("请减少嵌套。", "Flatten it."),
    )


def _check_limits(total: int, depth: int, mark: Mark) -> None:
    if depth > MAX_DEPTH:
        _fail_too_deep(mark)
    if total > MAX_NODES:
        _fail(
            mark,
            "yaml-too-many-nodes",
            Message(
                f"展开引用后超过 {MAX_NODES} 个节点。", f"It grows past {MAX_NODES} nodes once aliases are expanded."
            ),
            Message("请去掉层层引用，或拆分文件。", "Remove aliases of aliases, or split the file."),
        )


class _Builder:
    """Builds the data from events with a stack of its own, so that nesting never recurses."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.doc = Document(path, None)
        self.frames: list[dict[str, Plain] | list[Plain]] = []
        self.where: list[str | int] = []
        self.key: str | None = None

    def build(self, events: Iterator[yaml.Event]) -> Document:
        import yaml

        for event in events:
            mark = _mark_of(event, self.path)
            if isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif self.frames and isinstance(self.frames[-1], dict) and self.key is None:
                self._take_key(event, self.frames[-1], mark)
            else:
                self._take_value(event, mark)
        return self.doc

    def _close(self) -> None:
        self.frames.pop()
        if self.where:
            self.where.pop()
        self.key = None

    def _take_key(self, event: yaml.Event, frame: dict[str, Plain], mark: Mark) -> None:
        import yaml

        if not isinstance(event, yaml.ScalarEvent):
            _fail(
                mark,
                "yaml-key",
                Message("键必须是一个词。", "A key must be a single word."),
                Message("请把键改成普通文字。", "Make the key plain text."),
            )
        _refuse_tag(event, mark)
        key = str(event.value)
        if key == "<<" and _is_plain(event):
            _fail(
                mark,
                "yaml-merge",
                Message("不支持合并键（<<）。", "Merge keys (<<) are not supported."),
                Message("请把要合并的内容直接写出来。", "Write the merged content out."),
            )
        where = (*self.where, key)
        if key in frame:
            first = self.doc.key_mark(where)
            _fail(
                mark,
                "duplicate-key",
                Message(
                    f"键 {key} 重复，第 {first.line} 行已经有了。", f"The key {key} is already on line {first.line}."
                ),
                Message("请删除其中一个。", "Remove one of the two."),
            )
        frame[key] = None
        self.doc.keys[where] = mark
        self.key = key

    def _take_value(self, event: yaml.Event, mark: Mark) -> None:
        import yaml

        _refuse_tag(event, mark)
        value: Plain
        if isinstance(event, yaml.ScalarEvent):
            value = plain_scalar(str(event.value)) if _is_plain(event) else str(event.value)
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        step = self._put(value)
        where = (*self.where, *step)
        self.doc.values[where] = mark
        self.key = None
        if isinstance(value, dict | list):
            self.frames.append(value)
            self.where.extend(step)

    def _put(self, value: Plain) -> Where:
        """Stores a value where the stack says; returns the last step of its path."""
        if not self.frames:
            self.doc.data = value
            return ()
        frame = self.frames[-1]
        if isinstance(frame, list):
            frame.append(value)
            return (len(frame) - 1,)
        key = str(self.key)
        frame[key] = value
        return (key,)


def plain_scalar(text: str) -> Plain:
    """The value of an unquoted word: null, true/false, a decimal number, else text.

    Words such as ``yes``, ``010`` or ``1e9`` stay text, so that nothing turns into another type unasked.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def _is_plain(event: yaml.ScalarEvent) -> bool:
    """Whether the scalar stands without quotes; the two parsers name the style differently but agree on this."""
    return bool(event.implicit[0])


def _mark_of(event: yaml.Event, path: str) -> Mark:
    start = event.start_mark
    return Mark(path, 1, 1) if start is None else Mark(path, start.line + 1, start.column + 1)


def _refuse_tag(event: yaml.Event, mark: Mark) -> None:
    tag = getattr(event, "tag", None)
    if tag is not None:
        _fail(
            mark,
            "yaml-tag",
            Message(f"不支持类型标签（{tag}）。", f"Type tags ({tag}) are not supported."),
            Message("请去掉以 ! 开头的标签。", "Remove the tag that starts with an exclamation mark."),
        )


def _fail(mark: Mark, code: str, what: Message, todo: Message) -> NoReturn:
    raise RulebookError(Problem(code, what, todo, mark.path, mark.line, mark.column)) from None
