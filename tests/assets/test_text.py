from __future__ import annotations

import codecs
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.assets.model import AssetError, Limits, Place
from merchlint.assets.text import decode, lines

LIMITS = Limits()

SIMPLIFIED = [
    "加微信",
    "好评返现5元",
    "联通",
    "亲, 您好!加我微信领红包哦~",
    "您的快递已到, 请到菜鸟驿站领取",
    "满100减20",
    "微信:abc123456",
    "姓名,电话,地址\n张三,13800138000,杭州市",
]
TRADITIONAL = [
    "加微信",
    "滿意曬圖",
    "好評返現5元",
    "您的快遞已到, 請到門市領取",
    "親愛的顧客您好, 感謝您的惠顧, 如有問題請聯繫線上客服",
]


def code_of(data: bytes) -> str:
    with pytest.raises(AssetError) as caught:
        decode(data, "a.txt")
    return caught.value.problem.code


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_simplified_chinese(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"])
def test_traditional_chinese(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    "text",
    ["café", "naïve résumé", "Привет всем", "A·B", "5°", "€5", "×", "👍", "한국어 텍스트", "これはテスト", "plain"],
)
def test_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("안녕하세요 만나서 반갑습니다 카카오톡으로 연락주세요", "euc-kr"),
        ("これはテストです。よろしくお願いします", "shift_jis"),
        ("これはテストです。よろしくお願いします", "euc-jp"),
        ("café crème brûlée", "latin-1"),
        ("Привет как дела добрый день", "cp1251"),
    ],
)
def test_other_encodings_are_refused_rather_than_garbled(text: str, encoding: str) -> None:
    assert code_of(text.encode(encoding)) == "text-encoding-unclear"


def test_two_plausible_readings_are_refused() -> None:
    # D2 BB is the character for one in GB 18030 and a Cyrillic letter in UTF-8.
    assert code_of(b"\xd2\xbb") == "text-encoding-unclear"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF16_LE + b"\x00",
        codecs.BOM_UTF8 + b"\xff\xfe\xfd",
        codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff",
        "加微信".encode()[:-1],
        "您的快递已到".encode()[1:],
        "请到菜鸟".encode() + b"\xff" + "驿站领取".encode(),
    ],
)
def test_broken_text_is_refused(data: bytes) -> None:
    assert code_of(data) == "text-encoding-unclear"


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00" * 100, b"\x01\x02\x03\x04" * 20])
def test_binary_is_not_text(data: bytes) -> None:
    assert code_of(data) in ("asset-kind-unknown", "text-encoding-unclear")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=13))
def test_long_utf8_always_comes_back(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text.removeprefix("\ufeff")


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_give_text_or_a_problem(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except AssetError:
        return
    assert isinstance(text, str)
    assert "\0" not in text


def test_lines_have_their_place() -> None:
    found = list(lines("一\r\n\n二\r三\u2028四\n", "a.txt", LIMITS))
    assert [(line.text, line.place) for line in found] == [
        ("一", Place(line=1, column=1)),
        ("二", Place(line=3, column=1)),
        ("三", Place(line=4, column=1)),
        ("四", Place(line=4, column=3)),
    ]


def test_length_is_limited() -> None:
    with pytest.raises(AssetError) as caught:
        list(lines("12345", "a.txt", replace(LIMITS, max_text=4)))
    assert caught.value.problem.code == "text-too-long"
