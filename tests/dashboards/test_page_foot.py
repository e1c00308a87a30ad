"""What a page taken along says of itself: above all, whom it is about."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from dashboards.app import create_app
from dashboards.data import CITY_SCOPE, Reader, Row, Warehouse
from tests.dashboards.shown import of_class, page, words
from warehouse.settings import Settings

_HALF = "period=2024-06-30"


def _foot(reader: Reader, path: str, search: str) -> str:
    (foot,) = of_class(page(reader, path, f"?{_HALF}&{search}"), "page-foot")
    return words(foot.children[0])


@pytest.mark.parametrize(
    ("path", "search", "place"),
    [
        ("/cards", "", "全市"),
        ("/cards", "county=530426", "峨山县"),
        ("/counties", "county=530426", "峨山县"),
        ("/units", "sector=operator", "通信运营商"),
        ("/rows", "kpi=cards_involved", "玉溪市"),
        ("/rows", "kpi=cards_involved&county=530426", "峨山彝族自治县"),
    ],
)
def test_a_page_names_whom_it_is_about(
    demo_reader: Reader, path: str, search: str, place: str
) -> None:
    assert _foot(demo_reader, path, search).startswith(f"{place} · 2024")


def _one(reader: Reader, entity_type: str, kpi: str) -> Row:
    return reader.rows(
        "select entity_code, name_zh, parent_code from core.dim_entity"
        " where {scope} and entity_type = ? and entity_code in (select entity_code"
        " from kpi.kpi_values where kpi_code = ? and grain = 'half' and value > 0"
        " and period_end = date '2024-06-30') order by entity_code limit 1",
        [entity_type, kpi],
        scope=CITY_SCOPE,
    )[0]


def test_rows_of_a_unit_or_station_are_not_the_citys(demo_reader: Reader) -> None:
    for entity_type, kpi in (("unit", "cards_involved"), ("station", "cases_filed")):
        one = _one(demo_reader, entity_type, kpi)
        search = f"kpi={kpi}&{entity_type}={one['entity_code']}"
        foot = _foot(demo_reader, "/rows", search)
        assert foot.startswith(f"{one['name_zh']} · 2024")


def test_a_station_is_in_its_county_named_or_not(demo_reader: Reader) -> None:
    station = _one(demo_reader, "station", "cases_filed")
    asked = [f"county={station['parent_code']}", f"station={station['entity_code']}"]
    feet = {_foot(demo_reader, "/counties", search) for search in asked}
    assert len(feet) == 1
    assert not feet.pop().startswith("全市")


def test_only_a_page_with_changes_says_against_what(demo_reader: Reader) -> None:
    assert "与上年同期比" in _foot(demo_reader, "/cards", "")
    assert "比" not in _foot(demo_reader, "/rows", "kpi=cards_involved")
    assert "截至" in _foot(demo_reader, "/rows", "kpi=cards_involved")


def test_a_file_is_named_after_whom_it_is_about(demo_reader: Reader) -> None:
    home = demo_reader.edition.path.parents[1]
    client = create_app(
        Warehouse(Settings(home=home, _env_file=None))
    ).server.test_client()
    answer = client.get(f"/export/units/members.csv?sector=operator&{_HALF}")
    place = "通信运营商"
    assert quote(f"_{place}_2024年上半年_") in answer.headers["Content-Disposition"]
    assert any(line.endswith(f",{place}") for line in answer.text.splitlines())


def test_files_of_other_choices_and_editions_have_other_names(
    demo_reader: Reader,
) -> None:
    asked = ["", "&grain=quarter", "&grain=month", "&compare=lny", "&kpi=visit_rate"]
    asked += ["&county=530426", "&county=530402"]
    names = []
    for search in asked:
        (foot,) = of_class(
            page(demo_reader, "/counties", f"?{_HALF}{search}"), "page-foot"
        )
        names.append(foot.to_plotly_json()["props"]["data-file"])
    assert len(set(names)) == len(asked)
    assert names[0].startswith("县区研判_全市_2024年上半年_同比_")
    assert names[1].startswith("县区研判_全市_2024年第2季度_同比_")
    assert all(name.endswith(demo_reader.edition.id) for name in names)
    assert not any(sign in name for name in names for sign in r'\/:*?"<>| ')
