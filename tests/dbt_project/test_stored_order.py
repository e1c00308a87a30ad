"""What pages and queries ask for lies together in the published file."""

from __future__ import annotations

import duckdb
import pytest

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("table", "order"),
    [
        ("kpi_values", "grain, period_end, entity_type, entity_code, kpi_code"),
        (
            "kpi_breakdowns",
            "entity_type, entity_code, kpi_code, grain, dimension, period_end, member",
        ),
        (
            "contributions",
            "entity_type, entity_code, kpi_code, grain, dimension, period_start, member",
        ),
    ],
)
def test_rows_are_stored_in_the_order_in_which_they_are_read(
    build: duckdb.DuckDBPyConnection, table: str, order: str
) -> None:
    rows, unsorted = build.execute(
        f"""
        select count(*), count(*) filter (where this < before) from (
            select row({order}) as this, lag(row({order})) over (order by rowid) as before
            from kpi.{table}
        )
        """
    ).fetchall()[0]
    assert rows > 1000
    assert unsorted == 0
