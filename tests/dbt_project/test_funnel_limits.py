"""`funnel_limits` against scipy's distributions and brute force."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import duckdb
import numpy as np
import pytest
from scipy.stats import beta, binom, chi2, gamma, poisson

from tests.dbt_project.world import seed_rows

pytestmark = pytest.mark.long

Row = dict[str, Any]
CATALOGUE = {row["kpi_code"]: row for row in seed_rows("kpi_catalogue")}
TAILS = {"95": 0.025, "998": 0.001}
GROUP = ("entity_type", "kpi_code", "grain", "period_start", "period_end")


def _read(build: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return build.execute(sql).to_arrow_table().to_pylist()


def _groups(rows: list[Row]) -> list[list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in GROUP)].append(row)
    return list(groups.values())


def _is_binomial(row: Row) -> bool:
    return CATALOGUE[row["kpi_code"]]["kind"] in ("proportion", "stock")


@pytest.fixture(scope="module")
def funnel(build: duckdb.DuckDBPyConnection) -> list[Row]:
    return _read(build, "select * from kpi.funnel_limits order by all")


def test_every_entity_with_a_denominator_is_compared(
    build: duckdb.DuckDBPyConnection, funnel: list[Row]
) -> None:
    kpis = {row["kpi_code"] for row in funnel}
    assert kpis == {
        "solve_rate",
        "current_solve_rate",
        "incidence_per_10k",
        "visit_dispatch_rate",
        "visit_rate",
        "timely_contact_rate",
        "cards_per_10k_issued",
        "arrests_per_100_cases",
        "employee_victims_per_1k",
        "app_registration_rate",
    }
    expected = build.execute(
        "select count(*) from kpi.kpi_values where grain <> 'week' and denominator > 0"
        " and entity_type in ('county', 'station', 'unit') and kpi_code in"
        f" ({', '.join(repr(kpi) for kpi in kpis)})"
    ).fetchone()
    assert expected == (len(funnel),)


def test_unadjusted_limits_are_crossed_exactly_by_rare_counts(
    funnel: list[Row],
) -> None:
    """Each whole count is beyond a limit if, and only if, its tail is below it."""
    for row in random.Random(3).sample(funnel, 2000):
        expected, trials = row["expected"], row["denominator"]
        law = (
            binom(trials, expected / trials) if _is_binomial(row) else poisson(expected)
        )
        scale = float(CATALOGUE[row["kpi_code"]]["scale"])
        most = trials if _is_binomial(row) else 40 + 3 * expected
        counts = np.arange(most + 1)
        values = scale * counts / trials
        for name, tail in TAILS.items():
            is_low, is_high = law.cdf(counts) < tail, law.sf(counts - 1) < tail
            assert list(values < row[f"low_{name}"]) == list(is_low), row
            # The upper limit of a share is cut off at 1, which nothing exceeds.
            above = values > row[f"high_{name}"] * (1 + 1e-12)
            assert list(above) == list(is_high), row


def test_dispersion_is_the_winsorised_mean_square(funnel: list[Row]) -> None:
    overdispersed = 0
    for rows in _groups(funnel):
        z = np.array([row["z"] for row in rows if row["z"] is not None])
        for row in rows:
            variance = row["expected"] * (
                1 - row["expected"] / row["denominator"] if _is_binomial(row) else 1
            )
            if row["z"] is not None:
                assert row["z"] == pytest.approx(
                    (row["numerator"] - row["expected"]) / variance**0.5
                )
            else:
                assert variance == pytest.approx(0)
        if not len(z):
            assert all(row["phi"] is None for row in rows)
            continue
        squares = np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2
        is_more = squares.sum() > max(chi2.ppf(0.95, len(z)), len(z))
        overdispersed += is_more
        for row in rows:
            assert row["phi"] == pytest.approx(squares.mean()), row
            assert row["is_overdispersed"] == is_more, row
    assert overdispersed


def test_adjusted_limits_are_wider_and_decide(funnel: list[Row]) -> None:
    verdicts = set()
    for row in funnel:
        factor = row["phi"] ** 0.5 if row["is_overdispersed"] else 1
        for name, verdict in (("95", "verdict_95"), ("998", "verdict")):
            high, wide = row[f"high_{name}"], row[f"adjusted_high_{name}"]
            centre = row["reference"]
            if not _is_binomial(row):
                assert wide == pytest.approx(centre + factor * (high - centre)), row
            tolerance = 1e-9 * max(wide, 1)
            if row[verdict] == "high":
                assert row["value"] > wide - tolerance, row
            elif row[verdict] == "low":
                assert row["value"] < row[f"adjusted_low_{name}"] + tolerance, row
            else:
                low = row[f"adjusted_low_{name}"]
                assert low - tolerance <= row["value"] <= wide + tolerance, row
            verdicts.add(row[verdict])
    assert verdicts == {"high", "low", "normal"}


def test_ranks_have_the_region_that_disjoint_intervals_leave(funnel: list[Row]) -> None:
    separated = 0
    for rows in random.Random(5).sample(_groups(funnel), 120):
        tail = (1 - 0.95 ** (1 / len(rows))) / 2
        sign = -1 if CATALOGUE[rows[0]["kpi_code"]]["better"] == "down" else 1
        intervals = []
        for row in rows:
            n, d = row["numerator"], row["denominator"]
            if _is_binomial(row):
                low = beta.ppf(tail, n, d - n + 1) if n else 0
                high = beta.ppf(1 - tail, n + 1, d - n) if n < d else 1
            else:
                low = gamma.ppf(tail, n) / d if n else 0
                high = gamma.ppf(1 - tail, n + 1) / d
            intervals.append(sorted([sign * low, sign * high]))
        for row, (low, high) in zip(rows, intervals, strict=True):
            better = sum(other[0] > high for other in intervals)
            worse = sum(other[1] < low for other in intervals)
            ahead = sum(sign * o["value"] > sign * row["value"] for o in rows)
            found = row["entity_rank"], row["rank_low"], row["rank_high"]
            assert found == (1 + ahead, 1 + better, len(rows) - worse), row
            assert row["entities"] == len(rows)
            separated += better > 0
    assert separated
