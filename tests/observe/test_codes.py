from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from merchlint.geometry import Box, bounds, upright
from merchlint.observe import codes
from merchlint.observe.codes import CodeReader, version
from merchlint.observe.model import Code, ObserveError

LINK = "https://u.wechat.com/EEexampleTEXTabcdefghi"


@pytest.fixture(scope="module")
def reader() -> CodeReader:
    return CodeReader()


def drawn(text: str, form: str = "QRCode", scale: int = 6, **options: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A code without its quiet zone, dark on light, H x W."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form), **options)
    return np.array(code.to_image(scale=scale, add_quiet_zones=False), np.uint8)


def page(*placed: tuple[np.ndarray[Any, Any], int, int], size: tuple[int, int] = (600, 800), ground: int = 255) -> Any:
    """An RGB page with pictures at (x, y)."""
    pixels = np.full((*size, 3), ground, np.uint8)
    for part, x, y in placed:
        colour = part if part.ndim == 3 else np.repeat(part[..., None], 3, axis=2)
        pixels[y : y + part.shape[0], x : x + part.shape[1]] = colour
    return pixels


def fit(a: Box | None, b: Box) -> float:
    assert a is not None
    al, at, ar, ab = bounds(a)
    bl, bt, br, bb = bounds(b)
    shared = max(0.0, min(ar, br) - max(al, bl)) * max(0.0, min(ab, bb) - max(at, bt))
    return shared / ((ar - al) * (ab - at) + (br - bl) * (bb - bt) - shared)


def only(seen: tuple[Code, ...]) -> Code:
    assert len(seen) == 1, seen
    return seen[0]


@pytest.mark.parametrize(
    ("form", "text", "symbology"),
    [
        ("QRCode", LINK, "qr_code"),
        ("MicroQRCode", "12345", "micro_qr"),
        ("RMQRCode", "HELLO 123", "rmqr"),
        ("DataMatrix", LINK, "data_matrix"),
        ("Aztec", LINK, "aztec"),
        ("PDF417", LINK, "pdf417"),
        ("EAN13", "6901234567892", "ean_13"),
        ("EAN8", "69012341", "ean_8"),
        ("UPCA", "012345678905", "upc_a"),
        ("Code128", "SF1234567890", "code_128"),
        ("Code39", "ABC12345", "code_39"),
        ("Code93", "ABC12345", "code_93"),
        ("ITF", "12345678", "itf"),
    ],
)
def test_each_symbology_is_read_named_and_boxed(reader: CodeReader, form: str, text: str, symbology: str) -> None:
    part = drawn(text, form, 3)
    code = only(reader.read(page((part, 150, 120))))
    assert (code.symbology, code.payload) == (symbology, text)
    assert fit(code.box, upright(150, 120, 150 + part.shape[1], 120 + part.shape[0])) > 0.85
    assert code.confidence > 0.9


@pytest.mark.parametrize("scale", [2, 3, 4, 6, 9])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(("form", "text"), [("EAN13", "6901234567892"), ("PDF417", LINK)])
def test_bars_of_any_size_and_quarter_turn_are_read(
    reader: CodeReader, form: str, text: str, turns: int, scale: int
) -> None:
    part = np.rot90(drawn(text, form, scale), turns)
    pixels = page((part, 120, 100), size=(part.shape[0] + 200, part.shape[1] + 240))
    assert only(reader.read(pixels)).payload == text


@pytest.mark.parametrize("scale", [4, 8, 14])
@pytest.mark.parametrize("turns", [0, 1, 3])
@pytest.mark.parametrize(("form", "text"), [("Aztec", LINK), ("MicroQRCode", "12345"), ("RMQRCode", "HELLO 123")])
def test_square_codes_of_any_size_and_quarter_turn_are_read_among_text(
    reader: CodeReader, form: str, text: str, turns: int, scale: int
) -> None:
    assert only(reader.read(among_text(np.rot90(drawn(text, form, scale), turns)))).payload == text


@pytest.mark.parametrize("scale", [2, 4, 8, 14])
def test_data_matrix_of_any_size_is_read_among_text(reader: CodeReader, scale: int) -> None:
    assert only(reader.read(among_text(drawn("1234", "DataMatrix", scale)))).payload == "1234"


def among_text(part: np.ndarray[Any, Any]) -> Any:
    pixels = page((part, 90, 200), size=(900, 800))
    for row in range(4):
        cv2.putText(pixels, "Thank you for shopping with us 12345", (20, 40 + row * 36), 0, 0.8, (0, 0, 0), 2)
    return pixels


def test_bars_a_stacked_and_square_codes_on_one_page_are_all_read(reader: CodeReader) -> None:
    parts = [
        (drawn(LINK, scale=4), 40, 40),
        (np.rot90(drawn("6901234567892", "EAN13", 3), 1), 420, 40),
        (drawn(LINK, "PDF417", 3), 40, 400),
        (drawn("12345", "MicroQRCode", 5), 620, 80),
        (drawn("1234", "DataMatrix", 4), 620, 400),
        (drawn("SF1234567890", "Code128", 3), 40, 700),
    ]
    seen = {code.symbology for code in reader.read(page(*parts, size=(900, 900)))}
    assert seen == {"qr_code", "ean_13", "pdf417", "micro_qr", "data_matrix", "code_128"}


def test_bars_in_the_corner_of_a_page_are_boxed_where_they_stand(reader: CodeReader) -> None:
    part = np.rot90(drawn("6901234567892", "EAN13", 3), 3)
    tall, wide = part.shape
    pixels = page((part, 800 - wide - 40, 600 - tall - 40), (drawn(LINK), 40, 40))
    (bars,) = (code for code in reader.read(pixels) if code.symbology == "ean_13")
    assert fit(bars.box, upright(800 - wide - 40, 600 - tall - 40, 760, 560)) > 0.85


def test_chinese_text_comes_back_whole(reader: CodeReader) -> None:
    assert only(reader.read(page((drawn("加微信领红包：abc"), 100, 100)))).payload == "加微信领红包：abc"


def test_box_starts_at_the_top_left_of_the_page_and_runs_clockwise(reader: CodeReader) -> None:
    for turns in range(4):
        part = np.rot90(drawn(LINK), turns)
        box = only(reader.read(page((part, 100, 50)))).box
        assert box is not None
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
        assert ax < bx and ay < dy and cx > dx and cy > by  # noqa: PT018


def test_inverted_code_is_read(reader: CodeReader) -> None:
    assert only(reader.read(page((255 - drawn(LINK), 100, 100), ground=0))).payload == LINK


def test_coloured_code_on_colour_is_read(reader: CodeReader) -> None:
    modules = drawn(LINK)[..., None] / 255.0
    red_on_gold = (modules * (250, 220, 150) + (1 - modules) * (170, 20, 30)).astype(np.uint8)
    pixels = page((red_on_gold, 100, 100))
    pixels[:60] = (250, 220, 150)
    assert only(reader.read(pixels)).payload == LINK


def test_code_with_a_picture_in_the_middle_is_read(reader: CodeReader) -> None:
    part = np.repeat(drawn(LINK, ec_level="H")[..., None], 3, axis=2)
    middle = part.shape[0] // 2
    cv2.circle(part, (middle, middle), middle // 4, (20, 160, 60), -1)
    assert only(reader.read(page((part, 200, 150)))).payload == LINK


@pytest.mark.parametrize("radius", [3, 4, 5])
def test_code_of_round_modules_is_read(reader: CodeReader, radius: int) -> None:
    modules = drawn(LINK, scale=1)
    part = np.full((modules.shape[0] * 10, modules.shape[1] * 10, 3), 255, np.uint8)
    for y, x in np.argwhere(modules == 0).tolist():
        cv2.circle(part, (x * 10 + 5, y * 10 + 5), radius, (40, 90, 30), -1, cv2.LINE_AA)
    assert only(reader.read(page((part, 60, 60)))).payload == LINK


def test_tiny_code_on_a_large_sheet_is_read(reader: CodeReader) -> None:
    part = drawn("https://qm.qq.com/q/abc", scale=2)
    code = only(reader.read(page((part, 2900, 1800), size=(2200, 3200))))
    assert code.payload == "https://qm.qq.com/q/abc"
    assert fit(code.box, upright(2900, 1800, 2900 + part.shape[1], 1800 + part.shape[0])) > 0.8


def test_blurred_small_copy_is_read(reader: CodeReader) -> None:
    pixels = page((drawn(LINK, scale=8), 100, 100), size=(520, 520))
    small = cv2.resize(pixels, (160, 160), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 45])
    copy = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    assert only(reader.read(copy)).payload == LINK


@pytest.mark.parametrize(("side", "angle", "large"), [(50, 35, False), (46, 30, False), (51, 45, True)])
def test_tiny_turned_code_is_read_where_it_stands(
    reader: CodeReader, monkeypatch: pytest.MonkeyPatch, side: int, angle: int, large: bool
) -> None:
    if large:
        monkeypatch.setattr(codes, "_LARGE_PART", 0)
    part = np.pad(drawn("https://example.com/abc", scale=8), 32, constant_values=255)
    small = cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA)
    room = int(side * 1.45) + 2
    pose = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), angle, 1)
    pose[:, 2] += (room - side) / 2
    turned = np.asarray(cv2.warpAffine(small, pose, (room, room), borderValue=(255,)))
    code = only(reader.read(page((turned, 300, 200), size=(480, 640))))
    assert code.payload == "https://example.com/abc"
    left, top, right, bottom = bounds(code.box) if code.box else (0.0, 0.0, 0.0, 0.0)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((300 + room / 2, 200 + room / 2), abs=3)


