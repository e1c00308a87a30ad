"""One file becomes one delivery: together or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.checks_sql import good_sql, quarantine_sql, refused_sql
from pipelines.intake.contracts import Contract
from pipelines.intake.csv_source import read_csv
from pipelines.intake.errors import RejectedError
from pipelines.intake.meta import Meta, check_rows
from pipelines.intake.pseudonyms import pseudonym_key
from pipelines.intake.reasons import every_sentence
from pipelines.intake.references import load_references
from pipelines.intake.sheet_source import read_parquet, read_workbook
from pipelines.intake.source import RowNumbers, Source
from warehouse.files import fsync_path
from warehouse.settings import Settings

_MAGIC = {b"PK": "xlsx", b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls"}


@dataclass(frozen=True)
class Counts:
    """What became of the records of a file."""

    rows_in_file: int
    rows_good: int
    rows_quarantined: int
    rows_skipped: int
    format: str
    encoding: str | None


def connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A working connection whose spill files, if any, are encrypted."""
    settings.tmp_dir.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={
            "temp_directory": str(settings.tmp_dir),
            "temp_file_encryption": "true",
            "memory_limit": "2GB",
            "preserve_insertion_order": "false",
        }
    )
    # The size of a stream is unknown; guessing it small, DuckDB would build the
    # hash tables of joins from the file and not from the reference lists.
    connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
    load_references(connection, settings)
    connection.execute(f"set variable pseudonym_key = '{pseudonym_key(settings)}'")
    return connection


def open_source(
    path: Path, contract: Contract, tmp_dir: Path
) -> AbstractContextManager[Source]:
    """The reader for a file, after its name and its content agree.

    Raises:
        RejectedError: `unknown_format` or `wrong_format`.
    """
    name = path.name.lower()
    with path.open("rb") as stream:
        start = stream.read(4)
    if not start:
        raise RejectedError("empty_file", "文件是空的")
    actual = next((f for magic, f in _MAGIC.items() if start.startswith(magic)), None)
    if name.endswith(".csv.gz"):
        if start[:2] != b"\x1f\x8b":
            raise RejectedError("wrong_format", "文件名是 .csv.gz，内容不是 gzip")
        return read_csv(path, contract, tmp_dir)
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in ("csv", "xlsx", "xls", "parquet"):
        raise RejectedError(
            "unknown_format",
            "不支持的文件类型；可用 .csv、.csv.gz、.xlsx、.xls、.parquet",
        )
    if (actual or "csv") != suffix or start[:2] == b"\x1f\x8b":
        raise RejectedError(
            "wrong_format", f"文件名是 .{suffix}，内容是 {actual or '其他格式'}"
        )
    if suffix == "csv":
        return read_csv(path, contract, tmp_dir)
    reader = read_parquet if suffix == "parquet" else read_workbook
    return reader(path, contract)


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
    connection.execute(f"create or replace view good as from '{rows_path}'")
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


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write a query's rows, durably; returns their number."""
    ((rows,),) = connection.execute(
        f"copy ({sql}) to '{path}'"
        " (format parquet, compression zstd, compression_level 1)"
    ).fetchall()
    fsync_path(path)
    return int(rows)


def write_schema(
    connection: duckdb.DuckDBPyConnection, contract: Contract, extract_dir: Path
) -> bool:
    """Empty Parquet files, so that dbt's globs always find the columns.

    Returns whether they were missing or of another contract.
    """
    folder = extract_dir / "_schema"
    marker = folder / contract.digest
    if marker.exists():
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    columns = ", ".join(
        f"cast(null as {c.sql_type}) as {c.stored_name}" for c in contract.columns
    )
    _copy(
        connection,
        f"select {columns}, cast(null as varchar) as _delivery_id, cast(null as"
        " bigint) as _row_number, cast(null as varchar) as _row_md5 limit 0",
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
    marker.touch()
    return True
