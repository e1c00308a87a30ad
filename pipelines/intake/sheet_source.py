"""Excel workbooks and Parquet files as records of text cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import HEADER_WITHIN, find_header
from pipelines.intake.source import CELLS, Source

# Excel keeps 15 significant digits; a longer number has lost some.
_EXCEL_EXACT = 10**15
_BATCH_ROWS = 20_000


@contextmanager
def read_xlsx(path: Path, contract: Contract) -> Iterator[Source]:
    """Open the first sheet of a workbook that is not empty.

    Raises:
        RejectedError: `unreadable_file`, and see `find_header`.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            rows: list[list[Any]] = []
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False)
                if rows:
                    break
    except (CalamineError, OSError) as error:
        raise RejectedError(
            "unreadable_file", "工作簿无法打开，文件可能损坏"
        ) from error
    records = [[_cell_text(value) for value in row] for row in rows]
    yield _source("xlsx", contract, records)


@contextmanager
def read_parquet(path: Path, contract: Contract) -> Iterator[Source]:
    """Open a Parquet file; its column names are the header.

    Raises:
        RejectedError: `unreadable_file`, and see `find_header`.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise RejectedError("unreadable_file", "Parquet 文件无法读取") from error
    header = find_header(contract, [table.column_names])
    yield Source(
        format="parquet",
        encoding=None,
        header=header,
        header_row_number=0,
        records=_parquet_records(table),
        delimiter=None,
        needs_folding=True,
    )


def _parquet_records(table: pa.Table) -> pa.RecordBatchReader:
    """Text cells, made by DuckDB: a loop over values would be 20 times slower."""
    names = [f"c{position}" for position in range(table.num_columns)]
    connection = duckdb.connect()
    connection.register("arrived", table.rename_columns(names))
    cells = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    return connection.execute(
        f"select row_number() over () as row_number, list_value({cells}) as cells"
        " from arrived"
    ).to_arrow_reader(_BATCH_ROWS)


def _source(form: str, contract: Contract, records: list[list[str]]) -> Source:
    header = find_header(contract, records[:HEADER_WITHIN])
    return Source(
        format=form,
        encoding=None,
        header=header,
        header_row_number=header.index + 1,
        records=pa.RecordBatchReader.from_batches(CELLS, _batches(records)),
        delimiter=None,
        needs_folding=True,
    )


def _batches(records: list[list[str]]) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(records), _BATCH_ROWS):
        part = records[start : start + _BATCH_ROWS]
        numbers = pa.array(range(start + 1, start + 1 + len(part)), pa.int64())
        yield pa.record_batch(
            [numbers, pa.array(part, CELLS.field(1).type)], schema=CELLS
        )


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        if abs(value) >= _EXCEL_EXACT:
            return f"{value:E}"  # recognised and quarantined as a lost number
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
