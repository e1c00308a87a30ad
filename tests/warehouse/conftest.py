"""A small build database, as the models leave it."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.editions import next_id
from warehouse.settings import Settings


def write_build(settings: Settings, value: float) -> None:
    """Build database with one KPI value, to become the next edition."""
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_db)) as connection:
        for schema in ("core", "kpi", "ops"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(
            "create or replace table ops.sources as"
            " select 'cases' as extract, date '2024-06-30' as data_through"
        )
        connection.execute(
            "create or replace table ops.refreshes as select $1 as edition",
            [next_id(settings)],
        )
        connection.execute(
            "create or replace table kpi.kpi_values as select 'city' as entity_type,"
            " '530400' as entity_code, 'cases_filed' as kpi_code, 'half' as grain,"
            " date '2024-01-01' as period_start, cast($1 as double) as value",
            [value],
        )


@pytest.fixture
def built(settings: Settings) -> Settings:
    """Settings with a build that can be published."""
    write_build(settings, 1)
    return settings
