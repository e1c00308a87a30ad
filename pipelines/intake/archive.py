"""Zip archives: their members, judged before one byte of them is unpacked."""

from __future__ import annotations

import hashlib
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import META_SUFFIX

_CHUNK = 1 << 20
# A day of the largest extract is some gigabytes, and real text shrinks to a
# tenth; thousands of times is an attack or a mistake.
_MOST_MEMBERS = 10_000
_MOST_BYTES = 1 << 36
_MOST_RATIO = 250
_SURELY_HARMLESS = 1 << 24
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
# What macOS, Windows and Excel leave behind; landing passes over the same.
_LITTER_STARTS = (".", "~$")
_LITTER = ("thumbs.db", "desktop.ini")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)


@dataclass(frozen=True)
class Member:
    """One file of an archive; with a fault it cannot be read."""

    name: str
    info: zipfile.ZipInfo
    fault: RejectedError | None


@dataclass(frozen=True)
class Unpacked:
    """Bytes of a member, in a file without a name on the disk."""

    path: Path
    sha256: str


class Archive:
    """An open archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Judge the directory of an archive.

        Raises:
            RejectedError: `empty_file`, `oversized_archive`, `wrong_format` or
                `encrypted_archive`.
        """
        self._archive = archive
        named = [(_name(info), info) for info in archive.infolist()]
        files = [(n, i) for n, i in named if not i.is_dir() and not _is_litter(n)]
        self._metas = {n: i for n, i in files if n.endswith(META_SUFFIX)}
        self.members = [
            Member(n, i, _fault(n, i)) for n, i in files if n not in self._metas
        ]
        if any(name == "[Content_Types].xml" for name, _ in files):
            raise RejectedError("wrong_format", "文件名是 .zip，内容是 xlsx")
        _check_size([info for _, info in files])
        if all(info.flag_bits & _ENCRYPTED for _, info in files):
            raise _encrypted()

    def meta(self, member: Member) -> bytes | None:
        """The meta file beside a member, if the archive has one.

        Raises:
            RejectedError: `unreadable_meta`.
        """
        info = self._metas.get(member.name + META_SUFFIX)
        if info is None:
            return None
        if info.file_size > _CHUNK:
            raise RejectedError("unreadable_meta", "说明文件 .meta.json 过大")
        try:
            return self._archive.read(info)
        except _DAMAGE as error:
            raise RejectedError(
                "unreadable_meta", "说明文件 .meta.json 无法读取"
            ) from error

    @contextmanager
    def unpacked(self, member: Member, tmp_dir: Path) -> Iterator[Unpacked]:
        """A member's bytes, in a file that only this process can open.

        Raises:
            RejectedError: `damaged_archive`, or the member's fault.
        """
        if member.fault:
            raise member.fault
        tmp_dir.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with _nameless(tmp_dir) as target:
            for chunk in self._chunks(member):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            yield Unpacked(_path_of(target), digest.hexdigest())

    def _chunks(self, member: Member) -> Iterator[bytes]:
        try:
            # No more is read than the size declared, and judged, above.
            with self._archive.open(member.info) as source:
                while chunk := source.read(_CHUNK):
                    yield chunk
        except _DAMAGE as error:
            raise RejectedError(
                "damaged_archive", "压缩包内的这个文件已损坏，无法解开"
            ) from error


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a `.zip`.

    Raises:
        RejectedError: `damaged_archive`, and see `Archive`.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise RejectedError("damaged_archive", "压缩包损坏，无法打开") from error
    with archive:
        yield Archive(archive)


def _check_size(infos: list[zipfile.ZipInfo]) -> None:
    if not infos:
        raise RejectedError("empty_file", "压缩包里没有文件")
    size = sum(info.file_size for info in infos)
    if len(infos) > _MOST_MEMBERS or size > _MOST_BYTES:
        raise RejectedError(
            "oversized_archive",
            f"压缩包里有 {len(infos)} 个文件，展开后共 {size >> 20} MB，超出上限"
            f"（{_MOST_MEMBERS} 个，{_MOST_BYTES >> 20} MB）",
        )


def _fault(name: str, info: zipfile.ZipInfo) -> RejectedError | None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or parts[0].endswith(":"):
        return RejectedError("unsafe_name", "压缩包内的文件名指向压缩包之外")
    if name.lower().endswith(".zip"):
        return RejectedError("nested_archive", "压缩包内不能再有压缩包，请逐个投递")
    if info.flag_bits & _ENCRYPTED:
        return _encrypted()
    if info.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
        zipfile.ZIP_BZIP2,
        zipfile.ZIP_LZMA,
    ):
        return RejectedError(
            "unsupported_compression", "压缩方法不支持，请用普通 ZIP 方式重新压缩"
        )
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > _SURELY_HARMLESS and ratio > _MOST_RATIO:
        return RejectedError(
            "oversized_archive", f"展开后是压缩前的 {ratio:.0f} 倍，疑似压缩炸弹"
        )
    return None


def _encrypted() -> RejectedError:
    return RejectedError("encrypted_archive", "压缩包有密码，请去掉密码后重新投递")


def _name(info: zipfile.ZipInfo) -> str:
    """Name of a member; Chinese Windows stores GBK and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with suppress(UnicodeEncodeError):  # as an extra field may have named it
            name = _decoded_name(name.encode("cp437"))
    name = name.replace("\\", "/")
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _decoded_name(raw: bytes) -> str:
    try:
        name = raw.decode("utf-8")
        # Two bytes of GBK may be valid UTF-8, but then of a letter like ҉.
        if not any("\x7f" < character < "\u0800" for character in name):
            return name
    except UnicodeDecodeError:
        pass
    return raw.decode("gb18030", errors="replace")


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    last = parts[-1].lower() if parts else ""
    return (
        "__MACOSX" in parts
        or (last.startswith(_LITTER_STARTS) and last != "..")
        or last in _LITTER
    )


# Where an open file can be opened again by number, it needs no name: a kill
# leaves nothing. Elsewhere (macOS) it has one, mode 0600, until it is closed.
_BY_NUMBER = Path("/proc/self/fd")


def _nameless(tmp_dir: Path) -> AbstractContextManager[IO[bytes]]:
    if _BY_NUMBER.is_dir():
        return tempfile.TemporaryFile(dir=tmp_dir)
    return tempfile.NamedTemporaryFile(dir=tmp_dir)


def _path_of(file: IO[bytes]) -> Path:
    return _BY_NUMBER / str(file.fileno()) if _BY_NUMBER.is_dir() else Path(file.name)
