import dataclasses
import json

import pytest

from merchlint.assets.model import Place
from merchlint.message import Lang
from merchlint.observe.model import AssetObservation, Code, PageObservation, TextLine
from merchlint.report.formats import FORMATS
from merchlint.report.options import ReportOptions
from merchlint.report.redact import mask, mask_in_name, mask_in_text, redact, redact_observation
from merchlint.rulebook.model import EvidenceKind
from tests.report import sample
from tests.report.rendered import render

SECRETS = ["13800138000", "一三八零零一三八零零零", "wx_demo888", "u.wechat.com/EXAMPLEcode0001"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打 13800138000 找我", "打 13***00 找我"),
        ("打 138-0013-8000。", "打 13***00。"),
        ("１３８００１３８０００", "１３***００"),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "①③***⓪⓪"),
        ("一三八零零一三八零零零", "一三***零零"),
        ("1 3 8 0 0 1 3 8 0 0 0 号", "1 *** 0 号"),
        ("微信wx_demo888", "微信wx***88"),
        ("写信到 a.person@example.test", "写信到 a.***st"),
        ("满 199 减 20", "满 199 减 20"),
        ("加微信领红包", "加微信领红包"),
        ("", ""),
    ],
)
def test_mask_in_text(text: str, masked: str) -> None:
    assert mask_in_text(text) == masked


def test_short_values_leave_nothing() -> None:
    assert mask("abcd") == "***"
    assert mask("abcde") == "ab***de"


def test_a_value_spelt_in_disguise_masks_the_whole_text() -> None:
    assert mask_in_text("幺叁捌◯◯幺叁捌", "13800138") == "幺叁***叁捌"
    assert mask_in_text("溜溜溜酒酒酒", "666999") == "溜溜***酒酒"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", Lang)
def test_no_format_shows_a_masked_value(name: str, lang: Lang) -> None:
    shown = render(name, sample.whole_run(), lang, options=ReportOptions(redact=True))
    assert not [secret for secret in SECRETS if secret in shown]


def test_places_verdicts_and_counts_stay() -> None:
    whole = sample.whole_run()
    masked = redact(whole)
    assert [a.strictest() for a in masked.assets] == [a.strictest() for a in whole.assets]
    assert [e.box for f in masked.findings() for e in f.finding.evidence] == [
        e.box for f in whole.findings() for e in f.finding.evidence
    ]
    assert not [a for a in masked.assets if a.previews]


def test_logo_evidence_needs_no_mask() -> None:
    logo = dataclasses.replace(sample.code("wechat"), kind=EvidenceKind.LOGO, report_kind="logo", text="")
    bad = sample.asset("a.png", sample.finding(sample.TM101, logo))
    told = json.loads(render("json", sample.outcome(bad), Lang.EN, options=ReportOptions(redact=True)))
    assert told["findings"][0]["evidence"][0]["value"] == "wechat"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("attachment", "attachment"),
        ("电话 13800138000", "电话 13***00"),
        ("wx_demo888", "wx***88"),
        ("frame 2", "frame 2"),
    ],
)
def test_names_of_layers_keep_their_words(name: str, masked: str) -> None:
    assert mask_in_name(name) == masked


@pytest.mark.parametrize("name", FORMATS)
def test_a_layer_named_by_its_text_is_masked(name: str) -> None:
    line = sample.words("加微信 wx_demo888", "wx_demo888", place=Place(layer="加微信 wx_demo888"))
    run = sample.outcome(sample.asset("a.psd", sample.finding(sample.TM101, line)))
    assert "wx_demo888" in render(name, run, Lang.EN)
    assert "wx_demo888" not in render(name, run, Lang.EN, options=ReportOptions(redact=True))


def test_observation_is_masked_too() -> None:
    page = PageObservation(
        1,
        10,
        10,
        text=(TextLine("电话 13800138000", place=Place(layer="电话 13800138000")),),
        codes=(Code("qr_code", "https://u.wechat.com/x", None),),
        label="电话 13800138000",
    )
    masked = redact_observation(AssetObservation("a.png", "sha256:0", "image/png", (page,))).pages[0]
    assert (masked.text[0].text, masked.text[0].place.layer, masked.label) == ("电话 13***00",) * 3
    assert masked.codes[0].payload == "ht***/x"
