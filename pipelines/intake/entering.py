"""Entries of the ledger while a file is taken in: made, and stored together."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import Content, DeliveryResult, Ledger, now
from pipelines.intake.storage import store


@dataclass(frozen=True)
class Item:
    """What becomes one delivery: a file of landing, or a member of a zip there.

    `path` is where its bytes are; None if they cannot be read, for `fault`.
    """

    key: str
    content: Content
    path: Path | None
    fault: RejectedError | None = None


@dataclass(frozen=True)
class Found:
    """The entry of an item, and the one that its content has in the ledger.

    They differ for a duplicate.
    """

    entry: DeliveryResult
    standing: DeliveryResult


@dataclass(frozen=True)
class Book:
    """The ledger of an extract, and the entries that are not yet stored in it."""

    extract_dir: Path
    contract: Contract
    rule: str
    ledger: Ledger
    # Entries not yet stored, and the folders prepared for them.
    _waiting: list[tuple[DeliveryResult, Path | None]] = field(default_factory=list)

    def known(self, item: Item) -> Found | None:
        """What the ledger has of this content, unless it is to be checked again."""
        known = self.ledger.standing(item.content, item.key)
        if known is None or not item.content.is_of(known):
            return None
        if known.checked_with != self.rule and known.might_gain(self.contract):
            return None
        if known.file == item.key:
            return Found(known, known)
        return Found(self._duplicate(item, known), known)

    def new_entry(self, item: Item) -> DeliveryResult:
        """The entry of an item that is to be checked, under an id of its own."""
        known = self.ledger.standing(item.content, item.key)
        replaces = known.delivery_id if known else None
        delivery_id = item.content.identity(self.rule)
        if delivery_id in self.ledger:
            delivery_id = item.content.identity(self.rule, replaces)
        return self._entry(
            delivery_id, item.key, item.content.sha256, replaces=replaces
        )

    def enter(self, entry: DeliveryResult, written: Path | None) -> None:
        """Add an entry, with the folder prepared for it, to those to be stored."""
        self._waiting.append((entry, written))
        self.ledger.add(entry)

    def store(self) -> None:
        """Store what has been entered."""
        for entry, written in self._waiting:
            store(self.extract_dir, entry, written)
        self._waiting.clear()

    def drop(self) -> None:
        """Take back what has been entered and not stored."""
        for entry, written in self._waiting:
            self.ledger.forget(entry)
            if written:
                shutil.rmtree(written)
        self._waiting.clear()

    def mend(self, refused: str | None) -> None:
        """Say that the first member replaces an earlier refusal of its zip."""
        for place, (entry, written) in enumerate(self._waiting):
            if refused and entry.replaces is None and entry.status != "duplicate":
                self._waiting[place] = replace(entry, replaces=refused), written
                self.ledger.add(self._waiting[place][0])
                return

    def refuse(self, entry: DeliveryResult, error: RejectedError) -> Found:
        """Enter a refusal."""
        result = replace(
            entry, status="rejected", reason_code=error.code, reason=error.message
        )
        self.enter(result, None)
        return Found(result, result)

    def unreadable(self, key: str, facts: list[int], reason: str) -> Found:
        """Enter that a file could not be read, once while it stays as it is."""
        delivery_id = hashlib.sha256(f"{key} {facts}".encode()).hexdigest()[:24]
        entry = self._entry(delivery_id, key, "")
        return self.refuse(entry, RejectedError("unreadable_file", reason))

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

    def _duplicate(self, item: Item, first: DeliveryResult) -> DeliveryResult:
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
        self.enter(entry, None)
        return entry
