"""One member unit: its KPIs, its months, and its part of the sector."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import queries
from dashboards.components.about import about
from dashboards.components.attributes import labelled
from dashboards.components.blocks import card
from dashboards.components.kpi_card import kpi_card
from dashboards.components.panel_trend import panel_trend
from dashboards.components.sectors import Sector
from dashboards.components.standing import amount, described, limits_of, standing
from dashboards.data import Row
from dashboards.view import View


def unit_detail(view: View, unit: Row, sector: Sector) -> html.Section:
    """Cards, trend, and what of the sector's is the unit's."""
    t, here = view.t, view.on(unit)
    cards = [
        made
        for code in sector.kpis
        if (made := kpi_card(here, code, more=standing(here, code))) is not None
    ]
    back = dcc.Link(
        t("unit.back", sector=t(f"sector.{sector.code}")),
        href=view.state.link(unit=None, sector=sector.code),
        className="detail-back",
    )
    head = html.Div([html.H2(here.place), back], className="detail-head")
    parts: list[Any] = [
        head,
        html.Div(cards, className="kpis"),
        html.Div(
            [
                panel_trend(here, sector.trend, "unit-trend", span=7),
                _shares(here, sector),
            ],
            className="grid",
        ),
    ]
    return html.Section(parts, className="detail", **labelled(here.place))


def _shares(view: View, sector: Sector) -> html.Section:
    """The unit's value inside the sector's, drawn to scale; and where it stands."""
    t = view.t
    lines: list[Any] = []
    rate = limits_of(view, view.entity, sector.rate)
    for code in sector.shares:
        own, whole = view.kpi(code), view.kpi(code, ("sector", sector.code))
        if own and whole:
            lines.append(
                _share(view, view.name(own), own["value"], whole["value"], own)
            )
    own_rate = view.kpi(sector.rate)
    whole_rate = view.kpi(sector.rate, ("sector", sector.code))
    if own_rate and whole_rate and own_rate["denominator"] is not None:
        kpi = queries.catalogue(view.reader)[sector.rate]
        name = t.pick(kpi["denominator_zh"], kpi["denominator_en"])
        size = {**own_rate, "unit": ""}
        lines.append(
            _share(view, name, own_rate["denominator"], whole_rate["denominator"], size)
        )
    footer = None
    if rate is not None:
        words = described(view, rate, view.name(own_rate or rate)).split("<br>")
        footer = " · ".join(
            word.replace("<b>", "").replace("</b>", "") for word in words
        )
    return card(
        t("unit.shares"),
        lines or html.Div(t("empty.no_rows"), className="card-note"),
        note=t("unit.shares_note", sector=t(f"sector.{sector.code}")),
        info=about(view, sector.rate, *sector.shares),
        footer=footer,
        span=5,
    )


def _share(
    view: View, name: str, own: float | None, whole: float | None, kpi: Row
) -> html.Div:
    unit = kpi["unit"]
    words = f"{amount(view, own, unit)} / {amount(view, whole, unit)}"
    return html.Div(
        [
            html.Div([html.Span(name), html.Strong(words)], className="share-line"),
            html.Progress(
                value=str(own or 0), max=str(whole or 1), **labelled(f"{name} {words}")
            ),
        ],
        className="share",
    )
