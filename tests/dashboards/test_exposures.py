"""What dbt says that pages read is what they read: no table more, no table less."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from dashboards.data import CITY_SCOPE, Behind, Reader, Row
from dashboards.pages.registry import PAGES
from dashboards.render import render
from dashboards.state import read_state
from tests.conftest import PROJECT
from warehouse.settings import Settings

_TABLE = re.compile(r"\b(?:from|join)\s+(?:core|kpi|ops)\.(\w+)")
# Made when an edition is published, not by dbt.
_NOT_OF_DBT = {"restatements", "restatement_deliveries"}
# Every page, and what an address may make it show besides.
_SEARCHES = (
    "",
    "?county=530426",
    "?station=530402510000",
    "?unit=B01",
    "?sector=bureau",
    # Rows behind a figure are of its fact, or of the levels of a stock.
    "?kpi=arrests",
    "?kpi=cases_filed",
    "?kpi=cards_per_10k_issued",
    "?kpi=cluster_operations",
    "?kpi=fund_warnings",
    "?kpi=publicity_events",
    "?kpi=seized_handsets",
)


def _exposures() -> dict[str, dict[str, Any]]:
    path = PROJECT / "dbt_project" / "models" / "exposures.yml"
    found = yaml.safe_load(path.read_text("utf-8"))["exposures"]
    return {urlsplit(exposure["url"]).path: exposure for exposure in found}


class _Listener(Reader):
    """A reader that keeps what it was asked."""

    asked: set[str]

    def rows(self, sql: str, *arguments: Any, **options: Any) -> list[Row]:
        self.asked.add(sql)
        return super().rows(sql, *arguments, **options)

    def behind(self, *arguments: Any, **options: Any) -> Behind | None:
        found = super().behind(*arguments, **options)
        if found is not None:
            self.asked |= {"from kpi.measures", found.sql}
        return found


def test_each_page_is_an_exposure_at_the_port_of_the_dashboards() -> None:
    exposures = _exposures()
    assert exposures.keys() == PAGES.keys()
    ports = {urlsplit(exposure["url"]).port for exposure in exposures.values()}
    assert ports == {Settings.model_fields["port"].default}


@pytest.mark.parametrize("path", PAGES)
def test_an_exposure_depends_on_the_tables_that_its_page_reads(
    demo_reader: Reader, path: str
) -> None:
    listener = _Listener(demo_reader.edition)
    listener.asked = set()
    for search in _SEARCHES:
        render(listener, CITY_SCOPE, read_state(path, search, None))
    tables = {table for sql in listener.asked for table in _TABLE.findall(sql)}
    declared = {
        reference.removeprefix("ref('").removesuffix("')")
        for reference in _exposures()[path]["depends_on"]
    }
    assert declared == tables - _NOT_OF_DBT
