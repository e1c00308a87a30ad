"""What a delivery that loads says about its columns: named, so that nobody wonders.

Headings are judged when the header is read; here is what only the values show, and the
sentence that names it all.
"""

from __future__ import annotations

import duckdb

from pipelines.intake.cells_sql import literal
from pipelines.intake.contracts import Column, Contract

# Between the names in a ledger entry; no heading has it.
SEPARATOR = "；"
# Reasons that speak of a value's kind, not of its size or order.
_OF_KIND = (
    "bad_date",
    "bad_integer",
    "bad_number",
    "scientific_notation",
    "bad_format",
    "unknown_code",
    "unknown_value",
)
# One bad value is a slip.
_FEWEST = 2


def retyped_columns(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> tuple[str, ...]:
    """表头 of columns of which no value, of several, is of the agreed kind.

    Needs the relation `good` and the table `refused` of a file.
    """
    codes = ", ".join(literal(code) for code in _OF_KIND)
    counts = connection.execute(
        f"""
        select split_part(reason, '|', 2), count(*)
        from (select unnest(string_split(reasons, ';')) as reason from refused)
        where split_part(reason, '|', 1) in ({codes})
        group by all having count(*) >= {_FEWEST}
        """
    ).fetchall()
    wrong = {str(name): int(count) for name, count in counts}
    return tuple(
        column.header
        for column in contract.columns
        if column.name in wrong
        and not _any_good(connection, column)
        and _refused_values(connection, column) == wrong[column.name]
    )


def _any_good(connection: duckdb.DuckDBPyConnection, column: Column) -> bool:
    sql = f"select 1 from good where {_given(column, column.stored_name)} limit 1"
    return connection.execute(sql).fetchone() is not None


def _refused_values(connection: duckdb.DuckDBPyConnection, column: Column) -> int:
    """Values in rows that are refused for their content, not for their shape."""
    given = _given(column, f"t_{column.name}")
    ((count,),) = connection.execute(
        "select count(*) from refused where not is_skipped"
        f" and not ends_with(reasons, '|') and {given}"
    ).fetchall()
    return int(count)


def _given(column: Column, expression: str) -> str:
    """Whether the file gave the value: an empty cell may have become the default."""
    default = column.rules.get("default")
    if default is None:
        return f"{expression} is not null"
    return f"{expression} is not null and {expression} <> {literal(default)}"


def notice(
    ignored: tuple[str, ...], missing: tuple[str, ...], retyped: tuple[str, ...]
) -> str | None:
    """The sentence for whoever delivers; None if there is nothing to say."""
    parts = [
        ("合同未声明、未载入的列", ignored),
        ("缺少的可选列", missing),
        ("所有值都不合格的列（类型或编码已变？）", retyped),
    ]
    told = [f"{words}：{'、'.join(names)}" for words, names in parts if names]
    return "；".join(told) or None


def joined(names: tuple[str, ...]) -> str | None:
    """Names as a ledger entry keeps them."""
    return SEPARATOR.join(names) or None
