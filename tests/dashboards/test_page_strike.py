"""打击战果: what it shows is what the edition holds."""

from __future__ import annotations

from dashboards.data import Reader, Scope
from dashboards.pages.strike import KPIS
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

_PATH = "/strike"


def test_the_sentence_says_what_rose_and_what_fell(demo_reader: Reader) -> None:
    sentence = words(of_class(page(demo_reader, _PATH), "keypoints"))
    assert "全市抓获人数 668 人，同比上升 16.38%" in sentence
    assert "打处数 858 人，同比上升 5.67%（不显著）" in sentence
    assert "打掉团伙 54 个，同比下降 53.85%" in sentence


def test_every_kpi_has_its_card(demo_reader: Reader) -> None:
    cards = of_class(page(demo_reader, _PATH), "kpi")
    assert len(cards) == len(KPIS) == 10
    assert "144.59人/百案" in "".join(words(card) for card in cards)


def test_changes_stand_in_their_intervals(demo_reader: Reader) -> None:
    figure = figures(page(demo_reader, _PATH))["changes"]
    ends, _, dots = figure.data
    held = ask(
        demo_reader,
        "select kpi_code, yoy_change, yoy_low, yoy_high from kpi.kpi_values"
        f" where {CITY_H1} and yoy_low is not null",
    )
    by_code = {row["kpi_code"]: row for row in held}
    rows = [by_code[code] for code in KPIS if code in by_code]
    assert len(rows) == 9  # all counts, not the ratio
    assert list(dots.x) == [row["yoy_change"] for row in rows]
    assert list(ends.x[:2]) == [rows[0]["yoy_low"], rows[0]["yoy_high"]]
    assert figure.layout.shapes[0].x0 == 0
    assert dots.customdata[1][1] == "/strike?kpi=two_card_arrests"


def test_an_interval_out_of_sight_is_cut_and_said_to_be(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?county=530426")
    assert figures(shown)["changes"].layout.xaxis.range == (-1.05, 2.0)
    assert "横轴止于 +200%" in words(shown)
    city = page(demo_reader, _PATH)
    assert figures(city)["changes"].layout.xaxis.range is None
    assert "横轴止于" not in words(city)


def test_the_previous_period_has_intervals_of_its_own(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?compare=prev")
    [row] = ask(
        demo_reader,
        "select * from kpi.kpi_values where kpi_code = 'arrests' and grain = 'half'"
        " and entity_type = 'city' and period_end = '2024-06-30'",
    )
    dot = figures(shown)["changes"].data
    assert any(row["prev_change"] in (trace.x or ()) for trace in dot)
    assert row["prev_low"] < row["prev_change"] < row["prev_high"]


def test_one_choice_moves_trend_and_ranking(demo_reader: Reader) -> None:
    drawn = figures(page(demo_reader, _PATH, "?kpi=seized_handsets"))
    assert sum(drawn["monthly-arrests"].data[0].y) == 652
    assert sum(drawn["rank-county-seized_handsets"].data[0].x) == 652
    assert "rank-county-arrests" in figures(page(demo_reader, _PATH, "?kpi=visit_rate"))


def test_the_table_and_its_export_hold_the_same_numbers(demo_reader: Reader) -> None:
    shown = lines(page(demo_reader, _PATH))
    rows = exported(demo_reader, _PATH, "places")
    assert [line[0] for line in shown] == [row["县区"] for row in rows]
    assert [line[1] for line in shown] == [
        f"{float(row['抓获人数（人）']):,.0f}" for row in rows
    ]
    for heading in ("抓获人数（人）", "打掉团伙（个）", "查获银行卡（张）"):
        counts = [float(row[heading]) for row in rows]
        assert counts[0] == sum(counts[1:])


def test_stations_have_no_operations(demo_reader: Reader) -> None:
    table = lines(page(demo_reader, _PATH, "?county=530426"))
    assert table[0][0] == "峨山县" and table[1][0] == "双江派出所"
    assert [line[6] for line in table] == ["3", *["—"] * (len(table) - 1)]
    assert int(table[0][1]) == sum(int(line[1]) for line in table[1:])


def test_a_scope_sees_its_own(demo_reader: Reader) -> None:
    scope = Scope(frozenset({("county", "530426")}))
    shown = page(demo_reader, _PATH, "?county=530426", scope)
    assert [line[0] for line in lines(shown)] == ["峨山县"]
    assert list(figures(shown)["rank-county-arrests"].data[0].x) == [44]
