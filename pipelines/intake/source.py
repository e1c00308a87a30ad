"""What a reader hands to the checks, whatever the file's format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.intake.header import Header

# One record: its number, what is wrong with its shape (or None), its cells.
Record = tuple[int, str | None, Sequence[str | None]]
# The fault of a record that is a title above a second header.
ABOVE_HEADER = "above_header"
RowNumbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Source:
    """Records of one file, not yet checked.

    `records` opens a stream of batches of `record_schema`, and may be called
    again; given row numbers, it may leave out records that are not among them.
    Records above the header's are in it too; the checks skip them.
    A `fault` of one cell reads `code|column`.
    Folding full-width characters and trimming cost a pass over each column, and
    most files need neither: `needs_folding` tells.
    """

    format: str
    encoding: str | None
    header: Header
    header_row_number: int
    records: Callable[[RowNumbers | None], pa.RecordBatchReader]
    needs_folding: bool


def cell_names(width: int) -> list[str]:
    """Names of the cell columns of a record."""
    return [f"c{position}" for position in range(width)]


def record_schema(width: int) -> pa.Schema:
    """`row_number`, `fault` and one text column per cell; empty cells are null."""
    cells = [(name, pa.string()) for name in cell_names(width)]
    return pa.schema([("row_number", pa.int64()), ("fault", pa.string()), *cells])


def record_batch(records: Sequence[Record], width: int) -> pa.RecordBatch:
    """Records as one batch, cut or padded to `width` cells."""
    schema = record_schema(width)
    columns: list[list[object]] = [[], []]
    columns += [[] for _ in range(width)]
    for number, fault, cells in records:
        columns[0].append(number)
        columns[1].append(fault)
        for position in range(width):
            cell = cells[position] if position < len(cells) else None
            columns[position + 2].append(cell or None)
    arrays = [
        pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def shape_fault(
    cells: Sequence[str | None], width: int, needed: int | None = None
) -> str | None:
    """What is wrong with a record's number of cells, if anything.

    `needed` of the `width` cells must be there: all if not given.
    """
    if len(cells) < (width if needed is None else needed):
        return "row_too_short"
    extra = any(cell and cell.strip() for cell in cells[width:])
    return "row_too_long" if extra else None


def reader(batches: Iterator[pa.RecordBatch], width: int) -> pa.RecordBatchReader:
    """A stream of records."""
    return pa.RecordBatchReader.from_batches(record_schema(width), batches)