def test_dim_code_is_found(reader: CodeReader) -> None:
    part = (drawn(LINK, scale=6) / 255 * 9 + 3).astype(np.uint8)
    assert only(reader.read(page((part, 200, 150), ground=12))).payload == LINK


def test_several_codes_are_listed_from_top_to_bottom_then_left_to_right(reader: CodeReader) -> None:
    parts = [drawn(f"https://example.com/{n}", scale=4) for n in range(4)]
    pixels = page((parts[3], 450, 400), (parts[0], 60, 60), (parts[2], 60, 400), (parts[1], 450, 60))
    payloads = [code.payload for code in reader.read(pixels)]
    assert payloads == [f"https://example.com/{n}" for n in range(4)]


def test_the_same_link_printed_twice_is_two_codes(reader: CodeReader) -> None:
    part = drawn(LINK, scale=4)
    assert [c.payload for c in reader.read(page((part, 60, 200), (part, 500, 200)))] == [LINK, LINK]


def test_code_too_damaged_to_read_is_kept_as_evidence(reader: CodeReader) -> None:
    part = drawn(LINK, scale=6, ec_level="L")
    side = part.shape[0]
    noise = np.random.default_rng(3).integers(0, 2, (side // 6, side // 6), dtype=np.uint8) * 255
    block = np.repeat(np.repeat(noise, 6, axis=0), 6, axis=1)
    low, high = 9 * 6, side - 9 * 6
    part[low:high, low:high] = block[low:high, low:high]
    code = only(reader.read(page((part, 200, 150))))
    assert (code.symbology, code.payload) == ("qr_code", None)
    assert fit(code.box, upright(200, 150, 200 + side, 150 + side)) > 0.7
    assert code.confidence < 0.96


def test_reading_is_deterministic(reader: CodeReader) -> None:
    pixels = page((drawn(LINK, scale=4), 60, 60), (drawn("6901234567892", "EAN13", 2), 400, 300))
    assert reader.read(pixels) == CodeReader().read(pixels)
    assert len(reader.read(pixels)) == 2


def test_text_and_patterns_give_nothing(reader: CodeReader) -> None:
    pixels = page()
    for row in range(12):
        cv2.putText(pixels, "Thank you for shopping with us 12345", (20, 40 + row * 45), 0, 0.9, (0, 0, 0), 2)
    cv2.circle(pixels, (650, 300), 90, (200, 30, 30), 12)
    assert reader.read(pixels) == ()
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::8] = stripes[::8] = 255
    assert reader.read(stripes) == ()


def test_small_print_is_no_code(reader: CodeReader) -> None:
    """zxing-cpp finds four codes here that nobody can read. Noto Sans (OFL), drawn by `benchmarks.logos_cards`."""
    picture = cv2.imread(str(Path(__file__).parent / "small_print.png"), cv2.IMREAD_COLOR)
    assert reader.read(np.asarray(picture, np.uint8)) == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1))
def test_any_small_page_is_survived(height: int, width: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    for code in _SHARED.read(noise):
        assert code.box is not None


_SHARED = CodeReader()


def test_views_that_are_not_contiguous_are_read(reader: CodeReader) -> None:
    wide = np.repeat(page((drawn(LINK), 100, 100)), 2, axis=1)
    assert only(reader.read(wide[:, ::2])).payload == LINK


def test_missing_engine_is_a_problem_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == "zxingcpp":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ObserveError) as caught:
        CodeReader()
    assert caught.value.problem.code == "engine-missing"
    assert "zxing-cpp" in caught.value.problem.todo.zh


def test_version_names_the_engine() -> None:
    text = version()
    assert text is not None
    assert text.startswith("zxing-cpp 3")
    assert "missing" not in text
    assert text.endswith(f"method {codes._METHOD}")
