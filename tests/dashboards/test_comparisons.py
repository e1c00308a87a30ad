"""What a change is measured against: one choice, the same figure all over a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboards import formats
from dashboards.data import Reader
from dashboards.i18n import Translator
from dashboards.pages.registry import PAGES
from dashboards.state import COMPARISONS
from tests.dashboards.shown import ask, figures, of_class, page, parts, words

_PERIODS = (("quarter", "2024-06-30"), ("month", "2024-02-29"), ("half", "2024-06-30"))
_DIRECTION = re.compile(r"(?:上升|下降) ([\d.,]+(?:%| pp))")
_T = Translator("zh")


@pytest.fixture(params=_PERIODS, ids=lambda period: period[0])
def period(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A grain and the last day of one of its periods."""
    grain, end = request.param
    return grain, end


def _known(reader: Reader, period: tuple[str, str]) -> dict[tuple[str, str], Any]:
    """KPI rows of the city and of counties by entity and KPI."""
    rows = ask(
        reader,
        "select v.*, e.name_zh, c.name_zh as kpi_zh, c.unit from kpi.kpi_values as v"
        " join core.dim_entity as e using (entity_type, entity_code)"
        " join kpi.kpi_catalogue as c using (kpi_code)"
        f" where {{scope}} and grain = '{period[0]}' and period_end = '{period[1]}'"
        " and entity_type in ('city', 'county')",
    )
    return {(row["entity_code"], row["kpi_code"]): row for row in rows}


def _size(row: dict[str, Any], compared: str, digits: int) -> str:
    if row["unit"] == "%":
        points = row[f"{compared}_change_pp"]
        return formats.NOTHING if points is None else f"{abs(points):.{digits}f} pp"
    change = row[f"{compared}_change"]
    return formats.percent(None if change is None else abs(change), digits)


def _search(period: tuple[str, str], compared: str) -> str:
    return f"?grain={period[0]}&period={period[1]}&compare={compared}"


@pytest.mark.parametrize("compared", COMPARISONS)
@pytest.mark.parametrize("path", [p for p in PAGES if PAGES[p].is_compared])
def test_a_page_measures_its_changes_against_what_was_chosen(
    demo_reader: Reader, path: str, compared: str, period: tuple[str, str]
) -> None:
    shown = page(demo_reader, path, _search(period, compared))
    known = _known(demo_reader, period)
    city = {kpi: row for (code, kpi), row in known.items() if code == "530400"}
    _assert_sentence(shown, city, compared)
    _assert_cards(shown, city, compared)
    _assert_headline(shown, city, compared)
    _assert_ranks(shown, known, compared)
    _assert_tiles(shown, known, compared)
    _assert_watch_list(shown, known, compared)


def _assert_sentence(shown: Any, city: dict[str, Any], compared: str) -> None:
    for box in of_class(shown, "keypoints"):
        for clause in words(box).split("；"):
            for row in city.values():
                has_change = not re.search("无|请看同比", clause)
                if f"全市{row['kpi_zh']} " in clause and has_change:
                    told = _DIRECTION.search(clause)
                    said = _size(row, compared, 2)
                    assert _T(f"points.{compared}") in clause
                    assert told is None or told[1] == said, clause


def _assert_cards(shown: Any, city: dict[str, Any], compared: str) -> None:
    """A card's first change is by the chosen comparison; each names its own."""
    for card in of_class(shown, "kpi"):
        marks = [part for part in parts(card) if hasattr(part, "data-kpi")]
        lines = of_class(card, "kpi-line")
        if not marks or not lines or getattr(marks[0], "data-kpi") not in city:
            continue
        row = city[getattr(marks[0], "data-kpi")]
        assert words(lines[0]).startswith(_T(f"compare.{compared}"))
        if words(of_class(card, "kpi-value")[0]).startswith(
            formats.kpi_value(row["value"], row["unit"])[0]
        ):
            assert _size(row, compared, 1) in words(lines[0])


def _assert_headline(shown: Any, city: dict[str, Any], compared: str) -> None:
    row = city["cards_involved"]
    for headline in of_class(shown, "headline"):
        said = words(headline)
        assert _T(f"compare.{compared}") in said
        assert said.startswith(formats.signed_percent(row[f"{compared}_change"], 2))
        base, value = (formats.number(row[f]) for f in (f"{compared}_base", "value"))
        assert said.endswith(f"{base} → {value}")


def _assert_ranks(shown: Any, known: dict[Any, Any], compared: str) -> None:
    for name, figure in figures(shown).items():
        code = name.removeprefix("rank-county-")
        rows = [r for (c, kpi), r in known.items() if kpi == code and c != "530400"]
        if code == name or not rows:
            continue
        told = {note.text.lstrip("▲▼ ") for note in figure.layout.annotations[1::2]}
        assert told == {_size(r, compared, 1) for r in rows if r["value"] is not None}
        assert figure.data[1].name == _T(f"base.{compared}")


