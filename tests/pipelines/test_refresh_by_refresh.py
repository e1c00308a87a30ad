"""Refreshes one after the other publish what one refresh of everything does."""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines.inputs import delivery_ids
from tests.conftest import fanzha
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long

_CORRECTED = {
    "cases": "cases_2023H2.csv",
    "card_involvements": "cards_2023H1.csv",
    "warnings": "warnings_2024-02.csv",
}
_NEW_NAME = "改期.csv"
_ROWS, _FEWEST, _WITHDRAWN = 40, 5, 8
# What a home says of itself: how it came to its figures, not which they are.
_OWN = {"restatements", "restatement_deliveries"}
_OWN_COLUMNS = {"edition", "edition_id"}


def moved(path: Path, chance: random.Random) -> str:
    """A file's rows, some, with all that happened 45 days earlier; updated later.

    The first of them are withdrawn.
    """
    text = path.read_text("utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
    chosen = chance.sample(rows, min(_ROWS, len(rows)))
    for number, row in enumerate(chosen):
        for name, value in row.items():
            if name == "更新时间":
                row[name] = "2024-07-02 09:00:00"
            elif name == "记录状态" and number < _WITHDRAWN:
                row[name] = "撤销"
            elif name.endswith("时间") and value:
                parts = [int(part) for part in re.findall(r"\d+", value)]
                row[name] = str(datetime(*parts) - timedelta(45))  # type: ignore[arg-type]
    lines = [list(rows[0]), *(list(row.values()) for row in chosen)]
    return "".join(",".join(line) + "\n" for line in lines)


def deliver(path: Path, landing: Path) -> None:
    """Put a file of another landing folder, and its meta file, into this one."""
    target = landing / path.parent.name
    target.mkdir(parents=True, exist_ok=True)
    for file in path.parent.glob(f"{path.name}*"):
        copy = Path(shutil.copy(file, target))
        os.utime(copy, (time.time() - 60, time.time() - 60))


def refresh(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The edition after a refresh."""
    answer = fanzha(settings.home, "refresh")
    assert answer.returncode in (0, 2), answer.stdout + answer.stderr
    edition = current_edition(settings)
    assert edition is not None
    return duckdb.connect(str(edition.db_path), read_only=True)


def test_the_order_of_deliveries_and_refreshes_changes_no_row(tmp_path: Path) -> None:
    chance = random.Random(20240701)
    whole = Settings(home=tmp_path / "whole", _env_file=None)
    steps = Settings(home=tmp_path / "steps", _env_file=None)
    assert fanzha(whole.home, "demo", "--scale", "0.05").returncode == 0
    for extract, name in _CORRECTED.items():
        path = whole.landing / extract / name
        new = path.with_name(_NEW_NAME)
        new.write_text(moved(path, chance), "utf-8")
        os.utime(new, (time.time() - 60, time.time() - 60))
    with refresh(whole) as edition:
        moved_rows = edition.execute(
            "select extract, rows_loaded from ops.deliveries where file like ?",
            [f"%{_NEW_NAME}"],
        ).fetchall()
    assert {extract for extract, _ in moved_rows} == set(_CORRECTED)
    assert min(rows for _, rows in moved_rows) >= _FEWEST

    steps.landing.mkdir(parents=True)
    shutil.copy(whole.key_file, steps.key_file)
    shutil.copy(whole.landing / "DEMO", steps.landing)
    files = [
        path for path in sorted(whole.landing.glob("*/*")) if path.suffix != ".json"
    ]
    chance.shuffle(files)
    corrections = [path for path in files if path.name == _NEW_NAME]
    files = [path for path in files if path.name != _NEW_NAME]
    for part in (files[::2], files[1::2], corrections):
        before = delivery_ids(steps)
        for path in part:
            deliver(path, steps.landing)
        refresh(steps).close()
        new = pq.read_table(steps.new_deliveries_file)["delivery_id"].to_pylist()
        assert {*new} == {path.name for path in delivery_ids(steps) - before}

    one, other = current_edition(whole), current_edition(steps)
    assert one is not None and other is not None
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one.db_path}' as one (read_only)")
        connection.execute(f"attach '{other.db_path}' as other (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name ="
            " 'one' and schema_name in ('core', 'kpi') and not internal"
        ).fetchall()
        assert len(tables) > 15
        for schema, table in tables:
            if table in _OWN:
                continue
            described = connection.execute(f"describe one.{schema}.{table}").fetchall()
            columns = ", ".join(c[0] for c in described if c[0] not in _OWN_COLUMNS)
            for left, right in (("one", "other"), ("other", "one")):
                different = connection.execute(
                    f"select {columns} from {left}.{schema}.{table} except all"
                    f" select {columns} from {right}.{schema}.{table}"
                ).fetchall()
                assert different == [], (schema, table, different[:3])
