import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from merchlint.report.wrap import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("保证金上调 ¥100,000，可能关闭风险订单", 22, ["保证金上调 ¥100,000，", "可能关闭风险订单"]),
        ("去掉联系方式、二维码和标志。", 12, ["去掉联系方", "式、二维码和", "标志。"]),
        ("《天猫市场管理规范》第二十八条", 12, ["《天猫市场管", "理规范》第二", "十八条"]),
        ("reach buyers through Wangwang", 14, ["reach buyers", "through", "Wangwang"]),
        ("https://u.wechat.com/abcdefgh", 10, ["https://u.", "wechat.com", "/abcdefgh"]),
        ("", 10, [""]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text(alphabet="ab ，。（）《加微信¥1./", max_size=60), st.integers(8, 40))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
