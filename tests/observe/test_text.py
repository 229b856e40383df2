from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from merchlint.geometry import bounds
from merchlint.observe import text_models
from merchlint.observe.model import ObserveError, TextLine
from merchlint.observe.text import MIN_CONFIDENCE, Lean, TextReader, framed, reads_better, worth_another_look
from merchlint.observe.text_models import DETECTION, RECOGNITION, Network
from merchlint.observe.text_recognise import Reading

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

PICTURES = Path(__file__).parent / "pictures"
CARD = [
    "感谢您的购买",
    "收到货后请给五星好评",
    "截图联系客服领取红包",
    "加微信hello2026进群",
    "感謝您的購買與支持",
    "MadeinChina",
]


def picture(name: str) -> Pixels:
    return np.asarray(Image.open(PICTURES / f"{name}.png").convert("RGB"))


def words(lines: tuple[TextLine, ...]) -> list[str]:
    return ["".join(line.text.split()) for line in lines]


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


def test_reads_a_card_in_order(reader: TextReader) -> None:
    lines = reader.read(picture("card"))
    assert words(lines) == CARD
    assert lines[1].block == lines[2].block != lines[0].block
    assert all(MIN_CONFIDENCE <= line.confidence <= 1 and not line.vertical for line in lines)


def test_boxes_fit_the_ink(reader: TextReader) -> None:
    pixels = picture("card")
    title = reader.read(pixels)[0]
    assert title.box is not None
    left, top, right, bottom = bounds(title.box)
    rows, columns = np.nonzero(pixels[:80, :, 0] < 128)
    drawn = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert np.abs(np.array(drawn) - (left, top, right, bottom)).max() <= 4
    assert len(title.char_boxes) == len(title.text)
    middles = [(bounds(box)[0] + bounds(box)[2]) / 2 for box in title.char_boxes]
    pitch = (right - left) / len(title.text)
    assert all(abs(m - left - (i + 0.5) * pitch) < pitch / 3 for i, m in enumerate(middles))


def test_a_page_is_tried_the_way_round_its_lines_stood() -> None:
    lean = Lean()
    assert lean.first(0, 2) == [0, 2]
    lean.note(Reading("最终解释权归本店所有", 0.6), 2)
    lean.note(Reading("88", 0.99), 2)
    assert lean.first(0, 2) == [0, 2], "neither doubtful nor very short lines say how a page stands"
    lean.note(Reading("最终解释权归本店所有", 0.97), 2)
    assert (lean.first(0, 2), lean.first(1, 3)) == ([2, 0], [1, 3])
    assert lean.first(0, 2, 1, 3) == [2, 0, 1, 3]
    assert (lean.against(0), lean.against(2), lean.against(1)) == (True, False, False)


def test_a_page_is_settled_only_while_nothing_stood_the_other_way() -> None:
    lean = Lean()
    lean.note(Reading("收到货后请给五星好评", 0.97), 0)
    assert not lean.settled(0)
    lean.note(Reading("截图联系客服领取红包", 0.97), 0)
    assert lean.settled(0)
    lean.note(Reading("加微信", 0.97), 2)
    assert not lean.settled(0)


def test_a_line_upside_down_among_upright_ones_is_read(reader: TextReader) -> None:
    card = picture("card")
    pixels = np.vstack([card, np.rot90(card[:80], 2)])
    assert sorted(words(reader.read(pixels))) == sorted([*CARD, CARD[0]])


def test_what_was_read_before_the_page_showed_how_it_stands_is_read_again(reader: TextReader) -> None:
    assert "¥66" in words(reader.read(picture("price_on_its_head"))), "the other way up it makes 99夫"


def test_signs_on_their_head_may_fall_apart_into_more() -> None:
    upside_down = Reading("护#它民无采校", 0.6)
    assert reads_better(Reading("致亲爱的顾客", 0.99), upside_down)
    assert not reads_better(Reading("顾客", 0.99), upside_down), "sure of a part only"
    assert not reads_better(Reading("致亲爱的顾客", 0.62), upside_down)


