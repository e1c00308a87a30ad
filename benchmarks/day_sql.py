"""What dbt says to DuckDB in a day's refresh, and the same said by nobody in between."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.intake import land_day
from benchmarks.timing import apart, timed
from pipelines.intake import intake_extract, load_contracts
from warehouse.settings import Settings, export_settings
from warehouse.statistics import register_functions

_SAID = "said.json"


def measure_day_sql(settings: Settings, folder: Path, day: date, rows: int) -> None:
    """SQL of a one-day refresh in dbt and bare, from the same state on.

    What is built here is in no edition, so the next refresh of the home is a full one.
    """
    land_day(settings, day, rows)
    folder.mkdir()
    apart(_build, settings.home, folder)
    said = json.loads((folder / _SAID).read_text("utf-8"))
    bare = _say(folder, said["nodes"])
    # Statements of two threads overlap: what counts is when at least one of them ran.
    theirs = sum(end - start for start, end in _united(said["spans"]))
    print(f"SQL of a one-day refresh: {len(said['nodes'])} nodes,", end=" ")
    print(f"in dbt {theirs:.1f} s of its {said['seconds']:.1f} s, bare {bare:.1f} s,")
    print(f"  ratio {theirs / bare:.2f} (goal <= 1.5)", flush=True)


def _build(home: Path, folder: Path) -> None:
    """A refresh until dbt ends; copies of the databases before it, and what it said."""
    from dagster import AssetKey
    from dbt.cli.main import dbtRunner

    from pipelines.assets.models import leave
    from pipelines.control import write_control
    from pipelines.intake.snapshots import write_snapshots
    from pipelines.kept import keeping

    settings = Settings(home=home, _env_file=None)
    export_settings(settings)
    contracts = load_contracts()
    intake_extract(settings, contracts["warnings"])
    write_control(settings, "bench")
    write_snapshots(settings, contracts.values())
    listener = _Listener()
    with keeping(settings) as touched:
        if touched is None:
            raise SystemExit("the refresh before did not end: nothing is kept")
        for database in (settings.build_db, settings.kept_db):
            shutil.copy(database, folder)
        facts = [AssetKey(path.stem) for path in settings.dbt_dir.rglob("fct_*.sql")]
        *arguments, excluded = leave(facts, touched)
        started = time.perf_counter()
        answer = dbtRunner(callbacks=[listener.hear]).invoke(
            ["--quiet", "--no-write-json", "--log-level-file", "none", "build"]
            + ["--project-dir", str(settings.dbt_dir)]
            + ["--profiles-dir", str(settings.dbt_dir)]
            + ["--target-path", str(settings.dbt_target)]
            + ["--exclude-resource-type", "unit_test"]
            + [*arguments, f"{excluded} tag:by_construction"]
        )
        seconds = time.perf_counter() - started
        if not answer.success:
            raise SystemExit(f"dbt failed: {answer.exception}")
    said = {
        "seconds": seconds,
        "spans": listener.spans,
        "nodes": list(listener.statements.values()),
    }
    (folder / _SAID).write_text(json.dumps(said), "utf-8")


class _Listener:
    """Hears dbt's events: what each node says, and when statements ran."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self.statements: dict[str, list[str]] = {}
        self._began: dict[int, tuple[str, float]] = {}

    def hear(self, event: Any) -> None:
        """Note a statement's begin and end; events come in the thread that runs it."""
        thread = threading.get_ident()
        if event.info.name == "SQLQuery":
            node = event.data.node_info.unique_id
            self._began[thread] = node, time.perf_counter()
            if node:
                self.statements.setdefault(node, []).append(event.data.sql)
        elif event.info.name == "SQLQueryStatus" and thread in self._began:
            node, began = self._began.pop(thread)
            if node:
                self.spans.append((began, time.perf_counter()))


def _united(spans: list[list[float]]) -> Iterator[tuple[float, float]]:
    """Spans that do not overlap and cover the same time."""
    start = end = 0.0
    for begin, stop in sorted(spans):
        if begin > end:
            yield start, end
            start = begin
        end = max(end, stop)
    yield start, end


def opened_bare(folder: Path) -> duckdb.DuckDBPyConnection:
    """Databases in a folder, opened as `profiles.yml` has dbt open them."""
    connection = duckdb.connect(str(folder / "warehouse.duckdb"))
    connection.execute(f"attach '{folder}/kept.duckdb' as kept")
    connection.execute("attach ':memory:' as scratch")
    connection.execute("set memory_limit = '1500MB'; set threads = 2")
    connection.execute(f"set temp_directory = '{folder}/tmp'")
    connection.execute("set preserve_insertion_order = false")
    register_functions(connection)
    return connection


def _say(folder: Path, nodes: list[list[str]]) -> float:
    """Seconds of the same on the copies of the databases, one node after the other."""
    connection = opened_bare(folder)
    for schema in ("core", "kpi", "ops", "intermediate", "staging"):
        connection.execute(f"create schema if not exists scratch.{schema}")
    seconds = 0.0
    for statements in nodes:
        for sql in statements:
            seconds += timed(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
        with suppress(duckdb.Error):
            connection.rollback()  # tests begin, and dbt only closes
    connection.close()
    return seconds
