"""CSV: every physical line is accounted for, whatever the quotes do."""

from __future__ import annotations

import csv
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import HEADER_WITHIN, Header, find_header
from pipelines.intake.source import CELLS, LINES, Source
from pipelines.intake.text import decoded

_DELIMITERS = ",\t;"
_BATCH_BYTES = 1 << 23
_BATCH_ROWS = 20_000
# A quoted cell with more line breaks than this is an unclosed quote.
_LONGEST_RECORD = 50


@contextmanager
def read_csv(path: Path, contract: Contract, tmp_dir: Path) -> Iterator[Source]:
    """Open a `.csv` or `.csv.gz`.

    Raises:
        RejectedError: see `decoded` and `find_header`.
    """
    with decoded(path, tmp_dir) as text:
        size = text.stream.seek(0, 2)
        if size == 0:
            raise RejectedError("empty_file", "文件是空的")
        with mmap.mmap(text.stream.fileno(), size, access=mmap.ACCESS_READ) as buffer:
            delimiter, header, row_number = _header(contract, buffer)
            quoted = buffer.find(b'"', 0) >= 0
            if quoted:
                batches = _quoted_batches(text.stream, delimiter, header.width)
                records = pa.RecordBatchReader.from_batches(CELLS, batches)
            else:
                records = pa.RecordBatchReader.from_batches(
                    LINES, _line_batches(buffer)
                )
            try:
                yield Source(
                    format="csv",
                    encoding=text.encoding,
                    header=header,
                    header_row_number=row_number,
                    records=records,
                    delimiter=None if quoted else delimiter,
                    needs_folding=_needs_folding(buffer, delimiter),
                )
            finally:
                del records


def _header(contract: Contract, buffer: mmap.mmap) -> tuple[str, Header, int]:
    buffer.seek(0)
    lines = [buffer.readline() for _ in range(HEADER_WITHIN)]
    texts = [line.decode("utf-8").rstrip("\r\n") for line in lines if line]
    best: tuple[str, Header] | None = None
    failure: RejectedError | None = None
    for delimiter in _DELIMITERS:
        records = [_split(text, delimiter) for text in texts]
        try:
            header = find_header(contract, records)
        except RejectedError as error:
            if failure is None or failure.code == "no_header":
                failure = error
            continue
        if best is None or len(header.positions) > len(best[1].positions):
            best = delimiter, header
    if best is None:
        assert failure is not None
        raise failure
    return best[0], best[1], best[1].index + 1


def _needs_folding(buffer: mmap.mmap, delimiter: str) -> bool:
    """Whether U+FF01…U+FF5E, U+3000 (by UTF-8 lead bytes) or stray tabs occur."""
    odd = [b"\xef\xbc", b"\xef\xbd", b"\xe3\x80\x80"]
    if delimiter != "\t":
        odd.append(b"\t")
    return any(buffer.find(lead, 0) >= 0 for lead in odd)


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _line_batches(buffer: mmap.mmap) -> Iterator[pa.RecordBatch]:
    """Arrow arrays that point at the lines of the mapped file."""
    start, row_number, size = 0, 1, len(buffer)
    while start < size:
        end = min(start + _BATCH_BYTES, size)
        if end < size:
            newline = buffer.rfind(b"\n", start, end)
            if newline < start:
                newline = buffer.find(b"\n", end)
            end = newline + 1 if newline >= 0 else size
        chunk = buffer[start:end]
        breaks = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == 10) + 1
        if len(breaks) == 0 or breaks[-1] != len(chunk):
            breaks = np.append(breaks, len(chunk))
        offsets = np.concatenate(([0], breaks)).astype(np.int64)
        lines = pa.LargeStringArray.from_buffers(
            len(breaks), pa.py_buffer(offsets.tobytes()), pa.py_buffer(chunk)
        )
        numbers = np.arange(row_number, row_number + len(breaks), dtype=np.int64)
        yield pa.record_batch([pa.array(numbers), lines], schema=LINES)
        row_number += len(breaks)
        start = end


def _quoted_batches(
    stream: IO[bytes], delimiter: str, width: int
) -> Iterator[pa.RecordBatch]:
    records = _quoted_records(stream, delimiter, width)
    while batch := list(islice(records, _BATCH_ROWS)):
        numbers, cells = zip(*batch, strict=True)
        yield pa.record_batch(
            [pa.array(numbers, pa.int64()), pa.array(cells, CELLS.field(1).type)],
            schema=CELLS,
        )


def _quoted_records(
    stream: IO[bytes], delimiter: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Records with quotes; a record that makes no sense falls apart into its lines.

    So an unclosed quote costs the line that has it, not those behind it.
    """
    stream.seek(0)
    pending: list[str] = []
    first = 1
    for number, raw in enumerate(stream, start=1):
        line = raw.decode("utf-8").rstrip("\r\n")
        if not pending:
            first = number
        pending.append(line)
        if sum(text.count('"') for text in pending) % 2 == 0:
            yield from _whole(pending, first, delimiter, width)
            pending = []
        elif len(pending) > _LONGEST_RECORD:
            yield from _apart(pending, first, delimiter)
            pending = []
    yield from _apart(pending, first, delimiter)


def _whole(
    lines: list[str], first: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    cells = next(csv.reader(["\n".join(lines)], delimiter=delimiter), [])
    if len(lines) > 1:
        parser = csv.reader([line + "\n" for line in lines], delimiter=delimiter)
        cells = next(parser, [])
        if len(cells) != width:
            yield from _apart(lines, first, delimiter)
            return
    yield first, cells


def _apart(
    lines: list[str], first: int, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    for offset, line in enumerate(lines):
        if line.count('"') % 2:
            yield first + offset, [line]
        else:
            yield first + offset, _split(line, delimiter)
