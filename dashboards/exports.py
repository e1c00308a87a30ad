"""Tables as files to take along: what a page shows, as numbers, and where from.

Numbers stay numbers, in the unit that their heading names. Text that a spreadsheet would run as a formula stays text.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from dashboards import formats, queries
from dashboards.data import Row
from dashboards.tables import (
    PERCENT,
    PERCENT_DECIMALS,
    POINTS,
    Column,
    Table,
    heading,
)
from dashboards.view import View

# What makes a spreadsheet take a cell of a CSV file for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# How a workbook writes numbers.
_FORMATS = {PERCENT: "0.00%", POINTS: '0.00" pp"'}
_WHOLE, _BROKEN = "#,##0", "#,##0.00"


def notes(view: View, table: Table) -> list[tuple[str, str]]:
    """What must be known to read a table: choices, edition, cut-off, definitions."""
    t = view.t
    catalogue = queries.catalogue(view.reader)
    kpis = [catalogue[code] for code in table.kpis if code in catalogue]
    days = [day for kpi in kpis if (day := queries.cutoff(view.reader, kpi))]
    lines = [(t("export.title"), table.title)]
    if table.is_of_period:
        compared = table.comparison or view.comparison
        period = f"{view.period_label} ({view.period.start} – {_end(view)})"
        lines += [
            (t("export.place"), table.place or view.place),
            (t("export.period"), period),
            (t("export.comparison"), t(f"compare.{compared}")),
            (t("export.cutoff"), formats.day(min(days, default=None), t.language)),
        ]
    if table.remark:
        lines.append((t("export.remark"), table.remark))
    lines.append((t("export.edition"), view.reader.edition.id))
    if view.reader.edition.manifest.get("is_demo"):
        lines.append((t("export.data"), t("demo.note")))
    lines += [
        (
            t.pick(kpi["name_zh"], kpi["name_en"]),
            t.pick(kpi["description_zh"], kpi["description_en"]),
        )
        for kpi in kpis
    ]
    return lines


def _end(view: View) -> str:
    return view.period.covered_through.isoformat()


def as_csv(view: View, table: Table) -> bytes:
    """UTF-8 with a mark, as spreadsheets expect; the notes follow the rows."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_defused(heading(column, view.t)) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_defused(plain_value(column, row)) for column in table.columns]
        )
    writer.writerow([])
    for line in notes(view, table):
        writer.writerow([_defused(cell) for cell in line])
    return stream.getvalue().encode("utf-8-sig")


def plain_value(column: Column, row: Row) -> Any:
    """A cell of a CSV file: percentages as the heading says, counts without .0."""
    value = column.raw(row)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    number: float | Decimal = value
    if column.unit == PERCENT:
        number = round(100 * float(value), PERCENT_DECIMALS)
    return int(number) if _is_whole(number) else number


def _is_whole(value: float | Decimal) -> bool:
    return math.isfinite(value) and value == int(value)


def _defused(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def as_xlsx(view: View, table: Table) -> bytes:
    """A sheet with the rows and one with the notes; no cell is a formula."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E6EFFB", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet(view.t("export.sheet_rows"))
        numbers = [
            book.add_format({"num_format": _number_format(column, table.rows)})
            for column in table.columns
        ]
        for column, described in enumerate(table.columns):
            sheet.write_string(0, column, heading(described, view.t), bold)
            sheet.set_column(column, column, 28 if described.is_text else 14)
        for line, row in enumerate(table.rows, start=1):
            for column, described in enumerate(table.columns):
                value = described.raw(row)
                if isinstance(value, datetime):
                    sheet.write_datetime(line, column, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                else:
                    sheet.write(line, column, value, numbers[column])
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        about = dict(notes(view, table))
        edition, title = about[view.t("export.edition")], table.title
        period = f" · {view.period_label}" if table.is_of_period else ""
        sheet.set_header(f"&L{_printable(title + period)}")
        sheet.set_footer(f"&L{view.t('export.edition')} {edition}&R&P / &N")
        told = book.add_worksheet(view.t("export.sheet_notes"))
        told.set_column(0, 0, 20)
        told.set_column(1, 1, 100)
        for line, (name, words) in enumerate(notes(view, table)):
            told.write_string(line, 0, name, bold)
            told.write_string(line, 1, words)
    return stream.getvalue()


def _number_format(column: Column, rows: Sequence[Row]) -> str:
    """By the unit; counts have no decimals, amounts and rates two."""
    if column.unit in _FORMATS:
        return _FORMATS[column.unit]
    values = [column.raw(row) for row in rows]
    numbers = [value for value in values if isinstance(value, int | float | Decimal)]
    return _WHOLE if all(_is_whole(number) for number in numbers) else _BROKEN


def _printable(words: str) -> str:
    return words.replace("&", "&&")


WRITERS: dict[str, tuple[str, Callable[[View, Table], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_xlsx,
    ),
}
