"""The names that people read for the rulebook's own words."""

from __future__ import annotations

from merchlint.assets.model import Speaker
from merchlint.language.model import Act, Stance
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
ACTS = {
    Act.CONTACT: Message("给出联系方式", "gives a contact"),
    Act.ASK_CONTACT: Message("索要买家的联系方式", "asks for the buyer's contact"),
    Act.GRANT_CONTACT: Message("答应买家要联系方式", "gives in to the buyer's request for contact"),
    Act.VISIT: Message("引导访问平台、网站、店铺或码", "leads to a platform, site, shop or code"),
    Act.TRADE: Message("平台外交易或付款", "trade or payment off the platform"),
    Act.STORE: Message("邀请到实体店", "invites to a physical shop"),
    Act.REWARD_REVIEW: Message("有偿求好评", "reward for a good review"),
    Act.REWARD_ANY_REVIEW: Message("有偿求评价，不要求好评", "reward for any review"),
    Act.ASK_REVIEW: Message("无偿求评价", "asks for a review without reward"),
    Act.BENEFIT: Message("优惠或赠品", "a benefit"),
    Act.SERVICE: Message("溯源、保修等服务", "a service such as tracing or warranty"),
    Act.LABEL: Message("法定标签内容", "compulsory label content"),
    Act.IN_PLATFORM: Message("平台自己的名称或工具", "a platform's own name or tool"),
}
STANCES = {
    Stance.SOLICIT: Message("招揽", "solicits"),
    Stance.FORBID: Message("禁止", "forbids"),
    Stance.WARN: Message("提醒防骗", "warns"),
    Stance.QUOTE: Message("引用", "quotes"),
    Stance.NAME: Message("只是提到", "merely names"),
}
SPEAKERS = {
    Speaker.MERCHANT: Message("商家", "the merchant"),
    Speaker.BUYER: Message("买家", "the buyer"),
    Speaker.SYSTEM: Message("系统", "the system"),
}
THIRD_PARTY = Message("第三方（本平台以外的去向）", "a third party (anything that is not at home here)")
UNPUBLISHED = Message("处罚未公布", "penalty not published")
