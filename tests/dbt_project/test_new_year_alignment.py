"""The comparison around Lunar New Year, day by day and record by record."""

from __future__ import annotations

import random
from datetime import date, timedelta

import duckdb
import pytest

from tests.dbt_project.oracle import Oracle
from tests.dbt_project.oracle_kpis import KPIS
from tests.dbt_project.world import World, seed_rows

pytestmark = pytest.mark.long

# As the State Council's holiday notices name 正月初一.
NEW_YEAR = {
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
}
SEASON = range(-15, 25)


def _season_days(first: date, last: date, year: int) -> set[int]:
    """Days of the season in a span, counted from New Year's Day."""
    days = range((last - first).days + 1)
    offsets = {(first + timedelta(day) - NEW_YEAR[year]).days for day in days}
    return offsets & set(SEASON)


def test_spans_and_bases_are_as_far_from_new_years_day(
    build: duckdb.DuckDBPyConnection, world: World
) -> None:
    oracle = Oracle(world)
    rows = (
        build.execute(
            "select * from kpi.kpi_values where"
            " (month(period_start) <= 4 or lny_start is not null) order by all"
        )
        .to_arrow_table()
        .to_pylist()
    )
    aligned, with_base, sample = 0, 0, random.Random(8).sample(rows, 3000)
    for row in sample:
        start, through = row["period_start"], row["covered_through"]
        year = row["period_end"].year
        moved = _season_days(start, through, year) != _season_days(
            row["yoy_start"], row["yoy_end"], year - 1
        )
        if not moved:
            assert row["lny_start"] is row["lny_end"] is row["lny_base"] is None, row
            continue
        aligned += 1
        shift = NEW_YEAR[year] - NEW_YEAR[year - 1]
        span = (start - shift, through - shift)
        assert (row["lny_start"], row["lny_end"]) == span, row
        kpi = KPIS[row["kpi_code"]]
        covered = [oracle.coverage(source) for source in kpi.sources]
        if span[0] < max(first for first, _ in filter(None, covered)):
            assert row["lny_base"] is row["lny_change"] is None, row
            continue
        entity = row["entity_type"], row["entity_code"]
        base, value = oracle.part(kpi, span, entity).value, row["value"]
        with_base += 1
        assert row["lny_base"] == pytest.approx(base), row
        change = (value - base) / base if value is not None and base else None
        assert row["lny_change"] == pytest.approx(change, abs=1e-12), row
    assert (aligned > 500, with_base > 200) == (True, True)


def test_changes_of_counts_have_exact_intervals(
    build: duckdb.DuckDBPyConnection,
) -> None:
    from scipy.stats import binomtest

    rows = build.execute(
        "select value, lny_base, lny_low, lny_high, lny_significant from kpi.kpi_values"
        " where kpi_code = 'cases_filed' and lny_base > 0"
    ).fetchall()
    assert len(rows) > 50
    for value, base, low, high, significant in rows:
        share = binomtest(int(value), int(value + base)).proportion_ci(0.95)
        expected = [share.low / (1 - share.low) - 1, share.high / (1 - share.high) - 1]
        assert [low, high] == pytest.approx(expected)
        assert significant == (low > 0 or high < 0)


def test_every_new_years_day_is_listed_once_and_possible() -> None:
    days = [
        date.fromisoformat(row["new_year_on"]) for row in seed_rows("lunar_new_years")
    ]
    assert [day.year for day in days] == list(range(2000, 2101))
    assert set(NEW_YEAR.values()) <= set(days)
    for day in days:
        # The second new moon after the winter solstice, the third at the latest.
        assert date(day.year, 1, 21) <= day <= date(day.year, 2, 21)
    for earlier, later in zip(days, days[1:], strict=False):
        # Twelve or thirteen moons of 29 or 30 days.
        assert (later - earlier).days in {353, 354, 355, 383, 384, 385}
    for row in seed_rows("holidays"):
        if row["name"] == "春节":
            first = date.fromisoformat(row["start_on"])
            assert {first, first + timedelta(1)} & set(days), "on New Year or its eve"
