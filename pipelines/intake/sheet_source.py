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
from pipelines.intake.header import HEADER_WITHIN, Header, find_header
from pipelines.intake.source import (
    Record,
    Source,
    cell_names,
    reader,
    record_batch,
    shape_fault,
)

# Excel keeps 15 significant digits; a longer number has lost some.
_EXCEL_EXACT = 10**15
_BATCH_ROWS = 20_000


@contextmanager
def read_workbook(path: Path, contract: Contract) -> Iterator[Source]:
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
            "unreadable_file", "工作簿无法打开，文件可能损坏或有密码"
        ) from error
    top = [[_cell_text(value) for value in row] for row in rows[:HEADER_WITHIN]]
    header = find_header(contract, top)
    yield Source(
        format=path.suffix.lower().lstrip("."),
        encoding=None,
        header=header,
        header_row_number=header.index + 1,
        records=lambda _: reader(_batches(rows, header), header.width),
        needs_folding=True,
    )


@contextmanager
def read_parquet(path: Path, contract: Contract) -> Iterator[Source]:
    """Open a Parquet file; its column names are the header.

    Raises:
        RejectedError: `unreadable_file`, and see `find_header`.
    """
    try:
        file = pq.ParquetFile(path)
        for _ in file.iter_batches():  # damage shows only where it is read
            pass
    except (pa.ArrowException, OSError) as error:
        raise RejectedError("unreadable_file", "Parquet 文件无法读取") from error
    with file, duckdb.connect() as connection:
        header = find_header(contract, [file.schema_arrow.names])
        yield Source(
            format="parquet",
            encoding=None,
            header=header,
            header_row_number=0,
            records=lambda _: _parquet_records(file, connection),
            needs_folding=True,
        )


def _parquet_records(
    file: pq.ParquetFile, connection: duckdb.DuckDBPyConnection
) -> pa.RecordBatchReader:
    """Text cells, made by DuckDB: a loop over values would be 20 times slower."""
    names = cell_names(len(file.schema_arrow))
    schema = pa.schema(
        field.with_name(name)
        for field, name in zip(file.schema_arrow, names, strict=True)
    )
    batches = (
        pa.RecordBatch.from_arrays(batch.columns, schema=schema)
        for batch in file.iter_batches()
    )
    arrived = pa.RecordBatchReader.from_batches(schema, batches)
    connection.register("arrived", arrived)
    cells = ", ".join(f"nullif(cast({n} as varchar), '') as {n}" for n in names)
    rows = connection.execute(
        f"select row_number() over () as row_number, cast(null as varchar) as fault,"
        f" {cells} from arrived"
    )
    return rows.to_arrow_reader(_BATCH_ROWS)


def _batches(rows: list[list[Any]], header: Header) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), _BATCH_ROWS):
        part: list[Record] = []
        for number, row in enumerate(rows[start : start + _BATCH_ROWS], start + 1):
            cells = [_cell_text(value) for value in row]
            # A sheet is a rectangle: its rows are as long as the longest.
            cells += [""] * (header.width - len(cells))
            part.append((number, shape_fault(cells, header.width), cells))
        yield record_batch(part, header.width)


def _cell_text(value: Any) -> str:
    """A cell as a person sees it; a number that has lost digits as 1.5E+17."""
    if isinstance(value, dt.datetime):
        rounded = value + dt.timedelta(microseconds=500_000)
        return rounded.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    if abs(value) >= _EXCEL_EXACT:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"
