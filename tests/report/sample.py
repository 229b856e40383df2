"""A run to report on: every verdict, every kind of place, a suppression, an incomplete asset, a picture."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt

from merchlint.assets.model import Place
from merchlint.geometry import upright
from merchlint.judge.model import AssetStatus, Evidence, Finding, Penalty
from merchlint.language.model import Act, ScorePart, Stance
from merchlint.message import Message, Problem
from merchlint.rulebook.model import (
    Always,
    Channel,
    Clause,
    Degree,
    Effective,
    EvidenceKind,
    Family,
    Grade,
    PenaltyStep,
    PenaltyTable,
    Platform,
    Rulebook,
    Source,
    Target,
    Verdict,
)
from merchlint.run.outcome import AssetOutcome, Engines, Outcome, PagePreview, ReportedFinding, Suppression, Tally

DAY = dt.date(2026, 11, 23)
# The smallest JPEG that a browser draws: one white pixel.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5"
    "PTgyPC4zNDL/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQR"
    "BRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4"
    "eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEB"
    "AAA/APn+v//Z"
)

STEPS = (
    PenaltyStep(
        Degree.GENERAL,
        Grade.REPRINT,
        ("notice",),
        offence=1,
        fine_cny=2000,
        possible=("delist", "restrict_chat"),
    ),
    PenaltyStep(
        Degree.SERIOUS, Grade.REPRINT, ("notice",), offence=2, fine_cny=20000, points=12, point_system="tmall_a"
    ),
    PenaltyStep(Degree.SEVERE, Grade.REPRINT, ("notice",), offence=3, measures=("removal",)),
)
TABLE_NOTE = Message("计次周期未公开。", "The counting window is not published.")
UNKNOWN_NOTE = Message("新规的金额没有公开。", "The amounts of the new rule are not published.")


def clause(id_: str, platform: str, **changed: object) -> Clause:
    """A clause about parcel cards; `changed` overrides its fields."""
    fields: dict[str, object] = {
        "id": id_,
        "platform": platform,
        "family": Family.OFFSITE_LURE,
        "title": Message("包裹卡诱导第三方", "Parcel card that leads to a third party"),
        "article": "《天猫市场管理规范》第二十八条",
        "channels": (Channel.PACKAGE_CARD,),
        "effective": Effective(dt.date(2024, 7, 1)),
        "condition": Always(),
        "verdict": Verdict.VIOLATION,
        "degree": Degree.GENERAL,
        "grade": Grade.REPRINT,
        "sources": ("notice",),
        "message": Message("包裹卡上有指向第三方的信息。", "The parcel card leads to a third party."),
        "remedy": Message(
            "去掉第三方的联系方式、二维码和标志；需要联系买家请用旺旺。",
            "Remove the third party's contact, code and logo; reach buyers through Wangwang.",
        ),
        "found": (),
        "clean": (),
        "penalty": "ladder",
    }
    return Clause(**{**fields, **changed})  # type: ignore[arg-type]


TM101 = clause("TM101", "tmall")
TM201 = clause(
    "TM201",
    "tmall",
    title=Message("钉钉群须经审核", "DingTalk group needs approval"),
    verdict=Verdict.NEEDS_PROOF,
    message=Message("钉钉群要有平台的批准。", "A DingTalk group needs the platform's approval."),
    penalty=None,
)
PD104 = clause(
    "PD104",
    "pdd",
    title=Message("包裹里的第三方信息", "Third-party information in the parcel"),
    article="《诱导第三方处理规则》",
    grade=Grade.PRESS,
    sources=("blog", "reprint"),
    effective=Effective(),
)
PD900 = clause(
    "PD900",
    "pdd",
    title=Message("外呼本身有风险", "The call itself is a risk"),
    verdict=Verdict.ADVICE,
    channels=(Channel.OUTBOUND_CALL,),
    penalty=None,
)


def rulebook() -> Rulebook:
    tmall = Platform(
        "tmall",
        Message("天猫", "Tmall"),
        frozenset({"tmall", "taobao"}),
        (TM101, TM201),
        (PenaltyTable("ladder", Effective(dt.date(2024, 7, 1)), STEPS, TABLE_NOTE),),
        (Source("notice", "mammonjew.cn/news/540.html", Grade.REPRINT, DAY),),
        (("tmall_a", Message("天猫A类扣分", "Tmall class A points")),),
    )
    pdd = Platform(
        "pdd",
        Message("拼多多", "Pinduoduo"),
        frozenset({"pdd"}),
        (PD104, PD900),
        (PenaltyTable("ladder", Effective(), (), UNKNOWN_NOTE),),
        (
            Source("blog", "example.test/blog", Grade.PRESS, DAY),
            Source("reprint", "example.test/reprint", Grade.REPRINT, DAY),
        ),
    )
    return Rulebook(
        version="2026.11.1",
        digest="sha256:" + "ab" * 32,
        platforms=(tmall, pdd),
        targets=(
            Target("wechat", Message("微信", "WeChat")),
            Target("dingtalk", Message("钉钉", "DingTalk")),
            Target("phone", Message("电话", "phone")),
        ),
        hosts=(),
        measures=(
            ("delist", Message("下架商品", "goods delisted")),
            ("restrict_chat", Message("限制旺旺等聊天工具", "chat tool restricted")),
            ("removal", Message("清退店铺", "shop removed")),
        ),
    )


def words(text: str, value: str | None = None, **changed: object) -> Evidence:
    """Evidence in text that asks the buyer to add somebody on WeChat."""
    fields: dict[str, object] = {
        "kind": EvidenceKind.TEXT,
        "report_kind": "text",
        "target": "wechat",
        "page": 1,
        "text": text,
        "act": Act.CONTACT,
        "stance": Stance.SOLICIT,
        "value": value,
        "parts": (ScorePart("contact-word", 4), ScorePart("account-after", 3)),
    }
    return Evidence(**{**fields, **changed})  # type: ignore[arg-type]


def code(payload: str | None, **changed: object) -> Evidence:
    """A QR code at a fixed place of a page of 1063 x 638 pixels."""
    fields: dict[str, object] = {
        "kind": EvidenceKind.CODE,
        "report_kind": "qr_code",
        "target": "wechat" if payload else "unknown_code",
        "text": payload or "",
        "value": payload,
        "act": Act.VISIT,
        "box": upright(700, 300, 900.25, 500),
        "read": payload is not None,
        "confidence": 0.99,
        "parts": (),
        "leads_to": "profile" if payload else None,
    }
    return dataclasses.replace(words(""), **{**fields, **changed})  # type: ignore[arg-type]


def finding(rule: Clause, *evidence: Evidence, **changed: object) -> Finding:
    fields: dict[str, object] = {
        "fingerprint": f"{rule.id.lower()}-0123456789abcdef",
        "clause": rule,
        "platform": rule.platform,
        "channel": rule.channels[0],
        "verdict": rule.verdict,
        "degree": rule.degree,
        "confidence": 0.98765,
        "page": 1,
        "evidence": evidence,
        "penalty": None,
    }
    return Finding(**{**fields, **changed})  # type: ignore[arg-type]


FIRST_STEP = Penalty(1, STEPS[0], STEPS, TABLE_NOTE)
UNKNOWN_STEP = Penalty(1, None, (), UNKNOWN_NOTE)


def asset(path: str, *found: Finding, **changed: object) -> AssetOutcome:
    suppressed = changed.pop("suppressed", None)
    fields: dict[str, object] = {
        "path": path,
        "digest": "sha256:" + "0" * 64,
        "media_type": "image/png",
        "channel": Channel.PACKAGE_CARD,
        "pages": 1,
        "status": AssetStatus.EXAMINED,
        "platforms": ("tmall", "pdd"),
        "findings": tuple(ReportedFinding(f, path, suppressed) for f in found),  # type: ignore[arg-type]
    }
    return AssetOutcome(**{**fields, **changed})  # type: ignore[arg-type]


def bad_card() -> AssetOutcome:
    line = words("加微信 wx_demo888 领红包", "wx_demo888", box=upright(120, 80, 620.4, 140), confidence=0.971)
    qr = code("https://u.wechat.com/EXAMPLEcode0001")
    return asset(
        "cards/bad.png",
        finding(TM101, line, qr, penalty=FIRST_STEP),
        finding(PD104, line, qr, penalty=UNKNOWN_STEP),
        previews=(PagePreview(1, JPEG, 1063, 638),),
    )


def unread_card() -> AssetOutcome:
    need = Message("天猫审核通过的钉钉粉丝群", "DingTalk fan group approved by Tmall")
    return asset(
        "cards/unread.png",
        finding(TM201, code(None, target="dingtalk"), needs=(need,)),
        notes=(Message("文件名是 .jpg，内容是 PNG。", "Named .jpg, but the content is PNG."),),
    )


def chat() -> AssetOutcome:
    line = words("加薇❤：一三八零零一三八零零零", "13800138000", place=Place(line=3, column=5), disguised=True)
    cell = words("微信同号", None, page=2, place=Place(cell="Sheet1!B3", layer="备注", hidden=True), hidden=True)
    step = Penalty(2, STEPS[1], STEPS, TABLE_NOTE)
    return asset(
        "chat/script.txt",
        finding(TM101, line, penalty=step, degree=Degree.SERIOUS, lifted_by=("disguise",)),
        finding(TM101, cell, verdict=Verdict.ADVICE, page=2, fingerprint="hidden-cell"),
        media_type="text/plain",
        channel=Channel.CUSTOMER_CHAT,
    )


def call() -> AssetOutcome:
    return asset("call/hello.txt", finding(PD900), media_type="text/plain", channel=Channel.OUTBOUND_CALL)


def outcome(*assets: AssetOutcome, **changed: object) -> Outcome:
    tally = Tally()
    for told in assets:
        tally.add(told)
    fields: dict[str, object] = {
        "version": "0.1.0",
        "engines": Engines("rapidocr 3.10.0", "zxing-cpp 3.0.0", None),
        "rulebook": rulebook(),
        "as_of": DAY,
        "assets": assets,
        "tally": tally,
    }
    return Outcome(**{**fields, **changed})  # type: ignore[arg-type]


def broken_card() -> AssetOutcome:
    problem = Problem(
        "picture-truncated",
        Message("图片不完整，只读到一半。", "The picture is cut short."),
        Message("请重新导出这张图片。", "Export the picture again."),
        path="cards/broken.png",
    )
    return asset("cards/broken.png", status=AssetStatus.INCOMPLETE, pages=0, problem=problem)


def whole_run() -> Outcome:
    """Every kind of asset at once, in the order of their paths."""
    set_aside = Suppression("已换新卡，旧卡销毁中", "设计部 小林", dt.date(2026, 12, 31))
    notice = Problem(
        "suppression-unused",
        Message("豁免没有用到。", "A suppression is not used."),
        Message("请删掉它。", "Remove it."),
        path="merchlint.yaml",
        line=12,
    )
    return outcome(
        call(),
        bad_card(),
        broken_card(),
        asset("cards/good.png"),
        asset("cards/old.png", finding(TM101, words("加微信"), penalty=FIRST_STEP), suppressed=set_aside),
        unread_card(),
        chat(),
        notices=(notice,),
    )
