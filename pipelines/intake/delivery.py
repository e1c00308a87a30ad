"""One file becomes one delivery: together or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.cells_sql import literal
from pipelines.intake.checks_sql import good_sql, quarantine_sql, refused_sql
from pipelines.intake.contracts import Contract
from pipelines.intake.meta import Meta, check_rows
from pipelines.intake.reasons import every_sentence
from pipelines.intake.source import RowNumbers, Source
from pipelines.intake.storage import store_schema_entry
from warehouse.files import fsync_path


@dataclass(frozen=True)
class Counts:
    """What became of the records of a file."""

    rows_in_file: int
    rows_good: int
    rows_quarantined: int
    rows_skipped: int
    format: str
    encoding: str | None


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    source: Source,
    meta: Meta,
    folder: Path,
    delivery_id: str,
) -> Counts:
    """Check a source's records and write both Parquet files into `folder`.

    Raises:
        RejectedError: `meta_mismatch` if another number of rows was declared.
    """
    rows_path = folder / "rows.parquet"
    seen = _register_records(connection, source, None)
    good = _copy(connection, good_sql(contract, source, delivery_id), rows_path)
    connection.execute(f"create or replace view good as from {literal(rows_path)}")
    _register_records(connection, source, _refused(connection, seen))
    connection.execute(
        f"create or replace temp table refused as {refused_sql(contract, source)}"
    )
    connection.unregister("records")
    _register_sentences(connection, contract)
    quarantine = quarantine_sql(contract, delivery_id)
    _copy(connection, quarantine, folder / "quarantine.parquet")
    skipped, bad = connection.execute(
        "select count(*) filter (where is_skipped),"
        " count(*) filter (where not is_skipped) from refused"
    ).fetchall()[0]
    connection.execute("drop table refused")
    check_rows(meta, good + bad)
    # The header is one of the records of a sheet or text, not of Parquet.
    total = seen.records - (source.header_row_number > 0)
    if good + bad + skipped != total:
        raise AssertionError(f"{delivery_id}: rows in are not rows out")
    return Counts(
        rows_in_file=total,
        rows_good=good,
        rows_quarantined=bad,
        rows_skipped=skipped,
        format=source.format,
        encoding=source.encoding,
    )


@dataclass
class _Seen:
    """What went through a stream of records."""

    records: int = 0
    highest: int = 0


def _register_records(
    connection: duckdb.DuckDBPyConnection, source: Source, wanted: RowNumbers | None
) -> _Seen:
    """Make a fresh stream the relation `records`, and keep count of it."""
    stream = source.records(wanted)
    seen = _Seen()

    def counted() -> Iterator[pa.RecordBatch]:
        for batch in stream:
            seen.records += batch.num_rows
            highest = pc.max(batch.column("row_number")).as_py()
            seen.highest = max(seen.highest, highest or 0)
            yield batch

    connection.register(
        "records", pa.RecordBatchReader.from_batches(stream.schema, counted())
    )
    return seen


def _refused(connection: duckdb.DuckDBPyConnection, seen: _Seen) -> RowNumbers:
    """Row numbers that the good rows leave over; not all need be records."""
    column = connection.execute("select _row_number from good").fetchnumpy()
    left = np.ones(seen.highest + 1, dtype=bool)
    left[0] = False
    left[np.asarray(column["_row_number"], dtype=np.int64)] = False
    return np.flatnonzero(left)


def _register_sentences(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> None:
    codes, columns, messages = zip(*every_sentence(contract), strict=True)
    table = pa.table(
        {"reason_code": codes, "column_name": columns, "message": messages}
    )
    connection.register("sentences", table)


# Codes and the like are worth a dictionary; keys and pseudonyms never are.
_PARQUET = (
    "format parquet, compression zstd, compression_level 1, dictionary_size_limit 1000"
)


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write a query's rows, durably; returns their number."""
    ((rows,),) = connection.execute(
        f"copy ({sql}) to {literal(path)} ({_PARQUET})"
    ).fetchall()
    fsync_path(path)
    return int(rows)


def write_schema(
    connection: duckdb.DuckDBPyConnection, contract: Contract, extract_dir: Path
) -> None:
    """Empty files, unless they are there, so that dbt's globs find all columns."""
    folder = extract_dir / "_schema"
    marker = folder / contract.digest
    if marker.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    columns = ", ".join(
        f"cast(null as {c.sql_type}) as {c.stored_name}" for c in contract.columns
    )
    _copy(
        connection,
        f"select {columns}, cast(null as varchar) as _delivery_id, cast(null as"
        " bigint) as _row_number limit 0",
        folder / "rows.parquet",
    )
    texts = "_delivery_id _row_number column_name reason_code message masked_value"
    _copy(
        connection,
        "select "
        + ", ".join(
            f"cast(null as {'bigint' if n == '_row_number' else 'varchar'}) as {n}"
            for n in texts.split()
        )
        + " limit 0",
        folder / "quarantine.parquet",
    )
    store_schema_entry(extract_dir, contract)
    marker.touch()
