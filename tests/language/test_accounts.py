from __future__ import annotations

import pytest

from merchlint.language import Lexicon, Stance, find_mentions


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("微信号您记一下，q、h、七、七、八、八", "qh7788"),
        ("有事找我，微信：nongji-duan", "nongji-duan"),
        ("加我们的🐧，下面的数字就是 904417362", "904417362"),
        ("打这个电话：1、3、8、0、0、1、3、8、0、0、0", "13800138000"),
        ("联系 138、0013、8000 订货", "13800138000"),
        ("1З8ОО138ООО 联系我", "13800138000"),
    ],
)
def test_accounts_and_numbers_as_they_are_spelled(text: str, value: str, lexicon: Lexicon) -> None:
    assert value in {m.value for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT}


@pytest.mark.parametrize(
    "text",
    [
        "Model: WX-2046  Batch: 250813",
        "单号WX-2507-00931",
        "LOT-Q2031 / PO 8812",
        "物料编码 QQ2201456",
        "Q2 2026 collection",
    ],
)
def test_a_stock_number_is_no_account(text: str, lexicon: Lexicon) -> None:
    assert not [m for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT]


def test_many_letters_after_a_hyphen_are_an_account(lexicon: Lexicon) -> None:
    assert any(m.value == "lanting08" for m in find_mentions("vx-lanting08", lexicon))
