"""Excel workbooks as records of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyarrow as pa

from pipelines.intake.contracts import Contract
from pipelines.intake.sheet_headers import Table, find_tables
from pipelines.intake.source import (
    ABOVE_HEADER,
    Record,
    RowNumbers,
    Source,
    reader,
    record_batch,
    shape_fault,
)
from pipelines.intake.workbook import open_xls, open_xlsx

_BATCH_ROWS = 20_000
# The fifth row of the third sheet has the number 30,000,005; those of the first
# table are their own. No sheet has so many rows.
_SHEET_STEP = 10_000_000


@contextmanager
def read_workbook(path: Path, suffix: str, contract: Contract) -> Iterator[Source]:
    """Open an `.xlsx` or `.xls`.

    Raises:
        RejectedError: see `open_xlsx`, `open_xls` and `find_tables`.
    """
    sheets = open_xls(path) if suffix == "xls" else open_xlsx(path)
    tables = find_tables(sheets, contract)
    header = tables[0].header
    yield Source(
        format=suffix,
        encoding=None,
        header=header,
        header_row_number=header.index + 1,
        records=lambda wanted: reader(_batches(tables, wanted), header.width),
        needs_folding=True,
    )


def _batches(
    tables: list[Table], wanted: RowNumbers | None
) -> Iterator[pa.RecordBatch]:
    width = tables[0].header.width
    chosen = None if wanted is None else frozenset(wanted.tolist())
    records = (
        record
        for index, table in enumerate(tables)
        for record in _records(table, width, is_first=index == 0)
        if chosen is None or record[0] in chosen
    )
    while part := list(islice(records, _BATCH_ROWS)):
        yield record_batch(part, width)


def _records(table: Table, width: int, *, is_first: bool) -> Iterator[Record]:
    """Rows of a sheet; of the later ones, without their header."""
    offset = 0 if is_first else table.sheet.place * _SHEET_STEP
    for index, cells in enumerate(table.sheet.rows()):
        # A sheet is a rectangle: its rows are as long as the longest.
        cells += [""] * (width - len(cells))
        if is_first or index > table.header.index:
            fault = shape_fault(cells, width)
        elif index < table.header.index:
            fault = ABOVE_HEADER
        else:
            continue
        yield offset + index + 1, fault, cells
