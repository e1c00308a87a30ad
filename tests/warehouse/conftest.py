"""A small build database, as the models leave it."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pytest

from warehouse.editions import next_id
from warehouse.settings import Settings

_TABLES = """
create or replace table ops.sources as
    select 'cases' as extract, date '2024-06-30' as data_through;
create or replace table ops.deliveries
    (delivery_id text, extract text, status text, rows_loaded bigint, replaces text);
create or replace table ops.snapshots (delivery_id text, extract text, is_in_force bool);
create or replace table kpi.kpi_catalogue as
    select 'cases_filed' as kpi_code, 'cases' as sources
    union all select 'arrests_per_100_cases', 'arrests;cases';
create or replace table kpi.kpi_values (
    entity_type text, entity_code text, kpi_code text, grain text, period_start date,
    period_end date, covered_through date, numerator double, denominator double,
    value double
);
"""


def write_build(
    settings: Settings,
    value: float | None,
    *,
    covered_through: str = "2024-06-30",
    deliveries: Iterable[tuple[str, str, str]] = (),
    more: str = "",
) -> None:
    """Build database with one KPI value, and what `more` SQL adds."""
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_db)) as connection:
        for schema in ("core", "kpi", "ops"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(_TABLES)
        connection.execute(
            "create or replace table ops.refreshes as select $1 as edition",
            [next_id(settings)],
        )
        connection.execute(
            "insert into kpi.kpi_values values ('city', '530400', 'cases_filed', 'half',"
            " '2024-01-01', '2024-06-30', $1, $2, null, $2)",
            [covered_through, value],
        )
        for delivery in deliveries:
            connection.execute(
                "insert into ops.deliveries values ($1, $2, $3, 1, null)", delivery
            )
        connection.execute(more)


@pytest.fixture
def built(settings: Settings) -> Settings:
    """Settings with a build that can be published."""
    write_build(settings, 1)
    return settings
