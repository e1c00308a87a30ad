"""What the next build may keep of the last one.

A delivery never changes, so what was made of it need not be made again: models that
are `incremental` look at the new deliveries and at what these touch. They start anew
whenever something else than more deliveries makes a difference, or the last build did
not end. Of an extract that brought nothing new, the fact stays as it is, and so do KPIs
of which it is the source, and what the project alone decides about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.inputs import delivery_ids, project_hash, read_entry
from warehouse.files import fsync_path, write_atomically
from warehouse.settings import Settings

# By what: its value. See `keeping` and what it writes.
State = dict[str, dict[str, str]]

# Rows that are replaced leave some of their room in the file, 1-2 % with a day's file:
# after so many builds it is written anew.
_BUILDS = 30

# Its fact is replaced in part, those of the others as a whole.
_EXTRACT = "warnings"


@contextmanager
def keeping(
    settings: Settings, *, is_whole: bool = True
) -> Iterator[frozenset[str] | None]:
    """Tell dbt which deliveries are new; which extracts' rows may be others now.

    None if nothing may be kept: then all deliveries are new. Nothing is kept of a
    build that fails or is killed within the context, nor of one of chosen models
    only: the others lack what is new.
    """
    delivered, extracts = _delivered(settings)
    state: State = {
        "rules": _rules(settings),
        "snapshots": _snapshots(settings),
        "deliveries": delivered,
    }
    last = _last(settings)
    touched: frozenset[str] | None = None
    new = set(delivered)
    if last is not None and _goes_on(last, state):
        new = delivered.keys() - last["deliveries"].keys()
        touched = frozenset(extracts[name] for name in new) | _moved(last, state)
    everything = frozenset(extracts.values())
    _write(settings.new_deliveries_file, "delivery_id", new)
    _write(
        settings.touched_extracts_file,
        "extract",
        everything if touched is None else touched,
    )
    settings.built_file.unlink(missing_ok=True)
    fsync_path(settings.build_dir)
    if touched is None:
        # A table that is written anew leaves the old one's room in the file.
        for database in (settings.build_db, settings.kept_db):
            for file in database.parent.glob(f"{database.name}*"):
                file.unlink()
    yield touched
    if is_whole:
        since = 0 if last is None or touched is None else int(last["builds"]["since"])
        state["builds"] = {"since": str(since + 1)}
        write_atomically(settings.built_file, json.dumps(state))


def _write(path: Path, column: str, values: Iterable[str]) -> None:
    pq.write_table(pa.table({column: pa.array(sorted(values), pa.string())}), path)


def _goes_on(last: State, state: State) -> bool:
    """Whether the deliveries are those of the last build and more, by the same rules.

    What was checked again stands in for what was loaded before: then something is
    taken away.
    """
    known, delivered = last["deliveries"], state["deliveries"]
    new = [content for name, content in delivered.items() if name not in known]
    return (
        last["rules"] == state["rules"]
        and _EXTRACT not in _moved(last, state)
        and int(last["builds"]["since"]) < _BUILDS
        and known.items() <= delivered.items()
        and not set(filter(None, new)) & set(known.values())
    )


def _moved(last: State, state: State) -> frozenset[str]:
    """Extracts of which other snapshots are in force than before."""
    before, now = last["snapshots"], state["snapshots"]
    return frozenset(name for name in before | now if before.get(name) != now.get(name))


def _last(settings: Settings) -> State | None:
    databases = (settings.build_db, settings.kept_db)
    if not all(path.exists() for path in (settings.built_file, *databases)):
        return None
    last: State = json.loads(settings.built_file.read_text("utf-8"))
    return last


def _rules(settings: Settings) -> dict[str, str]:
    """All that decides about rows besides the deliveries themselves."""
    return {
        "project": project_hash(settings),
        "settings": f"{settings.as_of} {settings.contact_limit_minutes}",
        "home": str(settings.home),  # views name it
    }


def _snapshots(settings: Settings) -> dict[str, str]:
    """By extract the snapshots in force: one can be approved later than delivered."""
    table = pq.read_table(settings.snapshots_file, filters=[("is_in_force", "=", True)])
    snapshots: dict[str, str] = {}
    for row in table.to_pylist():
        snapshots[row["extract"]] = snapshots.get(row["extract"], "") + str(row)
    return snapshots


def _delivered(settings: Settings) -> tuple[dict[str, str], dict[str, str]]:
    """Of each delivery what its rows were read from, empty if none; its extract."""
    delivered: dict[str, str] = {}
    extracts: dict[str, str] = {}
    for folder in delivery_ids(settings):
        entry = read_entry(folder)
        is_loaded = entry["status"] == "loaded"
        content = f"{entry['extract']} {entry['file']} {entry['sha256']}"
        delivered[folder.name] = content if is_loaded else ""
        extracts[folder.name] = str(entry["extract"])
    return delivered, extracts
