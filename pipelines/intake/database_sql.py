"""The statement that reads a table: every cell as text, odd ones told apart.

The server makes the text, so that no loop over cells is needed here and no cell
arrives that memory could not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.intake.database_config import Kind

# In characters. What a contract asks for is far shorter; a longer text is a
# mistake of the source (a document in the wrong column).
LONGEST_TEXT = 10_000
# Before it lie zero dates and -infinity. Such rows are never older than the
# watermark but always asked for: nobody could say when they were changed.
EARLIEST = "1900-01-01 00:00:00"
BINARY_TEXT = "（二进制）"

CellType = Literal["text", "time", "date", "binary", "other"]


@dataclass(frozen=True)
class TableColumn:
    """A column as the database has it."""

    name: str
    type: CellType


def quoted(kind: Kind, name: str) -> str:
    """A name as an SQL identifier."""
    mark = "`" if kind == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def table_sql(kind: Kind, table: str) -> str:
    """`table` or `schema.table`, quoted: names are taken as they are written."""
    return ".".join(quoted(kind, part) for part in table.split(".", 1))


def select_sql(
    kind: Kind,
    table: str,
    columns: Sequence[tuple[str, TableColumn]],
    version: TableColumn,
    since: str | None,
) -> str:
    """SELECT of `fault`, then a text per column (canonical name, column).

    `since` leaves out rows that were updated earlier.
    """
    faults = [_fault(kind, name, column) for name, column in columns]
    cells = ", ".join(_cell(kind, column) for _, column in columns)
    sql = f"select coalesce({', '.join([*faults, 'null', 'null'])}), {cells}"
    sql += f" from {table_sql(kind, table)}"
    if since is not None:
        at = quoted(kind, version.name)
        sql += f" where {at} >= '{since}' or {at} is null or {at} < '{EARLIEST}'"
    return sql


def _text(kind: Kind, column: TableColumn) -> str:
    name = quoted(kind, column.name)
    return f"cast({name} as char)" if kind == "mysql" else f"cast({name} as text)"


def _cell(kind: Kind, column: TableColumn) -> str:
    name, text = quoted(kind, column.name), _text(kind, column)
    if column.type == "binary":
        return f"case when {name} is not null then '{BINARY_TEXT}' end"
    if column.type == "time":
        # No layout has fractions of a second, and midnight is how a day without
        # a time of day is stored.
        moment = f"left({text}, 19)"
        if kind == "postgresql":
            moment = f"cast(date_trunc('second', cast({name} as timestamp)) as text)"
        return f"replace({moment}, ' 00:00:00', '')"
    return f"left(nullif({text}, ''), {LONGEST_TEXT})"


def _fault(kind: Kind, name: str, column: TableColumn) -> str:
    """Code and column of what is wrong with a cell whatever its contract says."""
    quoted_name, text = quoted(kind, column.name), _text(kind, column)
    if column.type == "binary":
        return f"case when {quoted_name} is not null then 'binary_value|{name}' end"
    if column.type != "text":
        return "null"
    fault = (
        f"case when char_length({text}) > {LONGEST_TEXT} then 'text_too_long|{name}'"
    )
    if kind == "mysql":  # PostgreSQL has no zero byte in a text
        zero = f"instr(cast({quoted_name} as binary), x'00') > 0"
        fault += f" when {zero} then 'binary_value|{name}'"
    return f"{fault} end"
