"""The rows of one pull that are new.

A row is known again by a keyed digest of its cells, its record by one of its key:
neither tells what it was made of. `pulled.parquet` of a delivery holds the digests
of rows that the next pull will see again, and of those that were refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.intake.cells_sql import literal
from pipelines.intake.contracts import Contract
from pipelines.intake.database_sql import EARLIEST
from pipelines.intake.pull_spool import Spool
from pipelines.intake.source import (
    RowNumbers,
    Source,
    cell_names,
    reader,
)
from warehouse.files import fsync_path

PULLED = "pulled.parquet"


@dataclass(frozen=True)
class Window:
    """What was pulled before.

    `since` is the start of the window (None: of the table); `known` holds the
    digests of rows in it that were delivered, `refused` those of the records
    that are to be checked again.
    """

    since: str | None
    known: Path | None
    refused: Sequence[Path]


def find_fresh(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    spool: Spool,
    window: Window,
) -> int:
    """Make the tables `digests` (every row) and `fresh`; returns how many are new.

    `fresh` numbers the rows to deliver: `row_number` in the spool, `number` in
    the delivery. Needs the variable `pseudonym_key`.
    """
    positions = spool.header.positions
    keys = [f"c{positions[c.name]}" for c in contract.columns if c.key]
    cells = ["fault", *cell_names(spool.header.width)]
    version = f"c{positions[contract.version_column]}"
    records = reader(spool.batches(), spool.header.width)
    connection.register("pulled", records)
    connection.execute(
        "create or replace temp table digests as select row_number,"
        f" {_digest('row', cells)} as row_digest, {_digest('key', keys)} as key_digest,"
        f" try_cast({version} as timestamp) as version_at from pulled"
    )
    connection.unregister("pulled")
    known, refused = "false", "false"
    if window.known is not None:
        known = (
            "row_digest in (select row_digest from"
            f" {literal(window.known)} where is_recent)"
        )
    if window.refused:
        files = ", ".join(literal(path) for path in window.refused)
        refused = (
            "key_digest in (select key_digest from"
            f" read_parquet([{files}]) where is_refused)"
        )
    connection.execute(
        "create or replace temp table fresh as select row_number,"
        " row_number() over (order by row_number) as number from digests"
        f" where {_recent(window.since)} and not {known} or {refused}"
    )
    return int(connection.execute("select count(*) from fresh").fetchall()[0][0])


def _digest(kind: str, cells: Sequence[str]) -> str:
    """128 bits of a keyed hash; an empty cell differs from every text."""
    texts = ", ".join(f"coalesce({cell}, chr(30))" for cell in cells)
    joined = f"getvariable('pseudonym_key') || concat_ws(chr(31), '{kind}', {texts})"
    return f"cast(substring(sha256({joined}), 1, 32) as uuid)"


def _recent(since: str | None) -> str:
    """Whether a row lies in the window, as the database's own condition says."""
    if since is None:
        return "true"
    at = "version_at"
    return f"({at} is null or {at} >= '{since}' or {at} < '{EARLIEST}')"


def content_sha256(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash of the rows to deliver, whatever their order. Needs `find_fresh`."""
    digest = hashlib.sha256()
    rows = connection.execute(
        "select cast(row_digest as varchar) as row_digest"
        " from digests semi join fresh using (row_number) order by row_digest"
    )
    for batch in rows.to_arrow_reader(100_000):
        digest.update("\n".join([*batch.column(0).to_pylist(), ""]).encode())
    return digest.hexdigest()


def newest_version(
    connection: duckdb.DuckDBPyConnection, latest: datetime
) -> str | None:
    """The latest update time in the pull, none from the future, or None.

    A mistyped year must not make every later change look old.
    """
    ((newest,),) = connection.execute(
        "select max(version_at) from digests where version_at between ? and ?",
        [EARLIEST, latest],
    ).fetchall()
    return None if newest is None else str(newest)


def fresh_source(
    connection: duckdb.DuckDBPyConnection, spool: Spool, kind: str
) -> Source:
    """The rows to deliver, numbered from 1, for the checks."""
    rows = connection.execute("select row_number from fresh order by number")
    old_numbers = np.asarray(rows.fetchnumpy()["row_number"], dtype=np.int64)
    numbers = np.zeros(spool.rows + 1, dtype=np.int64)
    numbers[old_numbers] = np.arange(1, len(old_numbers) + 1)

    def batches(wanted: RowNumbers | None) -> Iterator[pa.RecordBatch]:
        keep = numbers > 0 if wanted is None else np.zeros(len(numbers), dtype=bool)
        if wanted is not None:
            keep[old_numbers[wanted - 1]] = True
        for batch in spool.batches():
            old = batch.column("row_number").to_numpy()
            part = batch.filter(pa.array(keep[old]))
            renumbered = pa.array(numbers[old[keep[old]]], pa.int64())
            yield part.set_column(0, "row_number", renumbered)

    return Source(
        format=kind,
        encoding=None,
        header=spool.header,
        header_row_number=0,
        records=lambda wanted: reader(batches(wanted), spool.header.width),
        needs_folding=True,
    )


def write_pulled(
    connection: duckdb.DuckDBPyConnection, folder: Path, since: str | None
) -> None:
    """Write `pulled.parquet`; `since` is the start of the next pull's window.

    Needs `find_fresh`, and the delivery's quarantine in `folder`.
    """
    quarantine = literal(folder / "quarantine.parquet")
    path = folder / PULLED
    connection.execute(
        "copy (select * from (select row_digest, key_digest,"
        f" {_recent(since)} as is_recent,"
        " coalesce(number in (select _row_number from"
        f" {quarantine}), false) as is_refused"
        " from digests left join fresh using (row_number))"
        f" where is_recent or is_refused) to {literal(path)}"
        " (format parquet, compression zstd)"
    )
    fsync_path(path)
