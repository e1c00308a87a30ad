"""案件与类型: shares, months, contributions and victims are the edition's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboards import queries_cases
from dashboards.components.provisional import provisional
from dashboards.data import CITY_SCOPE, NO_SCOPE, Reader, Scope
from dashboards.pages.registry import PAGES
from dashboards.render import look_at
from dashboards.state import ViewState
from tests.dashboards.shown import (
    CITY_H1,
    ask,
    exported,
    figures,
    lines,
    of_class,
    page,
    words,
)

_PATH = "/cases"
_CITY = ("city", "530400")


def _types(reader: Reader, code: str, column: str = "value") -> dict[str, float]:
    sql = f"select member, {column} as n from kpi.kpi_breakdowns where {CITY_H1}"
    sql += f" and kpi_code = '{code}' and dimension = 'fraud_type'"
    return {row["member"]: row["n"] for row in ask(reader, sql)}


def test_the_sentence_names_the_types_that_lead(demo_reader: Reader) -> None:
    sentence = words(of_class(page(demo_reader, _PATH), "keypoints"))
    assert "全市立案数 462 起，同比下降 9.77%（不显著）" in sentence
    assert (
        "立案最多的类型是 刷单返利，占 35.7%，案损最多的是 刷单返利，占 31.4%"
        in sentence
    )
    assert "补录" not in sentence


def test_shares_are_of_cases_and_of_loss(demo_reader: Reader) -> None:
    figure = figures(page(demo_reader, _PATH))["type-shares"]
    cases_bar, cases_tick, loss_bar, loss_tick = figure.data
    for trace, code, column in (
        (cases_bar, "cases_filed", "value"),
        (cases_tick, "cases_filed", "yoy_base"),
        (loss_bar, "loss_amount", "value"),
        (loss_tick, "loss_amount", "yoy_base"),
    ):
        held = _types(demo_reader, code, column)
        assert sum(trace.x) == pytest.approx(1)
        whole = sum(held.values())
        assert sorted(trace.x) == pytest.approx(
            sorted(value / whole for value in held.values())
        )
    assert list(cases_bar.x) == sorted(cases_bar.x, reverse=True)
    assert figure.layout.xaxis.rangemode == "tozero"
    assert cases_bar.customdata[0][1] == "/cases?type=ft01"


def test_the_field_of_months_sums_to_the_period(demo_reader: Reader) -> None:
    field, texts = figures(page(demo_reader, _PATH))["type-months"].data
    assert sum(field.marker.color) == 462
    assert len(set(field.base)) == 13 and len(set(field.x)) == 6
    assert sum(int(text) for text in texts.text) == 462
    assert field.marker.cmin == 0


def test_a_chosen_type_filters_months_and_trend(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?type=ft03")
    drawn = figures(shown)
    assert sum(drawn["monthly-cases_filed"].data[0].y) == 55
    assert sum(drawn["monthly-cases_filed"].data[1].y) == 59
    years = drawn["type-months"].data[0]
    first = min(years.base)
    newest = [
        n for n, row in zip(years.marker.color, years.base, strict=True) if row == first
    ]
    assert sum(newest) == 55
    assert len(newest) == 6
    assert "虚假网络投资理财各年各月立案" in words(shown)
    # Choosing it again shows all types.
    assert drawn["type-shares"].data[0].customdata[2][1] == "/cases"


@pytest.mark.parametrize("by", ["fraud_type", "county"])
def test_contributions_make_the_change(demo_reader: Reader, by: str) -> None:
    shown = page(demo_reader, _PATH, f"?by={by}")
    bars = figures(shown)["waterfall"].data[0]
    assert bars.x[0] == 512 and bars.x[-1] == 462 and sum(bars.x[:-1]) == 462
    assert "各项贡献之和 = −50 起 = −9.77 pp，与总数一致；总变化不显著" in words(shown)
    names = figures(shown)["waterfall"].layout.yaxis.ticktext
    assert ("刷单返利" if by == "fraud_type" else "红塔区") in names


def test_victims_are_counted_without_small_cells(demo_reader: Reader) -> None:
    held = ask(
        demo_reader,
        "select victim_occupation as member, count(*) as n from core.fct_cases"
        " where filed_on between '2024-01-01' and '2024-06-30' group by 1",
    )
    drawn = figures(page(demo_reader, _PATH))
    shown = dict(
        zip(
            drawn["victims-occupation"].layout.yaxis.ticktext,
            drawn["victims-occupation"].data[0].x,
            strict=True,
        )
    )
    assert shown == {row["member"]: row["n"] for row in held if row["n"] >= 5}
    assert sum(drawn["victims-gender"].data[0].x) == 462
    ages = drawn["victims-age"]
    said = [note.text for note in ages.layout.annotations]
    assert "<b><5</b>" in said
    # One small cell alone would follow from the total: another is withheld with it.
    assert list(ages.data[0].x).count(0) == 2 and "<b>不列</b>" in said


@pytest.mark.parametrize(
    "grain, end", [("week", "2024-06-30"), ("month", "2024-06-30")]
)
def test_no_number_of_one_to_four_leaves_the_question(
    demo_reader: Reader, grain: str, end: str
) -> None:
    for county in ("530402", "530426", "530425"):
        entity = ("county", county)
        filed = {
            "period_start": date(2024, 6, 1 if grain == "month" else 24),
            "covered_through": date.fromisoformat(end),
            "yoy_start": date(2023, 6, 1),
            "yoy_end": date(2023, 6, 30),
            "yoy_base": 1.0,
        }
        rows = queries_cases.victims(demo_reader, CITY_SCOPE, entity, filed)
        told = [row[key] for row in rows for key in ("cases", "base")]
        assert all(n is None or n >= 5 for n in told)
        assert all(row["share"] is None for row in rows if row["cases"] is None)
        for dimension in ("age", "gender", "occupation"):
            hidden = [
                row
                for row in rows
                if row["dimension"] == dimension and row["is_hidden"]
            ]
            shown = [
                row for row in rows if row["dimension"] == dimension and row["cases"]
            ]
            assert len(hidden) != 1 or not shown


def test_victims_of_a_county_are_for_its_scope_only(demo_reader: Reader) -> None:
    [filed] = ask(
        demo_reader,
        f"select * from kpi.kpi_values where {CITY_H1} and kpi_code = 'cases_filed'",
    )
    mine = Scope(frozenset({("county", "530426")}))
    county = queries_cases.victims(demo_reader, CITY_SCOPE, ("county", "530426"), filed)
    assert queries_cases.victims(demo_reader, mine, _CITY, filed) == county
    other = ("county", "530402")
    assert queries_cases.victims(demo_reader, mine, other, filed) == []
    assert queries_cases.victims(demo_reader, NO_SCOPE, _CITY, filed) == []


def test_the_table_and_its_export_hold_the_same_numbers(demo_reader: Reader) -> None:
    shown = lines(page(demo_reader, _PATH))
    rows = exported(demo_reader, _PATH, "types")
    assert [line[0] for line in shown] == [row["诈骗类型"] for row in rows]
    assert shown[0][:5] == ["刷单返利", "165", "35.7%", "177", "▼ 6.8%"]
    assert [line[1] for line in shown] == [
        f"{float(r['立案（起）']):.0f}" for r in rows
    ]
    assert sum(float(row["案损（元）"]) for row in rows) == 14_560_000


def test_records_that_still_come_in_are_told() -> None:
    """The demo knows no delays, so the row is made here."""
    row: dict[str, Any] = {"is_provisional": True, "expected_low": None}
    row |= {"name_zh": "立案数", "name_en": "Cases filed"}

    class Told:
        t = staticmethod(lambda key, **values: f"{key} {values}")
        name = staticmethod(lambda row: row["name_zh"])

        def __init__(self, row: dict[str, Any] | None) -> None:
            self.kpi: Callable[[str], Any] = lambda code: row

    assert provisional(Told(None), "cases_filed") == []  # type: ignore[arg-type]
    [said] = provisional(Told(row), "cases_filed")  # type: ignore[arg-type]
    assert said == "cases.provisional {'kpi': '立案数'}"
    ranged = {**row, "expected_low": 470.0, "expected_high": 1512.0}
    [said] = provisional(Told(ranged), "cases_filed")  # type: ignore[arg-type]
    assert "'low': '470', 'high': '1,512'" in said


def test_the_first_year_has_no_base(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?period=2021-06-30")
    assert "没有上年数据可比" in words(shown)
    assert "waterfall" not in figures(shown)
    assert figures(shown)["type-shares"].data[1].x == (None,) * 13


def test_no_scope_no_figures(demo_reader: Reader) -> None:
    assert look_at(PAGES[_PATH], demo_reader, NO_SCOPE, ViewState(_PATH)) is None


def test_types_that_tie_are_all_named(demo_reader: Reader) -> None:
    search = "?grain=week&county=530426&period=2024-06-30"
    sentence = words(of_class(page(demo_reader, _PATH, search), "keypoints"))
    assert "立案最多的类型是 刷单返利、虚假征信，各占 50.0%" in sentence


def test_the_sentence_is_about_the_chosen_type(demo_reader: Reader) -> None:
    sentence = words(of_class(page(demo_reader, _PATH, "?type=ft03"), "keypoints"))
    cases = _types(demo_reader, "cases_filed")["ft03"]
    assert re.search(rf"全市\S+立案数 {cases:.0f} 起，同比", sentence)
    assert "全市立案数" not in sentence and "立案最多的类型" not in sentence
    before = page(demo_reader, _PATH, "?type=ft03&compare=prev&grain=quarter")
    assert "环比" in words(of_class(before, "keypoints"))


def test_what_stays_at_all_types_says_so(demo_reader: Reader) -> None:
    def whole(search: str) -> list[str]:
        cards = of_class(page(demo_reader, _PATH, search), "card")
        said = [words(card) for card in cards if "全部类型" in words(card)]
        return [text[:4] for text in said]

    assert whole("") == []
    told = whole("?type=ft03")
    assert len(told) == 10 and told[1] == "接报案件"
    assert "立案数同" in told and "受害人构" in told


def test_victims_of_a_handful_of_cases_are_not_told(demo_reader: Reader) -> None:
    """One case in 峨山 in February: noughts beside it would describe its victim."""
    where = "?county=530426&grain=month&period=2024-02-29"
    shown = page(demo_reader, _PATH, where)
    assert "立案数 1 起" in words(of_class(shown, "keypoints"))
    assert not [name for name in figures(shown) if name.startswith("victims")]
    assert "以免辨认出个人" in words(shown)


def test_the_waterfall_is_of_the_chosen_kpi_if_it_adds_up(demo_reader: Reader) -> None:
    for kpi, name in (
        ("loss_amount", "案损金额"),
        ("recovered_amount", "挽回损失"),
        ("solve_rate", "立案数"),
        ("", "立案数"),
    ):
        shown = page(demo_reader, _PATH, f"?kpi={kpi}&county=530427")
        titles = [words(card) for card in of_class(shown, "card")]
        [title] = [title for title in titles if "由谁贡献" in title]
        assert title.startswith(f"{name}同比变化")
        assert "与总数一致" in title


def test_types_follow_the_comparison_on_the_page_and_in_its_export(
    demo_reader: Reader,
) -> None:
    before = {
        row["member"]: row["prev_base"]
        for row in ask(
            demo_reader,
            f"select member, prev_base from kpi.kpi_breakdowns where {CITY_H1}"
            " and dimension = 'fraud_type' and kpi_code = 'cases_filed'",
        )
    }
    rows = exported(demo_reader, _PATH, "types", "?compare=prev")
    assert sum(float(row["立案数 上一期（起）"]) for row in rows) == sum(
        before.values()
    )
    shown = page(demo_reader, _PATH, "?compare=prev")
    assert any(row[3] == f"{before['ft01']:.0f}" for row in lines(shown))
