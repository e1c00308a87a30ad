"""`kpi_values` against the definitions counted by hand, record by record."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.dbt_project.agreement import differences
from tests.dbt_project.compiled import CompiledProject
from tests.dbt_project.home import write_home
from tests.dbt_project.oracle_kpis import KPIS
from tests.dbt_project.sample import random_world
from tests.dbt_project.world import World, seed_rows

pytestmark = pytest.mark.long

SEEDS = range(1, 25)
IDENTITIES = {
    "assert_bank_and_phone_cards_sum_to_cards",
    "assert_cohorts_are_part_of_what_was_filed",
    "assert_counties_sum_to_city",
    "assert_every_entity_has_every_period",
    "assert_impossible_figures_are_absent",
    "assert_months_sum_to_longer_periods",
    "assert_sectors_sum_to_all_units",
    "assert_weeks_sum_to_days",
}


@pytest.fixture(scope="module")
def project(built_home: Path) -> CompiledProject:
    return CompiledProject(built_home)


def test_the_catalogue_says_what_the_definitions_say() -> None:
    said = {
        row["kpi_code"]: (
            row["kind"],
            set(row["entity_types"].split(";")),
            set(row["sources"].split(";")),
            int(row["scale"]),
            row["unit"] == "%",
            bool(row["denominator_measure"]),
        )
        for row in seed_rows("kpi_catalogue")
    }
    kinds = dict(c="count", a="amount", p="proportion", r="ratio", s="stock")
    assert said == {
        code: (
            kinds[kpi.kind],
            set(kpi.entities.split()),
            kpi.sources,
            kpi.scale,
            kpi.percent,
            kpi.denominator is not None,
        )
        for code, kpi in KPIS.items()
    }


def test_every_cell_that_dbt_built_is_what_the_records_say(
    build: duckdb.DuckDBPyConnection, world: World
) -> None:
    cells, found = differences(build, world)
    assert found == []
    assert cells > 100_000


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_is_what_the_records_say(
    project: CompiledProject, tmp_path: Path, seed: int
) -> None:
    world = random_world(seed)
    write_home(tmp_path, world)
    with project.run("kpi_values", tmp_path, world) as connection:
        cells, found = differences(connection, world)
        identities = project.identities("kpi_values", connection)
    assert found == []
    assert identities.keys() >= IDENTITIES
    assert not any(identities.values()), identities
    assert cells > 5_000


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
