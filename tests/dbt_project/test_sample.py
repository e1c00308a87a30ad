"""The random worlds hold what goes wrong in practice, or they would prove little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.dbt_project.oracle import Oracle
from tests.dbt_project.sample import random_world
from tests.dbt_project.test_kpi_values import SEEDS
from tests.dbt_project.world import EXTRACTS, World


def awkward(world: World) -> Iterator[tuple[str, bool]]:
    oracle, lists = Oracle(world), world.lists
    coverage = [oracle.coverage(extract) for extract in EXTRACTS]
    covered = [span for span in coverage if span]
    cut_offs = {last for _, last in covered}
    cases, cards = oracle.current["cases"], oracle.valid["card_involvements"]
    first = min(cases, key=lambda row: row["reported_at"])
    county = {s["station_code"]: s["county_code"] for s in lists["stations"]}
    declared = {d.data_through for d in world.deliveries["cases"]} - {None}
    last = max(declared, default=None)
    stocks = {row["unit_code"] for row in lists["cards_issued"]}
    cases_begin, cases_end = oracle.coverage("cases") or (None, None)
    yield "it ends on 29 February", any((d.month, d.day) == (2, 29) for d in cut_offs)
    yield "it ends inside a month", any(d.day not in (28, 29, 30, 31) for d in cut_offs)
    yield "sources end on different days", len(cut_offs) > 2
    yield "it is longer than two years", any((e - b).days > 740 for b, e in covered)
    yield "it is the first year", all((e - b).days < 365 for b, e in covered)
    yield "a date caps it", bool(last and cases_end and cases_end < last)
    yield "nothing is declared", not declared
    yield "a source is empty", None in coverage
    yield "the first case is withdrawn", first["record_status"] == "撤销"
    yield (
        "an older version lies before coverage",
        any(
            row["reported_at"].date() < cases_begin
            for delivery in world.deliveries["cases"]
            for row in delivery.rows
        ),
    )
    yield (
        "events lie after the end",
        any(row["reported_at"].date() > cases_end for row in cases),
    )
    yield (
        "a station is listed under another county than its row",
        any(county[row["station_code"]] != row["county_code"] for row in cases),
    )
    yield (
        "a card is notified twice",
        len({row["card_no_pseudonym"] for row in cards}) < len(cards),
    )
    yield (
        "a unit has nothing",
        lists["member_units"][-1]["unit_code"]
        not in {row["issuer_unit_code"] for row in cards},
    )
    yield "a sector has no unit", len(set(oracle.sectors.values())) < 3
    yield "a stock is missing", any(unit not in stocks for unit in oracle.sectors)
    yield (
        "employees are unknown",
        any(unit["employees"] is None for unit in lists["member_units"]),
    )


def test_every_awkward_case_is_in_several_worlds() -> None:
    found: Counter[str] = Counter()
    for seed in SEEDS:
        found.update({case: int(holds) for case, holds in awkward(random_world(seed))})
    assert {case: count for case, count in found.items() if count < 2} == {}
