from merchlint.report.sheet import Row, Sheet, Span


def test_rows_break_beside_their_label() -> None:
    sheet = Sheet(width=24, color=False)
    sheet.rows([Row("证据", "去掉第三方的联系方式、二维码"), Row("", "x")], indent=1)
    assert sheet.lines == [" 证据 去掉第三方的联系方", "      式、二维码", "      x"]


def test_table_folds_its_first_column_and_keeps_the_others_aligned() -> None:
    sheet = Sheet(width=24, color=False)
    rows = [[Span("素材"), Span("天猫")], [Span("a/long/path/to/card.png"), Span("违规", "violation")]]
    widths = sheet.widths(rows)
    for cells in rows:
        sheet.cells(cells, widths)
    assert sheet.lines == ["素材                天猫", "a/long/path/to/car  违规", "d.png"]


def test_hostile_spans_stay_on_their_line() -> None:
    sheet = Sheet(width=40, color=True)
    sheet.line(Span("a\n\x1b[31m", "violation"), Span("\u202eb"))
    assert sheet.lines == ["\x1b[1;31ma\\n\\x1b[31m\x1b[0m\\u202eb"]


def test_unknown_style_changes_nothing() -> None:
    sheet = Sheet(width=40, color=True)
    sheet.line(Span("a", "no-such-style"))
    assert list(sheet.drain()) == ["a\n"]
    assert sheet.lines == []
