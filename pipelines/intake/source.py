"""What a reader hands to the checks, whatever the file's format."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from pipelines.intake.header import Header

LINES = pa.schema([("row_number", pa.int64()), ("line", pa.large_string())])
CELLS = pa.schema([("row_number", pa.int64()), ("cells", pa.list_(pa.string()))])


@dataclass(frozen=True)
class Source:
    """Records of one file, not yet checked.

    `records` streams batches of LINES (to be split at `delimiter`) or CELLS.
    Records up to the header's are in it too; the checks skip them. Folding
    full-width characters and odd white space costs a pass over each column,
    and most files have none: `needs_folding` tells.
    """

    format: str
    encoding: str | None
    header: Header
    header_row_number: int
    records: pa.RecordBatchReader
    delimiter: str | None
    needs_folding: bool
