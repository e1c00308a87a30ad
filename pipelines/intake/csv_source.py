"""CSV files: dialect, header, and the stream of their records."""

from __future__ import annotations

import codecs
import csv
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipelines.intake.contracts import Contract
from pipelines.intake.csv_lines import Dialect, record_batches
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import HEADER_WITHIN, Header, find_header
from pipelines.intake.odd_characters import needs_folding
from pipelines.intake.source import Source, reader
from pipelines.intake.text import decoded

_DELIMITERS = ",\t;"
_BLOCK_BYTES = 1 << 24
_DOS_END = b"\x1a"


@contextmanager
def read_csv(
    path: Path, name: str, contract: Contract, tmp_dir: Path
) -> Iterator[Source]:
    """Open a `.csv` or `.csv.gz`.

    Raises:
        RejectedError: `empty_file`, `not_text`, and see `decoded` and `find_header`.
    """
    with decoded(path, name.endswith(".gz"), tmp_dir) as text:
        start, size = _extent(text.stream)
        if size <= start:
            raise RejectedError("empty_file", "文件是空的")
        with mmap.mmap(text.stream.fileno(), size) as buffer:
            _mend_line_breaks(buffer, start)
            delimiter, lines, header = _header(contract, buffer, start)
            first_number = 1 + _join_lines(buffer, start, lines)
            dialect = Dialect(delimiter, header.width, _needed(header))
            yield Source(
                format="csv",
                encoding=text.encoding,
                header=header,
                header_row_number=lines[1],
                records=lambda wanted: reader(
                    record_batches(buffer, start, first_number, dialect, wanted),
                    header.width,
                ),
                needs_folding=needs_folding(buffer, start, delimiter),
            )


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """Where the text begins and ends: without byte order marks and DOS's end mark."""
    start, mark = 0, codecs.BOM_UTF8
    stream.seek(0)
    while stream.read(len(mark)) == mark:
        start += len(mark)
    size = stream.seek(0, os.SEEK_END)
    if size > start:
        stream.seek(-1, os.SEEK_END)
        size -= stream.read(1) == _DOS_END
    return start, size


def _mend_line_breaks(buffer: mmap.mmap, start: int) -> None:
    """Old Macintosh programs end lines with a carriage return alone."""
    if buffer.find(b"\n", start) >= 0 or buffer.find(b"\r", start) < 0:
        return
    for first in range(start, len(buffer), _BLOCK_BYTES):
        block = buffer[first : first + _BLOCK_BYTES]
        buffer[first : first + len(block)] = block.replace(b"\r", b"\n")


def _join_lines(buffer: mmap.mmap, start: int, lines: tuple[int, int]) -> int:
    """Make one line of a header with line breaks; returns how many they were."""
    first, last = lines
    buffer.seek(start)
    for _ in range(first - 1):
        buffer.readline()
    for _ in range(last - first):
        buffer.readline()
        buffer[buffer.tell() - 1 : buffer.tell()] = b" "
    return last - first


def _needed(header: Header) -> int:
    """Cells that a row must have: delimiters after the last name may be missing."""
    return max(header.positions.values()) + 1


def _header(
    contract: Contract, buffer: mmap.mmap, start: int
) -> tuple[str, tuple[int, int], Header]:
    """The delimiter under which most columns are found; the header and its lines."""
    buffer.seek(start)
    lines = [buffer.readline() for _ in range(HEADER_WITHIN)]
    texts = [line.decode("utf-8") for line in lines if line]
    best: tuple[str, tuple[int, int], Header] | None = None
    failure: RejectedError | None = None
    for delimiter in _DELIMITERS:
        for split in (_split_records, _split_lines):
            records = split(texts, delimiter)
            try:
                header = find_header(contract, [cells for _, cells in records])
            except RejectedError as error:
                if failure is None or failure.code == "no_header":
                    failure = error
                if error.code == "no_header":
                    continue
                break  # the header is there, and wrong
            if best is None or len(header.positions) > len(best[2].positions):
                best = delimiter, records[header.index][0], header
    if best is None:
        assert failure is not None
        raise failure
    return best


# A record of the first and the last of its lines, from 1, and its cells.
_Numbered = tuple[tuple[int, int], list[str]]


def _split_records(lines: list[str], delimiter: str) -> list[_Numbered]:
    """Records as they are quoted: a heading may have a line break."""
    parser = csv.reader(lines, delimiter=delimiter)
    records: list[_Numbered] = []
    try:
        for cells in parser:
            first = records[-1][0][1] + 1 if records else 1
            records.append(((first, parser.line_num), cells))
    except csv.Error:
        return _split_lines(lines, delimiter)
    return records


def _split_lines(lines: list[str], delimiter: str) -> list[_Numbered]:
    """Each line by itself: a title may have a quotation mark."""
    records: list[_Numbered] = []
    for number, line in enumerate(lines, 1):
        bare = line.rstrip("\r\n")
        try:
            cells = next(csv.reader([bare], delimiter=delimiter), [])
        except csv.Error:
            cells = [bare]
        records.append(((number, number), cells))
    return records
