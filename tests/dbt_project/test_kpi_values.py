"""`kpi_values` against the definitions counted by hand, record by record."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import pytest

from tests.dbt_project.oracle import Oracle, periods, value_of
from tests.dbt_project.sample import seed_rows

pytestmark = pytest.mark.long

SOURCES = {row["kpi_code"]: row["sources"] for row in seed_rows("kpi_catalogue")}


def _read(build: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return build.execute(sql).to_arrow_table().to_pylist()


@pytest.mark.parametrize(
    ("kpi", "entity_type"),
    [
        ("cases_filed", "city"),
        ("visit_rate", "county"),
        ("cards_involved", "unit"),
        ("arrests_per_100_cases", "station"),
        ("app_registration_rate", "sector"),
    ],
)
def test_there_is_every_period_and_no_other(
    build: duckdb.DuckDBPyConnection, kpi: str, entity_type: str
) -> None:
    rows = _read(
        build,
        f"select distinct grain, period_start, period_end from kpi.kpi_values"
        f" where kpi_code = '{kpi}' and entity_type = '{entity_type}'",
    )
    found = {(row["grain"], row["period_start"], row["period_end"]) for row in rows}
    assert found == set(periods(SOURCES[kpi]))


@pytest.mark.parametrize("coarse", [True, False])
def test_values_and_bases_are_what_the_records_say(
    build: duckdb.DuckDBPyConnection, oracle: Oracle, coarse: bool
) -> None:
    rows = _read(
        build,
        "select * from kpi.kpi_values where (grain in ('half', 'year', 'quarter', 'ytd')"
        f" or is_partial) = {coarse} order by all",
    )
    known = {sources: periods(sources) for sources in set(SOURCES.values())}
    for row in random.Random(7).sample(rows, 1500):
        kpi, entity = row["kpi_code"], (row["entity_type"], row["entity_code"])
        through, yoy, prev = known[SOURCES[kpi]][
            row["grain"], row["period_start"], row["period_end"]
        ]
        assert row["covered_through"] == through, row
        assert row["is_partial"] == (through < row["period_end"]), row

        def expected(span: Any, kpi: str = kpi, entity: Any = entity) -> float | None:
            if span is None:
                return None
            return value_of(kpi, *oracle.parts(kpi, span, *entity))

        numerator, denominator = oracle.parts(
            kpi, (row["period_start"], through), *entity
        )
        assert row["numerator"] == pytest.approx(numerator), row
        assert row["denominator"] == pytest.approx(denominator), row
        value, base = expected((row["period_start"], through)), expected(yoy)
        assert row["value"] == pytest.approx(value), row
        assert row["yoy_base"] == pytest.approx(base), (row, yoy)
        assert row["prev_base"] == pytest.approx(expected(prev)), (row, prev)
        change = (value - base) / base if value is not None and base else None
        assert row["yoy_change"] == pytest.approx(change, abs=1e-12), row


def test_proportions_have_wilson_bounds(build: duckdb.DuckDBPyConnection) -> None:
    from scipy.stats import binomtest

    rows = _read(
        build,
        "select * from kpi.kpi_values where kpi_code in"
        " ('visit_rate', 'current_solve_rate', 'timely_contact_rate')"
        " and denominator > 0 and grain = 'month' and entity_type <> 'station'",
    )
    assert len(rows) > 300
    for row in rows:
        trial = binomtest(int(row["numerator"]), int(row["denominator"]))
        interval = trial.proportion_ci(method="wilson")
        assert row["value_low"] == pytest.approx(interval.low, abs=1e-9), row
        assert row["value_high"] == pytest.approx(interval.high, abs=1e-9), row


def test_a_proportion_without_trials_has_no_bounds(
    build: duckdb.DuckDBPyConnection,
) -> None:
    rows = _read(
        build, "select value_low, value_high from kpi.kpi_values where denominator = 0"
    )
    assert rows
    assert all(row["value_low"] is row["value_high"] is None for row in rows)


def test_everything_published_is_explained(build: duckdb.DuckDBPyConnection) -> None:
    columns = build.execute(
        "select schema_name || '.' || table_name || '.' || column_name"
        " from duckdb_columns() where not internal and comment is null"
    ).fetchall()
    tables = build.execute(
        "select table_name from duckdb_tables() where comment is null"
    ).fetchall()
    assert (columns, tables) == ([], [])


def test_no_column_is_wider_than_it_need_be(build: duckdb.DuckDBPyConnection) -> None:
    wide = build.execute(
        "select table_name, column_name from duckdb_columns()"
        " where not internal and (data_type = 'HUGEINT' or data_type like 'DECIMAL(38%')"
    ).fetchall()
    assert wide == []
