"""The reference lists hang together."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from pipelines.demo.plan import PUBLISHED
from pipelines.demo.reference import SEEDS_DIR, load_reference


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_counties_sum_to_the_census_of_the_city() -> None:
    assert sum(load_reference().population.values()) == 2_249_502


def test_stations_belong_to_their_county_and_have_distinct_names() -> None:
    rows = _rows("stations")
    counties = load_reference().counties
    assert len({row["name_zh"] for row in rows}) == len(rows)
    for row in rows:
        assert len(row["station_code"]) == 12
        assert row["station_code"].startswith(row["county_code"])
        assert row["county_code"] in counties


@pytest.mark.parametrize(
    ("aliases", "code", "target"),
    [
        ("county_aliases", "county_code", "counties"),
        ("unit_aliases", "unit_code", "member_units"),
        ("fraud_type_aliases", "fraud_type_code", "fraud_types"),
    ],
)
def test_aliases_name_known_codes_and_repeat_no_name(
    aliases: str, code: str, target: str
) -> None:
    known = {row[code]: row["name_zh"] for row in _rows(target)}
    for row in _rows(aliases):
        assert row[code] in known
        assert row["alias"] not in known.values()


def test_every_card_issuer_has_a_stock_for_every_quarter() -> None:
    rows = _rows("cards_issued")
    issuers = {u["unit_code"] for u in _rows("member_units") if u["sector"] != "bureau"}
    assert {row["unit_code"] for row in rows} == issuers
    dates = {row["as_of"] for row in rows}
    assert min(dates) == "2020-12-31" and max(dates) == "2024-06-30"
    assert len(rows) == len(issuers) * len(dates)


def test_catalogue_has_each_published_kpi_and_each_target() -> None:
    catalogue = {row["kpi_code"]: row for row in _rows("kpi_catalogue")}
    assert len(catalogue) == len(_rows("kpi_catalogue")) == 40
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        published = {row["kpi_code"] for row in csv.DictReader(stream)}
    assert published <= set(catalogue)
    assert {row["kpi_code"] for row in _rows("kpi_targets")} <= set(catalogue)
    for row in catalogue.values():
        ratio = row["kind"] in ("ratio", "proportion", "stock")
        assert ratio == bool(row["denominator_measure"])
        assert row["better"] in ("up", "down", "none")


def test_lunar_new_year_is_known_from_2020_to_2025() -> None:
    spans = [row for row in _rows("holidays") if row["name"] == "春节"]
    assert [row["start_on"][:4] for row in spans] == [str(y) for y in range(2020, 2026)]
    for row in spans:
        first, last = map(date.fromisoformat, (row["start_on"], row["end_on"]))
        assert 5 <= (last - first).days <= 9