def test_a_line_is_framed_close_over_and_under_and_within_its_region() -> None:
    lying = framed(((0.2, 0.8), (0.25, 0.75)), 400, 40, tall=False)
    assert np.allclose(lying, ((0.2 - 5 / 400, 0.8 + 5 / 400), (0.25 - 2 / 40, 0.75 + 2 / 40)))
    assert framed(((0.25, 0.75), (0.2, 0.8)), 40, 400, tall=True) == lying[::-1]
    assert framed(((0.0, 1.0), (0.0, 1.0)), 400, 40, tall=False) == ((0.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_reads_a_turned_card_in_order(reader: TextReader, quarters: int) -> None:
    pixels = np.ascontiguousarray(np.rot90(picture("card"), quarters))
    lines = reader.read(pixels)
    assert words(lines) == CARD
    assert not any(line.vertical for line in lines)
    first = lines[0].char_boxes[0]
    last = lines[0].char_boxes[-1]
    step = np.subtract(last[0], first[0])
    assert (int(np.argmax(np.abs(step))), bool(step[np.argmax(np.abs(step))] > 0)) == {
        1: (1, False),
        2: (0, False),
        3: (1, True),
    }[quarters]


def test_reads_columns_from_the_right(reader: TextReader) -> None:
    lines = reader.read(picture("columns"))
    assert words(lines) == ["扫码关注公众号", "山高水长情意重", "好评返现金"]
    assert all(line.vertical and len(line.char_boxes) == len(line.text) for line in lines)
    assert lines[0].block == lines[1].block != lines[2].block


def test_small_print_on_a_large_sheet(reader: TextReader) -> None:
    lines = reader.read(picture("sheet"), 300.0)
    assert words(lines) == [
        "大促海报",
        "添加客服微信领取五元红包并备注您的订单编号和手机号后四位即可参加本次活动",
        "最终解释权归本店所有",
    ]


def test_a_lone_unsure_letter_is_worth_another_look() -> None:
    sure = (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99)
    letter = (*sure[:7], 0.7)
    assert not worth_another_look(Reading("微信号ab12x", 0.99, (), sure))
    assert worth_another_look(Reading("微信号ab12x", 0.95, (), letter))
    assert not worth_another_look(Reading("关注店铺享优惠券", 0.95, (), letter))
    assert worth_another_look(Reading("关注店铺享优惠券", 0.9, (), sure))


def test_no_text_is_no_error(reader: TextReader) -> None:
    assert reader.read(np.full((200, 300, 3), 200, np.uint8)) == ()
    assert reader.read(np.zeros((1, 1, 3), np.uint8)) == ()
    assert reader.read(np.zeros((2, 5000, 3), np.uint8)) == ()


def test_same_picture_same_lines(reader: TextReader) -> None:
    again = TextReader()
    again.read(picture("columns"))
    assert again.read(picture("card")) == reader.read(picture("card"))


def test_noise_is_not_text(reader: TextReader) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (300, 400, 3)).astype(np.uint8)
    assert reader.read(noise) == ()


def test_an_engine_error_is_not_no_text() -> None:
    reader = TextReader()
    reader._detector._network = Network(RECOGNITION)  # a network that cannot take a whole picture
    with pytest.raises(ObserveError) as caught:
        reader.read(picture("card"))
    assert caught.value.problem.code == "ocr-failed"


def test_loads_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert words(TextReader().read(picture("card"))) == CARD


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "rapidocr").mkdir()
    (tmp_path / "rapidocr" / "__init__.py").write_text("")
    monkeypatch.delitem(sys.modules, "rapidocr", raising=False)
    with pytest.raises(ObserveError) as caught:
        Network(DETECTION)
    assert caught.value.problem.code == "ocr-missing"
    assert DETECTION in caught.value.problem.what.en
    assert text_models.version() is None


def test_a_damaged_model_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / DETECTION
    damaged.write_bytes(text_models.model_path(DETECTION).read_bytes()[:50_000])
    monkeypatch.setattr(text_models, "model_path", lambda _: damaged)
    with pytest.raises(ObserveError) as caught:
        Network(DETECTION)
    assert caught.value.problem.code == "ocr-failed"


def test_version_names_packages_and_models() -> None:
    version = text_models.version()
    assert version is not None
    assert all(
        part in version for part in ("rapidocr", "openvino", "PP-OCRv6_det_small", "PP-OCRv6_rec_small", "method")
    )
