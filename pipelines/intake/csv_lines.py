"""The records of a CSV: every physical line is accounted for.

Lines in good order, nearly all, are parsed by Arrow in blocks; the rest one by
one. So a damaged line is a fault of its own and takes no other line with it.
"""

from __future__ import annotations

import csv
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pipelines.intake.csv_blocks import Lines, forget, lines_from
from pipelines.intake.source import (
    Record,
    RowNumbers,
    cell_names,
    record_batch,
    record_schema,
    shape_fault,
)

# A quoted cell with more line breaks than this is an unclosed quote.
_LONGEST_RECORD = 50


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are separated, how many there are, how many must be."""

    delimiter: str
    width: int
    needed: int

    @cached_property
    def orderly(self) -> str:
        """Pattern of a line with the right number of cells, properly quoted."""
        cell = f'(?:[^"{self.delimiter}\\r\\n]*|"(?:[^"\\r\\n]|"")*")'
        rest = f"(?:{self.delimiter}{cell}){{{self.width - 1}}}"
        return f"^{cell}{rest}\\r?\\n?$"


def record_batches(
    buffer: mmap.mmap,
    start: int,
    number: int,
    dialect: Dialect,
    wanted: RowNumbers | None,
) -> Iterator[pa.RecordBatch]:
    """All records from `start`, numbered by physical line from `number`.

    Of blocks without quotes only the records `wanted`, unless that is None.
    """
    last_wanted = len(buffer) if wanted is None else wanted.max(initial=0)
    while start < len(buffer) and number <= last_wanted:
        lines = lines_from(buffer, start, at_least=2 * _LONGEST_RECORD)
        used = lines.count
        if not lines.are_plain:
            final = start + len(lines.block) == len(buffer)
            batches, used = _mixed(lines, number, dialect, final)
            yield from batches
        elif wanted is None:
            numbers = np.arange(number, number + used, dtype=np.int64)
            yield from _plain(lines.block, numbers, dialect)
        else:
            first, last = np.searchsorted(wanted, [number, number + used])
            if first < last:
                chosen = np.zeros(used, dtype=bool)
                chosen[wanted[first:last] - number] = True
                yield from _plain(lines.only(chosen), wanted[first:last], dialect)
        number += used
        forget(buffer, start, start + lines.offset_of(used))
        start += lines.offset_of(used)


def _plain(
    block: bytes, numbers: RowNumbers, dialect: Dialect
) -> Iterator[pa.RecordBatch]:
    """A block without quotes; lines of another width come back one by one."""
    odd: dict[int, list[str]] = {}

    def refuse(row: pa_csv.InvalidRow) -> str:
        odd[row.number - 1] = row.text.rstrip("\r\n").split(dialect.delimiter)
        return "skip"

    table = _parse(block, dialect, quoted=False, refuse=refuse)
    if odd:
        records = [
            (
                int(numbers[index]),
                shape_fault(cells, dialect.width, dialect.needed),
                cells,
            )
            for index, cells in odd.items()
        ]
        yield record_batch(records, dialect.width)
        numbers = np.delete(numbers, list(odd))
    yield from _numbered(table, numbers, dialect.width)


def _parse(
    block: bytes, dialect: Dialect, *, quoted: bool, refuse: object = None
) -> pa.Table:
    names = cell_names(dialect.width)
    return pa_csv.read_csv(
        pa.py_buffer(block),
        pa_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=len(block) + 1
        ),
        pa_csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if quoted else False,
            double_quote=quoted,
            newlines_in_values=False,
            ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )


def _numbered(
    table: pa.Table, numbers: RowNumbers, width: int
) -> Iterator[pa.RecordBatch]:
    if len(numbers) != table.num_rows:
        raise AssertionError("lines and records of a block differ")
    columns = [pa.array(numbers), pa.nulls(len(numbers), pa.string()), *table.columns]
    whole = pa.Table.from_arrays(columns, schema=record_schema(width))
    yield from whole.combine_chunks().to_batches()


def _mixed(
    lines: Lines, number: int, dialect: Dialect, final: bool
) -> tuple[list[pa.RecordBatch], int]:
    """A block with quotes: its batches, and how many of its lines are used.

    Lines at the end that may go on in the next block are left to it.
    """
    orderly = pc.match_substring_regex(lines.array, dialect.orderly)
    alone = orderly.to_numpy(zero_copy_only=False).astype(bool)
    odd: list[Record] = []
    used, done = lines.count, 0
    for index in np.flatnonzero(~alone):
        if index < done:
            continue
        if not final and index and index + _LONGEST_RECORD > lines.count:
            used = int(index)
            break
        record, length = _odd_record(lines, int(index), number, dialect)
        odd.append(record)
        done = int(index) + length
        alone[index:done] = False
    alone[used:] = False
    batches = [record_batch(odd, dialect.width)] if odd else []
    if alone.any():
        table = _parse(lines.only(alone), dialect, quoted=True)
        numbers = number + np.flatnonzero(alone)
        batches += _numbered(table, numbers, dialect.width)
    return batches, used


def _odd_record(
    lines: Lines, index: int, number: int, dialect: Dialect
) -> tuple[Record, int]:
    """The record that begins at a line, and its number of lines.

    An open quote reaches over lines that are no records of their own; if that
    does not give a whole record, the line alone is at fault.
    """
    # Where files were joined, a byte order mark stands before a quote.
    place, first = number + index, lines.text(index).lstrip("\ufeff")
    bare = first.rstrip("\r\n")
    if '"' not in bare:
        cells = bare.split(dialect.delimiter)
        return (place, shape_fault(cells, dialect.width, dialect.needed), cells), 1
    parser = csv.reader(
        _continued(lines, index, dialect), delimiter=dialect.delimiter, strict=True
    )
    try:
        cells = next(parser)
    except csv.Error:
        return (place, "malformed_quotes", ()), 1
    fault = shape_fault(cells, dialect.width, dialect.needed)
    if fault and parser.line_num > 1:
        return (place, "malformed_quotes", ()), 1
    return (place, fault, cells), parser.line_num


def _continued(lines: Lines, index: int, dialect: Dialect) -> Iterator[str]:
    yield lines.text(index).lstrip("\ufeff")
    for later in range(index + 1, min(index + _LONGEST_RECORD, lines.count)):
        text = lines.text(later)
        if text.count(dialect.delimiter) >= dialect.width - 1:
            return
        yield text
