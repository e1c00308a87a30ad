"""What a refresh depends on, decided from names and sizes in milliseconds.

Imports neither Dagster nor dbt, so that "nothing new" costs no process start.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipelines.intake import pending_files
from warehouse.editions import is_up_to_date
from warehouse.settings import Settings
from warehouse.status import read_status

_PROJECT_FILES = ("*.sql", "*.yml", "*.csv", "*.md")
_PROJECT_FOLDERS = ("models", "macros", "seeds", "tests")


def project_files(settings: Settings) -> list[Path]:
    """Files of the dbt project that decide what is built."""
    found = [settings.dbt_dir / "dbt_project.yml", settings.dbt_dir / "profiles.yml"]
    for folder in _PROJECT_FOLDERS:
        for pattern in _PROJECT_FILES:
            found.extend((settings.dbt_dir / folder).rglob(pattern))
    return sorted(found)


def project_hash(settings: Settings) -> str:
    """Hash of names and contents of the dbt project's files."""
    digest = hashlib.sha256()
    for path in project_files(settings):
        digest.update(path.relative_to(settings.dbt_dir).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def inputs_hash(settings: Settings) -> str:
    """Hash of the deliveries, the dbt project and the settings that shape figures."""
    digest = hashlib.sha256()
    for delivery in sorted(settings.deliveries_dir.glob("*/*")):
        if not delivery.name.startswith((".", "_")):
            digest.update(f"{delivery.parent.name}/{delivery.name}\n".encode())
    digest.update(project_hash(settings).encode())
    if settings.approvals_file.exists():
        digest.update(settings.approvals_file.read_bytes())
    digest.update(f"{settings.as_of} {settings.contact_limit_minutes}".encode())
    return digest.hexdigest()


def anything_new(settings: Settings) -> bool:
    """Whether a refresh would have something to do."""
    return (
        interrupted(settings)
        or bool(pending_files(settings))
        or not is_up_to_date(settings, inputs_hash(settings))
    )


def interrupted(settings: Settings) -> bool:
    """Whether the last attempt neither succeeded nor failed: it runs, or was killed."""
    status = read_status(settings)
    return status is not None and status.get("state") == "running"


def delivery_ids(settings: Settings) -> set[Path]:
    """Folders of all deliveries in the ledger."""
    return {
        path.parent
        for path in settings.deliveries_dir.glob("*/*/delivery.json")
        if not path.parent.name.startswith((".", "_"))
    }


def read_entry(folder: Path) -> dict[str, object]:
    """One delivery's ledger entry."""
    entry: dict[str, object] = json.loads((folder / "delivery.json").read_text("utf-8"))
    return entry
