"""宣防: what it shows is what the edition holds."""

from __future__ import annotations

import pytest

from dashboards.data import Reader, Scope
from tests.dashboards.shown import (
    ask,
    exported,
    figures,
    lines,
    of_class,
    page,
    words,
)

_PATH = "/publicity"


def test_the_sentence_says_who_was_reached_and_who_fell_for_it(
    demo_reader: Reader,
) -> None:
    sentence = words(of_class(page(demo_reader, _PATH), "keypoints"))
    assert "全市宣防活动 38 场，同比上升 11.76%（不显著）" in sentence
    assert "反诈App注册率 83.6 %，同比上升 6.59 pp" in sentence
    assert (
        "成员单位员工被骗 38 起，最多的是 市教育体育局 14、市卫健委 11、市国资委 4"
        in sentence
    )


def test_cards_are_of_the_place_and_of_the_units(demo_reader: Reader) -> None:
    cards = [
        words(card)
        for card in of_class(page(demo_reader, _PATH, "?county=530402"), "kpi")
    ]
    assert len(cards) == 6
    assert "7场" in cards[0] and "38起" in cards[3]


def test_registrations_by_county_have_the_target_and_no_invented_interval(
    demo_reader: Reader,
) -> None:
    shown = page(demo_reader, _PATH)
    figure = figures(shown)["rates-app_registration_rate"]
    ends, _, dots = figure.data
    held = ask(
        demo_reader,
        "select value from kpi.kpi_values where entity_type = 'county'"
        " and kpi_code = 'app_registration_rate' and grain = 'half'"
        " and period_end = '2024-06-30' order by value, entity_code",
    )
    assert list(dots.x[1:]) == [row["value"] for row in held]
    assert not ends.x
    assert figure.layout.shapes[0].x0 == 0.8
    assert "95% 区间（Wilson）" not in words(shown)


def test_the_trend_of_a_stock_is_a_line_with_last_year(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?kpi=app_registration_rate")
    line, last_year = figures(shown)["monthly-publicity_events"].data
    assert line.mode == "lines+markers" and len(line.y) == 6
    assert line.y[-1] == pytest.approx(0.836, abs=1e-4)
    assert None not in last_year.y
    # The other trend is not moved by a KPI that it has not.
    assert sum(figures(shown)["monthly-employee_victims"].data[0].y) == 38


def test_a_sector_filters_the_units(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?sector=bank")
    table = lines(shown)
    assert {line[1] for line in table} == {"银行"} and len(table) == 10
    assert list(figures(shown)["rank-unit-employee_victims"].data[0].x) == [1]
    assert sum(figures(shown)["monthly-employee_victims"].data[0].y) == 1
    assert "银行员工被骗 1 起，最多的是 云南红塔银行 1" in words(shown)
    assert len(lines(page(demo_reader, _PATH, "?sector=pirates"))) == 34


def test_the_tables_and_their_exports_hold_the_same_numbers(
    demo_reader: Reader,
) -> None:
    shown = lines(page(demo_reader, _PATH))
    units = exported(demo_reader, _PATH, "units")
    assert [line[0] for line in shown] == [row["成员单位"] for row in units]
    victims = [float(row["员工被骗数（起）"]) for row in units]
    assert [line[2] for line in shown] == [f"{n:.0f}" for n in victims]
    assert sum(victims) == 38 and victims == sorted(victims, reverse=True)
    assert sum(float(row["员工被骗损失（元）"]) for row in units) == 1_184_000
    places = exported(demo_reader, _PATH, "places")
    events = [float(row["宣防活动（场）"]) for row in places]
    assert events[0] == sum(events[1:]) == 38


def test_a_county_is_shown_among_all_as_no_station_counts(demo_reader: Reader) -> None:
    rows = exported(demo_reader, _PATH, "places", "?county=530426")
    assert len(rows) == 10 and rows[0]["县区"] == "全市"


def test_a_week_without_victims_says_so(demo_reader: Reader) -> None:
    quiet = ask(
        demo_reader,
        "select period_end from kpi.kpi_values where kpi_code = 'employee_victims'"
        " and entity_type = 'sector' and entity_code = 'operator' and grain = 'week'"
        " and value = 0 and period_start > '2023-01-01' order by 1 desc limit 1",
    )
    search = f"?grain=week&sector=operator&period={quiet[0]['period_end']}"
    shown = page(demo_reader, _PATH, search)
    assert "通信运营商没有员工被骗" in words(shown)
    assert "rank-unit-employee_victims" not in figures(shown)


def test_headings_are_names_also_where_nothing_was_counted_yet(
    demo_reader: Reader,
) -> None:
    [first, *_] = exported(demo_reader, _PATH, "units", "?period=2021-06-30")
    heading = "反诈App注册率（%）"
    assert heading in first and first[heading] == ""


def test_a_county_scope_sees_no_units(demo_reader: Reader) -> None:
    scope = Scope(frozenset({("county", "530426")}))
    shown = page(demo_reader, _PATH, "?county=530426", scope)
    assert "市教育体育局" not in words(shown) and "员工被骗 " not in words(shown)


def test_units_say_that_a_county_does_not_apply_to_them(demo_reader: Reader) -> None:
    def told(path: str, search: str) -> list[str]:
        cards = of_class(page(demo_reader, path, search), "card")
        return [words(card) for card in cards]

    whole = "全市单位，不分县区"
    chosen = [text for text in told(_PATH, "?county=530402") if whole in text]
    # Three cards of KPIs, the ranking and the table.
    assert len(chosen) == 5
    assert not [text for text in told(_PATH, "") if whole in text]
    issuers = told("/cards", "?county=530402")[-1]
    assert issuers.startswith("成员单位涉案") and "全市 · 按涉案卡数排序" in issuers
