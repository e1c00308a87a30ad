"""Scope, editions and threads of the one module that reads."""

from __future__ import annotations

import ast
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import duckdb
import pytest

from dashboards import queries
from dashboards.data import CITY_SCOPE, NO_SCOPE, Reader, Scope, Warehouse
from dashboards.periods import available_periods, choose_period
from tests.conftest import PROJECT
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings

_ALL = "select entity_type, entity_code from kpi.kpi_values where {scope}"


@pytest.mark.parametrize("scope", [None, NO_SCOPE])
def test_no_scope_no_rows(reader: Reader, scope: Scope | None) -> None:
    assert reader.rows(_ALL, scope=scope) == []
    assert queries.counties(reader, scope) == []
    assert queries.sources(reader, scope) == []
    assert available_periods(reader, scope, "half") == []


def test_a_scope_gives_its_own_rows_even_after_a_wider_one_was_read(
    reader: Reader,
) -> None:
    assert len(reader.rows(_ALL, scope=CITY_SCOPE)) > 5
    county = Scope(frozenset({("county", "530426")}))
    rows = reader.rows(_ALL, scope=county)
    assert {row["entity_code"] for row in rows} == {"530426"}
    assert [row["entity_code"] for row in queries.counties(reader, county)] == [
        "530426"
    ]


def test_a_scope_that_is_named_twice_stands_among_other_conditions(
    reader: Reader,
) -> None:
    county = Scope(frozenset({("county", "530426")}))
    rows = reader.rows(
        "with a as (select * from kpi.kpi_values"
        " where kpi_code = ? and {scope} and grain = ?),"
        " b as (select * from kpi.kpi_values where {scope} and grain = ?)"
        " select entity_code, a.kpi_code from a join b using (entity_code)",
        ["cards_involved", "half", "half"],
        scope=county,
    )
    assert rows
    assert {(row["entity_code"], row["kpi_code"]) for row in rows} == {
        ("530426", "cards_involved")
    }


def test_what_many_ask_for_at_once_is_made_once(reader: Reader) -> None:
    asked = Barrier(6)
    made: list[str] = []

    def make() -> str:
        made.append("page")
        time.sleep(0.1)
        return "page"

    def ask(_: int) -> str:
        asked.wait(5)
        return reader.once(("page",), make)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == ["page"] * 6
    assert made == ["page"]


def test_what_could_not_be_made_is_tried_again(reader: Reader) -> None:
    def fail() -> str:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        reader.once(("page",), fail)
    assert reader.once(("page",), lambda: "page") == "page"


def test_every_question_names_its_scope_or_is_about_sources() -> None:
    folder = PROJECT / "dashboards"
    for module in (*folder.glob("queries*.py"), folder / "periods.py"):
        tree = ast.parse(module.read_text("utf-8"))
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "rows"
        ]
        assert calls
        for call in calls:
            assert any(keyword.arg == "scope" for keyword in call.keywords)


def test_only_the_data_module_knows_duckdb() -> None:
    knowing = [
        path.name
        for path in (PROJECT / "dashboards").rglob("*.py")
        if "import duckdb" in path.read_text("utf-8")
    ]
    assert knowing == ["data.py"]


def test_an_edition_cannot_be_written(reader: Reader) -> None:
    with pytest.raises(duckdb.Error):
        reader.rows("delete from kpi.kpi_values where {scope}", scope=CITY_SCOPE)


def test_a_new_edition_is_noticed_and_readers_are_reused(
    settings: Settings, publish: EditionMaker
) -> None:
    warehouse = Warehouse(settings)
    assert warehouse.reader() is None
    assert warehouse.edition_id() is None
    publish("20240801T000000")
    first = warehouse.reader()
    assert first is not None and first is warehouse.reader()
    publish("20240802T000000")
    second = warehouse.reader()
    assert second is not None and second.edition.id == "20240802T000000"
    assert first.rows(_ALL, scope=CITY_SCOPE), "a request under way still reads"


def test_threads_read_side_by_side(reader: Reader) -> None:
    def read(number: int) -> int:
        sql = f"select {number} as n from kpi.kpi_values where {{scope}}"
        return int(reader.rows(sql, scope=CITY_SCOPE)[0]["n"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(64))) == list(range(64))


def test_a_half_year_that_has_just_begun_is_not_the_default(reader: Reader) -> None:
    halves = available_periods(reader, CITY_SCOPE, "half")
    assert halves[0].is_partial
    chosen = choose_period(halves, None)
    assert chosen is not None and chosen.end.isoformat() == "2024-06-30"
    asked = choose_period(halves, "2024-12-31")
    assert asked is not None and asked.is_partial
    nonsense = choose_period(halves, "'; drop table")
    assert nonsense == chosen
