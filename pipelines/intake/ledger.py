"""The ledger: one entry per delivery, and what has been seen in landing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.intake.contracts import Contract
from pipelines.intake.references import references_digest
from warehouse.files import write_atomically
from warehouse.settings import Settings


@dataclass(frozen=True)
class DeliveryResult:
    """A ledger entry (`delivery.json`); counts are None unless loaded."""

    delivery_id: str
    extract: str
    file: str
    sha256: str
    received_at: str
    status: str
    checked_with: str
    contract_version: str
    reason_code: str | None = None
    reason: str | None = None
    format: str | None = None
    encoding: str | None = None
    rows_in_file: int | None = None
    rows_good: int | None = None
    rows_quarantined: int | None = None
    rows_skipped: int | None = None
    data_through: str | None = None
    replaces: str | None = None
    seconds: float | None = None

    def to_json(self) -> str:
        """The entry as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def now() -> str:
    """The time of an entry, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def checked_with(settings: Settings, contract: Contract) -> str:
    """Hash of the contract and the reference lists of a check."""
    text = contract.digest + references_digest(settings)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Seen:
    """Which files of landing are in the ledger, by path, size and time.

    A cache: without it, files are hashed again and found in the ledger.
    """

    def __init__(self, settings: Settings, extract: str) -> None:
        """Read the cache of one extract."""
        self._path = settings.deliveries_dir / extract / "_seen.json"
        self._files: dict[str, list[Any]] = {}
        if self._path.exists():
            self._files = json.loads(self._path.read_text("utf-8"))

    def is_done(self, key: str, stamp: list[int], rule: str) -> bool:
        """Whether this very file was taken in and need not be checked again.

        A file that was refused, wholly or in part, is checked again when the
        contract or a reference list (`rule`) has changed.
        """
        entry = self._files.get(key)
        if entry is None or entry[:-3] != stamp:
            return False
        _, seen_rule, complained = entry[-3:]
        return seen_rule == rule or not complained

    def delivery(self, key: str) -> str | None:
        """The delivery that a path last became."""
        entry = self._files.get(key)
        return str(entry[-3]) if entry else None

    def add(self, key: str, stamp: list[int], result: DeliveryResult) -> None:
        """Remember what a file became."""
        complained = result.status == "rejected" or bool(result.rows_quarantined)
        self._files[key] = [
            *stamp,
            result.delivery_id,
            result.checked_with,
            complained,
        ]
        write_atomically(self._path, json.dumps(self._files, ensure_ascii=False))


def stamp(path: Path) -> list[int]:
    """Size and time of a file and of its meta file."""
    facts: list[int] = []
    for part in (path, meta_path(path)):
        status = part.stat() if part.exists() else None
        facts += [status.st_size, status.st_mtime_ns] if status else [0, 0]
    return facts


def meta_path(path: Path) -> Path:
    """The meta file that may lie beside a delivered file."""
    return path.with_name(path.name + ".meta.json")
