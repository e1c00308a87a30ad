"""One file after the other: recognised, checked, stored, entered."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipelines.intake.archive import Archive, Member, open_archive
from pipelines.intake.contracts import Contract
from pipelines.intake.delivery import schema_marker, write_rows, write_schema
from pipelines.intake.entering import Book, Found, Item
from pipelines.intake.errors import RejectedError
from pipelines.intake.file_names import file_key, masked
from pipelines.intake.landing import Seen, obstacle_to_reading, pending, stamp
from pipelines.intake.ledger import (
    Content,
    DeliveryResult,
    Ledger,
    checked_with,
    meta_path,
)
from pipelines.intake.meta import (
    check_data_through,
    check_rows,
    check_sha256,
    members_meta,
    parse_meta,
)
from pipelines.intake.opening import open_source
from pipelines.intake.session import connect
from pipelines.intake.storage import clear_leftovers, new_folder
from pipelines.intake.text import file_sha256
from warehouse.settings import Settings


def intake_extract(
    settings: Settings,
    contract: Contract,
    *,
    progress: Callable[[DeliveryResult], None] | None = None,
) -> list[DeliveryResult]:
    """Take in every new file of one extract; returns their ledger entries.

    A file that is refused is an entry too, not an exception; one that changes
    while it is read is left for the next time. `progress` is called after each
    file. Must be called by the writer only (see `warehouse.locking`).
    """
    extract_dir = settings.deliveries_dir / contract.name
    clear_leftovers(extract_dir)
    seen = Seen(settings, contract.name)
    new = pending(settings, contract, seen)
    if not new and schema_marker(extract_dir, contract).exists():
        return []
    try:
        return _take_in_all(settings, contract, extract_dir, new, seen, progress)
    except BaseException:
        clear_leftovers(extract_dir)  # a full disk, say
        raise


def _take_in_all(
    settings: Settings,
    contract: Contract,
    extract_dir: Path,
    new: list[Path],
    seen: Seen,
    progress: Callable[[DeliveryResult], None] | None,
) -> list[DeliveryResult]:
    results = []
    with connect(settings) as connection:
        write_schema(connection, contract, extract_dir)
        run = _Run(
            settings=settings,
            extract_dir=extract_dir,
            contract=contract,
            connection=connection,
            book=Book(
                extract_dir,
                contract,
                checked_with(settings, contract),
                Ledger(extract_dir),
            ),
            seen=seen,
        )
        for path in new:
            for result in run.take_in(path):
                results.append(result)
                if progress:
                    progress(result)
    return results


@dataclass(frozen=True)
class _Run:
    """What the files of one run share."""

    settings: Settings
    extract_dir: Path
    contract: Contract
    connection: duckdb.DuckDBPyConnection
    book: Book
    seen: Seen

    def take_in(self, path: Path) -> list[DeliveryResult]:
        """The entries of a file; none if it went away or changed meanwhile."""
        facts = stamp(path)
        if facts is None:
            return []
        key = file_key(self.settings, path.relative_to(self.settings.landing))
        try:
            obstacle = obstacle_to_reading(path)
            if obstacle is None:
                content = Content(file_sha256(path), _meta_bytes(path))
        except FileNotFoundError:
            return []
        except OSError:
            obstacle = "文件无法打开或读取，请检查权限"
        if obstacle is not None:
            found = [self.book.unreadable(key, facts, obstacle)]
        else:
            item = Item(key, content, path)
            is_zip = path.name.lower().endswith(".zip")
            found = self._open_zip(item) if is_zip else [self._recognise(item)]
        if stamp(path) != facts:
            self.book.drop()
            return []
        self.book.store()
        self.seen.add(key, facts, self.book.rule, [each.standing for each in found])
        return [each.entry for each in found]

    def _open_zip(self, item: Item) -> list[Found]:
        """Every member is a delivery; the zip has an entry only if it is refused.

        Members are stored together, after the last has been read.
        """
        if known := self.book.known(item):
            return [known]
        refused = self.book.new_entry(item)
        assert item.path is not None
        try:
            meta = parse_meta(item.content.meta)
            check_data_through(meta)
            check_sha256(meta, item.content.sha256)
            with open_archive(item.path) as archive:
                declared = members_meta(meta, len(archive.members))
                found = [
                    self._open_member(archive, member, item, declared)
                    for member in archive.members
                ]
            # Of a member that is refused, nobody knows how many rows it has.
            if all(each.standing.status == "loaded" for each in found):
                check_rows(meta, sum(_rows(each.standing) for each in found))
        except RejectedError as error:
            self.book.drop()
            return [self.book.refuse(refused, error)]
        self.book.mend(refused.replaces)
        return found

    def _open_member(
        self, archive: Archive, member: Member, whole: Item, meta: bytes
    ) -> Found:
        key = f"{whole.key}/{masked(self.settings, member.name)}"
        try:
            with archive.unpacked(member, self.settings.tmp_dir) as unpacked:
                own = archive.meta(member)
                content = Content(unpacked.sha256, meta if own is None else own)
                return self._recognise(Item(key, content, unpacked.path))
        except RejectedError as error:
            place = f"{whole.content.sha256} {member.name}".encode()
            content = Content(hashlib.sha256(place).hexdigest(), meta)
            return self._recognise(Item(key, content, None, error))

    def _recognise(self, item: Item) -> Found:
        return self.book.known(item) or self._check(item, self.book.new_entry(item))

    def _check(self, item: Item, entry: DeliveryResult) -> Found:
        started = time.monotonic()
        folder = new_folder(self.extract_dir, entry.delivery_id)
        try:
            if item.path is None:
                assert item.fault is not None
                raise item.fault
            meta = parse_meta(item.content.meta)
            check_data_through(meta)
            check_sha256(meta, entry.sha256)
            name = item.key.rpartition("/")[2]
            tmp_dir = self.settings.tmp_dir
            with open_source(item.path, name, self.contract, tmp_dir) as source:
                counts = write_rows(
                    self.connection,
                    self.contract,
                    source,
                    meta,
                    folder,
                    entry.delivery_id,
                )
        except RejectedError as error:
            shutil.rmtree(folder)
            return self.book.refuse(_timed(entry, started), error)
        result = replace(
            _timed(entry, started),
            data_through=meta.data_through,
            mode=meta.mode,
            **vars(counts),
        )
        self.book.enter(result, folder)
        return Found(result, result)


def _timed(entry: DeliveryResult, started: float) -> DeliveryResult:
    return replace(entry, seconds=round(time.monotonic() - started, 3))


def _rows(entry: DeliveryResult) -> int:
    return (entry.rows_good or 0) + (entry.rows_quarantined or 0)


def _meta_bytes(path: Path) -> bytes:
    """What a meta file holds; nothing only if there is none."""
    try:
        return meta_path(path).read_bytes() or b" "
    except FileNotFoundError:
        return b""
