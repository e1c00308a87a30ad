"""The rules of reporting delay over cases that are filed late, recounted plainly."""

from __future__ import annotations

import calendar
import random
import statistics
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

pytestmark = pytest.mark.long

DAY = timedelta(1)
LAST = date(2024, 6, 30)
Event = tuple[str, date, date]
"""Case, day it was filed, day on which it came."""

# What the model is made of, in the order in which it is built.
STEPS = {
    "int_delivered_days": "kept",
    "int_delivery_contents": "scratch",
    "int_delivery_days": "scratch",
    "int_case_dates": "scratch",
    "int_event_arrivals": "scratch",
    "int_young_periods": "scratch",
    "int_arrived_shares": "scratch",
}


def late_cases(seed: int) -> list[Event]:
    """Cases of two and a half years, some of which come up to 100 days late."""
    chance = random.Random(seed)
    events = []
    for number in range(6000):
        filed = date(2022, 1, 1) + timedelta(chance.randrange(912))
        lag = chance.choice([0, 0, 0, 0, 2, 9, 35, 100])
        if filed + timedelta(lag) <= LAST:
            events.append((f"A{number}", filed, filed + timedelta(lag)))
    return events


@pytest.fixture(scope="module")
def rules(built_home: Path) -> dict[str, str]:
    """The SQL that dbt made of the models."""
    compiled = built_home / "target" / "compiled" / "fanzha" / "models"
    return {
        path.stem: path.read_text("utf-8")
        for path in compiled.rglob("*.sql")
        if path.stem in (*STEPS, "reporting_delay") and path.parent.suffix != ".yml"
    }


@pytest.fixture
def warehouse(built_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The catalogue of a build, the months of the cases, and no records."""
    with duckdb.connect() as connection:
        for name in ("scratch", "warehouse", "kept"):
            path = built_home / "build" / f"{name}.duckdb"
            connection.execute(f"attach '{path}' as built_{name} (read_only)")
            connection.execute(f"attach ':memory:' as {name}")
        for full in (
            "kept.staging.stg_cases",
            "kept.intermediate.int_record_versions",
            "scratch.intermediate.int_deliveries",
            "scratch.intermediate.int_kpi_periods",
            "warehouse.core.dim_period",
            "warehouse.kpi.kpi_catalogue",
        ):
            database, schema, _ = full.split(".")
            connection.execute(f"create schema if not exists {database}.{schema}")
            empty = "" if full.endswith("kpi_catalogue") else "where false"
            connection.execute(f"create table {full} as from built_{full} {empty}")
        connection.execute(
            "create table kept.intermediate.int_delivered_records ("
            "extract varchar, record_key varchar, version_at timestamp,"
            " covered_on date, delivery_id varchar, row_number_in_file bigint)"
        )
        for year, month in product(range(2022, 2025), range(1, 13)):
            last = calendar.monthrange(year, month)[1]
            connection.execute(
                "insert into warehouse.core.dim_period (grain, period_start, period_end)"
                " values ('month', $1, $2)",
                [date(year, month, 1), date(year, month, last)],
            )
        yield connection


def deliver(connection: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    """Weekly files of what came since, the last on the last day."""
    rows = []
    for number, (case, filed, came) in enumerate(events):
        on = LAST - timedelta((LAST - came).days // 7 * 7)
        moment = datetime(came.year, came.month, came.day)
        rows.append(
            {
                "case_no": case,
                "filed_at": datetime(filed.year, filed.month, filed.day),
                "reported_at": moment,
                "delivery_id": str(on),
                "row_number_in_file": number,
                "extract": "cases",
                "record_key": case,
                "version_at": moment,
                "covered_on": filed,
            }
        )
    files = [
        {"extract": "cases", "delivery_id": on, "data_through": date.fromisoformat(on)}
        for on in {row["delivery_id"] for row in rows}
    ]
    periods = [
        {
            "kpi_code": "cases_filed",
            "grain": "month",
            "period_start": date(2024, month, 1),
            "period_end": date(2024, month, calendar.monthrange(2024, month)[1]),
            "covered_through": date(2024, month, calendar.monthrange(2024, month)[1]),
            "is_partial": False,
        }
        for month in range(1, 7)
    ]
    for table, content in (
        ("kept.staging.stg_cases", rows),
        ("kept.intermediate.int_delivered_records", rows),
        ("scratch.intermediate.int_deliveries", files),
        ("scratch.intermediate.int_kpi_periods", periods),
    ):
        kept = [
            row[0]
            for row in connection.execute(f"describe {table}").fetchall()
            if row[0] in content[0]
        ]
        connection.register("content", pa.Table.from_pylist(content))
        connection.execute(
            f"insert into {table} by name select {', '.join(kept)} from content"
        )


def delays(
    connection: duckdb.DuckDBPyConnection, rules: dict[str, str]
) -> dict[date, dict[str, Any]]:
    """The months of filing and what is said of them."""
    for name, database in STEPS.items():
        table = f"{database}.intermediate.{name}"
        connection.execute(f"create table {table} as {rules[name]}")
    rows = connection.execute(
        f"from ({rules['reporting_delay']}) where date_column = 'filed_at'"
    )
    return {row["period_start"]: row for row in rows.to_arrow_table().to_pylist()}


def test_shares_are_those_that_past_months_had_at_the_same_age(
    warehouse: duckdb.DuckDBPyConnection, rules: dict[str, str]
) -> None:
    events = late_cases(seed=11)
    deliver(warehouse, events)
    found = delays(warehouse, rules)
    arrival = {
        case: LAST - timedelta((LAST - came).days // 7 * 7) for case, _, came in events
    }
    files = set(arrival.values())

    assert sorted(found) == [date(2024, month, 1) for month in range(1, 7)]
    for start, row in found.items():
        age = (LAST - row["covered_through"]).days
        shares = []
        for month in range(24):
            first = date(2022 + month // 12, month % 12 + 1, 1)
            last = date(
                first.year, first.month, calendar.monthrange(first.year, first.month)[1]
            )
            final = last <= LAST - timedelta(180)
            if not final or not any(last <= on <= last + age * DAY for on in files):
                continue
            of_month = [arrival[case] for case, on, _ in events if first <= on <= last]
            shares.append(
                sum(on <= last + age * DAY for on in of_month) / len(of_month)
            )
        assert row["age_days"] == age, start
        assert row["periods_observed"] == len(shares), start
        if len(shares) < 6:
            assert row["share_median"] is row["share_p05"] is row["share_p95"] is None
            continue
        cuts = statistics.quantiles(shares, n=20, method="inclusive")
        assert row["share_median"] == pytest.approx(statistics.median(shares)), start
        assert row["share_p05"] == pytest.approx(cuts[0]), start
        assert row["share_p95"] == pytest.approx(cuts[-1]), start
    assert found[date(2024, 5, 1)]["share_median"] < 0.97
    assert found[date(2024, 2, 1)]["share_median"] == 1


def test_months_that_came_whole_are_final(
    warehouse: duckdb.DuckDBPyConnection, rules: dict[str, str]
) -> None:
    deliver(warehouse, [(case, filed, filed) for case, filed, _ in late_cases(seed=12)])
    found = delays(warehouse, rules)

    told = [row for row in found.values() if row["periods_observed"] >= 6]
    assert len(told) >= 5
    assert {row["share_p05"] for row in told} == {1.0}
