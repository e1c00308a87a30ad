"""The monthly trend: last year, open months, ranges, and axes that do not cheat."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboards import formats
from dashboards.figures.monthly import Words, monthly
from dashboards.theme import PALETTES

_WORDS = Words("this", "last", "expected", formats.number, formats.tick)


def _month(value: float | None, **other: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("yoy_base", "value_low", "value_high", "expected_low", "expected_high")
    )
    marks = {"is_partial": False, "is_provisional": None}
    return {**empty, **marks, "value": value, **other}


def _draw(rows: list[dict[str, Any]], **how: Any) -> go.Figure:
    chosen = {"is_rate": False, "is_percent": False, **how}
    labels = [f"{n}月" for n in range(1, len(rows) + 1)]
    drawing = monthly(
        rows=rows,
        labels=labels,
        links=[f"/?month={label}" for label in labels],
        words=_WORDS,
        palette=PALETTES["light"],
        **chosen,
    )
    return go.Figure(drawing.to_plotly_json())


def test_months_that_may_still_change_are_hatched_and_carry_no_number() -> None:
    rows = [
        _month(40, yoy_base=50),
        _month(30, is_provisional=True, expected_low=31, expected_high=38),
        _month(9, is_partial=True),
    ]
    figure = _draw(rows)
    bars, last_year, expected = figure.data
    assert list(bars.marker.pattern.shape) == ["", "/", "/"]
    assert list(bars.text) == ["40", "", ""]
    assert list(last_year.y) == [50, None, None]
    assert last_year.line.dash == "dot"
    assert list(expected.x) == ["2月", "2月", None]
    assert list(expected.y) == [31, 38, None]
    assert figure.layout.yaxis.range[0] == 0
    assert figure.layout.yaxis.range[1] > 50


def test_the_axis_holds_the_expected_range() -> None:
    figure = _draw([_month(3, expected_low=4, expected_high=90)])
    assert figure.layout.yaxis.range[1] > 90


def test_without_ranges_there_are_no_brackets() -> None:
    assert [trace.name for trace in _draw([_month(1), _month(2)]).data] == [
        "this",
        "last",
    ]


def test_a_percentage_is_a_line_in_its_interval_and_open_months_are_hollow() -> None:
    rows = [
        _month(0.9, value_low=0.8, value_high=0.95),
        _month(0.7, value_low=0.6, value_high=0.8, is_partial=True),
    ]
    figure = _draw(rows, is_rate=True, is_percent=True)
    low, high, line, _ = figure.data
    assert list(low.y) == [0.8, 0.6] and list(high.y) == [0.95, 0.8]
    assert high.fill == "tonexty"
    assert list(line.marker.symbol) == ["circle", "circle-open"]
    assert figure.layout.yaxis.range is None


def test_other_rates_are_lines_from_zero() -> None:
    figure = _draw([_month(144.6), _month(120.1)], is_rate=True)
    assert figure.data[0].mode == "lines+markers"
    assert figure.layout.yaxis.range[0] == 0


def test_what_is_counted_has_no_halves() -> None:
    assert list(_draw([_month(2), _month(1)]).layout.yaxis.tickvals) == [0, 1, 2]
    halves = _draw([_month(2), _month(1)], is_rate=True).layout.yaxis.tickvals
    assert 0.5 in halves
