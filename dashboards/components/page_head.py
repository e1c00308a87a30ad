"""The head of a page: title, the period in words, and what can be chosen."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards.components.choices import segments, select
from dashboards.names import short_name
from dashboards.state import COMPARISONS, GRAINS
from dashboards.view import View


def page_head(
    view: View,
    title: str,
    subtitle: str = "",
    *,
    filters: list[Any] | None = None,
    by_county: bool = True,
    is_compared: bool = True,
) -> html.Div:
    """Title, the period in words, and the controls.

    `filters` are a page's own controls; a page that is about no county has no
    list of counties, and one that compares nothing no list of comparisons.
    """
    t, period = view.t, view.period
    words = [subtitle] if subtitle else []
    words.append(view.period_label)
    if period.is_partial:
        through = formats.day(period.covered_through, t.language)
        words.append(t("period.partial", day=through))
    if is_compared:
        words.append(t(f"period.against_{view.comparison}"))
    time = _time(view) if is_compared else _time(view)[:-1]
    controls = [*time, *([_county(view)] if by_county else [])]
    return html.Div(
        [
            html.Div(
                [html.H1(title), html.Div(" · ".join(words), className="page-sub")]
            ),
            html.Div([*controls, *(filters or [])], className="controls"),
        ],
        className="page-head",
    )


def _time(view: View) -> list[Any]:
    t = view.t
    return [
        segments(
            "grain",
            view.state.grain,
            [(grain, t(f"grain.{grain}")) for grain in GRAINS],
            t("grain.label"),
        ),
        select(
            "period",
            view.period.end.isoformat(),
            [(p.end.isoformat(), t.pick(p.label_zh, p.label_en)) for p in view.periods],
            t("period.label"),
            width=245 if view.state.grain == "week" else 170,
        ),
        select(
            "compare",
            view.comparison,
            [(name, t(f"compare.{name}")) for name in COMPARISONS],
            t("compare.label"),
            width=120,
        ),
    ]


def _county(view: View) -> Any:
    places = [("", view.t("county.all"))]
    places += [
        (county["entity_code"], short_name(view.name(county)))
        for county in view.counties
    ]
    chosen = view.county["entity_code"] if view.county else ""
    return select("county", chosen, places, view.t("county.label"), width=120)
