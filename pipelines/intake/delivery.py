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
from pipelines.intake.corrections import write_links
from pipelines.intake.drift import joined, notice, retyped_columns
from pipelines.intake.errors import RejectedError
from pipelines.intake.meta import Meta, check_rows
from pipelines.intake.reasons import every_sentence
from pipelines.intake.source import RowNumbers, Source
from pipelines.intake.storage import store_schema_entry
from warehouse.files import fsync_path

# Changes when deliveries get another file.
_LAYOUT = 2


@dataclass(frozen=True)
class Counts:
    """What became of the records of a file, and what its columns were like.

    Names of columns are joined (see `drift`); `notice` is the sentence about them.
    """

    rows_in_file: int
    rows_good: int
    rows_quarantined: int
    rows_skipped: int
    format: str
    encoding: str | None
    ignored_columns: str | None
    missing_columns: str | None
    retyped_columns: str | None
    notice: str | None


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
        RejectedError: `meta_mismatch` if another number of rows was declared;
            `second_header`.
    """
    rows_path = folder / "rows.parquet"
    seen = _register_records(connection, source, None)
    good = _copy(connection, good_sql(contract, source, delivery_id), rows_path)
    connection.execute(f"create or replace view good as from {literal(rows_path)}")
    if source.header.links:
        _register_records(connection, source, None)
        links = folder / "corrections.parquet"
        write_links(connection, source.header, delivery_id, links)
        fsync_path(links)
    quarantine = folder / "quarantine.parquet"
    rest = _refused(connection, seen)
    if len(np.setdiff1d(rest, [source.header_row_number])) == 0:
        # To plan the second pass alone takes as long as a day's file.
        rejects = _Rejects()
        shutil.copyfile(_empty_quarantine(folder.parent), quarantine)
        fsync_path(quarantine)
    else:
        _register_records(connection, source, rest)
        rejects = _judge(connection, contract, source, delivery_id, quarantine)
    connection.unregister("records")
    check_rows(meta, good + rejects.bad)
    # The header is one of the records of a sheet or text, not of Parquet.
    total = seen.records - (source.header_row_number > 0)
    if good + rejects.bad + rejects.skipped != total:
        raise AssertionError(f"{delivery_id}: rows in are not rows out")
    return Counts(
        rows_in_file=total,
        rows_good=good,
        rows_quarantined=rejects.bad,
        rows_skipped=rejects.skipped,
        format=source.format,
        encoding=source.encoding,
        ignored_columns=joined(source.header.ignored),
        missing_columns=joined(source.header.missing),
        retyped_columns=joined(rejects.retyped),
        notice=notice(source.header.ignored, source.header.missing, rejects.retyped),
    )


@dataclass(frozen=True)
class _Rejects:
    """Of the records that do not load: how many, and columns of another type."""

    bad: int = 0
    skipped: int = 0
    retyped: tuple[str, ...] = ()


def _judge(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    source: Source,
    delivery_id: str,
    path: Path,
) -> _Rejects:
    """Find the reasons of the records that do not load; write the quarantine."""
    connection.execute(
        f"create or replace temp table refused as {refused_sql(contract, source)}"
    )
    _check_headers(connection)
    _register_sentences(connection, contract)
    _copy(connection, quarantine_sql(contract, delivery_id), path)
    skipped, bad = connection.execute(
        "select count(*) filter (where is_skipped),"
        " count(*) filter (where not is_skipped) from refused"
    ).fetchall()[0]
    retyped = retyped_columns(connection, contract) if bad else ()
    connection.execute("drop table refused")
    return _Rejects(bad=bad, skipped=skipped, retyped=retyped)


def _check_headers(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise `second_header`: what follows it would be read under wrong columns."""
    ((row,),) = connection.execute(
        "select min(_row_number) from refused where is_header"
    ).fetchall()
    if row is not None:
        raise RejectedError(
            "second_header",
            f"第 {row} 行又是一个表头，列与前面的表头不同；请分成两个文件",
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


# Codes and the like are worth a dictionary; keys and pseudonyms never are. What is
# in order (keys, times) takes half the space by differences, which version 2 has.
# Nobody looks for one value in a delivery, as a Bloom filter would help to.
_PARQUET = (
    "format parquet, parquet_version v2, compression zstd, compression_level 1,"
    " dictionary_size_limit 1000, write_bloom_filter false"
)


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write a query's rows, durably; returns their number."""
    ((rows,),) = connection.execute(
        f"copy ({sql}) to {literal(path)} ({_PARQUET})"
    ).fetchall()
    fsync_path(path)
    return int(rows)


def schema_marker(extract_dir: Path, contract: Contract) -> Path:
    """The file that tells for which contract and layout the empty files are."""
    return extract_dir / "_schema" / f"{contract.digest}-{_LAYOUT}"


def _empty_quarantine(extract_dir: Path) -> Path:
    return extract_dir / "_schema" / "quarantine.parquet"


def write_schema(
    connection: duckdb.DuckDBPyConnection, contract: Contract, extract_dir: Path
) -> None:
    """Empty files, unless they are there, so that dbt's globs find all columns."""
    marker = schema_marker(extract_dir, contract)
    folder = marker.parent
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
        _empty_quarantine(extract_dir),
    )
    _copy(
        connection,
        "select cast(null as varchar) as _delivery_id, cast(null as bigint) as"
        " _row_number, cast(null as varchar) as corrects_delivery_id,"
        " cast(null as bigint) as corrects_row_number limit 0",
        folder / "corrections.parquet",
    )
    store_schema_entry(extract_dir, contract)
    marker.touch()
