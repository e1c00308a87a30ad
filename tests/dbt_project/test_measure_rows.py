"""The rows behind figures give the figures, in a published edition of the sample."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.dbt_project.world import seed_rows
from warehouse.connection import open_edition
from warehouse.editions import publish
from warehouse.figures import Figure, find_figure, rows
from warehouse.settings import Settings
from warehouse.trace import PARTS, Trace, trace

pytestmark = pytest.mark.long

KPIS = [row["kpi_code"] for row in seed_rows("kpi_catalogue")]
# Of each KPI and type of entity, a complete and a partial period where there is one, and
# rather figures that are not 0; the grains by chance.
_SAMPLE = """
select * from kpi.kpi_values where kpi_code = ?
qualify row_number() over (partition by entity_type, is_partial
    order by coalesce(numerator, 0) > 0 desc, md5(entity_code || grain || period_start)) = 1
"""


@pytest.fixture(scope="module")
def edition(
    built_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build published, and opened as readers open an edition."""
    home = tmp_path_factory.mktemp("published")
    shutil.copytree(built_home / "build", home / "build")
    with open_edition(publish(Settings(home=home, _env_file=None), {})) as connection:
        yield connection


def _figures(edition: duckdb.DuckDBPyConnection, kpi: str) -> list[Figure]:
    (described,) = rows(edition, "from kpi.kpi_catalogue where kpi_code = ?", [kpi])
    entities = {
        (row["entity_type"], row["entity_code"]): row
        for row in rows(edition, "from core.dim_entity")
    }
    return [
        Figure(described, entities[row["entity_type"], row["entity_code"]], {}, row)
        for row in rows(edition, _SAMPLE, [kpi])
    ]


def _traces(edition: duckdb.DuckDBPyConnection, figure: Figure) -> Iterator[Trace]:
    for part in PARTS:
        if one := trace(edition, figure, part):
            yield one


@pytest.mark.parametrize("kpi", KPIS)
def test_the_rows_listed_give_the_figure(
    edition: duckdb.DuckDBPyConnection, kpi: str
) -> None:
    seen = 0
    for figure in _figures(edition, kpi):
        for one in _traces(edition, figure):
            proof = one.proof(edition)
            table = one.table(edition)
            assert proof.agrees, (figure.values, proof)
            assert proof.published == figure.values[one.part]
            assert proof.rows == table.num_rows
            listed = table.to_pylist()
            total: Any = sum(row["adds"] for row in listed)
            if kpi == "punished":
                total = len({row["item"] for row in listed})
            if proof.published is not None:
                assert float(total) == proof.published
            deliveries = one.deliveries(edition)
            if proof.reference_list is None:
                assert sum(deliveries["rows"].to_pylist()) == table.num_rows
                seen += table.num_rows
    assert seen, f"{kpi}: the sample has no row behind it"


@pytest.mark.parametrize(
    ("kpi", "part", "outcome"),
    [
        ("current_solve_rate", "numerator", "solved_on"),
        ("visit_rate", "numerator", "visited_on"),
        ("visit_dispatch_rate", "numerator", "visit_assigned_on"),
    ],
)
def test_a_cohort_lists_no_outcome_after_the_span(
    edition: duckdb.DuckDBPyConnection, kpi: str, part: str, outcome: str
) -> None:
    listed = 0
    for figure in _figures(edition, kpi):
        one = trace(edition, figure, part)
        assert one is not None
        through = figure.values["covered_through"]
        for row in one.table(edition).to_pylist():
            assert figure.values["period_start"] <= row["event_on"] <= through
            assert row[outcome] == row["known_on"] <= through
            listed += 1
    assert listed


def test_a_rate_of_two_dates_lists_each_part_by_its_own(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    figure = find_figure(edition, "solve_rate", "530400", "2023")
    solved, filed = (one.table(edition).to_pylist() for one in _traces(edition, figure))

    assert all(row["solved_on"].year == 2023 for row in solved)
    assert any(row["filed_on"].year == 2022 for row in solved)
    assert all(row["filed_on"].year == 2023 for row in filed)


@pytest.mark.parametrize(
    ("kpi", "entity", "reference_list"),
    [
        ("incidence_per_10k", "530400", "counties"),
        ("employee_victims_per_1k", "all_units", "member_units"),
        ("cards_per_10k_issued", "bank", "cards_issued"),
        ("app_registration_rate", "530402", None),
    ],
)
def test_reference_figures_are_told_from_delivered_rows(
    edition: duckdb.DuckDBPyConnection,
    kpi: str,
    entity: str,
    reference_list: str | None,
) -> None:
    figure = find_figure(edition, kpi, entity, "2023H2")
    one = trace(edition, figure, "denominator")
    assert one is not None

    assert one.proof(edition).reference_list == reference_list
    assert one.proof(edition).agrees
    files = one.deliveries(edition).num_rows
    assert (files == 0) == (reference_list is not None)


def test_a_row_is_found_in_the_delivery_it_names(
    edition: duckdb.DuckDBPyConnection, built_home: Path
) -> None:
    for kpi, key in [("cases_filed", "case_no"), ("fund_warnings", "warning_no")]:
        one = trace(edition, find_figure(edition, kpi, "530400", "2023"), "numerator")
        assert one is not None
        listed = one.table(edition).to_pylist()
        for row in random.Random(3).sample(listed, 10):
            (folder,) = (built_home / "deliveries").glob(f"*/{row['delivery_id']}")
            delivered = pq.read_table(folder / "rows.parquet").to_pylist()
            numbered = {record["_row_number"]: record[key] for record in delivered}
            assert numbered[row["row_number_in_file"]] == row[key]


def test_a_limit_shows_the_first_rows_and_proves_all(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    figure = find_figure(edition, "info_warnings", "530400", "2023")
    one = trace(edition, figure, "numerator")
    assert one is not None

    assert one.table(edition, 3).to_pylist() == one.table(edition).to_pylist()[:3]
    assert one.proof(edition).rows == one.table(edition).num_rows > 3
