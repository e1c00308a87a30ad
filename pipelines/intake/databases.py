"""A table of a database, read in one transaction, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.database_secrets import Credentials
from pipelines.intake.database_sql import TableColumn

BATCH_ROWS = 5_000
CONNECT_SECONDS = 10
READ_SECONDS = 600


class Table(Protocol):
    """An open table."""

    columns: list[TableColumn]

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[str | None]]]:
        """Rows of a statement, some thousands at a time."""


def open_table(
    source: DatabaseSource, credentials: Credentials
) -> AbstractContextManager[Table]:
    """The table in a read-only transaction that sees one moment of it.

    Times with a zone and MySQL's TIMESTAMP are given in Beijing time.

    Raises:
        RejectedError: `database_unreachable`, `login_failed`, `no_such_table`,
            `connection_lost` or `database_error`.
    """
    # A driver is imported where a source needs it: most commands need none.
    if source.kind == "mysql":
        from pipelines.intake.database_mysql import open_mysql

        return open_mysql(source, credentials)
    from pipelines.intake.database_postgresql import open_postgresql

    return open_postgresql(source, credentials)
