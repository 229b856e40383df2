"""Who speaks, by the word that a role column, a role key or a voice tag holds."""

from __future__ import annotations

import functools
import re

from merchlint.assets.model import Speaker

_WORDS: dict[Speaker, frozenset[str]] = {
    Speaker.MERCHANT: frozenset(
        {
            "客服",
            "商家",
            "卖家",
            "坐席",
            "座席",
            "主播",
            "店铺",
            "店家",
            "店主",
            "掌柜",
            "机器人",
            "外呼",
            "销售",
            "导购",
        }
        | {"agent", "merchant", "seller", "service", "staff", "assistant", "bot", "shop", "host", "operator", "anchor"}
    ),
    Speaker.BUYER: frozenset(
        {"买家", "客户", "用户", "顾客", "消费者", "会员", "观众", "买方"}
        | {"buyer", "customer", "user", "client", "consumer", "viewer", "human", "member"}
    ),
    Speaker.SYSTEM: frozenset({"系统", "平台", "通知", "system", "platform", "notice"}),
}

_HEADINGS = frozenset(
    {"角色", "说话人", "发言人", "发送方", "发送人", "发送者", "身份", "对话方", "说话者", "发言方"}
    | {"role", "speaker", "sender", "from", "who", "author", "party"}
)

_ENDS = re.compile(r"^[\s\[【((*]+|[\s\])):::】*\d]+$")


@functools.lru_cache(maxsize=4096)
def speaker_of(word: str) -> Speaker | None:
    """The speaker a role word means, or None; case, spaces, brackets and trailing numbers do not matter."""
    plain = _ENDS.sub("", word).lower()
    return next((speaker for speaker, words in _WORDS.items() if plain in words), None)


def is_role_heading(word: str) -> bool:
    """Whether a column heading or key says that it holds roles."""
    return _ENDS.sub("", word).lower() in _HEADINGS


def role_column(rows: list[list[str]]) -> int | None:
    """Index of the column that holds roles, by its heading, or because nearly every value in it is a role word."""
    if not rows:
        return None
    for index, heading in enumerate(rows[0]):
        if is_role_heading(heading):
            return index
    for index in range(max(len(row) for row in rows)):
        values = [row[index] for row in rows if index < len(row) and row[index].strip()]
        if len(values) >= 2 and sum(speaker_of(value) is not None for value in values) >= 0.8 * len(values):
            return index
    return None
