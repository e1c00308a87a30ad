"""What lies in landing, and what of it is new: decided without reading files."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pipelines.intake.contracts import Contract
from pipelines.intake.drift import joined
from pipelines.intake.file_names import file_key
from pipelines.intake.ledger import (
    META_SUFFIX,
    DeliveryResult,
    checked_with,
    knows_any,
    meta_path,
)
from pipelines.intake.line_cache import LineCache
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
        self._files = LineCache(settings.deliveries_dir / extract / "_seen.jsonl")

    def is_done(
        self, key: str, stamp: list[int], rule: str, contract: Contract
    ) -> bool:
        """Whether this very file was taken in and need not be checked again.

        A file that was refused, wholly or in part, is checked again when the
        contract or a reference list (`rule`) has changed; one of which a column was
        ignored, when the contract has come to know that column.
        """
        entry = self._files.get(key)
        if not isinstance(entry, dict) or entry.get("stamp") != stamp:
            return False
        if entry.get("rule") == rule:
            return True
        complaint = entry.get("complaint", True)
        return not (complaint or knows_any(contract, entry.get("ignored")))

    def add(
        self, key: str, stamp: list[int], rule: str, standing: list[DeliveryResult]
    ) -> None:
        """Remember that a file is in the ledger, by the entries of its content."""
        value = {
            "stamp": stamp,
            "rule": rule,
            "complaint": any(entry.is_complaint for entry in standing),
            "ignored": joined(
                tuple(e.ignored_columns for e in standing if e.ignored_columns)
            ),
        }
        self._files.put(key, value)


def pending(settings: Settings, contract: Contract, seen: Seen) -> list[Path]:
    """Files of one extract that the ledger does not know, and that are settled.

    What cannot be opened, folders too, is among them: intake names the reason.
    """
    new = unknown(settings, contract, seen)
    settled = _settled(new)
    return [path for path in new if path in settled]


def all_settled(files: dict[Path, list[int]]) -> bool:
    """Whether nobody seems to be writing any of these files, given their stamps."""
    return len(_settled(files)) == len(files)


def unknown(
    settings: Settings, contract: Contract, seen: Seen
) -> dict[Path, list[int]]:
    """Files of one extract that the ledger does not know, settled or not: stamps."""
    rule = checked_with(settings, contract)
    new: dict[Path, list[int]] = {}
    root = str(settings.landing)
    for name, has_meta in _delivered(settings.landing / contract.name):
        facts = stamp(name, has_meta=has_meta)
        key = file_key(settings, name[len(root) + 1 :])
        if facts and not seen.is_done(key, facts, rule, contract):
            new[Path(name)] = facts
    return new


def _delivered(folder: Path) -> list[tuple[str, bool]]:
    """Everything below a folder that is to be taken in, and whether it has a meta file.

    Sorted by name. Thousands of files lie there, all but a few known.
    """
    found: list[tuple[str, bool]] = []

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            found.append((error.filename, False))

    for parent, _, names in os.walk(folder, onerror=unreadable):
        if os.path.basename(parent) == DRAFTS:
            continue
        metas = {name for name in names if name.endswith(META_SUFFIX)}
        found.extend(
            (f"{parent}/{name}", name + META_SUFFIX in metas)
            for name in names
            if not name.startswith(_UNFINISHED_STARTS)
            and not name.endswith(_UNFINISHED_ENDS)
        )
    return sorted(found)


def _settled(files: dict[Path, list[int]]) -> set[Path]:
    """Files that nobody seems to be writing.

    A clock that is ahead, the sender's or once our own, may have dated a file
    into the future: whether it is still written shows only in a second look.
    """
    now = time.time()
    early, late = (now + s for s in (-_SETTLED_SECONDS, _SETTLED_SECONDS))
    settled = {path for path, facts in files.items() if facts[1] < early * 1e9}
    ahead = {path for path, facts in files.items() if facts[1] > late * 1e9}
    if ahead:
        time.sleep(_SETTLED_SECONDS)
        settled |= {path for path in ahead if stamp(path) == files[path]}
    return settled


def stamp(path: Path | str, *, has_meta: bool = True) -> list[int] | None:
    """Size and times of a file and of its meta file; None if it is gone.

    Without `has_meta` no meta file is looked for.
    """
    try:
        status = os.stat(path)
    except OSError:
        try:
            status = os.lstat(path)  # a link that leads nowhere
        except FileNotFoundError:
            return None
        except OSError:
            return [0, 0, 0]  # its folder may be listed but not entered
    # The change time moves when a file becomes readable, its content unchanged.
    facts = [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    if not has_meta:
        return facts
    try:
        status = meta_path(Path(path)).stat()
    except OSError:
        return facts
    return [*facts, status.st_size, status.st_mtime_ns]


def obstacle_to_reading(path: Path) -> str | None:
    """Why something in landing is no file that could be opened, if it is none.

    Raises:
        FileNotFoundError: if it has gone away.
    """
    if not path.is_symlink():
        path.lstat()
    elif not path.exists():
        return "链接指向的文件不存在"
    if path.is_dir():
        return "文件夹无法打开，请检查权限"
    return None if path.is_file() else "不是普通文件"
