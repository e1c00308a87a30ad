"""One file becomes one delivery: together or not at all."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.intake.checks_sql import checked_sql
from pipelines.intake.contracts import Contract
from pipelines.intake.csv_source import read_csv
from pipelines.intake.errors import RejectedError
from pipelines.intake.meta import Meta, check_rows
from pipelines.intake.pseudonyms import pseudonym_key
from pipelines.intake.reasons import every_sentence
from pipelines.intake.references import load_references
from pipelines.intake.sheet_source import read_parquet, read_xlsx
from pipelines.intake.source import Source
from warehouse.files import fsync_path
from warehouse.settings import Settings

_MAGIC = {b"PK": "xlsx", b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls"}
_LONGEST_MASKED = 40


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
    if suffix not in ("csv", "xlsx", "parquet"):
        raise RejectedError(
            "unknown_format", "不支持的文件类型；可用 .csv、.csv.gz、.xlsx、.parquet"
        )
    if (actual or "csv") != suffix or start[:2] == b"\x1f\x8b":
        raise RejectedError(
            "wrong_format", f"文件名是 .{suffix}，内容是 {actual or '其他格式'}"
        )
    if suffix == "csv":
        return read_csv(path, contract, tmp_dir)
    reader = read_xlsx if suffix == "xlsx" else read_parquet
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
    connection.register("records", source.records)
    sql = checked_sql(contract, source, folding=source.needs_folding)
    connection.execute(f"create or replace temp table checked as {sql}")
    connection.unregister("records")
    total, skipped, bad = connection.execute(
        "select count(*), count(*) filter (where is_skipped),"
        " count(*) filter (where reasons <> '') from checked"
    ).fetchall()[0]
    check_rows(meta, total - skipped)
    _copy(connection, good_sql(contract, delivery_id), folder / "rows.parquet")
    _register_sentences(connection, contract)
    _copy(
        connection,
        quarantine_sql(contract, delivery_id),
        folder / "quarantine.parquet",
    )
    connection.execute("drop table checked")
    return Counts(
        rows_in_file=total,
        rows_good=total - skipped - bad,
        rows_quarantined=bad,
        rows_skipped=skipped,
        format=source.format,
        encoding=source.encoding,
    )


def good_sql(contract: Contract, delivery_id: str) -> str:
    """SELECT of the rows that load, with their identity and content hash."""
    stored = ", ".join(column.stored_name for column in contract.columns)
    canonical = ", ".join(
        f"coalesce(cast({column.stored_name} as varchar), '')"
        for column in contract.columns
    )
    return (
        f"select {stored}, '{delivery_id}' as _delivery_id, _row_number,"
        f" md5(concat_ws(chr(31), {canonical})) as _row_md5"
        " from checked where not is_skipped and reasons = ''"
    )


def quarantine_sql(contract: Contract, delivery_id: str) -> str:
    """SELECT of the quarantine: a line per row and reason, values masked."""
    values = " ".join(
        f"when '{c.name}' then "
        + (f"'***（' || length(t_{c.name}) || '位）'" if c.personal else f"t_{c.name}")
        for c in contract.columns
    )
    return f"""
select '{delivery_id}' as _delivery_id, _row_number,
    nullif(column_name, '') as column_name, reason_code, message,
    left(regexp_replace(masked, '[0-9０-９]{{7,}}', '***', 'g'), {_LONGEST_MASKED})
        as masked_value
from (
    select _row_number, split_part(reason, '|', 1) as reason_code,
        split_part(reason, '|', 2) as column_name,
        case split_part(reason, '|', 2) {values} else cell_count || ' 列' end as masked
    from (select *, unnest(string_split(reasons, ';')) as reason from checked
        where reasons <> '')
) join sentences using (reason_code, column_name)
"""


def _register_sentences(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> None:
    codes, columns, messages = zip(*every_sentence(contract), strict=True)
    table = pa.table(
        {"reason_code": codes, "column_name": columns, "message": messages}
    )
    connection.register("sentences", table)


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"copy ({sql}) to '{path}' (format parquet, compression zstd)")
    fsync_path(path)


def write_schema(
    connection: duckdb.DuckDBPyConnection, contract: Contract, extract_dir: Path
) -> None:
    """Empty Parquet files, so that dbt's globs always find the columns."""
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
