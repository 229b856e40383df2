from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.language import Lexicon
from merchlint.language.fold import fold, load_fold_table

TABLE = load_fold_table({"徵": "徽", "❤": "♥"})


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＶＸ：１３８", "vx:138"),
        ("①③⑧", "138"),
        ("⒒⑩", "1110"),
        ("微​信", "微信"),
        ("大͟量͟", "大量"),
        ("維信號", "维信号"),
        ("𝐐𝐐", "qq"),
        ("🅥", "v"),
        ("1️⃣", "1"),
        ("❤️", "♥"),
        ("徵", "徽"),
        ("㈠", "1"),
    ],
)
def test_takes_disguises_to_one_plain_spelling(written: str, plain: str) -> None:
    assert fold(written, TABLE).text == plain


@given(st.text(max_size=60))
def test_every_folded_character_points_to_one_that_folds_to_it(text: str) -> None:
    folded = fold(text, TABLE)
    assert len(folded.origins) == len(folded.text) + 1
    assert folded.origins[-1] == len(text)
    assert list(folded.origins) == sorted(folded.origins)
    for char, origin in zip(folded.text, folded.origins, strict=False):
        assert char in TABLE.form(text[origin])


@given(st.text(max_size=60), st.integers(0, 1000))
def test_an_offset_moves_every_origin(text: str, offset: int) -> None:
    assert [o + offset for o in fold(text, TABLE).origins] == list(fold(text, TABLE, offset).origins)


@given(st.text(alphabet=st.characters(), max_size=80))
def test_lines_of_both_texts_correspond(text: str) -> None:
    assert fold(text, TABLE).text.count("\n") == text.count("\n")


def test_the_lexicon_keeps_what_the_general_table_would_lose(lexicon: Lexicon) -> None:
    assert fold("徵❤", lexicon.fold_table).text == "徽♥"
    assert fold("🐧", lexicon.fold_table).text == "企鹅"


@given(st.text(min_size=1, max_size=60), st.integers(0, 9))
def test_a_long_text_is_folded_like_a_short_one(text: str, lead: int) -> None:
    long = "春" * lead + text * (5000 // len(text))
    assert TABLE.fold(long)[0] == long.translate(TABLE.forms)


@given(st.text(min_size=1, max_size=60), st.integers(1, 99))
def test_whatever_changes_the_length_of_a_text_is_placed(text: str, times: int) -> None:
    long = text * times
    places = TABLE.fold(long)[1]
    assert places == sorted(set(places))
    assert {at for at, char in enumerate(long) if char in TABLE.irregular} <= set(places)
