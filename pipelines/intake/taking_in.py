"""One file after the other: recognised, checked, stored, entered."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipelines.intake.contracts import Contract
from pipelines.intake.delivery import write_rows, write_schema
from pipelines.intake.errors import RejectedError
from pipelines.intake.file_names import file_key
from pipelines.intake.landing import Seen, obstacle_to_reading, pending, stamp
from pipelines.intake.ledger import (
    Content,
    DeliveryResult,
    Ledger,
    checked_with,
    meta_path,
    now,
)
from pipelines.intake.meta import check_data_through, check_sha256, read_meta
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
    new = pending(settings, contract)
    if not new and (extract_dir / "_schema" / contract.digest).exists():
        return []
    try:
        return _take_in_all(settings, contract, extract_dir, new, progress)
    finally:
        clear_leftovers(extract_dir)  # of a failure, such as a full disk


def _take_in_all(
    settings: Settings,
    contract: Contract,
    extract_dir: Path,
    new: list[Path],
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
            seen=Seen(settings, contract.name),
        )
        for path in new:
            result = run.take_in(path)
            if result is None:
                continue
            results.append(result)
            if progress:
                progress(result)
    return results


class _ChangedError(Exception):
    """The file changed while it was read."""


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

    def take_in(self, path: Path) -> DeliveryResult | None:
        """The entry of a file; None if it went away or changed meanwhile."""
        facts = stamp(path)
        if facts is None:
            return None
        key = file_key(self.settings, path)
        try:
            obstacle = obstacle_to_reading(path)
            if obstacle is None:
                content = Content(file_sha256(path), _meta_bytes(path))
        except FileNotFoundError:
            return None
        except OSError:
            obstacle = "文件无法打开或读取，请检查权限"
        if obstacle is not None:
            result = self._unreadable(key, facts, obstacle)
            self.seen.add(key, facts, self.rule, True)
            return result
        try:
            result, complaint = self._recognise(path, key, content, facts)
        except _ChangedError:
            return None
        self.seen.add(key, facts, self.rule, complaint)
        return result

    def _recognise(
        self, path: Path, key: str, content: Content, facts: list[int]
    ) -> tuple[DeliveryResult, bool]:
        """The entry, found or new, and whether its content has a complaint."""
        known = self.ledger.standing(content, key)
        if (
            known
            and content.is_of(known)
            and (known.checked_with == self.rule or not known.is_complaint)
        ):
            same_file = known.file == key
            result = known if same_file else self._duplicate(key, content, known)
            return result, known.is_complaint
        replaces = known.delivery_id if known else None
        delivery_id = content.identity(self.rule)
        if delivery_id in self.ledger:
            delivery_id = content.identity(self.rule, replaces)
        entry = self._entry(delivery_id, key, content.sha256, replaces=replaces)
        result = self._check(path, entry, facts)
        return result, result.is_complaint

    def _enter(self, entry: DeliveryResult, written: Path | None) -> None:
        store(self.extract_dir, entry, written)
        self.ledger.add(entry)

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

    def _unreadable(self, key: str, facts: list[int], reason: str) -> DeliveryResult:
        entry = self._entry(
            hashlib.sha256(f"{key} {facts}".encode()).hexdigest()[:24],
            key,
            "",
            status="rejected",
            reason_code="unreadable_file",
            reason=reason,
        )
        self._enter(entry, None)
        return entry

    def _duplicate(
        self, key: str, content: Content, first: DeliveryResult
    ) -> DeliveryResult:
        """The same content under another name: noted, not loaded again."""
        reason = f"内容与 {first.file} 相同"
        if first.status == "rejected":
            reason += f"，该文件已被拒收：{first.reason}"
        entry = self._entry(
            hashlib.sha256(f"{first.delivery_id} {key}".encode()).hexdigest()[:24],
            key,
            content.sha256,
            status="duplicate",
            reason_code="duplicate",
            reason=reason,
        )
        self._enter(entry, None)
        return entry

    def _check(
        self, path: Path, entry: DeliveryResult, facts: list[int]
    ) -> DeliveryResult:
        started = time.monotonic()
        folder = new_folder(self.extract_dir, entry.delivery_id)
        written: Path | None = folder
        try:
            meta = read_meta(path)
            check_data_through(meta)
            check_sha256(meta, entry.sha256)
            with open_source(path, self.contract, self.settings.tmp_dir) as source:
                counts = write_rows(
                    self.connection,
                    self.contract,
                    source,
                    meta,
                    folder,
                    entry.delivery_id,
                )
            result = replace(entry, data_through=meta.data_through, **vars(counts))
        except RejectedError as error:
            shutil.rmtree(folder)
            written = None
            result = replace(
                entry, status="rejected", reason_code=error.code, reason=error.message
            )
        if stamp(path) != facts:
            shutil.rmtree(folder, ignore_errors=True)
            raise _ChangedError(entry.file)
        result = replace(result, seconds=round(time.monotonic() - started, 3))
        self._enter(result, written)
        return result


def _meta_bytes(path: Path) -> bytes:
    try:
        return meta_path(path).read_bytes()
    except FileNotFoundError:
        return b""
