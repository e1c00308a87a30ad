"""What the next build may keep of the last one.

A delivery never changes, so what was made of it need not be made again: models that
are `incremental` look at the new deliveries and at what these touch. They start anew
whenever something else than more deliveries makes a difference, or the last build did
not end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.inputs import delivery_ids, project_hash, read_entry
from warehouse.files import fsync_path, write_atomically
from warehouse.settings import Settings

# The extract whose facts are kept; others are few.
_EXTRACT = "warnings"


@contextmanager
def keeping(settings: Settings, *, is_whole: bool = True) -> Iterator[bool]:
    """Tell dbt which deliveries are new; whether the others' tables may be kept.

    If they may not, all deliveries are new. Nothing is kept of a build that fails or
    is killed within the context, nor of one of chosen models only: the others lack
    what is new.
    """
    rules, delivered = _rules(settings), _delivered(settings)
    last = _last(settings)
    is_kept = last is not None and _goes_on(last, rules, delivered)
    known = last["deliveries"] if last is not None and is_kept else {}
    new = sorted(delivered.keys() - known.keys())
    pq.write_table(
        pa.table({"delivery_id": pa.array(new, pa.string())}),
        settings.new_deliveries_file,
    )
    settings.built_file.unlink(missing_ok=True)
    fsync_path(settings.build_dir)
    if not is_kept:
        # A table that is written anew leaves the old one's room in the file.
        for database in (settings.build_db, settings.kept_db):
            for file in database.parent.glob(f"{database.name}*"):
                file.unlink()
    yield is_kept
    if is_whole:
        built = {"rules": rules, "deliveries": delivered}
        write_atomically(settings.built_file, json.dumps(built))


def _goes_on(
    last: dict[str, dict[str, str]], rules: dict[str, str], delivered: dict[str, str]
) -> bool:
    """Whether the deliveries are those of the last build and more, by the same rules.

    What was checked again stands in for what was loaded before: then something is
    taken away.
    """
    known = last["deliveries"]
    new = [content for name, content in delivered.items() if name not in known]
    return (
        last["rules"] == rules
        and known.items() <= delivered.items()
        and not set(filter(None, new)) & set(known.values())
    )


def _last(settings: Settings) -> dict[str, dict[str, str]] | None:
    databases = (settings.build_db, settings.kept_db)
    if not all(path.exists() for path in (settings.built_file, *databases)):
        return None
    last: dict[str, dict[str, str]] = json.loads(settings.built_file.read_text("utf-8"))
    return last


def _rules(settings: Settings) -> dict[str, str]:
    """All that decides about rows besides the deliveries themselves."""
    snapshots = pq.read_table(
        settings.snapshots_file,
        filters=[("extract", "=", _EXTRACT), ("is_in_force", "=", True)],
    )
    return {
        "project": project_hash(settings),
        "settings": f"{settings.as_of} {settings.contact_limit_minutes}",
        "snapshots": str(snapshots.to_pylist()),
    }


def _delivered(settings: Settings) -> dict[str, str]:
    """Of each delivery what its rows were read from; empty if it has none."""
    delivered = {}
    for folder in delivery_ids(settings):
        entry = read_entry(folder)
        is_loaded = entry["status"] == "loaded"
        content = f"{entry['extract']} {entry['file']} {entry['sha256']}"
        delivered[folder.name] = content if is_loaded else ""
    return delivered
