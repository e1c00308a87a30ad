"""`fanzha query`: SQL of a person on an edition, read-only and locked down."""

from __future__ import annotations

import click
import duckdb
import pyarrow as pa
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


@click.command()
@click.argument("sql")
@click.option("--edition", "edition_id", default=None)
@report.format_option
@click.pass_obj
def query(settings: Settings, sql: str, edition_id: str | None, form: str) -> None:
    """在当前版本上只读查询 (read-only SQL on an edition).

    SQL 是一条 SELECT，表名写全，如 kpi.kpi_values (one SELECT)。
    """
    report.show(_run(settings, sql, edition_id), form, Console())


def _run(settings: Settings, sql: str, edition_id: str | None) -> pa.Table:
    try:
        edition = report.pick_edition(settings, edition_id)
        with open_edition(edition) as connection:
            check_query(connection, sql)
            return connection.execute(sql).to_arrow_table()
    except (EditionError, RefusedError) as error:
        raise click.ClickException(str(error)) from error
    except duckdb.Error as error:
        told = next(words for kind, words in _KINDS if isinstance(error, kind))
        raise click.ClickException(f"{told}：{error}") from error
