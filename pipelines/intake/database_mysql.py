"""MySQL and MariaDB: unbuffered cursor, consistent snapshot, read-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pymysql
import pymysql.cursors

from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.database_failures import (
    failed,
    lost,
    no_login,
    no_table,
    unreachable,
)
from pipelines.intake.database_secrets import Credentials
from pipelines.intake.database_sql import CellType, TableColumn
from pipelines.intake.databases import (
    BATCH_ROWS,
    CONNECT_SECONDS,
    READ_SECONDS,
    Table,
)

_TYPES: dict[str, CellType] = {
    "datetime": "time",
    "timestamp": "time",
    "date": "date",
    **dict.fromkeys(["binary", "varbinary", "bit", "geometry"], "binary"),
    **dict.fromkeys(["tinyblob", "blob", "mediumblob", "longblob"], "binary"),
    **dict.fromkeys(["tinyint", "smallint", "mediumint", "int"], "other"),
    **dict.fromkeys(["bigint", "decimal", "float", "double", "year"], "other"),
}
_NO_LOGIN = {1044, 1045, 1049, 1130, 1251, 1698, 3118}
_NO_TABLE = {1142, 1143, 1146, 1356}
_LOST = {2006, 2013, 1205, 1317, 1927, 3024}


@dataclass
class _Table:
    connection: Any
    columns: list[TableColumn]

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[str | None]]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield rows


@contextmanager
def open_mysql(source: DatabaseSource, credentials: Credentials) -> Iterator[Table]:
    """See `open_table`."""
    with _errors(source), _open(source, credentials) as table:
        yield table


@contextmanager
def _open(source: DatabaseSource, credentials: Credentials) -> Iterator[Table]:
    is_socket = source.host.startswith("/")
    try:
        connection = pymysql.connect(
            host=None if is_socket else source.host,
            unix_socket=source.host if is_socket else None,
            port=source.port,
            database=source.database,
            user=credentials.user,
            password=credentials.password,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            charset="utf8mb4",
            cursorclass=pymysql.cursors.SSCursor,  # rows stay at the server
            init_command="set time_zone = '+08:00'",
        )
    except RuntimeError:
        # So PyMySQL says of a login that needs TLS or one more package.
        raise no_login(source) from None
    with closing(connection):
        first, _, rest = source.table.partition(".")
        schema, table = (first, rest) if rest else (source.database, first)
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("start transaction with consistent snapshot, read only")
            cursor.execute(
                "select column_name, data_type from information_schema.columns"
                " where table_schema = %s and table_name = %s"
                " order by ordinal_position",
                (schema, table),
            )
            columns = [
                TableColumn(str(name), _TYPES.get(str(kind).lower(), "text"))
                for name, kind in cursor.fetchall()
            ]
        if not columns:
            raise no_table(source)
        yield _Table(connection, columns)


@contextmanager
def _errors(source: DatabaseSource) -> Iterator[None]:
    try:
        yield
    except pymysql.err.Error as error:
        code = error.args[0] if error.args else None
        if code in (2002, 2003, 2005, 1040, 1203):
            raise unreachable(source) from None
        if code in _NO_LOGIN:
            raise no_login(source) from None
        if code in _NO_TABLE:
            raise no_table(source) from None
        if code in _LOST or not isinstance(code, int) or code == 0:
            raise lost(source) from None
        raise failed(source, str(code)) from None
    except UnicodeDecodeError:
        raise failed(source, "UnicodeDecodeError") from None
