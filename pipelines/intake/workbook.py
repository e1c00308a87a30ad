"""Excel workbooks as sheets of text cells, as a person sees them.

An error cell keeps its error (`#N/A`), so that a rule can refuse it; calamine
alone would turn it into a blank.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import xlrd
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.intake.errors import RejectedError
from pipelines.intake.xlsx_faults import Faults, find_faults

# Excel keeps 15 significant digits; a longer number has lost some.
_EXCEL_EXACT = 10**15


@dataclass(frozen=True)
class Sheet:
    """One sheet with cells; `rows` begins with the first row of the sheet."""

    place: int
    hidden: bool
    rows: Callable[[], Iterator[list[str]]]


def open_xlsx(path: Path) -> list[Sheet]:
    """The sheets of an `.xlsx` that are not empty.

    Raises:
        RejectedError: `unreadable_file`, `encrypted_file` or `oversized_sheet`.
    """
    faults = find_faults(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = [
                (place, meta.visible, workbook.get_sheet_by_name(meta.name))
                for place, meta in enumerate(workbook.sheets_metadata, 1)
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError) as error:
        raise _unreadable() from error
    return [
        Sheet(
            place,
            visible != SheetVisibleEnum.Visible,
            partial(_xlsx_rows, sheet, faults.get(sheet.name, {})),
        )
        for place, visible, sheet in sheets
        if sheet.start is not None
    ]


def open_xls(path: Path) -> list[Sheet]:
    """The sheets of an `.xls` that are not empty.

    Raises:
        RejectedError: `unreadable_file` or `encrypted_file`.
    """
    try:
        book = xlrd.open_workbook(str(path), logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise encrypted() from error
        raise _unreadable() from error
    except Exception as error:  # whatever parsing damaged bytes happens to raise
        raise _unreadable() from error
    return [
        Sheet(place, sheet.visibility != 0, partial(_xls_rows, sheet))
        for place, sheet in enumerate(book.sheets(), 1)
        if sheet.nrows
    ]


def encrypted() -> RejectedError:
    """A workbook that opens with a password only."""
    return RejectedError("encrypted_file", "工作簿有密码，请去掉密码后重新投递")


def _unreadable() -> RejectedError:
    return RejectedError("unreadable_file", "工作簿无法打开，文件可能损坏")


def _xlsx_rows(sheet: CalamineSheet, faults: Faults) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [cell_text(value) for value in row]
        for position, text in faults.get(number, ()):
            if position < len(cells):
                cells[position] = text
        yield cells


def _xls_rows(sheet: xlrd.sheet.Sheet) -> Iterator[list[str]]:
    datemode = sheet.book.datemode
    for row in range(sheet.nrows):
        values, kinds = sheet.row_values(row), sheet.row_types(row)
        yield [_xls_text(v, k, datemode) for v, k in zip(values, kinds, strict=True)]


def _xls_text(value: Any, kind: int, datemode: int) -> str:
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(value))
    if kind == xlrd.XL_CELL_DATE and value >= 1:  # less is a time without a day
        try:
            return cell_text(xlrd.xldate.xldate_as_datetime(value, datemode))
        except (OverflowError, ValueError):
            return cell_text(value)
    return cell_text(value)


def cell_text(value: Any) -> str:
    """A cell as a person sees it; a number that has lost digits as 1.5E+17."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        rounded = value + dt.timedelta(microseconds=500_000)
        return rounded.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    if abs(value) >= _EXCEL_EXACT:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"
