"""Intake: files in landing become deliveries, losing nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.intake.contracts import Contract, load_contracts
from pipelines.intake.delivery import (
    connect,
    open_source,
    write_rows,
    write_schema,
)
from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import (
    DeliveryResult,
    Seen,
    checked_with,
    meta_path,
    now,
    stamp,
)
from pipelines.intake.meta import check_sha256, read_meta
from pipelines.intake.text import file_sha256
from warehouse.files import fsync_path, write_atomically
from warehouse.settings import Settings

__all__ = [
    "Contract",
    "DeliveryResult",
    "intake_extract",
    "load_contracts",
    "pending_files",
]

# A file that changed a moment ago may still be written.
_SETTLED_SECONDS = 2.0
_TEMPORARY = ".tmp-"


def pending_files(settings: Settings) -> list[Path]:
    """Files of landing that the ledger does not know, decided without reading them."""
    found: list[Path] = []
    for contract in load_contracts().values():
        found += _pending(settings, contract)
    return found


def intake_extract(settings: Settings, contract: Contract) -> list[DeliveryResult]:
    """Take in every new file of one extract; returns their ledger entries.

    A file that is refused is an entry too, not an exception. Must be called by
    the writer only (see `warehouse.locking`).
    """
    extract_dir = settings.deliveries_dir / contract.name
    extract_dir.mkdir(parents=True, exist_ok=True)
    for leftover in extract_dir.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(leftover)
    pending = _pending(settings, contract)
    if not pending and (extract_dir / "_schema" / contract.digest).exists():
        return []
    with connect(settings) as connection:
        write_schema(connection, contract, extract_dir)
        _write_schema_entry(extract_dir, contract)
        seen = Seen(settings, contract.name)
        return [
            _take_in(settings, connection, contract, path, seen) for path in pending
        ]


def _pending(settings: Settings, contract: Contract) -> list[Path]:
    folder = settings.landing / contract.name
    seen = Seen(settings, contract.name)
    rule = checked_with(settings, contract)
    latest = time.time() - _SETTLED_SECONDS
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and not path.name.endswith((".meta.json", ".part", ".tmp"))
        and path.stat().st_mtime < latest
        and not seen.is_done(_key(settings, path), stamp(path), rule)
    ]


def _key(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.landing).as_posix()


def _take_in(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    seen: Seen,
) -> DeliveryResult:
    started = time.monotonic()
    key, before = _key(settings, path), stamp(path)
    rule = checked_with(settings, contract)
    sha256 = file_sha256(path)
    meta_file = meta_path(path)
    meta_bytes = meta_file.read_bytes() if meta_file.exists() else b""
    identity = hashlib.sha256(sha256.encode() + meta_bytes + rule.encode())
    delivery_id = identity.hexdigest()[:24]
    entry = DeliveryResult(
        delivery_id=delivery_id,
        extract=contract.name,
        file=key,
        sha256=sha256,
        received_at=now(),
        status="loaded",
        checked_with=rule,
        contract_version=contract.version,
        replaces=_replaced(settings, contract, seen.delivery(key), sha256, delivery_id),
    )
    known = settings.deliveries_dir / contract.name / delivery_id / "delivery.json"
    if known.exists():
        first = DeliveryResult(**json.loads(known.read_text("utf-8")))
        result = first if first.file == key else _duplicate(entry, first)
        if result is not first:
            _store(settings, result, None)
    else:
        result = _check(settings, connection, contract, path, entry, started)
    seen.add(key, before, result)
    return result


def _duplicate(entry: DeliveryResult, first: DeliveryResult) -> DeliveryResult:
    """The same content under another name: noted, not loaded again."""
    own = hashlib.sha256(f"{first.delivery_id} {entry.file}".encode()).hexdigest()[:24]
    return replace(
        entry,
        delivery_id=own,
        status="duplicate",
        reason_code="duplicate",
        reason=f"内容与 {first.file} 相同",
        replaces=None,
    )


def _replaced(
    settings: Settings,
    contract: Contract,
    earlier: str | None,
    sha256: str,
    delivery_id: str,
) -> str | None:
    """The entry that this one replaces: the same bytes under an older contract."""
    if earlier is None or earlier == delivery_id:
        return None
    path = settings.deliveries_dir / contract.name / earlier / "delivery.json"
    if not path.exists():
        return None
    entry = json.loads(path.read_text("utf-8"))
    return earlier if entry["sha256"] == sha256 else None


def _check(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    entry: DeliveryResult,
    started: float,
) -> DeliveryResult:
    temporary = _temporary(settings, entry)
    try:
        meta = read_meta(path)
        check_sha256(meta, entry.sha256)
        with open_source(path, contract, settings.tmp_dir) as source:
            counts = write_rows(
                connection, contract, source, meta, temporary, entry.delivery_id
            )
        result = replace(
            entry,
            data_through=meta.data_through,
            seconds=round(time.monotonic() - started, 3),
            **vars(counts),
        )
        _store(settings, result, temporary)
    except RejectedError as error:
        shutil.rmtree(temporary)
        result = replace(
            entry, status="rejected", reason_code=error.code, reason=error.message
        )
        _store(settings, result, None)
    return result


def _temporary(settings: Settings, entry: DeliveryResult) -> Path:
    folder = settings.deliveries_dir / entry.extract / (_TEMPORARY + entry.delivery_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _store(settings: Settings, entry: DeliveryResult, temporary: Path | None) -> None:
    """Give the delivery its name, whole."""
    folder = temporary or _temporary(settings, entry)
    write_atomically(folder / "delivery.json", entry.to_json())
    final = settings.deliveries_dir / entry.extract / entry.delivery_id
    if final.exists():
        shutil.rmtree(folder)
        return
    folder.rename(final)
    fsync_path(final.parent)


def _write_schema_entry(extract_dir: Path, contract: Contract) -> None:
    """A ledger entry of no delivery, so that dbt's glob finds the columns."""
    entry = DeliveryResult(
        delivery_id="_schema",
        extract=contract.name,
        file="",
        sha256="",
        received_at=now(),
        status="schema",
        checked_with="",
        contract_version=contract.version,
    )
    path = extract_dir / "_schema" / "delivery.json"
    if not path.exists():
        write_atomically(path, entry.to_json())
