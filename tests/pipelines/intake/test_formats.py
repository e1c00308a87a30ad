"""Every form in which a correct file may arrive gives the same rows."""

from __future__ import annotations

import csv
import gzip
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from pipelines.intake import load_contracts
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
    land,
    take_in,
)
from warehouse.settings import Settings

ROWS = [case(1, 受害人职业="教师，兼职"), case(2, 受害人职业="工人")]
TEXT = csv_text(ROWS)


def _content(settings: Settings) -> list[dict[str, object]]:
    rows = good(settings)
    return [
        {k: v for k, v in row.items() if k not in ("_delivery_id", "_row_number")}
        for row in rows
    ]


@pytest.fixture
def expected(tmp_path: Path) -> list[dict[str, object]]:
    reference = Settings(home=tmp_path / "reference", _env_file=None)
    reference.home.mkdir()
    (reference.home / "pseudonym.key").write_text("ab" * 32)
    assert_conserved(deliver(reference, TEXT))
    return _content(reference)


@pytest.fixture(autouse=True)
def same_key(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "pseudonym.key").write_text("ab" * 32)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.replace("\n", "\r\n").encode("gb18030"), "gb18030"),
        (csv_text(ROWS, "\t").encode(), "utf-8"),
        (csv_text(ROWS, ";").encode(), "utf-8"),
        (csv_text(ROWS, quoting=csv.QUOTE_ALL).encode("utf-8-sig"), "utf-8-sig"),
        (csv_text(ROWS, "\t", csv.QUOTE_ALL).encode("gb18030"), "gb18030"),
        (TEXT.rstrip("\n").encode(), "utf-8"),
        (f"sep=,\n{TEXT}".encode("gb18030"), "gb18030"),
    ],
)
def test_csv_in_every_encoding_and_dialect(
    settings: Settings,
    expected: list[dict[str, object]],
    content: bytes,
    encoding: str,
) -> None:
    result = deliver(settings, content)
    assert_conserved(result)
    assert (result.format, result.encoding) == ("csv", encoding)
    assert _content(settings) == expected


def test_gzip(settings: Settings, expected: list[dict[str, object]]) -> None:
    assert_conserved(
        deliver(settings, gzip.compress(TEXT.encode("gb18030")), "a.csv.gz")
    )
    assert _content(settings) == expected


def test_canonical_names_and_another_order(
    settings: Settings, expected: list[dict[str, object]]
) -> None:
    names = {c.header: c.name for c in load_contracts()["cases"].columns}
    rows = [{names[k]: v for k, v in reversed(row.items())} for row in ROWS]
    assert_conserved(deliver(settings, csv_text(rows)))
    assert _content(settings) == expected


def test_synonyms_and_names_in_place_of_codes(
    settings: Settings, expected: list[dict[str, object]]
) -> None:
    rows = [
        {
            {"县区代码": "县区", "诈骗类型": "案件类别"}.get(k, k): v
            for k, v in {
                **row,
                "县区代码": "红塔区",
                "诈骗类型": "刷单返利类诈骗",
            }.items()
        }
        for row in ROWS
    ]
    assert_conserved(deliver(settings, csv_text(rows)))
    assert _content(settings) == expected


def test_types_and_defaults(settings: Settings) -> None:
    deliver(settings, TEXT)
    row = good(settings)[0]
    assert row["reported_at"] == datetime(2024, 1, 2, 9, 30)
    assert row["filed_at"] == datetime(2024, 1, 3)
    assert row["loss_amount"] == Decimal("1234.50")
    assert row["recovered_amount"] == Decimal("0.00")
    assert row["record_status"] == "有效"
    assert row["victim_age"] == 41
    assert row["solved_at"] is None
    assert row["_row_number"] == 2


