"""Bytes to UTF-8 text, strictly: UTF-8 first, then GB18030, else refused."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import re
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from pipelines.intake.errors import RejectedError
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
                    _empty(target)
                    if packed:
                        source.seek(0)
                        whole = _convert_packed(source, target)
                    else:
                        whole = _convert_plain(path, target, tmp_dir)
                    if not whole:
                        _empty(target)
                        source.seek(0)
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


def _empty(target: IO[bytes]) -> None:
    target.seek(0)
    target.truncate()


def _convert_slowly(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    """GB18030 to UTF-8 by Python, which knows a few characters more than iconv."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    chunk = b"start"
    try:
        while chunk:
            chunk = source.read(_CHUNK)
            target.write(decoder.decode(chunk, final=not chunk).encode())
    except UnicodeDecodeError as error:
        raise _unknown_encoding() from error
    target.flush()


def _convert_plain(path: Path, target: IO[bytes], tmp_dir: Path) -> bool:
    """GB18030 to UTF-8 by two processes, half of the lines each.

    Returns whether all of it could be converted.
    """
    with (
        path.open("rb") as first,
        path.open("rb") as second,
        tempfile.TemporaryFile(dir=tmp_dir) as rest,
    ):
        # No character of GB18030 contains the byte of a line break.
        second.seek(path.stat().st_size // 2)
        second.readline()
        middle = second.tell()
        os.lseek(second.fileno(), middle, os.SEEK_SET)
        with _iconv(second, rest) as behind, _iconv(subprocess.PIPE, target) as front:
            _feed(front, first, middle)
            succeeded = _succeeded(front, behind)
        if not succeeded:
            return False
        _append(rest, target)
    return True


def _append(source: IO[bytes], target: IO[bytes]) -> None:
    """Put a file at the end of another, copied by the kernel."""
    target.seek(0, os.SEEK_END)
    offset, size = 0, os.fstat(source.fileno()).st_size
    while offset < size:
        offset += os.sendfile(target.fileno(), source.fileno(), offset, size - offset)


def _convert_packed(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> bool:
    """GB18030 to UTF-8 while it is unpacked."""
    with _iconv(subprocess.PIPE, target) as process:
        _feed(process, source, None)
        succeeded = _succeeded(process)
    return succeeded


def _iconv(source: IO[bytes] | int, target: IO[bytes]) -> subprocess.Popen[bytes]:
    """The C library's converter: faster than Python's by far, and strict."""
    return subprocess.Popen(
        ["iconv", "-f", "GB18030", "-t", "UTF-8"],
        stdin=source,
        stdout=target,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C"},
    )


def _feed(
    process: subprocess.Popen[bytes],
    source: IO[bytes] | gzip.GzipFile,
    size: int | None,
) -> None:
    assert process.stdin is not None
    # iconv closes the pipe at the first byte that is not GB18030.
    with suppress(BrokenPipeError), process.stdin as pipe:
        left = size
        while chunk := source.read(_CHUNK if left is None else min(left, _CHUNK)):
            pipe.write(chunk)
            left = None if left is None else left - len(chunk)


def _succeeded(*processes: subprocess.Popen[bytes]) -> bool:
    """Whether all of the text could be converted.

    Raises:
        OSError: if the result could not be written, as on a full disk.
    """
    codes = []
    for process in processes:
        assert process.stderr is not None
        complaint = process.stderr.read()
        codes.append(process.wait())
        if codes[-1] < 0 or b"writ" in complaint:
            raise OSError(f"iconv could not write its output ({codes[-1]})")
    return not any(codes)


def _unknown_encoding() -> RejectedError:
    return RejectedError(
        "unknown_encoding", "编码无法识别：既不是 UTF-8，也不是 GB18030"
    )
