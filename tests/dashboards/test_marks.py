"""What figures draw alike: hatches that can be seen, columns and marks that never meet."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from dashboards import formats
from dashboards.drawing import Drawing
from dashboards.figures.intervals import Dot, intervals
from dashboards.figures.monthly import Words, monthly
from dashboards.figures.panels import Panel, two_panels
from dashboards.figures.ranking import Bar, ranking
from dashboards.figures.trend import stacked_trend
from dashboards.theme import PALETTES

_LABELS = ["1月", "2月"]
_LINKS = ["/?period=1", "/?period=2"]
_NAMES = ("this", "last")


def _rows(*values: float) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("yoy_base", "expected_low", "expected_high"))
    last = {"is_partial": True, "is_provisional": None}
    rows = [
        {**nothing, **last, "value": value, "is_partial": False} for value in values
    ]
    rows[-1]["is_partial"] = True
    return rows


def _trends(scheme: str) -> list[Drawing]:
    rows, palette = _rows(40, 9), PALETTES[scheme]
    words = Words("this", "last", "expected", formats.number, formats.tick)
    return [
        monthly(
            rows=rows,
            labels=_LABELS,
            links=_LINKS,
            words=words,
            is_rate=False,
            is_percent=False,
            palette=palette,
        ),
        two_panels(
            upper=Panel(rows, "a"),
            lower=Panel(rows, "b"),
            labels=_LABELS,
            links=_LINKS,
            names=_NAMES,
            palette=palette,
            language="zh",
        ),
        stacked_trend(
            bottom=rows,
            top=rows,
            total=rows,
            names=("a", "b", "last"),
            labels=_LABELS,
            links=_LINKS,
            palette=palette,
        ),
    ]


def test_every_mark_of_a_month_leads_to_the_month() -> None:
    for trend in _trends("light"):
        for trace in trend.data:
            if trace.get("hoverinfo") != "skip":
                assert [told[1] for told in trace["customdata"]] == _LINKS


@pytest.mark.parametrize("scheme", PALETTES)
def test_the_bar_of_an_unfinished_month_keeps_its_colour_under_the_hatch(
    scheme: str,
) -> None:
    for trend in _trends(scheme):
        bars = [
            bar for bar in go.Figure(trend.to_plotly_json()).data if bar.type == "bar"
        ]
        assert bars
        for bar in bars:
            assert list(bar.marker.pattern.shape) == ["", "/"]
            assert bar.marker.pattern.fillmode == "overlay"
            assert bar.marker.pattern.fgcolor != bar.marker.color


@pytest.mark.parametrize("scheme", PALETTES)
def test_totals_and_last_year_stay_below_an_events_mark(scheme: str) -> None:
    text = PALETTES[scheme].text
    for trend, lines in zip(_trends(scheme), (1, 1, 2), strict=True):
        axis = trend.layout["yaxis"]
        low, high = axis.get("domain", (0, 1))
        height = (high - low) * (trend.layout["height"] - 90)
        assert (1 - 40 / axis["range"][1]) * height >= lines * text


def _columns(figure: Drawing) -> tuple[float, float]:
    first, second = figure.layout["annotations"][:2]
    return first["xshift"], second["xshift"]


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize(
    ("label", "change"),
    [("80", "▲ 1,500.0%"), ("11.1万", "▲ 1,000.0%"), ("1,239.4万", "▲ 12,345.6%")],
)
def test_a_value_and_its_change_never_touch(
    scheme: str, label: str, change: str
) -> None:
    """Digits are at least half as wide as high, ▲ and 万 as wide."""
    palette = PALETTES[scheme]
    size = palette.text + 1
    bar = Bar(name="a", value=1, base=None, label=label, change=change)
    dot = Dot("a", 1, None, None, None, label=label, change=change)
    for figure in (
        ranking(bars=[bar], names=_NAMES, palette=palette),
        intervals(dots=[dot], names=_NAMES, mark=None, palette=palette),
    ):
        first, second = _columns(figure)
        digits = len(change) - 1
        assert second - first > size * (1 + 0.55 * digits)
        assert first > size * 0.55 * len(label)
        assert figure.layout["margin"]["r"] > second


def test_short_texts_leave_the_columns_where_they_are() -> None:
    bar = Bar(name="a", value=1, base=None, label="118", change="▼ 9.9%")
    figure = ranking(bars=[bar], names=_NAMES, palette=PALETTES["light"])
    assert _columns(figure) == (48, 118)
