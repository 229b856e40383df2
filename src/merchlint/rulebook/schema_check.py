"""Checks a document against its JSON Schema and says in one plain sentence what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
import functools
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from merchlint.message import Message, Problem
from merchlint.rulebook.yaml_source import Document, Where

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

SCHEMA_NAMES = ("platform", "rulebook", "destinations", "measures")

_TYPES = {
    "object": Message("键值对", "a mapping"),
    "array": Message("清单", "a list"),
    "string": Message("文字", "text"),
    "integer": Message("整数", "a whole number"),
    "number": Message("数字", "a number"),
    "boolean": Message("true 或 false", "true or false"),
    "null": Message("null", "null"),
}
_SCHEMA_WORD = re.compile(r"(merchlint-[a-z]+)/([0-9]{1,6})\Z")


def schema_text(name: str) -> str:
    """The published schema `name` (one of `SCHEMA_NAMES`, or another ``<name>.schema.json`` of the package) as JSON."""
    return (resources.files("merchlint.rulebook") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")


@functools.cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema_text(name)), format_checker=Draft202012Validator.FORMAT_CHECKER)


def schema_problems(document: Document, name: str) -> list[Problem]:
    """Everything in which a document differs from schema `name`, in file order; empty when it fits."""
    newer = _newer_schema(document, name)
    if newer is not None:
        return [newer]
    problems: list[Problem] = []
    for error in _validator(name).iter_errors(document.data):
        problems.extend(_translate(document, error))
    return sorted(set(problems), key=lambda p: (p.line or 0, p.column or 0, p.code, p.what.en))


def _newer_schema(document: Document, name: str) -> Problem | None:
    said = document.data.get("schema") if isinstance(document.data, dict) else None
    match = _SCHEMA_WORD.match(said) if isinstance(said, str) else None
    if match is None or match[1] != f"merchlint-{name}" or int(match[2]) <= 1:
        return None
    return problem_at(
        document,
        ("schema",),
        "schema-newer",
        Message(f"格式 {said} 比本版 merchlint 认识的新。", f"The format {said} is newer than this merchlint knows."),
        Message("请升级 merchlint。", "Upgrade merchlint."),
    )


def problem_at(document: Document, where: Where, code: str, what: Message, todo: Message, key: bool = False) -> Problem:
    """A problem at the value (or the key) that stands at `where`."""
    mark = document.key_mark(where) if key else document.mark(where)
    return Problem(code, what, todo, mark.path, mark.line, mark.column)


def _translate(document: Document, error: ValidationError) -> list[Problem]:
    where: Where = tuple(error.absolute_path)
    kind = error.validator
    value: Any = error.validator_value
    instance: Any = error.instance
    if kind == "additionalProperties":
        return _unknown_keys(document, error)
    if kind == "required":
        return _missing_keys(document, where, instance, value)
    if kind == "dependentRequired":
        return [
            _missing(document, (*where, key), needed, key)
            for key, others in value.items()
            if key in instance
            for needed in others
            if needed not in instance
        ]
    if kind in ("enum", "const"):
        return [_not_one_of(document, where, instance, value if kind == "enum" else [value])]
    code, what, todo = _plain_sentence(error)
    of_key = "propertyNames" in error.absolute_schema_path
    return [problem_at(document, (*where, instance) if of_key else where, code, what, todo, key=of_key)]


def _unknown_keys(document: Document, error: ValidationError) -> list[Problem]:
    known = sorted(_schema_of(error).get("properties", ()))
    where: Where = tuple(error.absolute_path)
    instance: Any = error.instance
    problems = []
    for key in instance:
        if key in known:
            continue
        what = Message(f"不认识的键 {_short(key)}。", f"Unknown key {_short(key)}.")
        problems.append(problem_at(document, (*where, key), "unknown-key", what, _suggest(key, known), key=True))
    return problems


def _missing_keys(document: Document, where: Where, instance: dict[str, Any], needed: list[str]) -> list[Problem]:
    return [_missing(document, where, key, None) for key in needed if key not in instance]


def _missing(document: Document, where: Where, key: str, because: str | None) -> Problem:
    reason = (
        Message("", "") if because is None else Message(f"（写了 {because} 就要写它）", f" (it goes with {because})")
    )
    return problem_at(
        document,
        where,
        "missing-key",
        Message(f"缺少键 {key}{reason.zh}。", f"The key {key} is missing{reason.en}."),
        Message(f"请补上 {key}。", f"Add {key}."),
    )


def _not_one_of(document: Document, where: Where, instance: object, allowed: list[Any]) -> Problem:
    words = ["null" if a is None else "true" if a is True else str(a) for a in allowed]
    said = _short(instance)
    return problem_at(
        document,
        where,
        "not-one-of",
        Message(f"{said} 不在可选值里。", f"{said} is not one of the allowed values."),
        _suggest(str(instance), words),
    )


def _suggest(word: str, known: list[str]) -> Message:
    near = difflib.get_close_matches(word[:80], known, n=1, cutoff=0.6)
    listed = ", ".join(known) if known else "-"
    if near:
        return Message(f"是不是想写 {near[0]}？可用：{listed}。", f"Did you mean {near[0]}? Allowed here: {listed}.")
    return Message(f"请改用：{listed}。", f"Use one of: {listed}.")


def _plain_sentence(error: ValidationError) -> tuple[str, Message, Message]:
    """Code, what and todo for the validators that need no look at other keys."""
    kind, said = error.validator, _short(error.instance)
    value: Any = error.validator_value
    if kind == "type":
        return _wrong_type(said, value, error.instance)
    if kind == "format":
        return (
            "bad-date",
            Message(f"{said} 不是有效日期。", f"{said} is not a date."),
            Message("请写成 2024-07-01 的样子。", "Write it like 2024-07-01."),
        )
    own = _schema_of(error).get("x-say")
    if kind in ("pattern", "anyOf") and own is not None:
        return (
            "bad-value",
            Message(f"{said} 写法不对。", f"{said} is not written right."),
            Message(own["zh"], own["en"]),
        )
    if kind in ("minItems", "minLength", "minProperties"):
        return (
            "empty-value",
            Message(f"这里至少要有 {value} 项内容。", f"At least {value} is needed here."),
            Message("请填写，或删掉这个键。", "Fill it in, or remove the key."),
        )
    if kind == "maxProperties":
        return (
            "too-many-keys",
            Message(f"这里只能有 {value} 个键。", f"Only {value} key may stand here."),
            Message("几个条件请用 any 或 all 的清单连起来。", "Join several conditions with a list under any or all."),
        )
    if kind == "uniqueItems":
        return (
            "repeated-value",
            Message("清单里有重复的值。", "The list holds a value twice."),
            Message("请删掉重复的。", "Remove the repetition."),
        )
    if kind in ("minimum", "maximum", "maxLength", "maxItems"):
        bound = Message(
            "太小" if kind == "minimum" else "太大或太长", "too small" if kind == "minimum" else "too large or long"
        )
        return (
            "out-of-range",
            Message(f"{said} {bound.zh}。", f"{said} is {bound.en}."),
            Message(f"界限是 {value}。", f"The bound is {value}."),
        )
    return (
        "bad-value",
        Message(f"{said} 不符合格式要求（{kind}）。", f"{said} does not fit the schema ({kind})."),
        Message("请对照 `merchlint rules schema`。", "Compare it with `merchlint rules schema`."),
    )


def _schema_of(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _wrong_type(said: str, value: str | list[str], instance: object) -> tuple[str, Message, Message]:
    wanted = [value] if isinstance(value, str) else value
    zh = "或".join(_TYPES[w].zh for w in wanted)
    en = " or ".join(_TYPES[w].en for w in wanted)
    todo = Message(f"请写成{zh}。", f"Write {en}.")
    if "string" in wanted and isinstance(instance, bool | int | float):
        todo = Message("文字像数字或 true/false 时请加引号。", "Put it in quotes.")
    elif "array" in wanted and not isinstance(instance, dict | list):
        todo = Message(f"请写成清单：[{said}]。", f"Write a list: [{said}].")
    return (
        "wrong-type",
        Message(f"{said} 的类型不对，应为{zh}。", f"{said} has the wrong type; {en} is expected."),
        todo,
    )


def _short(value: object) -> str:
    """A value as it may stand in a sentence: one line, at most 40 characters."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"
