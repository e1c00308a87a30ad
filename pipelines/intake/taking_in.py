"""One file after the other: recognised, checked, stored, entered."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines.intake.archive import Archive, Member, open_archive
from pipelines.intake.contracts import Contract
from pipelines.intake.delivery import schema_marker, write_rows, write_schema
from pipelines.intake.errors import RejectedError
from pipelines.intake.file_names import file_key, masked
from pipelines.intake.landing import Seen, obstacle_to_reading, pending, stamp
from pipelines.intake.ledger import (
    Content,
    DeliveryResult,
    Ledger,
    checked_with,
    meta_path,
    now,
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
from pipelines.intake.storage import clear_leftovers, new_folder, store
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
            rule=checked_with(settings, contract),
            ledger=Ledger(extract_dir),
            seen=seen,
        )
        for path in new:
            for result in run.take_in(path):
                results.append(result)
                if progress:
                    progress(result)
    return results


@dataclass(frozen=True)
class _Item:
    """What becomes one delivery: a file of landing, or a member of a zip there.

    `path` is where its bytes are; None if they cannot be read, for `fault`.
    """

    key: str
    content: Content
    path: Path | None
    fault: RejectedError | None = None


@dataclass(frozen=True)
class _Found:
    """The entry of an item, and the one that its content has in the ledger.

    They differ for a duplicate.
    """

    entry: DeliveryResult
    standing: DeliveryResult


@dataclass(frozen=True)
class _Run:
    """What the files of one run share."""

    settings: Settings
    extract_dir: Path
    contract: Contract
    connection: duckdb.DuckDBPyConnection
    rule: str
    ledger: Ledger
    seen: Seen
    # Entries not yet stored, and the folders prepared for them.
    waiting: list[tuple[DeliveryResult, Path | None]] = field(default_factory=list)

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
            found = [self._unreadable(key, facts, obstacle)]
        else:
            item = _Item(key, content, path)
            is_zip = path.name.lower().endswith(".zip")
            found = self._open_zip(item) if is_zip else [self._recognise(item)]
        if stamp(path) != facts:
            self._drop_waiting()
            return []
        self._store_waiting()
        self.seen.add(key, facts, self.rule, [each.standing for each in found])
        return [each.entry for each in found]

    def _open_zip(self, item: _Item) -> list[_Found]:
        """Every member is a delivery; the zip has an entry only if it is refused.

        Members are stored together, after the last has been read.
        """
        if known := self._known(item):
            return [known]
        refused = self._new_entry(item)
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
            self._drop_waiting()
            return [self._refuse(refused, error)]
        self._mend(refused.replaces)
        return found

    def _open_member(
        self, archive: Archive, member: Member, whole: _Item, meta: bytes
    ) -> _Found:
        key = f"{whole.key}/{masked(self.settings, member.name)}"
        try:
            with archive.unpacked(member, self.settings.tmp_dir) as unpacked:
                own = archive.meta(member)
                content = Content(unpacked.sha256, meta if own is None else own)
                return self._recognise(_Item(key, content, unpacked.path))
        except RejectedError as error:
            place = f"{whole.content.sha256} {member.name}".encode()
            content = Content(hashlib.sha256(place).hexdigest(), meta)
            return self._recognise(_Item(key, content, None, error))

    def _recognise(self, item: _Item) -> _Found:
        return self._known(item) or self._check(item, self._new_entry(item))

    def _known(self, item: _Item) -> _Found | None:
        """What the ledger has of this content, unless it is to be checked again."""
        known = self.ledger.standing(item.content, item.key)
        if known is None or not item.content.is_of(known):
            return None
        if known.checked_with != self.rule and known.might_gain(self.contract):
            return None
        if known.file == item.key:
            return _Found(known, known)
        return _Found(self._duplicate(item, known), known)

    def _new_entry(self, item: _Item) -> DeliveryResult:
        known = self.ledger.standing(item.content, item.key)
        replaces = known.delivery_id if known else None
        delivery_id = item.content.identity(self.rule)
        if delivery_id in self.ledger:
            delivery_id = item.content.identity(self.rule, replaces)
        return self._entry(
            delivery_id, item.key, item.content.sha256, replaces=replaces
        )

    def _enter(self, entry: DeliveryResult, written: Path | None) -> None:
        self.waiting.append((entry, written))
        self.ledger.add(entry)

    def _store_waiting(self) -> None:
        for entry, written in self.waiting:
            store(self.extract_dir, entry, written)
        self.waiting.clear()

    def _drop_waiting(self) -> None:
        for entry, written in self.waiting:
            self.ledger.forget(entry)
            if written:
                shutil.rmtree(written)
        self.waiting.clear()

    def _mend(self, refused: str | None) -> None:
        """Say that the first member replaces an earlier refusal of its zip."""
        for place, (entry, written) in enumerate(self.waiting):
            if refused and entry.replaces is None and entry.status != "duplicate":
                self.waiting[place] = replace(entry, replaces=refused), written
                self.ledger.add(self.waiting[place][0])
                return

    def _refuse(self, entry: DeliveryResult, error: RejectedError) -> _Found:
        result = replace(
            entry, status="rejected", reason_code=error.code, reason=error.message
        )
        self._enter(result, None)
        return _Found(result, result)

    def _entry(
        self,
        delivery_id: str,
        key: str,
        sha256: str,
        *,
        status: str = "loaded",
        reason_code: str | None = None,
        reason: str | None = None,
        replaces: str | None = None,
    ) -> DeliveryResult:
        return DeliveryResult(
            delivery_id=delivery_id,
            extract=self.contract.name,
            file=key,
            sha256=sha256,
            received_at=now(),
            status=status,
            checked_with=self.rule,
            contract_version=self.contract.version,
            reason_code=reason_code,
            reason=reason,
            replaces=replaces,
        )

    def _unreadable(self, key: str, facts: list[int], reason: str) -> _Found:
        delivery_id = hashlib.sha256(f"{key} {facts}".encode()).hexdigest()[:24]
        entry = self._entry(delivery_id, key, "")
        return self._refuse(entry, RejectedError("unreadable_file", reason))

    def _duplicate(self, item: _Item, first: DeliveryResult) -> DeliveryResult:
        """The same content under another name: noted, not loaded again."""
        reason = f"内容与 {first.file} 相同"
        if first.status == "rejected":
            reason += f"，该文件已被拒收：{first.reason}"
        name = f"{first.delivery_id} {item.key}"
        entry = self._entry(
            hashlib.sha256(name.encode()).hexdigest()[:24],
            item.key,
            item.content.sha256,
            status="duplicate",
            reason_code="duplicate",
            reason=reason,
        )
        self._enter(entry, None)
        return entry

    def _check(self, item: _Item, entry: DeliveryResult) -> _Found:
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
            return self._refuse(_timed(entry, started), error)
        result = replace(
            _timed(entry, started),
            data_through=meta.data_through,
            mode=meta.mode,
            **vars(counts),
        )
        self._enter(result, folder)
        return _Found(result, result)


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
