"""数据质量: the numbers of the edition, what to do about them, and nothing personal."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from dashboards.app import create_app
from dashboards.data import CITY_SCOPE, NO_SCOPE, Reader, Row, Warehouse
from dashboards.exports import plain_value
from dashboards.i18n import Translator
from dashboards.pages.registry import PAGES
from dashboards.render import Parts, look_at, render
from dashboards.state import read_state
from dashboards.tables import heading
from tests.dashboards.conftest import ACCOUNTS, ChangedEdition
from tests.dashboards.parts import components, text
from warehouse.settings import Settings


def _show(reader: Reader, search: str = "", **how: str) -> Parts:
    return render(reader, CITY_SCOPE, read_state("/quality", search, how))


def _page(reader: Reader, search: str = "", **how: str) -> list[Any]:
    return _show(reader, search, **how).page


def _cards(page: list[Any]) -> dict[str, Any]:
    return {
        part.id: part
        for part in components(page)
        if isinstance(getattr(part, "id", None), str)
    }


def _sentence(page: list[Any]) -> str:
    (told,) = [
        part
        for part in components(page)
        if "keypoints" in (getattr(part, "className", None) or "").split()
    ]
    return text(told)


def _cells(card: Any) -> list[list[str]]:
    """The rows of a card's table, however it is drawn."""
    for part in components(card):
        drawn = getattr(part, "data", None)
        if isinstance(drawn, dict):
            return [list(row) for row in drawn["body"]]
    body = [part for part in components(card) if type(part).__name__ == "Tbody"]
    return [[text(cell) for cell in row.children] for row in body[0].children]


def _rows(reader: Reader, sql: str) -> list[Row]:
    return reader.rows(sql, scope=CITY_SCOPE)


def test_it_says_whether_to_trust_the_figures_and_what_to_do(
    demo_reader: Reader,
) -> None:
    (facts,) = _rows(
        demo_reader,
        "select sum(rows_in_file) as received, sum(rows_open) as open_rows,"
        " (select count(*) from kpi.published_figures where verdict = 'agrees')"
        " as agreeing from ops.deliveries"
        " where status = 'loaded' and not is_replaced",
    )
    told = _sentence(_page(demo_reader))
    assert told.startswith("要点数字可以采用，但有待办：8 个数据源都已更新到 2024年")
    assert f"收到的 {facts['received']:,} 行去向全部对得上" in told
    assert facts["agreeing"] == 42
    assert "44 个公布数字中 42 个相符，0 个不符，2 个不作判断" in told
    assert f"更正并重新投递隔离区的 {facts['open_rows']} 行" in told
    english = _sentence(_page(demo_reader, language="en"))
    assert f"deliver again the {facts['open_rows']} rows in quarantine" in english


def test_every_row_that_came_in_went_somewhere(demo_reader: Reader) -> None:
    lines = _cells(_cards(_page(demo_reader))["ledger"])
    numbers = [[int(cell.replace(",", "")) for cell in line[1:7]] for line in lines]
    for _, in_file, *parts in numbers:
        assert in_file == sum(parts)
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert lines[-1][0] == "合计" and {line[7] for line in lines} == {"平衡"}


def test_sources_tell_how_far_they_reach(demo_reader: Reader) -> None:
    lines = _cells(_cards(_page(demo_reader))["freshness"])
    known = _rows(demo_reader, "select * from ops.sources")
    assert len(lines) == len(known)
    assert {line[5] for line in lines} == {f"{r['rows_in_force']:,}" for r in known}


def test_quarantine_is_grouped_and_masked(demo_reader: Reader) -> None:
    lines = _cells(_cards(_page(demo_reader))["quarantine"])
    groups = _rows(
        demo_reader,
        "select distinct extract, column_name, reason_code from ops.quarantine",
    )
    assert len(lines) == len(groups) > 10
    assert "***（4位）" in {line[2] for line in lines}


