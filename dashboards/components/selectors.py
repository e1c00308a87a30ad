"""Period and county: every choice is a link, so the URL carries the view."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.context import Context
from dashboards.i18n import named
from dashboards.state import GRAINS

PERIOD_ID = "select-period"
COUNTY_ID = "select-county"


def selectors(context: Context) -> html.Div:
    """Grain links, earlier and later, and the two drop-downs."""
    return html.Div(
        [
            _grains(context),
            html.Div([_period(context), _county(context)], className="selects"),
        ],
        className="selectors no-print",
        role="group",
        **{"aria-label": context.text("select.label")},
    )


def _grains(context: Context) -> html.Nav:
    links = []
    for grain in GRAINS:
        current = grain == context.grain
        periods = context.warehouse.periods(grain)
        # The latest period of the other grain that is not after the one shown.
        end = next(
            (
                p["period_end"]
                for p in periods
                if p["covered_through"] <= context.period["covered_through"]
            ),
            None,
        )
        links.append(
            dcc.Link(
                context.text(f"grain.{grain}"),
                href=context.view.href(grain=grain, end=context.end if current else end),
                className="segment current" if current else "segment",
                id=f"grain-{grain}",
            )
        )
    return html.Nav(
        links, className="segments", **{"aria-label": context.text("select.grain")}
    )


def _period(context: Context) -> html.Div:
    ends = [p["period_end"] for p in context.periods]
    place = ends.index(context.end)
    later = ends[place - 1] if place else None
    earlier = ends[place + 1] if place + 1 < len(ends) else None
    return html.Div(
        [
            _step(context, earlier, "‹", "select.earlier"),
            _select(
                PERIOD_ID,
                [
                    (context.period_label(p), context.view.href(end=p["period_end"]))
                    for p in context.periods
                ],
                context.view.href(),
                context.text("select.period"),
                190 if context.grain == "week" else 150,
            ),
            _step(context, later, "›", "select.later"),
        ],
        className="stepper",
    )


def _step(context: Context, end: Any, sign: str, key: str) -> Any:
    label = context.text(key)
    if end is None:
        return html.Span(sign, className="step off", **{"aria-hidden": "true"})
    return html.Div(
        dcc.Link(
            [
                html.Span(sign, **{"aria-hidden": "true"}),
                html.Span(label, className="visually-hidden"),
            ],
            href=context.view.href(end=end),
            className="step",
            title=label,
        )
    )


def _county(context: Context) -> Any:
    options = [(context.text("city"), context.view.href(county=None))]
    options += [
        (named(c, context.lang), context.view.href(county=c["entity_code"]))
        for c in context.counties
    ]
    return _select(
        COUNTY_ID, options, context.view.href(), context.text("select.county"), 120
    )


def _select(
    id: str, options: list[tuple[str, str]], current: str, label: str, width: int
) -> dmc.Select:
    """A drop-down whose values are links; `name` keeps the one it was drawn with."""
    return dmc.Select(
        id=id,
        data=[{"label": text, "value": href} for text, href in options],
        value=current,
        name=current,
        allowDeselect=False,
        searchable=len(options) > 12,
        w=width,
        comboboxProps={"shadow": "md"},
        maxDropdownHeight=320,
        **{"aria-label": label},
    )
