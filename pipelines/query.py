"""`fanzha query`: SQL of a person on an edition, read-only and locked down."""

from __future__ import annotations

from typing import Any

import click
import duckdb
import pyarrow as pa
from duckdb.sqltypes import DuckDBPyType
from rich.console import Console

from pipelines import report
from warehouse.connection import open_edition
from warehouse.editions import EditionError
from warehouse.guard import RefusedError, check_query
from warehouse.settings import Settings

# What went wrong in DuckDB, the more special kinds first; its own words follow.
_KINDS: tuple[tuple[type[duckdb.Error], str], ...] = (
    (duckdb.CatalogException, "没有这样的表或函数"),
    (duckdb.BinderException, "列名或类型不对"),
    (duckdb.ConversionException, "值不能转换成要求的类型"),
    (duckdb.OutOfMemoryException, "内存不足，请缩小查询范围"),
    (duckdb.PermissionException, "不允许的操作"),
    (duckdb.InvalidInputException, "输入的值不对"),
    (duckdb.Error, "查询失败"),
)
_NESTED = frozenset(["list", "array", "struct", "map"])
# Types whose values every format takes along as they are.
_PLAIN = frozenset(
    [
        *("boolean", "varchar", "float", "double", "decimal", "hugeint"),
        *("tinyint", "smallint", "integer", "bigint"),
        *("utinyint", "usmallint", "uinteger", "ubigint"),
    ]
)
# Python has no day after the year 9999 and no infinite one; Parquet has.
_PLAIN_IN_PARQUET = _PLAIN | frozenset(
    [
        *("date", "time", "timestamp", "timestamp_ms", "timestamp_ns"),
        *("timestamp with time zone", "uuid", "enum", "blob"),
    ]
)


@click.command()
@click.argument("sql")
@click.option("--edition", "edition_id", default=None)
@report.format_option
@click.pass_obj
def query(settings: Settings, sql: str, edition_id: str | None, form: str) -> None:
    """在当前版本上只读查询 (read-only SQL on an edition).

    SQL 是一条 SELECT，表名写全，如 kpi.kpi_values (one SELECT)。
    """
    plain = _PLAIN_IN_PARQUET if form == "parquet" else _PLAIN
    report.show(_run(settings, sql, edition_id, plain), form, Console())


def _run(
    settings: Settings, sql: str, edition_id: str | None, plain: frozenset[str]
) -> pa.Table:
    try:
        edition = report.pick_edition(settings, edition_id)
        with open_edition(edition) as connection:
            check_query(connection, sql)
            return _as_shown(connection.sql(sql), plain).to_arrow_table()
    except (EditionError, RefusedError) as error:
        raise click.ClickException(str(error)) from error
    except duckdb.Error as error:
        told = next(words for kind, words in _KINDS if isinstance(error, kind))
        raise click.ClickException(f"{told}：{error}") from error


def _as_shown(
    result: duckdb.DuckDBPyRelation, plain: frozenset[str]
) -> duckdb.DuckDBPyRelation:
    """The result with a name of its own for each column, and no value too odd to show.

    Of two columns `a` the second becomes `a_1`, as in a table made of the result.
    """
    named = result.project("*")
    columns = zip(named.columns, named.types, strict=True)
    return named.project(
        ", ".join(
            f"cast(#{place} as {_shown_type(kind, plain)}) as {_quoted(name)}"
            for place, (name, kind) in enumerate(columns, start=1)
        )
    )


def _shown_type(kind: DuckDBPyType, plain: frozenset[str]) -> str:
    """A type, with text, as DuckDB writes it, in place of all in it that is not plain."""
    children: list[tuple[str, Any]] = kind.children if kind.id in _NESTED else []
    if kind.id in ("list", "array"):
        element, *size = (part for _, part in children)
        return f"{_shown_type(element, plain)}[{size[0] if size else ''}]"
    if kind.id in ("struct", "map") and all(name for name, _ in children):
        parts = [(name, _shown_type(part, plain)) for name, part in children]
        if kind.id == "map":
            return f"map({', '.join(part for _, part in parts)})"
        return f"struct({', '.join(f'{_quoted(name)} {part}' for name, part in parts)})"
    return str(kind) if kind.id in plain else "varchar"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
