"""Workbooks as clerks make them: nothing in them is lost or guessed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
import xlwt

from pipelines.intake import DeliveryResult
from tests.pipelines.intake.landing import (
    ID_NO,
    assert_conserved,
    case,
    deliver,
    good,
    quarantined,
)
from warehouse.settings import Settings

HEAD = list(case())
AT = {header: position for position, header in enumerate(HEAD)}
Fill = Callable[[xlsxwriter.Workbook], None]


def row(number: int, **changes: str) -> list[str]:
    return list(case(number, **changes).values())


def put(sheet: Any, rows: list[list[str]], down: int = 0, right: int = 0) -> None:
    for r, cells in enumerate(rows, down):
        for c, value in enumerate(cells, right):
            if value != "":
                sheet.write_string(r, c, value)


def xlsx(settings: Settings, fill: Fill, **options: Any) -> DeliveryResult:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        fill(book)
    return deliver(settings, stream.getvalue(), "a.xlsx")


def xls(fill: Callable[[Any], None]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def faults(settings: Settings) -> set[tuple[int, str | None, str]]:
    return {
        (line["_row_number"], line["column_name"], line["reason_code"])
        for line in quarantined(settings)
    }


def test_merged_titles_and_blank_rows_and_columns(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 2, 0, 10, "2024年案件统计表")
        put(sheet, [HEAD, [], row(1), [], row(2), ["", "合 计"], ["本页小计："]], 3, 2)

    result = xlsx(settings, fill)
    assert_conserved(result)
    assert (result.rows_good, result.rows_skipped) == (2, 7)


def test_a_header_of_two_rows_with_merged_cells(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for position, name in enumerate(HEAD):
            if not name.startswith("受害人"):
                sheet.merge_range(1, position, 2, position, name)
        first, last = AT["受害人证件号码"], AT["受害人单位代码"]
        sheet.merge_range(1, first, 1, last, "受害人信息")
        for position in range(first, last + 1):
            sheet.write(2, position, HEAD[position].removeprefix("受害人"))
        sheet.merge_range(0, 0, 0, 9, "案件统计表")
        put(sheet, [row(1)], 3)

    result = xlsx(settings, fill)
    assert_conserved(result)
    assert (result.rows_good, result.rows_skipped) == (1, 2)
    (found,) = good(settings)
    assert found["victim_occupation"] == "教师"
    assert found["victim_id_no_pseudonym"]


def test_headings_with_line_breaks(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        head = [f"{h[:2]}\n{h[2:]}" for h in HEAD]
        head[AT["损失金额"]] = "损失金额\n（万元）"
        put(book.add_worksheet(), [head, row(1, 损失金额="1.5")])

    assert_conserved(xlsx(settings, fill))
    assert good(settings)[0]["loss_amount"] == Decimal("15000.00")


def test_every_sheet_of_the_table_is_read(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        put(book.add_worksheet("封面"), [["案件统计"]])
        put(book.add_worksheet(), [HEAD, row(1)])
        book.add_worksheet("空")
        put(book.add_worksheet(), [["续表"], HEAD, row(2), row(3, 县区代码="X")])
        put(book.add_worksheet("汇总"), [["县区代码", "案件数"], ["530402", "3"]])

    result = xlsx(settings, fill)
    assert_conserved(result)
    assert (result.rows_in_file, result.rows_good, result.rows_skipped) == (4, 2, 1)
    # Row 4 of sheet 4.
    assert faults(settings) == {(40_000_004, "county_code", "unknown_code")}


@pytest.mark.parametrize(
    ("second", "hidden", "code"),
    [
        ([HEAD[::-1], row(2)[::-1]], False, "sheets_differ"),
        ([HEAD, row(2)], True, "hidden_sheet"),
        ([["编号", *HEAD[1:]], row(2)], False, "missing_column"),
    ],
)
def test_a_sheet_that_would_be_lost_is_a_reason_to_refuse(
    settings: Settings, second: list[list[str]], hidden: bool, code: str
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        put(book.add_worksheet(), [HEAD, row(1)])
        sheet = book.add_worksheet()
        put(sheet, second)
        if hidden:
            sheet.hide()

    assert xlsx(settings, fill).reason_code == code
    assert good(settings) == []


def test_hidden_code_lists_are_no_reason(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        put(book.add_worksheet(), [HEAD, row(1)])
        lists = book.add_worksheet()
        put(lists, [["县区代码", "县区"], ["530402", "红塔区"]])
        lists.hide()

    assert_conserved(xlsx(settings, fill))


def test_errors_and_formulas(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        put(sheet, [HEAD, *(row(n) for n in range(1, 9))])
        job, amount = AT["受害人职业"], AT["损失金额"]
        sheet.write_formula(1, job, "=NA()", None, "#N/A")
        sheet.write_formula(2, AT["报案时间"], "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, AT["受害人证件号码"], "=Z1", None, "#REF!")
        sheet.write_formula(4, amount, "=1+1", None, "")  # never computed
        sheet.write_formula(5, amount, "=1+1", None, 2)
        sheet.write_formula(6, job, '="工"&"人"', None, "工人")
        sheet.write_boolean(7, job, True)
        sheet.write_boolean(8, amount, False)

    assert_conserved(xlsx(settings, fill))
    assert faults(settings) == {
        (2, "victim_occupation", "excel_error"),
        (3, "reported_at", "bad_date"),
        (4, "victim_id_no", "excel_error"),
        (5, "loss_amount", "bad_number"),
        (9, "loss_amount", "bad_number"),
    }
    found = {r["case_no"]: r for r in good(settings)}
    assert found["A0005"]["loss_amount"] == Decimal("2.00")
    assert found["A0006"]["victim_occupation"] == "工人"
    assert found["A0007"]["victim_occupation"] == "TRUE"


@pytest.mark.parametrize("system", [1900, 1904])
def test_dates_and_numbers_in_date_columns(settings: Settings, system: int) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        clock = book.add_format({"num_format": 'yyyy"年"m"月"d"日" hh:mm'})
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet = book.add_worksheet()
        put(sheet, [HEAD, *(row(n) for n in range(1, 6))])
        at = AT["报案时间"]
        sheet.write_datetime(1, at, datetime(2024, 1, 2, 9, 30, 1), clock)
        sheet.write_number(2, at, 45293)
        sheet.write_number(3, at, 0.5, clock)
        sheet.write_number(4, at, 1.5, hours)
        sheet.write_datetime(5, at, datetime(2024, 1, 2, 9, 30, 0, 400), clock)

    assert_conserved(xlsx(settings, fill, date_1904=system == 1904))
    assert faults(settings) == {(n, "reported_at", "bad_date") for n in (3, 4, 5)}
    assert [r["reported_at"] for r in good(settings)] == [
        datetime(2024, 1, 2, 9, 30, 1),
        datetime(2024, 1, 2, 9, 30),
    ]


def test_text_and_numbers_mixed_in_an_id_column(settings: Settings) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        put(sheet, [HEAD, *(row(n) for n in range(1, 8))])
        key, id_no = AT["案件编号"], AT["受害人证件号码"]
        sheet.write_number(1, key, 5304022024)
        sheet.write_string(2, key, "５３０４０２２０２５")
        sheet.write_number(3, key, 530402202401010001)
        sheet.write_string(4, key, "5.30402E+17")
        sheet.write_string(5, key, "'A0005")
        sheet.write_number(6, id_no, float(ID_NO))
        sheet.write_number(7, id_no, 123456789012345)

    assert_conserved(xlsx(settings, fill))
    assert faults(settings) == {
        (4, "case_no", "scientific_notation"),
        (5, "case_no", "scientific_notation"),
        (6, "case_no", "text_mark"),
        (7, "victim_id_no", "scientific_notation"),
    }
    keys = [r["case_no"] for r in good(settings)]
    assert keys == ["5304022024", "5304022025", "A0007"]


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(
    settings: Settings,
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        put(sheet, [HEAD, row(1)])
        sheet.write(1_048_575, 16_383, "x")

    result = xlsx(settings, fill)
    assert result.reason_code == "oversized_sheet"
    assert "XFD1048576" in (result.reason or "")


def _old(book: Any) -> None:
    clock = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    sheet = book.add_sheet("一", cell_overwrite_ok=True)
    rows = [["案件统计表"], HEAD, *(row(n) for n in range(1, 6)), ["合计"]]
    for r, cells in enumerate(rows):
        for c, value in enumerate(cells):
            if value != "":
                sheet.write(r, c, value)
    sheet.write_merge(0, 0, 0, 9, "案件统计表")
    sheet.write(2, AT["报案时间"], datetime(2024, 1, 2, 9, 30, 1), clock)
    sheet.write(2, AT["受害人职业"], "𠮷师傅")
    sheet.row(3).set_cell_error(AT["受害人职业"], 42)  # #N/A
    sheet.write(4, AT["受害人证件号码"], float(ID_NO))
    sheet.write(5, AT["损失金额"], 0.1 + 0.2)
    sheet.write(6, AT["受害人职业"], True)
    other = book.add_sheet("列表")
    other.write(0, 0, "说明")
    other.visibility = 1


@pytest.mark.parametrize("system", [1900, 1904])
def test_an_old_xls(settings: Settings, system: int) -> None:
    def fill(book: Any) -> None:
        book.dates_1904 = system == 1904
        _old(book)

    result = deliver(settings, xls(fill), "a.xls")
    assert_conserved(result)
    assert (result.format, result.rows_good, result.rows_skipped) == ("xls", 3, 2)
    assert faults(settings) == {
        (4, "victim_occupation", "excel_error"),
        (5, "victim_id_no", "scientific_notation"),
    }
    found = good(settings)
    assert [r["victim_occupation"] for r in found] == ["𠮷师傅", "教师", "TRUE"]
    assert found[0]["reported_at"] == datetime(2024, 1, 2, 9, 30, 1)
    assert found[1]["loss_amount"] == Decimal("0.30")


@pytest.mark.parametrize("kept", [600, 3000, 0.5, 0.9])
def test_a_damaged_xls_is_refused(settings: Settings, kept: float) -> None:
    content = xls(_old)
    length = int(kept if kept > 1 else kept * len(content))
    assert deliver(settings, content[:length], "a.xls").reason_code == "unreadable_file"


def test_an_xlsx_with_a_password_says_so(settings: Settings) -> None:
    # Excel wraps what it encrypts into the container of old .xls files.
    content = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    result = deliver(settings, content, "a.xlsx")
    assert result.reason_code == "encrypted_file"
    assert "密码" in (result.reason or "")
