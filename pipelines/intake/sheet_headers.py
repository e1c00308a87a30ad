"""Which sheets of a workbook are the table, and where their headers are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import HEADER_WITHIN, Header, find_header
from pipelines.intake.headings import heading_key
from pipelines.intake.workbook import Sheet

# With so many sheets of one table, a file is easier split than read.
_MOST_SHEETS = 20


@dataclass(frozen=True)
class Table:
    """A sheet that has the header of a contract."""

    sheet: Sheet
    header: Header


def find_tables(sheets: list[Sheet], contract: Contract) -> list[Table]:
    """Every visible sheet with the header; other sheets are notes or summaries.

    Raises:
        RejectedError: `hidden_sheet` or `sheets_differ` where a sheet would
            otherwise be lost, and see `find_header`.
    """
    tables: list[Table] = []
    failures: list[tuple[bool, RejectedError]] = []
    for sheet in sheets:
        rows = join_header_rows(contract, list(islice(sheet.rows(), HEADER_WITHIN)))
        try:
            header = find_header(contract, rows)
        except RejectedError as error:
            if not sheet.hidden:
                failures.append((_is_nearly(contract, rows), error))
            continue
        if sheet.hidden:
            raise RejectedError(
                "hidden_sheet",
                f"第 {sheet.place} 个工作表是隐藏的，却有表头；请取消隐藏或删除",
            )
        tables.append(Table(sheet, header))
    # A sheet that has most of the columns is the table, and something is wrong.
    failures.sort(key=lambda failure: (not failure[0], failure[1].code == "no_header"))
    if failures and (failures[0][0] or not tables):
        raise failures[0][1]
    if not tables:
        raise RejectedError("empty_file", "文件是空的")
    layouts = [(t.header.positions, t.header.scales) for t in tables]
    if any(layout != layouts[0] for layout in layouts) or len(tables) > _MOST_SHEETS:
        places = "、".join(str(table.sheet.place) for table in tables)
        raise RejectedError(
            "sheets_differ",
            f"第 {places} 个工作表都有表头，但列的顺序不同或工作表过多，"
            "请每个工作表存成一个文件",
        )
    return tables


def _is_nearly(contract: Contract, rows: list[list[str]]) -> bool:
    """Whether a row has at least half of the required columns."""
    required = [column for column in contract.columns if column.required]
    wanted = [
        {heading_key(name) for name in [*column.headers, *column.unit_headers]}
        for column in required
    ]
    cells = [{heading_key(cell) for cell in row} for row in rows]
    most = max((sum(bool(w & row) for w in wanted) for row in cells), default=0)
    return 2 * most >= len(required)


def join_header_rows(contract: Contract, rows: list[list[str]]) -> list[list[str]]:
    """Rows in which a header of two rows stands whole in the lower one.

    Cells merged downwards have their name in the upper row; under a heading
    that reaches over several columns (受害人 over 证件号码 and 手机号) both
    together, or the lower alone, may be a name of the contract.
    """
    names = {
        heading_key(name)
        for column in contract.columns
        for name in [*column.headers, *column.unit_headers]
    }
    joined = list(rows)
    for index in range(len(rows) - 1):
        upper, lower = rows[index], rows[index + 1]
        whole = _joined(upper, lower, names)
        # What is joined from a header and a row of data names no more columns.
        if _named(whole, names) > max(_named(upper, names), _named(lower, names)):
            joined[index + 1] = whole
    return joined


def _joined(upper: list[str], lower: list[str], names: set[str]) -> list[str]:
    cells, over = [], ""
    for above, below in zip(upper, lower, strict=True):
        over, own = heading_key(above) or over, heading_key(below)
        if own:
            both = (over + own, over.removesuffix("信息") + own)
            cells.append(next((name for name in both if name in names), below))
        else:
            cells.append(above)
    return cells


def _named(cells: list[str], names: set[str]) -> int:
    return sum(heading_key(cell) in names for cell in cells)
