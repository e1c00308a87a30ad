"""A file checked as intake would check it, without becoming a delivery."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.intake.contracts import Contract
from pipelines.intake.delivery import write_rows, write_schema
from pipelines.intake.errors import RejectedError
from pipelines.intake.meta import Meta
from pipelines.intake.opening import open_source
from pipelines.intake.session import connect
from warehouse.settings import Settings


@dataclass(frozen=True)
class Trial:
    """What intake would load of a file, what it would refuse, and its notice.

    `good` has the contract's columns, `refused` a line per row and reason:
    `row_number`, `message`, `masked_value`.
    """

    good: pa.Table
    refused: pa.Table
    notice: str | None


def try_file(settings: Settings, contract: Contract, path: Path) -> Trial:
    """Check one file against a contract and the reference lists; keep nothing.

    Works in a temporary home: it takes no lock, and neither the ledger nor the
    pseudonyms of the installation notice.

    Raises:
        RejectedError: if intake would refuse the file whole.
        OSError: if the file cannot be opened or read.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise RejectedError("unreadable_file", "不是普通文件")  # a pipe never ends
    if path.suffix.lower() == ".zip":
        raise RejectedError("unknown_format", "压缩包请先解压，再逐个核对")
    with tempfile.TemporaryDirectory(prefix="fanzha-") as temporary:
        home = Path(temporary)
        apart = settings.model_copy(update={"home": home})
        extract_dir, folder = home / contract.name, home / contract.name / "trial"
        with connect(apart) as connection:
            write_schema(connection, contract, extract_dir)
            folder.mkdir()
            with open_source(path, path.name, contract, apart.tmp_dir) as source:
                counts = write_rows(
                    connection, contract, source, Meta(), folder, "trial"
                )
        refused = pq.read_table(
            folder / "quarantine.parquet",
            columns=["_row_number", "message", "masked_value"],
        )
        return Trial(
            good=pq.read_table(folder / "rows.parquet"),
            refused=refused.rename_columns(["row_number", "message", "masked_value"]),
            notice=counts.notice,
        )
