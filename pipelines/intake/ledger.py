"""The ledger: one entry per delivery, and which of them stand."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.intake.contracts import Contract
from pipelines.intake.drift import SEPARATOR
from pipelines.intake.headings import heading_key
from pipelines.intake.line_cache import LineCache
from pipelines.intake.references import references_digest
from warehouse.settings import Settings

META_SUFFIX = ".meta.json"


@dataclass(frozen=True)
class DeliveryResult:
    """A ledger entry (`delivery.json`); counts are None unless loaded.

    `ignored_columns`, `missing_columns` and `retyped_columns` name, joined, headings
    that the contract does not know, optional columns that were not there, and columns
    of which every value was refused; `notice` says so in a sentence.
    """

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
    mode: str | None = None
    replaces: str | None = None
    seconds: float | None = None
    ignored_columns: str | None = None
    missing_columns: str | None = None
    retyped_columns: str | None = None
    notice: str | None = None
    # Of a pull from a database (see `pulls.py`): the update time up to which the
    # source has been read, and from which this pull read it (None: the start).
    pull_number: int | None = None
    watermark: str | None = None
    pulled_since: str | None = None
    is_recheck: bool | None = None

    @property
    def is_complaint(self) -> bool:
        """Whether another contract or list might let more of it in."""
        return self.status == "rejected" or bool(self.rows_quarantined)

    def might_gain(self, contract: Contract) -> bool:
        """Whether another check, with this contract, might let more of it in."""
        return self.is_complaint or knows_any(contract, self.ignored_columns)

    def to_json(self) -> str:
        """The entry as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Content:
    """What identifies a delivery: its bytes and what its meta file declares."""

    sha256: str
    meta: bytes

    def identity(self, rule: str, replaces: str | None = None) -> str:
        """Delivery id of this content, checked with a rule.

        `replaces` is given when contract or lists have returned to an earlier
        state, whose id is taken.
        """
        parts = [self.sha256.encode(), self.meta, rule.encode()]
        if replaces is not None:
            parts.append(replaces.encode())
        return hashlib.sha256(b"".join(parts)).hexdigest()[:24]

    def is_of(self, entry: DeliveryResult) -> bool:
        """Whether an entry is a delivery of this content."""
        rule = entry.checked_with
        ids = self.identity(rule), self.identity(rule, entry.replaces)
        return entry.sha256 == self.sha256 and entry.delivery_id in ids


class Ledger:
    """All entries of one extract."""

    def __init__(self, extract_dir: Path) -> None:
        """List the entries of a folder of deliveries.

        They never change: of thousands, only those asked for are read, and what
        finds them comes from a cache.
        """
        self._dir = extract_dir
        self._known: dict[str, DeliveryResult] = {}
        self._replaces: dict[str, str | None] = {}
        self._by_content: dict[str, dict[str, None]] = {}
        cache = LineCache(extract_dir / "_ledger.jsonl")
        for name in os.listdir(extract_dir) if extract_dir.exists() else ():
            if name.startswith((".", "_")):
                continue
            match cache.get(name):
                case [str() as sha256, str() | None as replaces]:
                    self._note(name, sha256, replaces)
                case _:
                    with suppress(FileNotFoundError, NotADirectoryError):  # not ours
                        entry = self._entry(name)
                        self._note(name, entry.sha256, entry.replaces)
                        cache.put(name, [entry.sha256, entry.replaces])

    def _note(self, delivery_id: str, sha256: str, replaces: str | None) -> None:
        self._replaces[delivery_id] = replaces
        self._by_content.setdefault(sha256, {})[delivery_id] = None

    def _entry(self, delivery_id: str) -> DeliveryResult:
        if delivery_id not in self._known:
            text = (self._dir / delivery_id / "delivery.json").read_text("utf-8")
            self._known[delivery_id] = DeliveryResult(**json.loads(text))
        return self._known[delivery_id]

    def add(self, entry: DeliveryResult) -> None:
        """Note an entry that has been stored, or will be."""
        self._known[entry.delivery_id] = entry
        self._note(entry.delivery_id, entry.sha256, entry.replaces)

    @property
    def entries(self) -> list[DeliveryResult]:
        """All entries."""
        return [self._entry(delivery_id) for delivery_id in self._replaces]

    def forget(self, entry: DeliveryResult) -> None:
        """Take back an entry that will not be stored after all."""
        del self._known[entry.delivery_id], self._replaces[entry.delivery_id]
        del self._by_content[entry.sha256][entry.delivery_id]

    def __contains__(self, delivery_id: str) -> bool:
        """Whether an id is taken."""
        return delivery_id in self._replaces

    def pulls(self, source: str) -> list[DeliveryResult]:
        """Entries of one database source, the earliest first."""
        entries = (e for e in self.entries if e.file == source)
        return sorted(entries, key=lambda entry: entry.pull_number or 0)

    def standing(self, content: Content, file: str) -> DeliveryResult | None:
        """The entry that a file's content has already, unless replaced.

        The same bytes under the same name count even if the meta file changed.
        """
        replaced = set(self._replaces.values())
        alike = map(self._entry, self._by_content.get(content.sha256, {}))
        found = [
            entry
            for entry in alike
            if entry.status in ("loaded", "rejected")
            and entry.delivery_id not in replaced
        ]
        same = [entry for entry in found if content.is_of(entry)]
        mended = [entry for entry in found if entry.file == file]
        return next(iter(same + mended), None)


def knows_any(contract: Contract, ignored_columns: str | None) -> bool:
    """Whether a contract has come to know one of the columns that were ignored."""
    names = (ignored_columns or "").split(SEPARATOR)
    return any(heading_key(name) in contract.by_heading for name in names)


def now() -> str:
    """The time of an entry, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def checked_with(settings: Settings, contract: Contract) -> str:
    """Hash of the contract and the reference lists of a check."""
    text = contract.digest + references_digest(settings)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def meta_path(path: Path) -> Path:
    """The meta file that may lie beside a delivered file."""
    return path.with_name(path.name + META_SUFFIX)
