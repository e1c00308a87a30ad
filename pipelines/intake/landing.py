"""What lies in landing, and what of it is new: decided without reading files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from pipelines.intake.contracts import Contract
from pipelines.intake.drift import joined
from pipelines.intake.ledger import (
    META_SUFFIX,
    DeliveryResult,
    checked_with,
    knows_any,
    meta_path,
)
from warehouse.files import write_atomically
from warehouse.settings import Settings

# A file that changed a moment ago may still be written.
_SETTLED_SECONDS = 2.0
# Workbooks that wait for correction; moved up, they are delivered.
DRAFTS = "待更正"
_UNFINISHED_STARTS = (".", "~$")
_UNFINISHED_ENDS = (META_SUFFIX, ".part", ".tmp")


class Seen:
    """Which files of landing are in the ledger, by path, size and times.

    A cache: without it, files are hashed again and found in the ledger.
    """

    def __init__(self, settings: Settings, extract: str) -> None:
        """Read the cache of one extract; a damaged one counts as empty."""
        self._path = settings.deliveries_dir / extract / "_seen.json"
        self._files: dict[str, dict[str, Any]] = {}
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return
        if isinstance(stored, dict):
            self._files = stored

    def is_done(
        self, key: str, stamp: list[int], rule: str, contract: Contract
    ) -> bool:
        """Whether this very file was taken in and need not be checked again.

        A file that was refused, wholly or in part, is checked again when the
        contract or a reference list (`rule`) has changed; one of which a column was
        ignored, when the contract has come to know that column.
        """
        entry = self._files.get(key)
        if entry is None or entry["stamp"] != stamp:
            return False
        if entry["rule"] == rule:
            return True
        return not (entry["complaint"] or knows_any(contract, entry.get("ignored")))

    def add(
        self, key: str, stamp: list[int], rule: str, standing: list[DeliveryResult]
    ) -> None:
        """Remember that a file is in the ledger, by the entries of its content."""
        self._files[key] = {
            "stamp": stamp,
            "rule": rule,
            "complaint": any(entry.is_complaint for entry in standing),
            "ignored": joined(
                tuple(e.ignored_columns for e in standing if e.ignored_columns)
            ),
        }
        write_atomically(self._path, json.dumps(self._files, ensure_ascii=False))


def pending(settings: Settings, contract: Contract) -> list[Path]:
    """Files of one extract that the ledger does not know, and that are settled."""
    seen = Seen(settings, contract.name)
    rule = checked_with(settings, contract)
    latest = time.time() - _SETTLED_SECONDS
    found = []
    for path in sorted((settings.landing / contract.name).rglob("*")):
        if path.name.startswith(_UNFINISHED_STARTS):
            continue
        if path.name.endswith(_UNFINISHED_ENDS) or not path.is_file():
            continue
        if path.parent.name == DRAFTS:
            continue
        facts = stamp(path)
        if facts is None or facts[1] >= latest * 1e9:
            continue
        if not seen.is_done(file_key(settings, path), facts, rule, contract):
            found.append(path)
    return found


def file_key(settings: Settings, path: Path) -> str:
    """Name of a file in the ledger: its path inside landing."""
    return path.relative_to(settings.landing).as_posix()


def stamp(path: Path) -> list[int] | None:
    """Size and times of a file and of its meta file; None if it is gone."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    # The change time moves when a file becomes readable, its content unchanged.
    facts = [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    try:
        status = meta_path(path).stat()
    except FileNotFoundError:
        return facts
    return [*facts, status.st_size, status.st_mtime_ns]
