"""Contracts that gain or lose columns while old deliveries stay as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import yaml

from pipelines.intake import Contract, intake_extract, load_contracts
from pipelines.intake.contracts import Column
from tests.conftest import PROJECT
from tests.pipelines.intake.landing import case, csv_text, land
from warehouse.settings import Settings

CASES = load_contracts()["cases"]
NOTE = Column("note", "备注", "text", False, False, False, {})
SCORE = Column("score", "分值", "decimal", False, False, False, {"default": "0"})


def _of(*added: Column, without: str = "") -> Contract:
    kept = (column for column in CASES.columns if column.name != without)
    columns = (*kept, *added)
    digest = f"with {[c.name for c in added]} without {without}"
    return replace(CASES, columns=columns, digest=digest)


def _take_in(settings: Settings, contract: Contract, name: str, **cells: str) -> None:
    number = int(name)
    land(settings, csv_text([case(number, **cells)]), f"{name}.csv")
    results = intake_extract(settings, contract)
    assert all(result.status == "loaded" for result in results), results


def _source(settings: Settings, columns: str) -> list[tuple[Any, ...]]:
    """What dbt reads: the source's own SQL."""
    text = (PROJECT / "dbt_project/models/staging/sources.yml").read_text("utf-8")
    (source,) = [
        s for s in yaml.safe_load(text)["sources"] if s["name"] == "deliveries"
    ]
    location = source["config"]["meta"]["external_location"]
    home = "{{ env_var('FANZHA_HOME', '../var') }}"
    assert home in location
    relation = location.replace(home, str(settings.home)).format(name="cases")
    with duckdb.connect() as connection:
        return connection.execute(
            f"select case_no, {columns} from {relation} order by case_no"
        ).fetchall()


def test_an_added_column_is_null_only_where_it_never_was(settings: Settings) -> None:
    for number in range(1, 7):  # ids sort by chance: before _schema and after
        _take_in(settings, CASES, str(number))
    _take_in(settings, _of(NOTE), "7", 备注="甲")
    _take_in(settings, _of(NOTE, SCORE), "8", 备注="乙", 分值="2.5")

    found = _source(settings, "note, score")
    assert found[:6] == [(f"A000{n}", None, None) for n in range(1, 7)]
    assert found[6] == ("A0007", "甲", None)
    assert [str(cell) for cell in found[7]] == ["A0008", "乙", "2.50"]


def test_an_added_column_is_there_before_anything_brings_it(
    settings: Settings,
) -> None:
    _take_in(settings, CASES, "1")
    assert intake_extract(settings, _of(NOTE)) == []
    assert _source(settings, "note") == [("A0001", None)]


def test_an_added_column_is_filled_from_files_that_brought_it_before(
    settings: Settings,
) -> None:
    _take_in(settings, CASES, "1", 备注="甲")
    _take_in(settings, CASES, "2")
    (again,) = intake_extract(settings, _of(NOTE))
    assert again.replaces is not None
    notes = _source(settings, "note, _delivery_id")
    assert [n for _, n, delivery in notes if delivery == again.delivery_id] == ["甲"]


def test_a_removed_column_stays_in_old_deliveries(settings: Settings) -> None:
    _take_in(settings, CASES, "1")
    _take_in(settings, _of(without="victim_occupation"), "2")

    found = _source(settings, "victim_occupation, victim_age")
    assert found == [("A0001", "教师", 41), ("A0002", None, 41)]


def test_columns_in_another_order_keep_their_values(settings: Settings) -> None:
    _take_in(settings, CASES, "1")
    turned = replace(CASES, columns=CASES.columns[::-1], digest="turned")
    _take_in(settings, turned, "2")
    assert _source(settings, "county_code, victim_gender") == [
        ("A0001", "530402", "女"),
        ("A0002", "530402", "女"),
    ]
