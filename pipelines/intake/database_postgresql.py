"""PostgreSQL: server-side cursor, repeatable read, read-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.database_failures import (
    failed,
    lost,
    no_login,
    no_table,
    unreachable,
)
from pipelines.intake.database_secrets import Credentials
from pipelines.intake.database_sql import CellType, TableColumn, table_sql
from pipelines.intake.databases import (
    BATCH_ROWS,
    CONNECT_SECONDS,
    READ_SECONDS,
    Table,
)

_ZONE = "Asia/Shanghai"
_TYPES: dict[str, CellType] = {
    "timestamp": "time",
    "timestamptz": "time",
    "date": "date",
    "bytea": "binary",
    **dict.fromkeys(["int2", "int4", "int8", "float4", "float8"], "other"),
    **dict.fromkeys(["bool", "uuid", "numeric", "time", "timetz"], "other"),
}


@dataclass
class _Table:
    connection: psycopg.Connection[Any]
    columns: list[TableColumn]

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[str | None]]]:
        with self.connection.cursor("fanzha") as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield rows


@contextmanager
def open_postgresql(
    source: DatabaseSource, credentials: Credentials
) -> Iterator[Table]:
    """See `open_table`."""
    with _errors(source), _open(source, credentials) as table:
        yield table


@contextmanager
def _open(source: DatabaseSource, credentials: Credentials) -> Iterator[Table]:
    try:
        connection = psycopg.connect(
            host=source.host,
            port=source.port,
            dbname=source.database,
            user=credentials.user,
            password=credentials.password,
            connect_timeout=CONNECT_SECONDS,
            client_encoding="utf8",
            application_name="fanzha",
            tcp_user_timeout=READ_SECONDS * 1000,
            keepalives_idle=30,
        )
    except psycopg.OperationalError as error:
        # A login that is refused has no code, and its text is in the server's
        # language; but only a server that was reached asks for a password.
        asked = error.pgconn is not None and error.pgconn.used_password
        if asked or "FATAL" in str(error) or "致命" in str(error):
            raise no_login(source) from None
        raise unreachable(source) from None
    with closing(connection):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("set local datestyle = 'ISO, YMD'")
        connection.execute(f"set local timezone = '{_ZONE}'")
        connection.execute(f"set local statement_timeout = '{READ_SECONDS}s'")
        table = table_sql(source.kind, source.table)
        described = connection.execute(f"select * from {table} limit 0").description
        columns = [
            TableColumn(column.name, _TYPES.get(_type_name(column), "text"))
            for column in described or []
        ]
        yield _Table(connection, columns)


def _type_name(column: psycopg.Column) -> str:
    found = psycopg.adapters.types.get(column.type_code)
    return found.name if found else ""


@contextmanager
def _errors(source: DatabaseSource) -> Iterator[None]:
    try:
        yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        raise no_table(source) from None
    except psycopg.errors.InvalidSchemaName:
        raise no_table(source) from None
    except psycopg.Error as error:
        if error.sqlstate is None or error.sqlstate[:2] in ("08", "57"):
            raise lost(source) from None
        raise failed(source, error.sqlstate) from None
    except UnicodeDecodeError:
        raise failed(source, "UnicodeDecodeError") from None
