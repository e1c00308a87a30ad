"""Bytes to UTF-8 text, strictly: UTF-8 first, then GB18030, else refused."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.intake.errors import RejectedError

_CHUNK = 1 << 22


@dataclass(frozen=True)
class DecodedText:
    """A UTF-8 copy of a file, without a name on the disk."""

    stream: IO[bytes]
    encoding: str


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def decoded(path: Path, tmp_dir: Path) -> Iterator[DecodedText]:
    """The file as UTF-8 in an unlinked file that only this process can open.

    Raises:
        RejectedError: `unknown_encoding`, `damaged_archive` or `not_text`.
    """
    tmp_dir.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryFile(dir=tmp_dir) as plain,
        tempfile.TemporaryFile(dir=tmp_dir) as converted,
    ):
        _unpack(path, plain)
        encoding = _utf8(plain)
        if encoding:
            yield DecodedText(plain, encoding)
            return
        _convert(plain, converted)
        yield DecodedText(converted, "gb18030")


def _unpack(path: Path, target: IO[bytes]) -> None:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as source:
            while chunk := source.read(_CHUNK):
                if b"\0" in chunk:
                    raise RejectedError(
                        "not_text", "文件含有空字节，不是 UTF-8 或 GB18030 文本"
                    )
                target.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RejectedError("damaged_archive", "压缩文件损坏，无法解开") from error
    target.flush()


def _utf8(source: IO[bytes]) -> str | None:
    source.seek(0)
    bom = source.read(3) == codecs.BOM_UTF8
    source.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "utf-8-sig" if bom else "utf-8"


def _convert(source: IO[bytes], target: IO[bytes]) -> None:
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    answer = subprocess.run(
        ["iconv", "-f", "GB18030", "-t", "UTF-8"],
        stdin=source.fileno(),
        stdout=target.fileno(),
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if answer.returncode:
        raise RejectedError(
            "unknown_encoding", "编码无法识别：既不是 UTF-8，也不是 GB18030"
        )
