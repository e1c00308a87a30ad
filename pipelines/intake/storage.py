"""Deliveries get their name last: whole, durable, or not there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipelines.intake.contracts import Contract
from pipelines.intake.ledger import DeliveryResult, now
from warehouse.files import fsync_path, remove_unfinished, write_atomically

_TEMPORARY = ".tmp-"


def clear_leftovers(extract_dir: Path) -> None:
    """Remove what a killed run left without a name; make the folder if need be."""
    extract_dir.mkdir(parents=True, exist_ok=True)
    # One look at thousands of names; nearly always there is nothing to remove.
    hidden = [name for name in os.listdir(extract_dir) if name.startswith(".")]
    for name in hidden:
        if name.startswith(_TEMPORARY):
            shutil.rmtree(extract_dir / name)
    if hidden:
        remove_unfinished(extract_dir)


def new_folder(extract_dir: Path, delivery_id: str) -> Path:
    """A folder under a temporary name, in which a delivery is prepared."""
    folder = extract_dir / (_TEMPORARY + delivery_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def store(extract_dir: Path, entry: DeliveryResult, folder: Path | None) -> None:
    """Add the entry to a prepared folder and give the delivery its name.

    Without `folder` the delivery is its entry alone. An id that is taken stays
    as it is: deliveries never change.
    """
    folder = folder or new_folder(extract_dir, entry.delivery_id)
    write_atomically(folder / "delivery.json", entry.to_json())
    final = extract_dir / entry.delivery_id
    if final.exists():
        shutil.rmtree(folder)
        return
    folder.rename(final)
    fsync_path(extract_dir)


def store_schema_entry(extract_dir: Path, contract: Contract) -> None:
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
    write_atomically(extract_dir / "_schema" / "delivery.json", entry.to_json())
