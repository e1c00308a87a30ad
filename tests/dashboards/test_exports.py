"""Tables as files: the numbers of the page, what they are, and no formula."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from dashboards.app import create_app
from dashboards.components.units import issuers
from dashboards.data import CITY_SCOPE, Reader, Warehouse
from dashboards.exports import as_csv, as_xlsx
from dashboards.pages.registry import PAGES
from dashboards.render import look_at
from dashboards.state import read_state
from dashboards.tables import Table, count, text
from dashboards.view import View
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings

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
    assert first[1] == "工商银行玉溪分行" and float(first[3]) == 500
    assert float(first[5]) == pytest.approx(-0.375)
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
        assert "环比" in _csv(answer.data)[0]


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
