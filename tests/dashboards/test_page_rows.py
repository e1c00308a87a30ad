"""The rows behind a figure: those that `fanzha trace` finds, and only of who may see them."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.app import create_app
from dashboards.components.rows_tables import MOST, SHOWN
from dashboards.data import CITY_SCOPE, NO_SCOPE, Reader, Row, Scope, Warehouse
from dashboards.render import render
from dashboards.state import read_state
from tests.dashboards.conftest import ChangedEdition
from tests.dashboards.parts import components, text
from warehouse.connection import open_edition
from warehouse.figures import find_figure
from warehouse.settings import Settings
from warehouse.trace import trace

# Identity and phone numbers, and what refers to a person.
_PERSONAL = re.compile(r"(?<![\w.])(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\w)")
_HONGTA, _ESHAN = ("county", "530402"), ("county", "530426")


def _page(
    reader: Reader, search: str, scope: Scope | None = CITY_SCOPE, **how: str
) -> list[Any]:
    return render(reader, scope, read_state("/rows", search, how)).page


def _value(reader: Reader, kpi: str, entity: tuple[str, str], grain: str) -> Row:
    (row,) = reader.rows(
        "select * from kpi.kpi_values where {scope} and kpi_code = ?"
        " and entity_type = ? and entity_code = ? and grain = ?"
        " and period_end = date '2024-06-30'",
        [kpi, *entity, grain],
        scope=CITY_SCOPE,
    )
    return row


def _cells(page: list[Any], part: str) -> list[list[str]]:
    return [list(row) for row in _table(page, part).data["body"]]


def _table(page: list[Any], part: str) -> Any:
    (card,) = [p for p in components(page) if getattr(p, "id", None) == part]
    (table,) = [p for p in components(card) if type(p).__name__ == "Table"]
    return table


@pytest.mark.parametrize(
    ("search", "kpi", "entity", "grain", "name"),
    [
        ("?kpi=cards_involved", "cards_involved", ("city", "530400"), "half", "玉溪市"),
        (
            "?kpi=visit_rate&county=530426&grain=month",
            "visit_rate",
            _ESHAN,
            "month",
            "峨山彝族自治县",
        ),
        (
            "?kpi=cases_filed&station=530402510000&county=530402",
            "cases_filed",
            ("station", "530402510000"),
            "half",
            "派出所",
        ),
        (
            "?kpi=cards_per_10k_issued&unit=B01",
            "cards_per_10k_issued",
            ("unit", "B01"),
            "half",
            "工商银行",
        ),
        (
            "?kpi=cards_involved&sector=bank",
            "cards_involved",
            ("sector", "bank"),
            "half",
            "银行",
        ),
        (
            "?kpi=app_registration_rate&sector=all_units",
            "app_registration_rate",
            ("all_units", "all_units"),
            "half",
            "成员单位",
        ),
        ("?kpi=incidence_per_10k&grain=ytd", "incidence_per_10k", ("city", "530400"))
        + ("ytd", "玉溪市"),
    ],
)
def test_the_rows_are_those_of_the_figure(
    demo_reader: Reader,
    search: str,
    kpi: str,
    entity: tuple[str, str],
    grain: str,
    name: str,
) -> None:
    row = _value(demo_reader, kpi, entity, grain)
    page = _page(demo_reader, search)
    told = text(page)
    parts = [p for p in ("numerator", "denominator") if row[p] is not None]
    assert name in told and told.count("与指标值一致") == len(parts)
    for part in parts:
        number = f"{row[part]:,.4f}".rstrip("0").rstrip(".")
        assert f"合计 {number}" in told or f"去重后 {number} 项" in told
        lines = _cells(page, part)
        assert 0 < len(lines) <= SHOWN


def test_rows_are_counted_and_their_deliveries_named(demo_reader: Reader) -> None:
    told = text(_page(demo_reader, "?kpi=cards_involved"))
    assert "玉溪市 2024年上半年 涉案两卡 869 张" in told
    assert "分子 869 行记录合计 869，与指标值一致；来自 1 份投递" in told
    assert "显示前 50 行，共 869 行" in told
    assert "card_involvements/cards_2024H1.csv" in told
    assert "报告期内通报的有效涉案银行卡和电话卡数" in told
    assert demo_reader.edition.id in told


def test_the_rows_that_are_shown_are_the_first(demo_reader: Reader) -> None:
    with open_edition(demo_reader.edition, threads=1) as connection:
        figure = find_figure(connection, "timely_contact_rate", "530426", "2024H1")
        found = trace(connection, figure, "numerator")
        assert found is not None
        expected = found.table(connection).slice(0, SHOWN).to_pylist()
    page = _page(demo_reader, "?kpi=timely_contact_rate&county=530426")
    place = _table(page, "numerator").data["head"].index("预警编号")
    shown = [line[place] for line in _cells(page, "numerator")]
    assert shown == [row["warning_no"] for row in expected]


def test_a_rate_is_told_by_its_parts(demo_reader: Reader) -> None:
    row = _value(demo_reader, "incidence_per_10k", _HONGTA, "half")
    told = text(_page(demo_reader, "?kpi=incidence_per_10k&county=530402"))
    parts = f"{row['numerator']:,.0f} ÷ {row['denominator']:,.0f} × 10,000"
    assert parts in told and "参考数据，不是投递的记录" in told


@pytest.mark.parametrize(
    "search",
    [
        "?county=999999&station=x&unit=%27&sector=moon",
        "?grain=eon&period=never",
        "?period=1999-12-31&type=ft99&by=colour&compare=worst",
    ],
)
def test_nonsense_shows_what_leaders_ask_for_first(
    demo_reader: Reader, search: str
) -> None:
    assert "玉溪市 2024年上半年 涉案两卡 869 张" in text(_page(demo_reader, search))


def test_a_kpi_without_a_city_value_is_that_of_all_units(demo_reader: Reader) -> None:
    told = text(_page(demo_reader, "?kpi=cards_per_10k_issued&county=530402"))
    assert "成员单位 2024年上半年 万卡涉案数" in told


def test_a_period_without_values_is_told(demo_reader: Reader) -> None:
    """Warnings begin in 2023."""
    page = _page(demo_reader, "?kpi=visit_rate&grain=year&period=2021-12-31")
    assert "没有这个数字" in text(page)
    assert [p for p in components(page) if getattr(p, "id", None) == "numerator"] == []


def test_a_partial_period_says_so_and_its_rows_agree(
    demo_reader: Reader,
) -> None:
    told = text(_page(demo_reader, "?kpi=cases_filed&grain=year"))
    assert "未满期" in told and "与指标值一致" in told


def test_an_edition_that_is_older_than_traces_says_so(changed: ChangedEdition) -> None:
    told = text(_page(changed(), "?kpi=cases_filed"))
    assert "本版本不能追溯" in told and "再运行一次 fanzha refresh" in told


def test_rows_stay_inside_the_scope(demo_reader: Reader) -> None:
    """Another county's rows cannot be had by naming it, nor the city's."""
    county = Scope(frozenset({_HONGTA}))
    for search in ("?kpi=cases_filed&county=530426", "?kpi=cases_filed"):
        page = _page(demo_reader, search, county)
        codes = {line[3] for line in _cells(page, "numerator")}
        assert codes == {"红塔区"}
        assert "玉溪市 2024" not in text(page)
    nothing = _page(demo_reader, "?kpi=cases_filed", NO_SCOPE)
    assert "numerator" not in {getattr(p, "id", None) for p in components(nothing)}


def test_the_reader_itself_refuses_what_the_scope_does_not_cover(
    demo_reader: Reader,
) -> None:
    with open_edition(demo_reader.edition, threads=1) as connection:
        figure = find_figure(connection, "cases_filed", "530426", "2024H1")
    eshan, hongta = Scope(frozenset({_ESHAN})), Scope(frozenset({_HONGTA}))
    assert demo_reader.behind(figure, "numerator", 1, scope=eshan)
    for scope in (hongta, NO_SCOPE, None):
        assert demo_reader.behind(figure, "numerator", 1, scope=scope) is None


def test_no_number_of_a_person_is_shown(
    demo_reader: Reader, demo_settings: Settings
) -> None:
    told = text(_page(demo_reader, "?kpi=cases_filed"))
    personal = _personal(demo_settings, "cases")
    assert len(personal) > 1000
    assert not [value for value in personal if value in told]


@pytest.mark.parametrize("kpi", ["cases_filed", "visit_rate", "punished"])
def test_people_are_pseudonyms_and_these_are_cut(demo_reader: Reader, kpi: str) -> None:
    page = _page(demo_reader, f"?kpi={kpi}")
    assert "个人信息已换成假名" in text(page)
    head = _table(page, "numerator").data["head"]
    hidden = [n for n, label in enumerate(head) if label.endswith(("假名", "去重项"))]
    assert hidden
    for line in _cells(page, "numerator"):
        assert all(len(line[n]) <= 11 for n in hidden)


def _personal(settings: Settings, extract: str) -> set[str]:
    """Numbers of people in the files that were delivered."""
    found: set[str] = set()
    for path in (settings.landing / extract).rglob("*.csv"):
        raw = path.read_bytes()
        try:
            content = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            content = raw.decode("gb18030")
        found |= set(_PERSONAL.findall(content))
    return found


@pytest.fixture(scope="module")
def client(demo_reader: Reader) -> Any:
    """A client of the real application on the demo."""
    home = demo_reader.edition.path.parents[1]
    return create_app(
        Warehouse(Settings(home=home, _env_file=None))
    ).server.test_client()


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_a_file_holds_the_rows_that_trace_finds(
    demo_reader: Reader, client: Any, part: str
) -> None:
    with open_edition(demo_reader.edition, threads=1) as connection:
        figure = find_figure(connection, "visit_rate", "530426", "2024H1")
        found = trace(connection, figure, part)
        assert found is not None
        expected = found.table(connection).to_pylist()
    answer = client.get(f"/export/rows/{part}.csv?kpi=visit_rate&county=530426")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    place = {label: n for n, label in enumerate(lines[0])}
    rows = lines[1 : lines.index([])]
    assert len(rows) == len(expected) == figure.values[part]
    assert [
        (line[place["文件"]], int(line[place["行号"]]), line[place["预警编号"]])
        for line in rows
    ] == [(r["file"], r["row_number_in_file"], r["warning_no"]) for r in expected]
    notes = dict(line for line in lines[lines.index([]) :] if len(line) == 2)
    assert notes["版本"] == demo_reader.edition.id
    assert "峨山彝族自治县 · 2024年上半年" in notes["注意"]
    assert "见面劝阻率" in notes


def test_a_file_that_is_cut_says_so(client: Any) -> None:
    answer = client.get("/export/rows/numerator.csv?kpi=info_warnings&grain=year")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines.index([]) - 1 == MOST
    notes = dict(line for line in lines[lines.index([]) :] if len(line) == 2)
    assert f"显示前 {MOST:,} 行，共 " in notes["注意"]


def test_a_part_that_a_kpi_lacks_is_an_empty_file(client: Any) -> None:
    answer = client.get("/export/rows/denominator.csv?kpi=cases_filed")
    assert answer.status_code == 200
    assert "530402" not in answer.data.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("path", "search", "kpi", "entity"),
    [
        ("/", "", "cases_filed", {}),
        (
            "/",
            "?county=530402&grain=month",
            "cases_filed",
            {"county": "530402", "grain": "month"},
        ),
        (
            "/counties",
            "?station=530402510000",
            "cases_filed",
            {"station": "530402510000"},
        ),
        (
            "/units",
            "?sector=bureau&county=530402",
            "employee_victims",
            {"sector": "bureau"},
        ),
        ("/cards", "?unit=B01&sector=bank&by=issuer", "cards_involved", {}),
    ],
)
def test_a_definition_leads_to_the_rows_of_its_card(
    demo_reader: Reader, path: str, search: str, kpi: str, entity: dict[str, str]
) -> None:
    page = render(demo_reader, CITY_SCOPE, read_state(path, search, {})).page
    links = [
        parse_qs(urlsplit(part.href).query)
        for part in components(page)
        if str(getattr(part, "href", "")).startswith("/rows?")
    ]
    expected = {"kpi": [kpi], **{key: [value] for key, value in entity.items()}}
    assert expected in links
