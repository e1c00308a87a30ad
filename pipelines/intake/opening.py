"""Which reader a file gets, after its name and its content agree."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path, PurePath

from pipelines.intake.contracts import Contract
from pipelines.intake.csv_source import read_csv
from pipelines.intake.errors import RejectedError
from pipelines.intake.parquet_source import read_parquet
from pipelines.intake.sheet_source import read_workbook
from pipelines.intake.source import Source
from pipelines.intake.workbook import encrypted

_MAGIC = {b"PK": "xlsx", b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls"}


def open_source(
    path: Path, name: str, contract: Contract, tmp_dir: Path
) -> AbstractContextManager[Source]:
    """The reader for the bytes at `path`, after `name` and content agree.

    Raises:
        RejectedError: `unknown_format`, `wrong_format` or `encrypted_file`.
    """
    name = name.lower()
    with path.open("rb") as stream:
        start = stream.read(4)
    if not start:
        raise RejectedError("empty_file", "文件是空的")
    actual = next((f for magic, f in _MAGIC.items() if start.startswith(magic)), None)
    if name.endswith(".csv.gz"):
        if start[:2] != b"\x1f\x8b":
            raise RejectedError("wrong_format", "文件名是 .csv.gz，内容不是 gzip")
        return read_csv(path, name, contract, tmp_dir)
    suffix = PurePath(name).suffix.lstrip(".")
    if suffix not in ("csv", "xlsx", "xls", "parquet"):
        raise RejectedError(
            "unknown_format",
            "不支持的文件类型；可用 .csv、.csv.gz、.xlsx、.xls、.parquet；投递时也可用 zip 压缩包",
        )
    if suffix == "xlsx" and actual == "xls" and _is_encrypted(path):
        raise encrypted()
    if (actual or "csv") != suffix or start[:2] == b"\x1f\x8b":
        raise RejectedError(
            "wrong_format", f"文件名是 .{suffix}，内容是 {actual or '其他格式'}"
        )
    if suffix == "csv":
        return read_csv(path, name, contract, tmp_dir)
    if suffix == "parquet":
        return read_parquet(path, contract)
    return read_workbook(path, suffix, contract)


def _is_encrypted(path: Path) -> bool:
    """Whether it is an `.xlsx` with a password, which Excel wraps like an `.xls`."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
