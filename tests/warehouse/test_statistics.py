"""The beta quantile as SQL sees it."""

from __future__ import annotations

import duckdb
import pytest
from scipy.stats import beta

from warehouse.statistics import register_functions


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    register_functions(connection)
    return connection


def test_it_is_the_quantile_of_the_beta_distribution(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "select p, a, b, beta_quantile(p, a, b) from"
        " (values (0.025), (0.5), (0.975)) as p (p),"
        " (values (1.0), (31.0), (480000.0)) as a (a),"
        " (values (1.0), (43.0), (470000.0)) as b (b)"
    ).fetchall()
    for p, a, b, quantile in rows:
        assert quantile == pytest.approx(beta.ppf(float(p), float(a), float(b)))


def test_what_has_no_quantile_is_null(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(
        "select beta_quantile(null, 1, 1), beta_quantile(0.5, 0, 1),"
        " beta_quantile(0.5, 1, null), beta_quantile(2, 1, 1)"
    ).fetchone()
    assert row == (None, None, None, None)


def test_42_to_31_cases_is_minus_55_to_plus_20_percent(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    row = connection.execute(
        "select beta_quantile(0.025, 31, 43), beta_quantile(0.975, 32, 42)"
    ).fetchone()
    assert row is not None
    low, high = (share / (1 - share) - 1 for share in row)
    assert (round(low, 2), round(high, 2)) == (-0.55, 0.20)
