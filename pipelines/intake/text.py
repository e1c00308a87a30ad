"""Bytes to UTF-8 text, strictly: UTF-8 first, then GB18030, else refused."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from pipelines.intake.errors import RejectedError
from pipelines.intake.gb18030 import UnconvertedError, convert
from pipelines.intake.plausibility import is_plausible

_CHUNK = 1 << 22
# Ten characters of GB18030 text are hardly ever valid UTF-8 by chance.
_SURELY_UTF8 = 10
# Of UTF-16 without its mark, every other byte of ASCII is zero.
_MOSTLY_ZERO = 0.3


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
def decoded(path: Path, packed: bool, tmp_dir: Path) -> Iterator[DecodedText]:
    """The file as UTF-8 in an unlinked file that only this process can open.

    `packed` means gzip.

    Raises:
        RejectedError: `unknown_encoding`, `damaged_text` or `damaged_archive`.
    """
    tmp_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=tmp_dir) as target:
        try:
            with gzip.open(path, "rb") if packed else path.open("rb") as source:
                encoding = _copy_utf8(source, target)
                if encoding is None:
                    encoding = "gb18030"
                    _restart(source, target)
                    try:
                        convert(source, target)
                    except UnconvertedError:
                        _restart(source, target)
                        _convert_slowly(source, target)
                    if not is_plausible(target):
                        raise _unknown_encoding()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise RejectedError("damaged_archive", "压缩文件损坏，无法解开") from error
        yield DecodedText(target, encoding)


def _copy_utf8(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> str | None:
    """Copy UTF-8 text and tell its flavour; None if it is something else.

    Raises:
        RejectedError: `damaged_text` for UTF-8 with a byte that is not. To read
            it as GB18030 would often succeed and turn every word into another.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8"
    wide, lines, chunk = 0, 1, b"start"
    while chunk:
        chunk = source.read(_CHUNK)
        if target.tell() == 0 and chunk:
            marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            start = chunk[:1000]
            if start.startswith(marks) or start.count(0) > _MOSTLY_ZERO * len(start):
                raise RejectedError(
                    "unknown_encoding", "编码是 UTF-16，请另存为 UTF-8 或 GB18030"
                )
            if chunk.startswith(codecs.BOM_UTF8):
                encoding = "utf-8-sig"
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            valid = error.object[: error.start].decode("utf-8")
            wide += _wide(valid)
            if wide < _SURELY_UTF8:
                return None
            line = lines + valid.count("\n")
            raise RejectedError(
                "damaged_text", f"UTF-8 文本第 {line} 行有损坏的字节，无法解码"
            ) from error
        lines += chunk.count(b"\n")
        if wide < _SURELY_UTF8 and not text.isascii():
            wide += _wide(text)
        target.write(chunk)
    target.flush()
    return encoding


def _wide(text: str) -> int:
    """How many characters are not ASCII, if it is not enough to be sure."""
    found = re.finditer(r"[^\x00-\x7f]", text)
    return sum(1 for _ in islice(found, _SURELY_UTF8))


def _restart(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    source.seek(0)
    target.seek(0)
    target.truncate()


def _convert_slowly(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    """GB18030 to UTF-8 by Python, which knows a few characters more."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    chunk = b"start"
    try:
        while chunk:
            chunk = source.read(_CHUNK)
            target.write(decoder.decode(chunk, final=not chunk).encode())
    except UnicodeDecodeError as error:
        raise _unknown_encoding() from error
    target.flush()


def _unknown_encoding() -> RejectedError:
    return RejectedError(
        "unknown_encoding", "编码无法识别：既不是 UTF-8，也不是 GB18030"
    )
