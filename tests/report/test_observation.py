import json
from importlib import resources

import jsonschema
import pytest

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import upright
from merchlint.message import Lang, Message, Problem
from merchlint.observe.model import AssetObservation, Code, Logo, PageObservation, TextLine
from tests.report.rendered import render_json, render_text
from tests.report.test_formats import HOSTILE

SCHEMA = json.loads(
    (resources.files("merchlint.report") / "schemas" / "merchlint-observation-1.schema.json").read_text("utf-8")
)


def seen(text: str = "加微信") -> list[AssetObservation]:
    picture = PageObservation(
        1,
        1063,
        638,
        text=(TextLine(text, upright(1, 2, 30.04, 40.06), 0.98765),),
        codes=(Code("qr_code", text, upright(0, 0, 9, 9)), Code("mini_program_code", None, None, 0.5)),
        logos=(Logo("wechat", upright(5, 5, 6, 6), 0.97),),
    )
    sheet = PageObservation(
        2,
        None,
        None,
        text=(TextLine(text, place=Place(2, 3, "A1", None, text, True), speaker=Speaker.BUYER, from_file=True),),
        label=text,
        hidden=True,
    )
    problem = Problem("cut", Message(text, text), Message("再导出。", "Export again."))
    return [
        AssetObservation("a.png", "sha256:" + "0" * 64, "image/png", (picture, sheet)),
        AssetObservation(text, "sha256:" + "1" * 64, "image/png", problem=problem, notes=(Message(text, text),)),
    ]


def test_json_fits_its_schema_and_the_contract() -> None:
    told = json.loads(render_json(seen(), Lang.EN))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(told, SCHEMA)
    first, broken = told["assets"]
    page = first["pages"][0]
    assert (page["page"], page["width"], page["height"]) == (1, 1063, 638)
    assert page["text"][0]["box"] == [[1, 2], [30, 2], [30, 40.1], [1, 40.1]]
    assert page["codes"][1]["payload"] is None
    assert page["logos"][0] == {"brand": "wechat", "box": [[5, 5], [6, 5], [6, 6], [5, 6]], "confidence": 0.97}
    assert (broken["status"], broken["reason"], broken["pages"]) == ("incomplete", "加微信 Export again.", [])


@pytest.mark.parametrize("lang", Lang)
def test_text_shows_everything_seen_with_its_place(lang: Lang) -> None:
    told = render_text(seen(), lang)
    assert "加微信" in told
    assert "(1, 2)–(30, 40)" in told
    assert "A1" in told
    assert "wechat" in told
    assert ("读不出内容" if lang is Lang.ZH else "not readable") in told


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text: str) -> None:
    plain_lines = render_text(seen(), Lang.EN).count("\n")
    told = render_text(seen(text), Lang.EN)
    assert told.count("\n") == plain_lines
    assert "\x1b" not in told
    assert json.loads(render_json(seen(text), Lang.EN))["assets"][1]["path"] == text
