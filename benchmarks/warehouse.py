"""The warehouse with much history: dbt against bare SQL, a day's file, a query."""

from __future__ import annotations

import json
import re
import shutil
import time
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from benchmarks.day_sql import measure_day_sql, opened_bare
from benchmarks.intake import land_day, settings_in
from benchmarks.refresh import command, running, wait_for_edition
from benchmarks.timing import timed
from warehouse.settings import Settings

_DEMO_WARNINGS = 1_409_262
_DAY = 5_000
_TOOK = re.compile(r"Finished running .* \(([\d.]+)s\)")
_QUERY = """
select kpi_code, value, value_low, value_high, yoy_base, yoy_change, yoy_significant
from {table} where grain = 'half' and period_end = date '2024-06-30'
    and entity_type = 'county' order by entity_code, kpi_code
"""


def measure_warehouse(folder: Path, rows: int) -> None:
    """A full rebuild, a day's file until it is seen, a KPI query, SQL of a day."""
    home = folder / "home"
    settings = settings_in(home)
    command(home, "demo", "--scale", f"{rows / _DEMO_WARNINGS:.4f}")
    refresh = timed(lambda: command(home, "refresh"))
    ours = float(_TOOK.findall((home / "logs" / "refresh.log").read_text())[-1])
    models, tests = _bare(settings, folder / "bare")
    bare = models + tests
    print(f"{rows:,} warnings: first refresh {refresh:.0f} s, of it dbt {ours:.1f} s;")
    print(f"  the same SQL bare {bare:.1f} s (models {models:.1f}, tests {tests:.1f});")
    print(f"  dbt takes {ours / bare:.2f} x (goal <= 2)", flush=True)
    with running(home) as url:
        edition = wait_for_edition(url)
        time.sleep(20)  # Dagster's services start after the page
        land_day(settings, date(2024, 6, 30), _DAY)
        seconds = timed(lambda: wait_for_edition(url, edition))
    took = _TOOK.findall(_newest_log(settings))
    print(f"a day of {_DAY:,} rows: seen {seconds:.1f} s after it landed (goal <= 30)")
    if took:
        print(f"  of it dbt {took[-1]} s", flush=True)
    _query(settings)
    measure_day_sql(settings, folder / "day", date(2024, 6, 29), _DAY)


def _newest_log(settings: Settings) -> str:
    logs = sorted(
        settings.home.glob("**/compute_logs/*.out"), key=lambda p: p.stat().st_mtime
    )
    return logs[-1].read_text("utf-8", "replace") if logs else ""


def _bare(settings: Settings, folder: Path) -> tuple[float, float]:
    """Seconds of what dbt has compiled, run by DuckDB alone on a copy: models, tests."""
    (compiled,) = settings.dbt_target.glob("models-*/compiled/fanzha")
    manifest = json.loads((settings.dbt_target / "manifest.json").read_bytes())
    nodes: dict[str, dict[str, Any]] = manifest["nodes"]
    folder.mkdir()
    shutil.copy(settings.build_db, folder / "warehouse.duckdb")
    connection = opened_bare(folder)
    for name in ("scratch", "kept"):
        for schema in {n["schema"] for n in nodes.values() if n["database"] == name}:
            connection.execute(f"create schema {name}.{schema}")
    for node in nodes.values():
        if node["resource_type"] == "seed" and node["database"] != "warehouse":
            types = node["config"].get("column_types") or {}
            connection.execute(
                f"create table {node['relation_name']} as from read_csv("
                f"'{settings.dbt_dir / node['original_file_path']}', types = {types})"
            )
    order = TopologicalSorter(
        {name: set(node["depends_on"]["nodes"]) & nodes.keys()
         for name, node in nodes.items() if node["resource_type"] != "seed"}
    )  # fmt: skip
    seconds = {"model": 0.0, "test": 0.0}
    for name in order.static_order():
        node = nodes[name]
        kind, path = node["resource_type"], compiled / node["original_file_path"]
        if kind == "test" and node.get("test_metadata"):
            path = path / node["path"]
        if kind not in seconds or not path.exists():
            continue  # seeds, and tests that a refresh leaves out
        if node["config"]["materialized"] == "ephemeral":
            continue  # part of who reads it
        sql = path.read_text("utf-8")
        if kind == "model":
            relation = node["relation_name"]
            made = "view" if node["config"]["materialized"] == "view" else "table"
            sql = f"create or replace {made} {relation} as ({sql})"
        else:
            sql = f"select count(*) from ({sql})"
        seconds[kind] += timed(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
    connection.close()
    shutil.rmtree(folder)
    return seconds["model"], seconds["test"]


def _query(settings: Settings) -> None:
    """One KPI of all counties from the edition, and from a copy of it in memory."""
    edition = settings.editions_dir / "current.duckdb"
    on_disk = duckdb.connect(str(edition.resolve()), read_only=True)
    in_memory = duckdb.connect()
    in_memory.execute(f"attach '{edition.resolve()}' as edition (read_only)")
    in_memory.execute("create table copied as from edition.kpi.kpi_values")
    asked = {
        "edition": lambda: on_disk.execute(_QUERY.format(table="kpi.kpi_values")),
        "memory": lambda: in_memory.execute(_QUERY.format(table="copied")),
    }
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(30):
        for name, ask in asked.items():
            times[name].append(timed(lambda ask=ask: ask().fetchall()))  # type: ignore[misc]
    mine, base = (median(times[name]) * 1e3 for name in asked)
    print(f"a KPI of all counties: {mine:.1f} ms, in memory {base:.1f} ms,", end=" ")
    print(f"ratio {mine / base:.2f} (goal <= 1.5)", flush=True)
