"""What a KPI is made of comes from its sources and from nothing else."""

from __future__ import annotations

import duckdb


def test_the_sources_of_a_kpi_are_the_facts_of_its_measures(
    build: duckdb.DuckDBPyConnection,
) -> None:
    kpis = build.execute(
        """
        select kpis.kpi_code, kpis.sources, list(distinct used.fact)
        from kpi.kpi_catalogue as kpis
        join (
            select distinct measure, fact from kpi.measure_rows
            union
            select distinct measure, fact from kpi.stock_levels
        ) as used
            on used.measure in (kpis.numerator_measure, kpis.denominator_measure)
        where starts_with(used.fact, 'fct_')  -- the others are lists
        group by all
        """
    ).fetchall()

    assert len(kpis) >= 35
    for kpi_code, sources, facts in kpis:
        named = {f"fct_{source.strip()}" for source in sources.split(";")}
        assert named == set(facts), kpi_code
