from __future__ import annotations

import pytest

from merchlint.assets.model import Place
from merchlint.geometry import upright
from merchlint.judge.gather import Seen, gather
from merchlint.judge.model import Evidence
from merchlint.language import join_lines
from merchlint.language.model import Act, Mention, Stance
from merchlint.observe.model import Code, Logo, PageObservation, TextLine
from merchlint.rulebook.model import EvidenceKind
from tests.judge.books import HOSTS

BOX = upright(10, 20, 110, 40)


def page(**parts: object) -> PageObservation:
    return PageObservation(3, 200, 100, **parts)  # type: ignore[arg-type]


def gathered(seen: PageObservation, *mentions: Mention, **options: object) -> tuple[Evidence, ...]:
    return gather(Seen(seen, mentions, join_lines(seen.text), **options), HOSTS, ["brand.example"])  # type: ignore[arg-type]


def mention(text: str, start: int, end: int, target: str = "wechat", **changes: object) -> Mention:
    values: dict[str, object] = {"act": Act.CONTACT, "stance": Stance.SOLICIT, **changes}
    return Mention(start, end, text[start:end], target=target, **values)  # type: ignore[arg-type]


def code(symbology: str, payload: str | None) -> Evidence:
    (found,) = gathered(page(codes=(Code(symbology, payload, BOX, 0.9),)))
    return found


def test_a_mention_keeps_its_line_box_and_doubt() -> None:
    lines = (
        TextLine("感谢惠顾", upright(0, 0, 40, 10), 0.99, block=0),
        TextLine("加微信", BOX, 0.7, Place(layer="正面"), block=1),
    )
    text = join_lines(lines).text
    (found,) = gathered(page(text=lines), mention(text, text.index("微信"), text.index("微信") + 2))
    assert (found.page, found.text, found.confidence, found.place.layer) == (3, "微信", 0.7, "正面")
    assert found.box is not None
    left, right = found.box[0][0], found.box[1][0]
    assert 10 < left < right <= 110


def test_a_link_in_text_takes_the_target_of_its_host() -> None:
    text = "点 https://item.taobao.com/i 看"
    found, *_ = gathered(
        page(text=(TextLine(text),)),
        mention(text, 2, 28, "link", act=Act.VISIT, value="https://item.taobao.com/i"),
    )
    assert (found.target, found.leads_to) == ("taobao", "shop")


def test_an_unknown_link_keeps_its_word() -> None:
    text = "见 https://x.example"
    found, *_ = gathered(
        page(text=(TextLine(text),)), mention(text, 2, 19, "short_link", act=Act.VISIT, value="https://x.example")
    )
    assert found.target == "short_link"


@pytest.mark.parametrize(
    ("symbology", "payload", "target", "report_kind", "act"),
    [
        ("qr_code", "https://u.wechat.com/a", "wechat", "qr_code", Act.VISIT),
        ("qr_code", None, "unknown_code", "qr_code", Act.VISIT),
        ("qr_code", "https://brand.example/a", "own_site", "qr_code", Act.VISIT),
        ("qr_code", "https://else.example/a", "link", "qr_code", Act.VISIT),
        ("qr_code", "SN 2026/0042-A", "unknown_code", "qr_code", Act.LABEL),
        ("mini_program_code", None, "mini_program", "mini_program_code", Act.VISIT),
        ("douyin_code", None, "douyin", "mini_program_code", Act.VISIT),
        ("ean_13", "6901234567892", "unknown_code", "barcode", Act.LABEL),
        ("code_128", None, "unknown_code", "barcode", Act.LABEL),
        ("link", "https://u.wechat.com/a", "wechat", "text", Act.VISIT),
    ],
)
def test_codes(symbology: str, payload: str | None, target: str, report_kind: str, act: Act) -> None:
    found = code(symbology, payload)
    assert (found.target, found.report_kind, found.act) == (target, report_kind, act)


def test_a_code_that_was_not_read_says_so_but_a_round_one_needs_no_reading() -> None:
    assert code("qr_code", None).read is False
    assert code("mini_program_code", None).read is True


def test_a_plain_text_payload_speaks_through_its_mentions() -> None:
    payload = "加微信 abc123"
    seen = page(codes=(Code("qr_code", payload, BOX),))
    inside = mention(payload, 0, 3, value="abc123")
    evidence = gathered(seen, payload_mentions=((0, (inside,)),))
    assert [(e.kind, e.target, e.act) for e in evidence] == [
        (EvidenceKind.CODE, "unknown_code", Act.VISIT),
        (EvidenceKind.CODE, "wechat", Act.CONTACT),
    ]


def test_logos_lead_to_their_brand() -> None:
    (found,) = gathered(page(logos=(Logo("wechat", BOX, 0.97),)))
    assert (found.kind, found.target, found.value) == (EvidenceKind.LOGO, "wechat", "wechat")


def test_a_hidden_page_hides_all_it_holds() -> None:
    seen = page(logos=(Logo("wechat", BOX, 0.97),), codes=(Code("qr_code", None, BOX),), hidden=True)
    assert all(e.hidden for e in gathered(seen))


def test_a_hidden_line_on_a_shown_page_is_hidden() -> None:
    lines = (TextLine("加微信", BOX, place=Place(hidden=True)),)
    (found,) = gathered(page(text=lines), mention("加微信", 0, 3))
    assert found.hidden
