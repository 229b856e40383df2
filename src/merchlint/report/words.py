"""The fixed words of reports in Chinese and English; texts about one clause come from the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from merchlint.message import Lang, Message
from merchlint.rulebook import words as rulebook_words


def _table(rows: Mapping[str, tuple[str, str]]) -> Mapping[str, Message]:
    return MappingProxyType({key: Message(zh, en) for key, (zh, en) in rows.items()})


# What can be said of an asset on a platform: the verdicts of findings, and two words of its own.
VERDICTS: Mapping[str, Message] = MappingProxyType(
    {
        **{verdict.value: message for verdict, message in rulebook_words.VERDICTS.items()},
        "incomplete": Message("未检查完", "incomplete"),
        "clean": Message("未发现问题", "clean"),
    }
)

KINDS = _table(
    {
        "text": ("文字", "text"),
        "qr_code": ("二维码", "QR code"),
        "barcode": ("条码", "barcode"),
        "mini_program_code": ("小程序码", "mini-program code"),
        "logo": ("标志", "logo"),
        "link": ("链接", "link"),
    }
)

LABELS = _table(
    {
        "title": ("素材合规检查报告", "Asset compliance report"),
        "evidence": ("证据", "evidence"),
        "why": ("问题", "problem"),
        "clause": ("依据", "clause"),
        "sources": ("来源", "sources"),
        "penalty": ("处罚", "penalty"),
        "remedy": ("怎么改", "remedy"),
        "todo": ("怎么办", "what to do"),
        "needs": ("要证明", "to prove"),
        "lifted": ("从重情节", "aggravated by"),
        "reason": ("原因", "reason"),
        "note": ("说明", "note"),
        "suppressed": ("已豁免", "suppressed"),
        "asset": ("素材", "asset"),
        "assets": ("素材", "assets"),
        "with_findings": ("有问题", "with findings"),
        "strictest": ("最严结论", "strictest"),
        "unread": ("找到了，但读不出内容", "found but not readable"),
        "disguised": ("变体写法", "disguised"),
        "hidden": ("交付时不可见", "not visible as delivered"),
        "this_step": ("本次", "this one"),
        "all": ("全部", "all"),
        "platform": ("平台", "platform"),
        "verdict": ("结论", "verdict"),
        "redacted": (
            "报告已脱敏：号码、账号和码的内容只留首尾，图片已略去。",
            "Redacted: numbers, accounts and payloads are masked, pictures are left out.",
        ),
    }
)

NO_COMPLAINT = Message(
    "平台会主动巡查，不需要有买家投诉就可以处理。",
    "Platforms act on their own checks; no complaint from a buyer is needed.",
)
NOTHING_MATCHED = Message(
    "没有找到可以检查的素材，所以不能算通过。请检查路径和配置里的排除项。",
    "No asset was found to examine, so this is not a pass. Check the paths and the exclusions of the config.",
)
INCOMPLETE_MEANS = Message(
    "没有检查完的素材不算通过，请按写明的办法处理后重新检查。",
    "An asset that was not fully examined is not a pass; do what is said with it and scan again.",
)
NO_OWN_PENALTY = Message("这一条没有单独的处罚。", "This clause carries no penalty of its own.")
CLEAN_MEANS = Message(
    "“未发现问题”只表示规则库里的条款没有命中，不代表平台认可。",
    "“Clean” means that no clause of the rulebook was met; it is not an approval by the platform.",
)


def word(table: Mapping[str, Message], key: str, lang: Lang) -> str:
    """The word for a key, or the key itself where the table has none (open lists)."""
    message = table.get(key)
    return message.in_(lang) if message else key


def join(parts: list[str], lang: Lang) -> str:
    """A list inside a sentence."""
    return ("、" if lang is Lang.ZH else ", ").join(parts)