def _assert_tiles(shown: Any, known: dict[Any, Any], compared: str) -> None:
    for tile in of_class(shown, "tile"):
        county = re.search(r"county=(\d+)", tile.href)
        assert county is not None
        row = known[county[1], "incidence_per_10k"]
        said = words(of_class(tile, "change")[0]).lstrip("▲▼ ")
        assert said.startswith(_size(row, compared, 1))


def _assert_watch_list(shown: Any, known: dict[Any, Any], compared: str) -> None:
    for item in of_class(shown, "watch-text"):
        told = _DIRECTION.search(words(item))
        if told is None:
            continue
        assert _T(f"points.{compared}") in words(item)
        assert told[1] in {_size(row, compared, 1) for row in known.values()}


@pytest.mark.parametrize("compared", COMPARISONS)
@pytest.mark.parametrize("path", ["/", "/screen"])
def test_types_name_what_they_are_compared_with(
    demo_reader: Reader, path: str, compared: str
) -> None:
    shown = page(demo_reader, path, _search(_PERIODS[0], compared))
    base = _T("base.prev" if compared == "prev" else "base.yoy")
    for name, figure in figures(shown).items():
        if name.startswith("mix-"):
            assert figure.data[1].name == base
            assert base in words(_card_of(shown, name))
            break
    else:
        pytest.fail("no chart of types")


def _card_of(shown: Any, name: str) -> Component:
    return next(card for card in of_class(shown, "card") if name in figures(card))


def test_the_headline_names_the_period_whose_change_it_is(demo_reader: Reader) -> None:
    shown = page(demo_reader, "/cards", "?grain=week&period=2024-06-30")
    assert "2024" in words(of_class(shown, "headline"))
    shown = page(demo_reader, "/cards", "?grain=half&period=2024-06-30")
    assert words(of_class(shown, "headline")) == (
        "−36.20% 同比 · 2024年上半年 1,362 → 869"
    )


def test_a_base_of_nothing_and_a_missing_one_are_told_apart(
    demo_reader: Reader,
) -> None:
    def sentence(search: str) -> str:
        return words(of_class(page(demo_reader, "/cases", search), "keypoints"))

    nothing = "?county=530426&type=ft06&grain=month&period=2024-02-29"
    assert "上年同期为 0" in sentence(nothing)
    assert "无上年同期可比" in sentence("?grain=month&period=2021-03-31")
    assert "不受春节早晚影响" in sentence("?compare=lny")
    assert "不受春节早晚影响" not in sentence(
        "?compare=lny&grain=month&period=2024-02-29"
    )


def test_nobody_is_named_for_a_change_that_may_be_chance(demo_reader: Reader) -> None:
    week = "?grain=week&period=2024-06-23"
    [row] = ask(
        demo_reader,
        "select yoy_significant from kpi.kpi_values where kpi_code = 'cards_involved'"
        " and entity_type = 'city' and grain = 'week' and period_end = '2024-06-23'",
    )
    assert row["yoy_significant"] is False
    assert "主要来自" not in words(
        of_class(page(demo_reader, "/cards", week), "keypoints")
    )
    assert "主要来自" in words(of_class(page(demo_reader, "/cards"), "keypoints"))


def test_one_kpi_without_months_does_not_hide_the_other(demo_reader: Reader) -> None:
    """Leads of banks begin in 2023, their cards earlier."""
    shown = page(demo_reader, "/units", "?grain=year&period=2022-12-31")
    trend = figures(shown)["sector-trend"]
    assert sum(value or 0 for value in trend.data[0].y) > 2_000
    assert not any(trend.data[1].y)


def test_a_card_tells_both_values_of_each_comparison_with_their_days(
    demo_reader: Reader,
) -> None:
    def told(path: str, code: str, search: str = "") -> str:
        [card] = [
            card
            for card in of_class(page(demo_reader, path, search), "kpi")
            if any(getattr(part, "data-kpi", "") == code for part in parts(card))
        ]
        return words(of_class(card, "about-panel"))

    cards = told("/", "cards_involved")
    assert "本期869（2024-01-01 – 2024-06-30）" in cards
    assert "上年同期1,362（2023-01-01 – 2023-06-30），变化的 95% 区间 −41.5%" in cards
    assert "上一期1,080（2023-07-01 – 2023-12-31）" in cards
    rate = told("/", "visit_rate")
    assert "本期99.2%（2024-01-01 – 2024-06-30），95% 区间 99.0% … 99.3%" in rate
    assert re.search(r"变化的 95% 区间 \+2\.\d pp … \+3\.\d pp", rate)
    assert "区间" not in told("/", "loss_amount")
    units = told("/publicity", "employee_victims", "?county=530402")
    assert "本期38（" in units  # of all units, whatever county is chosen
