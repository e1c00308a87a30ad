"""CSV files: dialect, header, and the stream of their records."""

from __future__ import annotations

import codecs
import csv
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.intake.contracts import Contract
from pipelines.intake.csv_lines import Dialect, record_batches
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import HEADER_WITHIN, Header, find_header
from pipelines.intake.source import Source, reader
from pipelines.intake.text import decoded

_DELIMITERS = ",\t;"
# Lead bytes of U+FF01…U+FF5E and U+3000; no-break space.
_ODD = (b"\xef\xbc", b"\xef\xbd", b"\xe3\x80\x80", b"\xc2\xa0")


@contextmanager
def read_csv(path: Path, contract: Contract, tmp_dir: Path) -> Iterator[Source]:
    """Open a `.csv` or `.csv.gz`.

    Raises:
        RejectedError: `empty_file`, `not_text`; see `decoded` and `find_header`.
    """
    with decoded(path, tmp_dir) as text:
        size = text.stream.seek(0, 2)
        start = len(codecs.BOM_UTF8) if text.encoding == "utf-8-sig" else 0
        if size == start:
            raise RejectedError("empty_file", "文件是空的")
        with mmap.mmap(text.stream.fileno(), size, access=mmap.ACCESS_READ) as buffer:
            if buffer.find(b"\0", 0) >= 0:
                raise RejectedError("not_text", "文件含有空字节，不是文本文件")
            delimiter, header = _header(contract, buffer, start)
            dialect = Dialect(delimiter, header.width)
            yield Source(
                format="csv",
                encoding=text.encoding,
                header=header,
                header_row_number=header.index + 1,
                records=lambda: reader(
                    record_batches(buffer, start, dialect), header.width
                ),
                needs_folding=_needs_folding(buffer, delimiter),
            )


def _header(contract: Contract, buffer: mmap.mmap, start: int) -> tuple[str, Header]:
    """The delimiter under which most columns are found, and the header."""
    buffer.seek(start)
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
    return best


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _needs_folding(buffer: mmap.mmap, delimiter: str) -> bool:
    """Whether full-width characters or white space beside a delimiter occur."""
    mark = delimiter.encode()
    edges = [mark, b"\n", b"\r", b'"']
    odd = [*_ODD, *(b" " + edge for edge in edges), *(edge + b" " for edge in edges)]
    if delimiter != "\t":
        odd.append(b"\t")
    return any(buffer.find(found, 0) >= 0 for found in odd)
