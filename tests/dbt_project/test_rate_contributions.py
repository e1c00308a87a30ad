"""`rate_contributions` against the formulas it cites."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.dbt_project.world import seed_rows

pytestmark = pytest.mark.long

Row = dict[str, Any]
CATALOGUE = {row["kpi_code"]: row for row in seed_rows("kpi_catalogue")}


def _read(build: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return build.execute(sql).to_arrow_table().to_pylist()


def test_performance_and_mix_are_the_change_of_the_rate(
    build: duckdb.DuckDBPyConnection,
) -> None:
    rows = _read(
        build,
        "select r.*, v.numerator as n, v.denominator as d, v.yoy_numerator as n0,"
        " v.yoy_denominator as d0, t.value as whole, t.yoy_base as whole_base,"
        " t.denominator as whole_d, t.yoy_denominator as whole_d0"
        " from kpi.rate_contributions as r"
        " join kpi.kpi_values as v on v.entity_type = r.dimension"
        " and v.entity_code = r.member and v.kpi_code = r.kpi_code"
        " and v.grain = r.grain and v.period_start = r.period_start"
        " and v.period_end = r.period_end"
        " join kpi.kpi_values as t on t.entity_type = r.entity_type"
        " and t.entity_code = r.entity_code and t.kpi_code = r.kpi_code"
        " and t.grain = r.grain and t.period_start = r.period_start"
        " and t.period_end = r.period_end",
    )
    assert {row["entity_type"] for row in rows} == {"city", "sector", "all_units"}
    split = 0
    for row in rows:
        catalogue = CATALOGUE[row["kpi_code"]]
        mean_whole = (row["whole"] + row["whole_base"]) / 2
        if row["d"] and row["d0"]:
            weight, weight0 = row["d"] / row["whole_d"], row["d0"] / row["whole_d0"]
            rate, rate0 = row["value"], row["base"]
            performance = (weight + weight0) / 2 * (rate - rate0)
            mix = (weight - weight0) * ((rate + rate0) / 2 - mean_whole)
            assert row["performance"] == pytest.approx(performance, abs=1e-9), row
            assert row["mix"] == pytest.approx(mix, abs=1e-6), row
            split += performance != 0 and mix != 0
        else:
            assert row["performance"] == 0
        is_points = catalogue["unit"] == "%"
        assert (row["mix_pp"] is not None) == is_points
        if is_points:
            points = row["performance_pp"] + row["mix_pp"]
            assert points == pytest.approx(row["contribution_pp"], abs=1e-9)
    assert split > 100
