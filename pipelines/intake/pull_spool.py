"""The rows of one pull, read at once and kept out of sight until they are checked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from pipelines.intake.contracts import Contract
from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.database_secrets import Credentials
from pipelines.intake.database_sql import TableColumn, select_sql
from pipelines.intake.databases import Table, open_table
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import Header, find_header
from pipelines.intake.source import record_schema


@dataclass(frozen=True)
class Spool:
    """Rows as they were read, in an unlinked file that only this process has."""

    stream: IO[bytes]
    header: Header
    rows: int

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, as records."""
        self.stream.seek(0)
        with pa.ipc.open_stream(self.stream) as stored:
            yield from stored


@contextmanager
def spooled(
    source: DatabaseSource,
    credentials: Credentials,
    contract: Contract,
    since: str | None,
    tmp_dir: Path,
) -> Iterator[Spool]:
    """Read a table and leave its server alone before the checks begin.

    Raises:
        RejectedError: `version_not_time`, and see `open_table` and `find_header`.
    """
    tmp_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=tmp_dir) as stream:
        with open_table(source, credentials) as table:
            header, rows = _read(table, source, contract, since, stream)
        yield Spool(stream, header, rows)


def _read(
    table: Table,
    source: DatabaseSource,
    contract: Contract,
    since: str | None,
    stream: IO[bytes],
) -> tuple[Header, int]:
    columns, header = _columns(table, source, contract)
    version = dict(columns)[contract.version_column]
    if version.type not in ("time", "date"):
        name = contract.by_name[contract.version_column].header
        raise RejectedError(
            "version_not_time",
            f"列“{name}”在数据库中不是日期时间类型，无法按它抽取；请用视图转换",
        )
    sql = select_sql(source.kind, source.table, columns, version, since)
    schema = record_schema(header.width)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    rows = 0
    with pa.ipc.new_stream(stream, schema, options=options) as sink:
        for batch in table.batches(sql):
            numbers = pa.array(range(rows + 1, rows + len(batch) + 1), pa.int64())
            columns_of_text = zip(*batch, strict=True)
            cells = [pa.array(column, pa.string()) for column in columns_of_text]
            sink.write_batch(
                pa.RecordBatch.from_arrays([numbers, *cells], schema=schema)
            )
            rows += len(batch)
    return header, rows


def _columns(
    table: Table, source: DatabaseSource, contract: Contract
) -> tuple[list[tuple[str, TableColumn]], Header]:
    """The contract's columns that the table has, in the contract's order."""
    try:
        found = find_header(contract, [[column.name for column in table.columns]])
    except RejectedError as error:
        where = f"表“{source.table}”："
        if error.code in ("empty_file", "no_header"):
            wanted = "、".join(c.header for c in contract.columns if c.required)
            message = f"没有合同约定的列；应有：{wanted}"
            raise RejectedError("no_header", where + message) from None
        raise RejectedError(error.code, where + error.message) from None
    columns = [
        (column.name, table.columns[found.positions[column.name]])
        for column in contract.columns
        if column.name in found.positions
    ]
    positions = {name: position for position, (name, _) in enumerate(columns)}
    return columns, Header(0, len(columns), positions, found.scales)
