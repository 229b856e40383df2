"""The names that people read for the rulebook's own words."""

from __future__ import annotations

from merchlint.message import Message
from merchlint.rulebook.model import Channel, Degree, EvidenceKind, Family, Grade, LiftCause, Role, Verdict

DEGREES = {
    Degree.MINOR: Message("轻微", "minor"),
    Degree.GENERAL: Message("一般", "general"),
    Degree.SERIOUS: Message("严重", "serious"),
    Degree.SEVERE: Message("特别严重", "severe"),
}
GRADES = {
    Grade.OFFICIAL: Message("官方原文", "official"),
    Grade.REPRINT: Message("转载", "reprint"),
    Grade.PRESS: Message("媒体", "press"),
    Grade.WEAK: Message("线索", "weak"),
}
VERDICTS = {
    Verdict.VIOLATION: Message("违规", "violation"),
    Verdict.NEEDS_PROOF: Message("需证明", "needs proof"),
    Verdict.ADVICE: Message("建议", "advice"),
}
FAMILIES = {
    Family.OFFSITE_LURE: Message("诱导第三方", "off-platform lure"),
    Family.REVIEW_INCENTIVE: Message("好评返现", "paid reviews"),
}
CHANNELS = {
    Channel.PACKAGE_CARD: Message("包裹卡", "parcel card"),
    Channel.PACKAGING: Message("包装", "packaging"),
    Channel.GIFT_ITEM: Message("赠品", "gift item"),
    Channel.OUTBOUND_CALL: Message("外呼", "outbound call"),
    Channel.SMS: Message("短信", "SMS"),
    Channel.CUSTOMER_CHAT: Message("客服聊天", "customer chat"),
    Channel.STORE_PAGE: Message("店铺页", "store page"),
    Channel.PRODUCT_PAGE: Message("商品页", "product page"),
    Channel.LIVESTREAM: Message("直播", "livestream"),
    Channel.VIDEO: Message("视频", "video"),
    Channel.NOTE: Message("笔记", "note"),
}
ROLES = {
    Role.BRAND_OWNER: Message("品牌方", "brand owner"),
    Role.RESELLER: Message("经销商", "reseller"),
}
CAUSES = {
    LiftCause.DISGUISE: Message("变形规避", "disguised wording"),
    LiftCause.VOLUME: Message("数量大", "large volume"),
    LiftCause.COMPLAINTS: Message("多名买家投诉", "several complaints"),
    LiftCause.TRADE: Message("把交易引到平台外", "trade led off the platform"),
}
KINDS = {
    EvidenceKind.TEXT: Message("文字", "text"),
    EvidenceKind.CODE: Message("码", "code"),
    EvidenceKind.LOGO: Message("标志", "logo"),
}
UNPUBLISHED = Message("处罚未公布", "penalty not published")
