"""预警劝阻: what it shows is what the edition holds."""

from __future__ import annotations

import pytest

from dashboards.data import NO_SCOPE, Reader, Scope
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

_PATH = "/warnings"


def test_the_sentence_says_what_was_prevented_and_what_was_missed(
    demo_reader: Reader,
) -> None:
    sentence = words(of_class(page(demo_reader, _PATH), "keypoints"))
    assert "全市防止发案 2,695 起，同比上升 21.73%" in sentence
    assert "见面劝阻率 99.2 %，同比上升 3.06 pp" in sentence
    assert "派发后未见面 123 件，最多的是 红塔区 31、新平县 31、元江县 17" in sentence
    english = words(of_class(page(demo_reader, _PATH, language="en"), "keypoints"))
    assert "Visits assigned and not made: 123, most in Hongta 31" in english


def test_each_step_of_the_funnel_is_the_editions(demo_reader: Reader) -> None:
    [dispatch, visit, prevented] = ask(
        demo_reader,
        "select numerator, denominator, value, yoy_numerator, yoy_denominator,"
        f" yoy_base from kpi.kpi_values where {CITY_H1} and kpi_code in"
        " ('visit_dispatch_rate', 'visit_rate', 'prevented_cases')"
        " order by array_position(['visit_dispatch_rate', 'visit_rate',"
        " 'prevented_cases'], kpi_code)",
    )
    wanted = [
        (dispatch["denominator"], dispatch["yoy_denominator"]),
        (dispatch["numerator"], dispatch["yoy_numerator"]),
        (visit["denominator"], visit["yoy_denominator"]),
        (visit["numerator"], visit["yoy_numerator"]),
        (prevented["value"], prevented["yoy_base"]),
    ]
    counts = [
        words(cell) for cell in of_class(page(demo_reader, _PATH), "funnel-count")
    ]
    assert counts == [f"{now:,.0f}上年同期 {base:,.0f}" for now, base in wanted]
    rates = [words(cell) for cell in of_class(page(demo_reader, _PATH), "funnel-rate")]
    assert rates == ["", "派发 3.1%", "", "见面 99.2%", "单独计数"]


def test_bars_of_a_part_share_one_scale_and_reach_last_years_mark(
    demo_reader: Reader,
) -> None:
    shown = page(demo_reader, _PATH)
    widths = [
        float(bar.style["width"].rstrip("%")) for bar in of_class(shown, "funnel-bar")
    ]
    ticks = [
        float(tick.style["left"].rstrip("%")) for tick in of_class(shown, "funnel-tick")
    ]
    assert widths[0] == 100 and ticks[2] == 100  # the largest of each part
    assert widths[1] == pytest.approx(100 * 14978 / 485069, abs=0.01)
    assert widths[4] == pytest.approx(100 * 2695 / 18240, abs=0.01)


def test_visits_not_made_sum_to_the_citys(demo_reader: Reader) -> None:
    bars, ticks = figures(page(demo_reader, _PATH))["missed"].data
    assert sum(bars.x) == 123 and list(bars.x) == sorted(bars.x, reverse=True)
    [last_year] = ask(
        demo_reader,
        "select sum(yoy_denominator - yoy_numerator) as missed from kpi.kpi_values"
        " where entity_type = 'county' and kpi_code = 'visit_rate'"
        " and grain = 'half' and period_end = '2024-06-30'",
    )
    assert sum(ticks.x) == last_year["missed"]
    assert bars.customdata[0][1] == "/warnings?county=530402"


def test_timeliness_has_intervals_and_the_target(demo_reader: Reader) -> None:
    figure = figures(page(demo_reader, _PATH))["rates-timely_contact_rate"]
    ends, bases, dots = figure.data
    held = ask(
        demo_reader,
        "select value, value_low, value_high, yoy_base from kpi.kpi_values"
        " where entity_type = 'county' and kpi_code = 'timely_contact_rate'"
        " and grain = 'half' and period_end = '2024-06-30' order by value",
    )
    assert list(dots.x[1:]) == [row["value"] for row in held]
    assert list(bases.x[1:]) == [row["yoy_base"] for row in held]
    assert list(ends.x[3:5]) == [held[0]["value_low"], held[0]["value_high"]]
    assert figure.layout.shapes[0].x0 == 0.8
    # A month has no target, so no line is drawn.
    month = figures(page(demo_reader, _PATH, "?grain=month"))
    assert not month["rates-timely_contact_rate"].layout.shapes


def test_the_trend_follows_the_kpi_of_the_address(demo_reader: Reader) -> None:
    trend = figures(page(demo_reader, _PATH))["monthly-prevented_cases"]
    assert list(trend.data[0].y) == [441, 354, 479, 450, 479, 492]
    assert sum(trend.data[0].y) == 2695 and sum(trend.data[1].y) == 2214
    rate = page(demo_reader, _PATH, "?kpi=visit_rate")
    assert "见面劝阻率走势" in words(rate) and "纵轴不自 0 起" in words(rate)
    assert "防止发案走势" in words(page(demo_reader, _PATH, "?kpi=cards_involved"))


def test_the_table_and_its_export_hold_the_same_numbers(demo_reader: Reader) -> None:
    shown = lines(page(demo_reader, _PATH))
    rows = exported(demo_reader, _PATH, "places")
    assert [line[0] for line in shown] == [row["县区"] for row in rows]
    assert shown[0][:4] == ["全市", "2,695", "▲ 21.7%上升，向好", "184"]
    counts = [float(row["防止发案（起）"]) for row in rows]
    assert counts[0] == sum(counts[1:]) == 2695
    assert counts[1:] == sorted(counts[1:], reverse=True)
    assert float(rows[0]["劝阻止付金额（元）"]) == 129_000_000
    assert float(rows[0]["见面劝阻率（%）"]) == 99.18


def test_a_county_shows_its_stations(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?county=530427")
    table = lines(shown)
    assert table[0][0] == "新平县" and "桂山派出所" in [line[0] for line in table]
    assert int(table[0][1]) == sum(int(line[1]) for line in table[1:])
    assert "新平县各派出所预警劝阻" in words(shown)
    assert "最多的是" not in words(of_class(shown, "keypoints"))


def test_before_warnings_were_collected_nothing_is_drawn(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?period=2021-06-30")
    assert words(shown).count("本期没有数据") >= 3
    assert "missed" not in figures(shown)
    assert words(of_class(shown, "keypoints")) == "要点本期没有数据。"


def test_a_scope_sees_its_own(demo_reader: Reader) -> None:
    scope = Scope(frozenset({("county", "530426")}))
    shown = page(demo_reader, _PATH, "?county=530426", scope)
    assert [line[0] for line in lines(shown)] == ["峨山县"]
    assert "863" not in words(shown)
    assert "本期没有数据" in words(page(demo_reader, _PATH, "", NO_SCOPE))
