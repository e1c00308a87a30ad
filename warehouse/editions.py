"""Editions: immutable, read-only copies of the warehouse, one of them in force."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.files import fsync_path, remove_unfinished, write_atomically
from warehouse.restatements import add_restatements
from warehouse.settings import Settings

DATABASE = "warehouse.duckdb"
_STAMP = "%Y%m%dT%H%M%S"
_TEMPORARY = ".tmp-"


class EditionError(RuntimeError):
    """An edition cannot be found or must not be published."""


@dataclass(frozen=True)
class Edition:
    """One published edition."""

    id: str
    path: Path
    manifest: dict[str, Any]

    @property
    def db_path(self) -> Path:
        """The edition's database file."""
        return self.path / DATABASE


def load_edition(settings: Settings, edition_id: str) -> Edition:
    """Read one edition; raises `EditionError` if there is none of that id."""
    path = settings.editions_dir / edition_id
    manifest = path / "manifest.json"
    if edition_id.startswith(".") or "/" in edition_id or not manifest.exists():
        raise EditionError(f"没有版本 {edition_id} (no such edition)")
    return Edition(edition_id, path, json.loads(manifest.read_text("utf-8")))


def current_edition(settings: Settings) -> Edition | None:
    """The edition in force, or None before the first publish."""
    if not settings.pointer.exists():
        return None
    return load_edition(settings, settings.pointer.read_text("utf-8").strip())


def list_editions(settings: Settings) -> list[Edition]:
    """All editions, oldest first."""
    if not settings.editions_dir.exists():
        return []
    return [
        load_edition(settings, path.name)
        for path in sorted(settings.editions_dir.iterdir())
        if not path.name.startswith(".") and (path / "manifest.json").exists()
    ]


def publish(settings: Settings, facts: dict[str, Any]) -> Edition:
    """Freeze the build database as a new edition and put it in force.

    The build database must have no writer. `facts` become part of the
    manifest (checks, git revision, inputs hash). A kill at any point leaves
    the edition in force before, or the new one whole.

    Raises:
        EditionError: if the build has been published for other inputs.
    """
    settings.editions_dir.mkdir(parents=True, exist_ok=True)
    clear_unpublished(settings)
    try:
        return _publish(settings, facts)
    finally:
        clear_unpublished(settings)  # of a failure, such as a full disk


def clear_unpublished(settings: Settings) -> None:
    """Undo what a killed publish left halfway; only for the writer."""
    for leftover in settings.editions_dir.glob(f"{_TEMPORARY}*"):
        moved = leftover / DATABASE
        if moved.exists() and not settings.build_db.exists():
            _move_back(moved, settings.build_db)
        shutil.rmtree(leftover)
    for folder in (settings.editions_dir, settings.build_dir):
        remove_unfinished(folder)
    editions = list_editions(settings)
    if editions and settings.build_dir.exists() and not settings.build_db.exists():
        _copy_back(editions[-1], settings.build_db)


def _publish(settings: Settings, facts: dict[str, Any]) -> Edition:
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute("checkpoint")
        # The build knows which edition it becomes: its figures say so.
        edition_id = str(
            connection.execute("select edition from ops.refreshes").fetchall()[0][0]
        )
    if (settings.editions_dir / edition_id).exists():
        return _complete(settings, edition_id, facts)
    edition = Edition(
        edition_id,
        settings.editions_dir / f"{_TEMPORARY}{edition_id}",
        {
            "id": edition_id,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **facts,
        },
    )
    edition.path.mkdir()
    # Moved and copied back: readers do not wait until gigabytes are copied.
    os.replace(settings.build_db, edition.db_path)
    try:
        _finish(edition, _comparable(settings))
        edition.path.rename(settings.editions_dir / edition_id)
    except BaseException:
        _move_back(edition.db_path, settings.build_db)
        raise
    fsync_path(settings.editions_dir)
    published = _complete(settings, edition_id, facts)
    _copy_back(published, settings.build_db)
    return published


def _finish(edition: Edition, earlier: list[Edition]) -> None:
    """Write into an edition what it says of itself and of those before."""
    manifest = edition.manifest
    with duckdb.connect(str(edition.db_path), read_only=True) as connection:
        manifest["data_through"] = _data_through(connection)
    manifest["restatements"] = add_restatements(edition, earlier)
    with duckdb.connect(str(edition.db_path), read_only=True) as connection:
        manifest["rows"] = _count_rows(connection)
    edition.db_path.chmod(0o444)
    fsync_path(edition.db_path)
    write_atomically(
        edition.path / "manifest.json",
        json.dumps(manifest, ensure_ascii=False, indent=2),
        mode=0o444,
    )


