"""The fixed words of reports in Chinese and English; texts about one clause come from the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from merchlint.message import Lang, Message


def _table(rows: Mapping[str, tuple[str, str]]) -> Mapping[str, Message]:
    return MappingProxyType({key: Message(zh, en) for key, (zh, en) in rows.items()})


VERDICTS = _table(
    {
        "violation": ("违规", "violation"),
        "needs_proof": ("需要证明", "needs proof"),
        "advice": ("建议", "advice"),
        "incomplete": ("未检查完", "incomplete"),
        "clean": ("未发现问题", "clean"),
        "excluded": ("已排除", "excluded"),
    }
)

DEGREES = _table(
    {
        "minor": ("轻微", "minor"),
        "general": ("一般", "general"),
        "serious": ("严重", "serious"),
        "severe": ("特别严重", "severe"),
    }
)

GRADES = _table(
    {
        "official": ("官方原文", "official page"),
        "reprint": ("公告转载", "reprint of the notice"),
        "press": ("媒体报道", "press report"),
        "weak": ("线索，未证实", "hint only"),
    }
)

CHANNELS = _table(
    {
        "package_card": ("包裹卡", "package card"),
        "packaging": ("包装", "packaging"),
        "gift_item": ("赠品", "gift item"),
        "outbound_call": ("外呼电话", "outbound call"),
        "sms": ("短信", "SMS"),
        "customer_chat": ("客服聊天", "customer chat"),
        "store_page": ("店铺页", "store page"),
        "product_page": ("商品页", "product page"),
        "livestream": ("直播", "livestream"),
        "video": ("短视频", "video"),
        "note": ("图文笔记", "note"),
    }
)

FAMILIES = _table(
    {
        "offsite_lure": ("诱导第三方", "luring off the platform"),
        "review_incentive": ("有偿好评", "paid reviews"),
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

LIFTS = _table(
    {
        "disguise": ("用变体字或拆字规避检测", "written so as to evade detection"),
        "volume": ("数量大", "large volume"),
        "complaints": ("多名买家投诉", "several buyers complained"),
        "trade": ("把交易引到平台之外", "the trade itself is led away"),
    }
)

LABELS = _table(
    {
        "title": ("素材合规检查报告", "Asset compliance report"),
        "rulebook": ("规则库", "rulebook"),
        "as_of": ("判定日期", "judged as of"),
        "engines": ("识别引擎", "engines"),
        "ocr": ("文字", "text"),
        "codes": ("码", "codes"),
        "logos": ("标志", "logos"),
        "absent": ("缺少", "missing"),
        "where": ("位置", "where"),
        "evidence": ("证据", "evidence"),
        "why": ("问题", "problem"),
        "clause": ("依据", "clause"),
        "sources": ("来源", "sources"),
        "penalty": ("处罚", "penalty"),
        "remedy": ("怎么改", "remedy"),
        "needs": ("要证明", "to prove"),
        "lifted": ("从重情节", "aggravated by"),
        "reason": ("原因", "reason"),
        "note": ("说明", "note"),
        "suppressed": ("已豁免", "suppressed"),
        "asset": ("素材", "asset"),
        "assets": ("素材", "assets"),
        "strictest": ("最严结论", "strictest"),
        "page": ("页", "page"),
        "unread": ("找到了，但读不出内容", "found but not readable"),
        "disguised": ("变体写法", "disguised"),
        "hidden": ("交付时不可见", "not visible as delivered"),
        "box": ("框", "box"),
        "this_step": ("本次", "this one"),
        "confidence": ("置信度", "confidence"),
        "findings": ("发现", "findings"),
        "incomplete_title": ("没有检查完的素材（不算通过）", "Assets not fully examined (not a pass)"),
        "notices": ("提示", "notices"),
        "all": ("全部", "all"),
        "platform": ("平台", "platform"),
        "verdict": ("结论", "verdict"),
        "effective": ("生效", "in force from"),
        "no_preview": ("这一页没有预览图。", "There is no picture of this page."),
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
    "没有检查完的素材不算通过，请按上面的办法处理后重新检查。",
    "An asset that was not fully examined is not a pass; do what is said above and scan again.",
)
NO_OWN_PENALTY = Message("这一条没有单独的处罚。", "This clause carries no penalty of its own.")
NOT_PUBLISHED = Message("处罚没有可靠的公开资料。", "No reliable figure for the penalty is published.")
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
