from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from merchlint.cli.errors import UsageProblem
from merchlint.cli.output import write_output


def interrupted() -> Iterator[str]:
    yield "half a report\n"
    raise KeyboardInterrupt


def test_pieces_end_in_one_line_break(tmp_path: Path) -> None:
    for number, pieces in enumerate((["a", "b"], ["a", "b\n"], ["a\n", ""], [])):
        file = tmp_path / f"{number}.txt"
        write_output(pieces, file)
        assert file.read_text() == ("".join(pieces).rstrip("\n") + "\n")


def test_half_a_report_is_not_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("the report of yesterday")
    with pytest.raises(KeyboardInterrupt):
        write_output(interrupted(), file)
    assert not file.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(UsageProblem) as raised:
        write_output(["x" * 100_000], Path("/dev/full"))
    assert [p.code for p in raised.value.problems] == ["output-unwritable"]
    assert Path("/dev/full").exists()


def test_a_lone_surrogate_is_written_out(tmp_path: Path) -> None:
    write_output(["\ud800"], tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == b"\\ud800\n"