def _move_back(moved: Path, build_db: Path) -> None:
    moved.chmod(0o644)
    os.replace(moved, build_db)


def _copy_back(edition: Edition, build_db: Path) -> None:
    """Give the next build what it may go on from; without it, it begins anew."""
    copy = build_db.with_name(f".{build_db.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(edition.db_path, copy)
        os.replace(copy, build_db)
    except OSError:  # the disk is full
        copy.unlink(missing_ok=True)


def _complete(settings: Settings, edition_id: str, facts: dict[str, Any]) -> Edition:
    """Put a whole edition of this build in force: the last step, also after a kill."""
    edition = load_edition(settings, edition_id)
    if edition.manifest.get("inputs_hash") != facts.get("inputs_hash"):
        raise EditionError(
            f"构建库已发布为版本 {edition_id}，请重新刷新 (already published)"
        )
    put_in_force(settings, edition_id)
    settings.hold_file.unlink(missing_ok=True)
    return edition


def put_in_force(settings: Settings, edition_id: str) -> None:
    """Point readers at an edition; they follow within seconds."""
    edition = load_edition(settings, edition_id)
    link = settings.editions_dir / ".current.duckdb.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(edition.id) / DATABASE)
    os.replace(link, settings.editions_dir / "current.duckdb")
    # Last, because it decides: after a kill before, all this is done again.
    write_atomically(settings.pointer, edition.id + "\n")


def roll_back(settings: Settings, edition_id: str, inputs_hash: str) -> None:
    """Put an earlier edition in force until something new is delivered.

    `inputs_hash` is that of what has been delivered so far: a refresh with the
    same inputs leaves the edition chosen here in force.
    """
    load_edition(settings, edition_id)
    write_atomically(settings.hold_file, inputs_hash)
    put_in_force(settings, edition_id)


def is_up_to_date(settings: Settings, inputs_hash: str) -> bool:
    """Whether the edition in force, or a deliberate rollback, answers the inputs."""
    current = current_edition(settings)
    if current is None:
        return False
    held = settings.hold_file.exists() and settings.hold_file.read_text("utf-8")
    return inputs_hash in (current.manifest.get("inputs_hash"), held)


def prune(settings: Settings, now: datetime | None = None) -> list[str]:
    """Remove editions beyond the rule: the last 10, a day's last for 7 days,
    a month's last, and always the one in force and the one that the next is to be
    compared with. Returns the removed ids."""
    editions = list_editions(settings)
    current = current_edition(settings)
    week_ago = ((now or datetime.now(UTC)) - timedelta(days=7)).strftime(_STAMP)
    keep = {edition.id for edition in editions[-10:]}
    keep |= set({e.id[:8]: e.id for e in editions if e.id >= week_ago}.values())
    keep |= set({e.id[:6]: e.id for e in editions}.values())
    keep |= {edition.id for edition in _comparable(settings)[:1]}
    if current:
        keep.add(current.id)
    removed = [edition for edition in editions if edition.id not in keep]
    for edition in removed:
        hidden = edition.path.with_name(_TEMPORARY + edition.id)
        edition.path.rename(hidden)
        shutil.rmtree(hidden)
    return [edition.id for edition in removed]


def _comparable(settings: Settings) -> list[Edition]:
    """Editions that a new one may be compared with, newest first.

    In the order of publishing, also after a rollback, so that no edition is left
    out of the chain. Editions as of an earlier day are: their periods end early.
    """
    editions = reversed(list_editions(settings))
    return [edition for edition in editions if not edition.manifest.get("as_of")]


def next_id(settings: Settings) -> str:
    """Id of the edition to be built: a time stamp that sorts after every id there is, also if the clock went back."""
    now = datetime.now(UTC).replace(microsecond=0)
    existing = [edition.id for edition in list_editions(settings)]
    if existing:
        latest = datetime.strptime(existing[-1], _STAMP).replace(tzinfo=UTC)
        now = max(now, latest + timedelta(seconds=1))
    return now.strftime(_STAMP)


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema in ('core', 'kpi', 'ops') and table_type = 'BASE TABLE'"
        " order by all"
    ).fetchall()
    counts: dict[str, int] = {}
    for schema, table in tables:
        row = connection.execute(
            f'select count(*) from "{schema}"."{table}"'
        ).fetchone()
        counts[f"{schema}.{table}"] = row[0] if row else 0
    return counts


def _data_through(connection: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    return dict(
        connection.execute(
            "select extract, cast(data_through as varchar) from ops.sources order by 1"
        ).fetchall()
    )
