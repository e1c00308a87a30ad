"""Tables as files: the numbers of the page, what they are, and no formula."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from dashboards.app import create_app
from dashboards.components.units import issuers
from dashboards.data import CITY_SCOPE, Reader, Warehouse
from dashboards.exports import as_csv, as_xlsx, notes
from dashboards.pages.registry import PAGES
from dashboards.render import look_at
from dashboards.state import read_state
from dashboards.tables import POINTS, Column, Table, count, share, text
from dashboards.view import View
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings

_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WICKED = ['=cmd|" /C calc"!A0', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "正常"]


@pytest.fixture
def view(reader: Reader) -> View:
    """The city's first half of 2024."""
    state = read_state("/cards", "?period=2024-06-30", None)
    looked = look_at(PAGES["/cards"], reader, CITY_SCOPE, state)
    assert looked is not None
    return looked


@pytest.fixture
def wicked(view: View) -> Table:
    """A table of names that a spreadsheet would run, and a negative number."""
    rows = [{"name": name, "n": -1.5} for name in _WICKED]
    columns = [text("名称", "name"), count("数", "n", view.t)]
    return Table("wicked", "=1+1", columns, rows, ("cards_involved",))


def _csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _sheet(content: bytes, name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python()


def test_a_csv_holds_numbers_in_full_and_what_they_are(view: View) -> None:
    lines = _csv(as_csv(view, issuers(view)))
    head, first = lines[0], lines[1]
    assert head[:4] == ["名次", "成员单位", "类别", "涉案（张）"]
    assert first[1] == "工商银行玉溪分行" and first[3] == "500"
    assert head[5] == "涉案两卡 同比（%）" and float(first[5]) == -37.5
    notes = dict(line for line in lines[lines.index([]) + 1 :] if len(line) == 2)
    assert notes["版本"] == "20240801T000000"
    assert notes["统计期"].startswith("2024年上半年")
    assert notes["数据截至"] == "2024年7月10日"
    assert notes["数据性质"] == "演示数据，非真实案件"
    assert "涉案两卡" in notes


def test_a_csv_runs_no_formula(view: View, wicked: Table) -> None:
    lines = _csv(as_csv(view, wicked))
    named = [line[0] for line in lines[1 : len(_WICKED) + 1]]
    assert named == [*("'" + name for name in _WICKED[:-1]), "正常"]
    assert {line[1] for line in lines[1 : len(_WICKED) + 1]} == {"-1.5"}
    assert all(not cell.startswith("=") for line in lines for cell in line)


def test_a_workbook_has_numbers_as_numbers_and_text_as_text(
    view: View, wicked: Table
) -> None:
    content = as_xlsx(view, wicked)
    assert _sheet(content, "数据") == [["名称", "数"], *([n, -1.5] for n in _WICKED)]
    told = dict(_sheet(content, "说明"))
    assert told["版本"] == "20240801T000000" and told["表格"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if "/sheet" in name]
        assert sheets and all(b"<f>" not in parts.read(name) for name in sheets)


def test_dates_stay_dates(view: View, wicked: Table) -> None:
    days = replace(
        wicked,
        columns=[text("日期", "day")],
        rows=[{"day": date(2024, 6, 30)}],
    )
    assert _sheet(as_xlsx(view, days), "数据")[1] == [date(2024, 6, 30)]
    assert _csv(as_csv(view, days))[1] == ["2024-06-30"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_address_gives_the_table_as_the_page_has_chosen_it(
    settings: Settings, publish: EditionMaker, form: str
) -> None:
    publish("20240801T000000")
    client = create_app(Warehouse(settings)).server.test_client()
    answer = client.get(f"/export/cards/units.{form}?grain=month&compare=prev")
    assert answer.status_code == 200
    name = unquote(answer.headers["Content-Disposition"])
    assert name.endswith(
        f"''两卡治理_成员单位涉案_全市_2024年6月_环比_20240801T000000.{form}"
    )
    assert len(answer.data) > 200
    if form == "csv":
        assert "涉案两卡 环比（%）" in _csv(answer.data)[0]


@pytest.mark.parametrize(
    "address",
    [
        "/export/cards/units.exe",
        "/export/cards/nothing.csv",
        "/export/nowhere/units.csv",
    ],
)
def test_what_is_not_there_is_not_found(
    settings: Settings, publish: EditionMaker, address: str
) -> None:
    publish("20240801T000000")
    client = create_app(Warehouse(settings)).server.test_client()
    assert client.get(address).status_code == 404


def test_before_the_first_edition_there_is_nothing_to_take(settings: Settings) -> None:
    client = create_app(Warehouse(settings)).server.test_client()
    assert client.get("/export/cards/units.csv").status_code == 404


_DOWNLOADS = [(path, name) for path, page in PAGES.items() for name in page.tables]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("path", "name"), _DOWNLOADS)
def test_headings_are_told_apart_and_name_the_unit(
    demo_reader: Reader, path: str, name: str, language: str
) -> None:
    preferences = {"language": language}
    search = "?period=2024-06-30&kpi=visit_rate"  # has a denominator
    state = read_state(path, search, preferences)
    looked = look_at(PAGES[path], demo_reader, CITY_SCOPE, state)
    assert looked is not None
    table = PAGES[path].tables[name](looked)
    content = as_csv(looked, table)
    head = _csv(content)[0]
    assert len(set(head)) == len(head)
    assert head == _sheet(as_xlsx(looked, table), looked.t("export.sheet_rows"))[0]
    own_unit = looked.t("quality.unit") in head
    for column, said in zip(table.columns, head, strict=True):
        values = [column.raw(row) for row in table.rows]
        is_broken = any(isinstance(v, float) and v % 1 for v in values)
        if is_broken and not own_unit and language == "zh":
            assert said.endswith("）"), said
        if "同比" in said or "YoY" in said or "率" in said or "占比" in said:
            ranks = looked.t("places.ranks"), looked.t("places.rank")
            units = "（%）", "（百分点）", "(%)", "(pp)", "（起/万人）", "人）", *ranks
            units = *units, "（张/万张）", "residents", "issued", "employees"
            assert said.endswith(units), said


def test_rates_change_in_points_and_counts_in_percent(demo_reader: Reader) -> None:
    state = read_state("/counties", "?period=2024-06-30", None)
    looked = look_at(PAGES["/counties"], demo_reader, CITY_SCOPE, state)
    assert looked is not None
    table = PAGES["/counties"].tables["counties"](looked)
    lines = _csv(as_csv(looked, table))
    first = dict(zip(lines[0], lines[1], strict=True))
    assert first["立案数（起）"] == "462"
    assert float(first["立案数 同比（%）"]) == pytest.approx(-9.77, abs=0.01)
    assert first["见面劝阻率（%）"] == "99.18"
    assert float(first["见面劝阻率 同比（百分点）"]) == pytest.approx(3.06, abs=0.01)


def test_a_workbook_writes_numbers_by_their_unit(view: View) -> None:
    rows = [{"n": 1234.0, "share": 0.25, "points": 1.5, "rate": 0.586}]
    columns = [
        count("立案", "n", view.t, unit="起"),
        share("占比", "share"),
        Column("同比", lambda row: row["points"], str, unit=POINTS),
        count("率", "rate", view.t, unit="起/万人"),
    ]
    content = as_xlsx(view, Table("numbers", "数", columns, rows))
    assert _sheet(content, "数据") == [
        ["立案（起）", "占比（%）", "同比（百分点）", "率（起/万人）"],
        [1234, 0.25, 1.5, 0.586],
    ]
    assert _number_formats(content) == ["#,##0", "0.00%", '0.00" pp"', "#,##0.00"]


def _number_formats(content: bytes) -> list[str]:
    """How the cells of the second row write numbers."""
    built_in = {"3": "#,##0", "4": "#,##0.00", "10": "0.00%"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles = ElementTree.fromstring(parts.read("xl/styles.xml"))
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    own = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{_XML}numFmt")}
    (cells,) = styles.iter(f"{_XML}cellXfs")
    codes = [cell.get("numFmtId") for cell in cells]
    row = list(sheet.iter(f"{_XML}row"))[1]
    return [{**built_in, **own}[codes[int(cell.get("s", "0"))]] for cell in row]


@pytest.mark.parametrize(
    ("path", "table", "place"),
    [
        ("/cards", "units", "全市"),
        ("/publicity", "units", "成员单位"),
        ("/counties", "counties", "全市"),
        ("/counties", "stations", "红塔区"),
        ("/warnings", "places", "红塔区"),
        ("/strike", "places", "红塔区"),
    ],
)
def test_a_table_says_whose_rows_it_holds(
    demo_reader: Reader, path: str, table: str, place: str
) -> None:
    """Also where the page's county does not apply to it."""
    state = read_state(path, "?county=530402", None)
    view = look_at(PAGES[path], demo_reader, CITY_SCOPE, state)
    assert view is not None
    told = dict(notes(view, PAGES[path].tables[table](view)))
    assert told["范围"] == place


def test_a_table_says_what_its_changes_are_against(demo_reader: Reader) -> None:
    """Types are aligned with no New Year: theirs are year on year."""
    state = read_state("/cases", "?compare=lny", None)
    view = look_at(PAGES["/cases"], demo_reader, CITY_SCOPE, state)
    assert view is not None
    table = PAGES["/cases"].tables["types"](view)
    assert dict(notes(view, table))["比较方式"] == "同比"
    assert "同比" in view.file_name("x", comparison=table.comparison)