def test_published_figures_have_their_verdicts(demo_reader: Reader) -> None:
    lines = _cells(_cards(_page(demo_reader))["published"])
    verdicts = [line[0] for line in lines]
    assert verdicts.count("✓ 相符") == 42 and verdicts.count("○ 口径不同") == 2
    (claim,) = [line for line in lines if line[1].startswith("成功防止2695起")]
    assert claim[5:9] == ["2,695", "2,696", "2,695", "范围内"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dictionary_has_every_kpi_and_all_that_is_said_of_it(
    demo_reader: Reader, language: str
) -> None:
    cards = _cards(_page(demo_reader, language=language))
    ending = "" if language == "zh" else "_en"
    catalogue = _rows(demo_reader, "select * from kpi.kpi_catalogue")
    assert len(catalogue) == 40
    for kpi in catalogue:
        told = text(cards[f"kpi-{kpi['kpi_code']}"])
        for name in (
            *("name_zh", "name_en", "description_zh", "description_en", "unit"),
            *(f"numerator_{language}", f"denominator_{language}", "owner"),
            *(f"target_note{ending}", f"known_ambiguities{ending}"),
        ):
            assert (kpi[name] or "") in told, (kpi["kpi_code"], name)
        better = Translator(language).name("better", kpi["better"])
        assert better in told
        assert f"/rows?kpi={kpi['kpi_code']}" in {
            getattr(part, "href", "") for part in components(cards["dictionary"])
        }


def test_nothing_on_it_is_a_number_of_a_person(demo_reader: Reader) -> None:
    for language in ("zh", "en"):
        told = text(_page(demo_reader, language=language))
        assert not re.search(r"(?<![\d,.])(1[3-9]\d{9}|\d{15,19}|\d{17}X)(?!\d)", told)
    assert "landing" not in told


@pytest.mark.parametrize(
    "search",
    ["?county=1&grain=eon&period=never&kpi=%00", "?unit=B01&station=x", "?compare=lny"],
)
def test_nonsense_in_the_address_changes_nothing(
    demo_reader: Reader, search: str
) -> None:
    def told(page: list[Any]) -> str:
        return text(page[:-1])

    assert told(_page(demo_reader, search)) == told(_page(demo_reader))


def test_who_may_see_nothing_sees_nothing(demo_reader: Reader) -> None:
    page = render(demo_reader, NO_SCOPE, read_state("/quality", "", {})).page
    assert "没有载入的投递" in text(page) and "指标字典" not in text(page)


def test_a_stale_source_is_named_in_pill_banner_sentence_and_table(
    changed: ChangedEdition,
) -> None:
    reader = changed(
        "update ops.sources set data_through = date '2024-06-20'"
        " where extract = 'warnings'",
    )
    shown = _show(reader)
    (pill,) = [
        part
        for part in components(shown.header)
        if "pill" in (getattr(part, "className", None) or "").split()
    ]
    assert pill.className == "pill late"
    assert "预警只到 2024年6月20日" in text(pill)
    assert pill.title == "预警只到 2024年6月20日"
    assert "预警的数据只到 2024年6月20日" in text(shown.page[0])
    told = _sentence(shown.page)
    assert "8 个数据源中 1 个没有到 2024年6月30日（预警 2024年6月20日）" in told
    assert "催交 预警" in told
    first = _cells(_cards(shown.page)["freshness"])[0]
    assert first[:3] == [
        "预警",
        "2024年6月20日",
        "2024年6月20日 之后没有数据，晚 10 天",
    ]


def test_of_several_stale_sources_the_pill_names_the_latest(
    changed: ChangedEdition,
) -> None:
    reader = changed(
        "update ops.sources set data_through = date '2024-06-20'"
        " where extract = 'warnings'",
        "update ops.sources set data_through = date '2024-05-31'"
        " where extract = 'arrests'",
    )
    header = text(_show(reader).header)
    assert "抓获人员只到 2024年5月31日，另有 1 个数据源未更新" in header
    english = text(_show(reader, language="en").header)
    assert "Arrests only to 2024-05-31, 1 more behind" in english


def test_sources_that_agree_leave_the_pill_as_it_is(demo_reader: Reader) -> None:
    names = [
        getattr(part, "className", None)
        for part in components(_show(demo_reader).header)
    ]
    assert "pill" in names and "pill late" not in names


@pytest.mark.parametrize(
    ("statement", "reason", "task"),
    [
        (
            "update ops.deliveries set rows_skipped = rows_skipped + 1"
            " where extract = 'cases' and rows_loaded > 0",
            "收到的 1,444,726 行账目不平；",
            "查明行数账哪里不平",
        ),
        (
            "update kpi.published_figures set verdict = 'disagrees'"
            " where verdict = 'not_comparable'",
            "44 个公布数字中 42 个相符，2 个不符，0 个不作判断；",
            "核对 2 个不符的公布数字",
        ),
    ],
)
def test_what_does_not_add_up_comes_before_the_figures(
    changed: ChangedEdition, statement: str, reason: str, task: str
) -> None:
    told = _sentence(_page(changed(statement)))
    assert told.startswith(f"要点先查清再采用数字：{reason}")
    assert f"数据员要做：{task}" in told


def test_files_that_were_refused_are_listed(changed: ChangedEdition) -> None:
    page = _page(
        changed(
            "insert into ops.deliveries (delivery_id, extract, file, status, reason,"
            " is_replaced, received_at) values ('d', 'cases', 'cases/坏.csv',"
            " 'rejected', '没有表头', false, timestamp '2024-07-01 01:00:00')"
        )
    )
    assert "重新投递被拒收的 1 个文件" in _sentence(page)
    line = ["拒收", "cases/坏.csv", "没有表头", "2024-07-01 09:00"]
    assert _cells(_cards(page)["deliveries"]) == [line]


def test_restatements_tell_data_from_definition(changed: ChangedEdition) -> None:
    insert = (
        "insert into kpi.restatements (kpi_code, entity_type, entity_code, grain,"
        " period_start, period_end, edition_before, edition_after, value_before,"
        " value_after, difference, reason) select 'cases_filed', entity_type,"
        " entity_code, 'half', date '2024-01-01', date '2024-06-30', '1', '2', 5, 7,"
        " 2, '{}' from core.dim_entity where entity_type = '{}'"
    )
    reader = changed(
        insert.format("data", "county"), insert.format("definition", "station")
    )
    (stations,) = _rows(
        reader, "select count(*) as n from core.dim_entity where entity_type='station'"
    )
    page = _page(reader)
    told = text(_cards(page)["restatements"])
    assert f"口径调整引起 {stations['n']} 个 · 数据变动引起 9 个" in told
    assert f"显示前 60 项，共 {stations['n'] + 9} 项" in told
    lines = _cells(_cards(page)["restatements"])
    assert len(lines) == 60
    assert lines[0][0] == "立案数" and lines[0][3:7] == ["5", "7", "+2", "数据"]
    assert f"{stations['n'] + 9} 个已发布数值后来有更正" in _sentence(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_edition_without_deliveries_says_so(
    changed: ChangedEdition, language: str
) -> None:
    """There is no period to speak of, and the page still answers."""
    nothing = [f"delete from {table}" for table in ACCOUNTS if table.startswith("ops.")]
    reader = changed(*nothing, "delete from kpi.published_figures", values="false")
    told = text(_page(reader, language=language))
    step = {"zh": "再运行 fanzha refresh", "en": "run fanzha refresh"}[language]
    assert step in told and "None" not in told


def test_an_edition_of_refused_files_alone_has_no_figures(
    changed: ChangedEdition,
) -> None:
    reader = changed(
        "delete from ops.sources",
        "delete from ops.quarantine",
        "update ops.deliveries set status = 'rejected', rows_in_file = null,"
        " rows_loaded = 0, rows_superseded = 0, rows_open = 0",
        values="false",
    )
    told = _sentence(_page(reader))
    assert told.startswith("要点没有任何文件载入，没有数字可用；数据员要做：")
    assert "重新投递被拒收的 46 个文件" in told


def test_before_the_first_edition_it_says_what_to_do() -> None:
    page = render(None, CITY_SCOPE, read_state("/quality", "", {})).page
    assert "fanzha refresh" in text(page)


def test_the_page_is_light_enough_to_be_drawn(demo_reader: Reader) -> None:
    """A browser needs most of a minute for some two thousand components."""
    assert len(components(_page(demo_reader))) < 800


@pytest.mark.parametrize("table", PAGES["/quality"].tables)
def test_exports_hold_what_the_page_shows(demo_reader: Reader, table: str) -> None:
    state = read_state("/quality", "", {})
    view = look_at(PAGES["/quality"], demo_reader, CITY_SCOPE, state)
    assert view is not None
    made = PAGES["/quality"].tables[table](view)
    home = demo_reader.edition.path.parents[1]
    client = create_app(
        Warehouse(Settings(home=home, _env_file=None))
    ).server.test_client()
    answer = client.get(f"/export/quality/{table}.csv")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == [heading(column, view.t) for column in made.columns]
    for line, row in zip(lines[1:], made.rows, strict=False):
        raw = [plain_value(column, row) for column in made.columns]
        assert [cell.removeprefix("'") for cell in line] == [
            "" if value is None else str(value) for value in raw
        ]
    notes = dict(line for line in lines if len(line) == 2 and line[0] == "版本")
    assert notes == {"版本": demo_reader.edition.id}
    assert len(lines) >= len(made.rows) + 3
