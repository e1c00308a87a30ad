"""`control_limits` against scipy's distributions and the rules in plain words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb
import pytest
from scipy.stats import chi2, nbinom

from tests.dbt_project.world import seed_rows

pytestmark = pytest.mark.long

Row = dict[str, Any]
CATALOGUE = {row["kpi_code"]: row for row in seed_rows("kpi_catalogue")}
TAIL_2S, TAIL_3S = 0.0227501319481792, 0.0013498980316301


def _read(build: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return build.execute(sql).to_arrow_table().to_pylist()


def _is_share(row: Row) -> bool:
    return CATALOGUE[row["kpi_code"]]["kind"] == "proportion"


@pytest.fixture(scope="module")
def charts(build: duckdb.DuckDBPyConnection) -> dict[Any, list[Row]]:
    """Months of each chart in order, with the exposure counted here."""
    rows = _read(
        build,
        "select v.*, c.baseline_start, c.baseline_numerator, c.centre, c.phi as phi,"
        " c.is_overdispersed, c.low_2s, c.high_2s, c.low_3s, c.high_3s, c.side,"
        " c.is_beyond_3_sigma, c.is_two_of_three_beyond_2_sigma,"
        " c.is_nine_on_one_side, c.is_six_trending, c.verdict"
        " from kpi.kpi_values as v left join kpi.control_limits as c"
        " using (entity_type, entity_code, kpi_code, period_start)"
        " where v.grain = 'month' and not v.is_partial and kpi_code in"
        " (select kpi_code from kpi.control_limits) order by v.period_start",
    )
    charts: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        days = row["period_end"].day
        per_head = row["kpi_code"] in (
            "incidence_per_10k",
            "cards_per_10k_issued",
            "employee_victims_per_1k",
        )
        if (
            row["denominator"] is None
            and not CATALOGUE[row["kpi_code"]]["denominator_measure"]
        ):
            row["exposure"] = days
        else:
            row["exposure"] = (row["denominator"] or 0) * (days if per_head else 1)
        charts[row["entity_type"], row["entity_code"], row["kpi_code"]].append(row)
    return charts


def test_months_are_judged_by_the_twelve_before(charts: dict[Any, list[Row]]) -> None:
    judged = 0
    for months in charts.values():
        assert all(row["verdict"] is None for row in months[:12])
        for number, row in enumerate(months[12:], start=12):
            year = [m for m in months[number - 12 : number] if m["exposure"]]
            count = sum(m["numerator"] for m in year)
            exposure = sum(m["exposure"] for m in year)
            assert row["baseline_start"] == months[number - 12]["period_start"]
            if not exposure or not row["exposure"]:
                assert (row["centre"], row["verdict"]) == (None, "normal"), row
                continue
            assert row["baseline_numerator"] == count
            scale = float(CATALOGUE[row["kpi_code"]]["scale"])
            expected = count / exposure * row["exposure"]
            divisor = row["denominator"] or 1
            assert row["centre"] == pytest.approx(scale * expected / divisor), row
            share = count / exposure if _is_share(row) else 0
            if count and share < 1 and len(year) > 1:
                pearson = sum(
                    (m["numerator"] - count / exposure * m["exposure"]) ** 2
                    / (count / exposure * m["exposure"] * (1 - share))
                    for m in year
                )
                assert row["phi"] == pytest.approx(pearson / (len(year) - 1)), row
                limit = chi2.ppf(0.95, len(year) - 1)
                is_more = pearson > limit and count >= len(year)
                assert row["is_overdispersed"] == is_more, row
            if _is_share(row) or row["is_overdispersed"]:
                continue
            others = exposure / (exposure + row["exposure"])
            low = nbinom.cdf(row["numerator"], count, others) if count else 1
            high = nbinom.sf(row["numerator"] - 1, count + 1, others)
            assert row["is_beyond_3_sigma"] == (min(low, high) < TAIL_3S), row
            below, above = row["value"] < row["low_2s"], row["value"] > row["high_2s"]
            assert (below, above) == (low < TAIL_2S, high < TAIL_2S), row
            if 0.5 in (round(low, 9), round(high, 9)):
                continue  # exactly the middle: the last digit decides
            side = "below" if low < 0.5 else "above" if high < 0.5 else "centre"
            assert row["side"] == side, (row, low, high)
            judged += 1
    assert judged > 500


def test_run_rules_look_back_as_far_as_they_say(charts: dict[Any, list[Row]]) -> None:
    found = defaultdict(int)
    for months in charts.values():
        published = months[12:]

        def zone(row: Row) -> int:
            if row["high_2s"] is None or row["value"] is None:
                return 0
            above = row["value"] > row["high_2s"] * (1 + 1e-12)
            return int(above) - int(row["value"] < row["low_2s"])

        for number, row in enumerate(published):
            nine = [r["side"] for r in published[max(number - 8, 0) : number + 1]]
            is_run = len(nine) == 9 and (set(nine) in ({"above"}, {"below"}))
            assert row["is_nine_on_one_side"] == is_run, row
            three = [zone(r) for r in published[max(number - 2, 0) : number + 1]]
            is_two = zone(row) != 0 and three.count(zone(row)) >= 2
            assert row["is_two_of_three_beyond_2_sigma"] == is_two, row
            six = [
                r["numerator"] / r["exposure"] if r["exposure"] else None
                for r in published[max(number - 5, 0) : number + 1]
            ]
            steps = [
                0 if a is None or b is None else (b > a) - (b < a)
                for a, b in zip(six, six[1:], strict=False)
            ]
            is_trend = len(six) == 6 and set(steps) in ({1}, {-1})
            assert row["is_six_trending"] == is_trend, row
            rules = is_run or is_two or is_trend or row["is_beyond_3_sigma"]
            assert (row["verdict"] != "normal") == rules, row
            found[is_run, is_two, is_trend] += 1
    assert len(found) > 2
