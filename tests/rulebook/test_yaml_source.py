"""YAML that is read, and YAML that is refused with the place where it goes wrong."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from merchlint.rulebook import yaml_source
from merchlint.rulebook.model import RulebookError
from merchlint.rulebook.yaml_source import Mark, plain_scalar, read_yaml


def refused(raw: bytes | str) -> tuple[str, int | None, int | None]:
    with pytest.raises(RulebookError) as caught:
        read_yaml(raw.encode() if isinstance(raw, str) else raw, "a.yaml")
    problem = caught.value.problem
    assert problem.path == "a.yaml"
    return problem.code, problem.line, problem.column


def test_data_and_marks() -> None:
    document = read_yaml("# 说明\na: {b: [1, '2', x]}\nc: null\n".encode(), "a.yaml")
    assert document.data == {"a": {"b": [1, "2", "x"]}, "c": None}
    assert document.mark(("a", "b", 2)) == Mark("a.yaml", 2, 17)
    assert document.key_mark(("a", "b")) == Mark("a.yaml", 2, 5)
    assert document.mark(("a", "b", 2, "deeper")) == Mark("a.yaml", 2, 17)


def test_columns_count_characters_not_bytes() -> None:
    assert read_yaml("微信: {扣扣: 1}".encode(), "a.yaml").mark(("微信", "扣扣")).column == 10


def test_byte_order_mark_and_empty_file() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1", "a.yaml").data == {"a": 1}
    assert read_yaml(b"", "a.yaml").data is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None),
        ("", None),
        ("true", True),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12", 12),
        ("-3", -3),
        ("010", "010"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e9", "1e9"),
        (".inf", ".inf"),
        ("2024-07-01", "2024-07-01"),
        ("12:30", "12:30"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_unquoted_words(text: str, value: object) -> None:
    assert plain_scalar(text) == value
    assert type(plain_scalar(text)) is type(value)


def test_quoted_words_are_text() -> None:
    assert read_yaml(b'["1", \'true\', "null"]', "a.yaml").data == ["1", "true", "null"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb:\n  c: 2\n  c: 3\n", ("duplicate-key", 4, 3)),
        ("a: 1\n<<: {b: 2}\n", ("yaml-merge", 2, 1)),
        ("a: !!python/object/apply:os.system [x]\n", ("yaml-tag", 1, 4)),
        ("a: !!str 1\n", ("yaml-tag", 1, 4)),
        ("? [a, b]\n: 1\n", ("yaml-key", 1, 3)),
        ("a: 1\n---\nb: 2\n", ("yaml-documents", 2, 1)),
        ("a: *missing\n", ("yaml-alias", 1, 4)),
        ("a: &x [1, *x]\n", ("yaml-alias", 1, 11)),
        ("a: [1,\nb: 2\n", ("yaml-syntax", 3, 1)),
        ("a:\n\tb: 1\n", ("yaml-tab", 2, 1)),
    ],
)
def test_refused(text: str, expected: tuple[str, int, int]) -> None:
    assert refused(text) == expected


def test_not_utf8() -> None:
    assert refused("a: 1\n说明: 微信\n".encode("gb18030")) == ("yaml-not-utf8", 2, 2)
    assert refused("说: ".encode() + b"\xff")[:2] == ("yaml-not-utf8", 1)
    assert refused("a: 1".encode("utf-16"))[0] == "yaml-not-utf8"


def test_control_characters() -> None:
    assert refused(b"a: \x00")[0] == "yaml-syntax"


def test_aliases_are_written_out() -> None:
    document = read_yaml(b"a: &x {b: [1]}\nc: *x\nd: &y [*x, *x]\n", "a.yaml")
    assert document.data == {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}, {"b": [1]}]}
    assert document.mark(("c", "b", 0)).line == 1


def test_bombs_stop_early() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert refused("\n".join(lines))[0] == "yaml-too-many-nodes"


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "&a [" * 100_000])
def test_deep_nesting_stops_early(text: str) -> None:
    assert refused(text)[0] == "yaml-too-deep"


def test_size_limit() -> None:
    assert refused(b"#" * (yaml_source.MAX_BYTES + 1)) == ("yaml-too-large", 1, 1)


_YAML_PIECES = st.sampled_from(
    [*"ab:-[]{},?'\"|>#1\t\n\ufeff\x00", ": ", "- ", "  ", "&x ", "*x", "!t ", "!!int ", "<<", "---\n", "...\n", "微信"]
)


def _read_or_refuse(raw: bytes) -> int | None:
    """Line of the data or of the problem; anything but the two fails the test."""
    try:
        return read_yaml(raw, "a.yaml").mark(()).line
    except RulebookError as error:
        return error.problem.line


@given(st.lists(_YAML_PIECES, max_size=40).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 1 <= (_read_or_refuse(text.encode()) or 0) <= text.count("\n") + 2


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert (_read_or_refuse(raw) or 0) >= 1


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\x85\u2028\u2029"), max_size=8)
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_DATA)
def test_what_is_dumped_is_read_back(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"' if isinstance(data, str) else None)
    expected = yaml.safe_load(text)
    read = read_yaml(text.encode(), "a.yaml").data
    assert _as_text(read) == _as_text(expected)


def _as_text(value: object) -> object:
    """Leaves as text, for YAML 1.1 turns more words into other types than the rulebook does."""
    if isinstance(value, dict):
        return {str(k): _as_text(v) for k, v in value.items()}
    return [_as_text(v) for v in value] if isinstance(value, list) else str(value)