def test_title_total_and_blank_lines_are_skipped_and_counted(
    settings: Settings,
) -> None:
    width = len(ROWS[0])
    lines = TEXT.splitlines()
    content = ["2024年一月案件统计表" + "," * (width - 1), *lines, ""]
    content += ["合计" + "," * (width - 1)]
    result = deliver(settings, "\n".join(content) + "\n")
    assert_conserved(result)
    assert (result.rows_good, result.rows_skipped) == (2, 3)


def test_amounts_headed_in_ten_thousand_yuan(settings: Settings) -> None:
    row = {("损失金额（万元）" if k == "损失金额" else k): v for k, v in case().items()}
    rows = [
        {**row, "损失金额（万元）": "12.3456"},
        {**row, "损失金额（万元）": "0.12345678"},
    ]
    rows[1]["案件编号"] = "A0002"
    result = deliver(settings, csv_text(rows))
    assert (result.rows_good, result.rows_quarantined) == (1, 1)
    assert good(settings)[0]["loss_amount"] == Decimal("123456.00")


def test_quoted_delimiters_quotes_and_line_breaks(settings: Settings) -> None:
    job = '教师, "班主任"\n兼职'
    rows = [case(1, 受害人职业=job), case(2), case(3, 受害人职业="a;b")]
    result = deliver(settings, csv_text(rows))
    assert_conserved(result)
    assert [r["victim_occupation"] for r in good(settings)] == [job, "教师", "a;b"]
    assert [r["_row_number"] for r in good(settings)] == [2, 4, 5]


def _workbook(path: Path, rows: list[list[object]]) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(r, c, value, clock)
                elif isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                else:
                    sheet.write(r, c, value)
    return path.read_bytes()


def test_xlsx_with_title_total_and_date_cells(
    settings: Settings, expected: list[dict[str, object]], tmp_path: Path
) -> None:
    body: list[list[object]] = []
    for row in ROWS:
        cells: list[object] = list(row.values())
        cells[4] = datetime(2024, 1, 2, 8)
        cells[6] = date(2024, 1, 3)
        cells[8] = 1234.5
        cells[13] = 41
        body.append(cells)
    content = [
        ["案件统计表"],
        list(ROWS[0]),
        *body,
        ["合计", "", "", "", "", "", "", "", 2469],
    ]
    result = deliver(settings, _workbook(tmp_path / "a.xlsx", content), "a.xlsx")
    assert_conserved(result)
    assert (result.format, result.rows_skipped) == ("xlsx", 2)
    assert _content(settings) == expected


def test_long_numbers_in_excel_cells_are_lost_digits(
    settings: Settings, tmp_path: Path
) -> None:
    cells: list[object] = list(case().values())
    cells[10] = 999999199001011234
    rows = [list(ROWS[0]), cells]
    result = deliver(settings, _workbook(tmp_path / "a.xlsx", rows), "a.xlsx")
    assert_conserved(result)
    assert result.rows_quarantined == 1


def test_computed_excel_amounts_read_as_excel_shows_them(
    settings: Settings, tmp_path: Path
) -> None:
    cells: list[object] = list(case().values())
    cells[8] = 0.1 + 0.2
    rows = [list(ROWS[0]), cells]
    assert_conserved(deliver(settings, _workbook(tmp_path / "a.xlsx", rows), "a.xlsx"))
    assert good(settings)[0]["loss_amount"] == Decimal("0.30")


def test_parquet_with_types_of_its_own(
    settings: Settings, expected: list[dict[str, object]], tmp_path: Path
) -> None:
    columns: dict[str, list[object]] = {
        k: [r[k] or None for r in ROWS] for k in ROWS[0]
    }
    columns["报案时间"] = [datetime(2024, 1, 2, 9, 30)] * 2
    columns["立案时间"] = [date(2024, 1, 3)] * 2
    columns["损失金额"] = [Decimal("1234.50")] * 2
    columns["受害人年龄"] = [41, 41]
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    # A folder that looks like a Hive partition adds no column.
    land(settings, (tmp_path / "a.parquet").read_bytes(), "day=1/a.parquet")
    (result,) = take_in(settings)
    assert_conserved(result)
    assert _content(settings) == expected
