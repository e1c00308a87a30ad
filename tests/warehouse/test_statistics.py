"""The statistical functions as SQL sees them."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from scipy.stats import beta, binom, chi2, nbinom, poisson

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


def test_twice_the_gamma_quantile_is_that_of_chi_squared(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    row = connection.execute(
        "select 2 * gamma_quantile(0.95, 5.5), gamma_quantile(0.95, 0)"
    ).fetchone()
    assert row == (pytest.approx(chi2.ppf(0.95, 11)), None)


@pytest.mark.parametrize(
    ("call", "law"),
    [
        ("poisson_quantile(p, 0.0005)", poisson(0.0005)),
        ("poisson_quantile(p, 3.2)", poisson(3.2)),
        ("poisson_quantile(p, 78000)", poisson(78000)),
        ("binomial_quantile(p, 1, 0.0005)", binom(1, 0.0005)),
        ("binomial_quantile(p, 40, 0.95)", binom(40, 0.95)),
        ("binomial_quantile(p, 40, 0)", binom(40, 0)),
        ("binomial_quantile(p, 40, 1)", binom(40, 1)),
        ("negative_binomial_quantile(p, 1, 12.0 / 13)", nbinom(1, 12 / 13)),
        ("negative_binomial_quantile(p, 57, 12.0 / 13)", nbinom(57, 12 / 13)),
    ],
)
@pytest.mark.parametrize("p", [0.001, 0.025, 0.5, 0.975, 0.999])
def test_counts_beyond_a_quantile_are_those_with_small_tails(
    connection: duckdb.DuckDBPyConnection, call: str, law: Any, p: float
) -> None:
    answer = connection.execute(
        f"select {call} from (values ({p})) as p (p)"
    ).fetchone()
    assert answer is not None
    around = range(max(int(answer[0]) - 3, 0), int(answer[0]) + 4)
    for count in around:
        assert (count < answer[0]) == (law.cdf(count) < p), count
        assert (count > answer[0] + 1) == (law.sf(count - 1) < 1 - p), count


def test_counts_without_a_distribution_are_null(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    row = connection.execute(
        "select poisson_quantile(0.5, -1), poisson_quantile(0.5, null),"
        " binomial_quantile(0.5, 0, 0.5), binomial_quantile(0.5, 3, 1.1),"
        " negative_binomial_quantile(0.5, -1, 0.5),"
        " negative_binomial_quantile(1, 2, 0.5)"
    ).fetchone()
    assert row == (None,) * 6


def test_nothing_before_is_not_proof_of_nothing_after(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Of n events in 13 equal months all fall into the last once in 13^n times."""
    row = connection.execute(
        "select 1 + negative_binomial_quantile(1 - 0.00135, 1, 12.0 / 13)"
    ).fetchone()
    assert row is not None
    assert 13**-2 > 0.00135 > 13**-3
    assert 2 < row[0] < 3
