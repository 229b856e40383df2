"""Conditions in plain words, for people who check a clause without reading YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from merchlint.language.model import Stance
from merchlint.message import Message
from merchlint.rulebook.model import AllOf, Always, AnyOf, Condition, MerchantIs, Not, Rulebook, See
from merchlint.rulebook.words import ACTS, KINDS, ROLES, SPEAKERS, STANCES, THIRD_PARTY

_SMALL_GROUP = 6
Line = tuple[int, Message]
"""How deep a line stands, from 0, and what it says."""


def condition_lines(condition: Condition, rulebook: Rulebook) -> tuple[Line, ...]:
    """A condition as an indented list."""
    return tuple(_lines(condition, _names(rulebook), 0))


def see_text(see: See, rulebook: Rulebook) -> Message:
    """One matcher as a phrase."""
    return _see(see, _names(rulebook))


def _names(rulebook: Rulebook) -> dict[str, Message]:
    """Names of targets; a small group is named by its members."""
    members: dict[str, list[Message]] = {}
    for target in rulebook.targets:
        for group in target.groups:
            members.setdefault(group, []).append(target.name)
    groups = {g: _join(m, Message("、", ", ")) for g, m in members.items() if len(m) <= _SMALL_GROUP}
    return groups | {"third_party": THIRD_PARTY} | {t.id: t.name for t in rulebook.targets}


def _lines(condition: Condition, names: dict[str, Message], depth: int) -> Iterator[Line]:
    match condition:
        case See():
            yield depth, _see(condition, names)
        case MerchantIs():
            roles = _join((ROLES[r] for r in condition.role), Message("或", " or "))
            yield depth, Message(f"商家是{roles.zh}", f"the merchant is {roles.en}")
        case Always():
            yield depth, Message("该渠道的素材一律算", "any asset of the channel")
        case Not():
            yield depth, Message("没有：", "not:")
            yield from _lines(condition.part, names, depth + 1)
        case AnyOf() | AllOf():
            some = isinstance(condition, AnyOf)
            yield depth, Message("任一：", "any of:") if some else Message("同时：", "all of:")
            for part in condition.parts:
                yield from _lines(part, names, depth + 1)


def _see(see: See, names: dict[str, Message]) -> Message:
    either = Message("或", " or ")
    parts = [
        _join((KINDS[k] for k in see.kind), either) if see.kind else Message("文字、码或标志", "text, code or logo")
    ]
    if see.act:
        parts.append(_label("含义", "meaning", _join((ACTS[a] for a in see.act), either)))
    if see.target:
        targets = _join((names.get(t, Message(t, t)) for t in see.target), either)
        parts.append(_label("去向", "target", targets))
    if see.stance != (Stance.SOLICIT,):
        stances = _join((STANCES[s] for s in see.stance), either) if see.stance else Message("不限", "any")
        parts.append(_label("态度", "stance", stances))
    if see.leads_to:
        parts.append(_label("通向", "leads to", _join((Message(k, k) for k in see.leads_to), either)))
    if see.read is not None:
        parts.append(
            Message("码已读出", "code was read") if see.read else Message("码未读出", "code found but not read")
        )
    if see.disguised is not None:
        parts.append(Message("变形写法", "disguised") if see.disguised else Message("正常写法", "not disguised"))
    if see.speaker:
        parts.append(_label("说话人", "said by", _join((SPEAKERS[s] for s in see.speaker), either)))
    for beside, zh, en in ((see.beside, "同页有", "same page has"), (see.not_beside, "同页没有", "same page lacks")):
        if beside is not None:
            inner = _see(beside, names)
            parts.append(Message(f"{zh}（{inner.zh}）", f"{en} ({inner.en})"))
    return Message("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))


def _label(zh: str, en: str, value: Message) -> Message:
    return Message(f"{zh}：{value.zh}", f"{en}: {value.en}")


def _join(words: Iterable[Message], joint: Message) -> Message:
    listed = list(words)
    return Message(joint.zh.join(w.zh for w in listed), joint.en.join(w.en for w in listed))
