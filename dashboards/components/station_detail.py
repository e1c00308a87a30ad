"""One police station: its KPIs, its months, and where it stands among all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboards import queries_limits
from dashboards.components.attributes import labelled
from dashboards.components.funnel_cards import funnel_card
from dashboards.components.kpi_card import kpi_card
from dashboards.components.kpi_choice import chosen_rate
from dashboards.components.panel_trend import panel_trend
from dashboards.components.standing import limits, standing
from dashboards.data import Row
from dashboards.view import View

_KPIS = (
    "cases_filed",
    "loss_amount",
    "prevented_cases",
    "visit_rate",
    "timely_contact_rate",
    "current_solve_rate",
)
_RATE = "current_solve_rate"


def chosen_station(view: View) -> tuple[View, Row | None]:
    """The station of the address, and the view of its county if none was named.

    A station of another county than the named one is not shown.
    """
    station = queries_limits.entity(
        view.reader, view.scope, "station", view.state.station
    )
    if station is None:
        return view, None
    if view.county is None:
        state = replace(view.state, county=station["parent_code"])
        view = replace(view, state=state)
    is_here = view.county and view.county["entity_code"] == station["parent_code"]
    return view, station if is_here else None


def station_detail(view: View, station: Row) -> html.Section:
    """Cards, trend and funnel position of the station."""
    t, here = view.t, view.on(station)
    cards = [
        made
        for code in _KPIS
        if (made := kpi_card(here, code, more=standing(here, code))) is not None
    ]
    rate, rows = chosen_rate(view, limits(view, "station"), _RATE)
    back = dcc.Link(
        t("station.back", county=view.place),
        href=view.state.link(station=None),
        className="detail-back",
    )
    head = html.Div(
        [
            html.H2(here.place),
            html.Span(t("station.note"), className="card-note"),
            back,
        ],
        className="detail-head",
    )
    parts: list[Any] = [
        head,
        html.Div(cards, className="kpis"),
        html.Div(
            [
                panel_trend(
                    here, ("cases_filed", "loss_amount"), "station-trend", span=5
                ),
                funnel_card(
                    view,
                    rows,
                    name="station",
                    chosen=station["entity_code"],
                    near=station["parent_code"],
                    height=366,
                ),
            ],
            className="grid",
        ),
    ]
    return html.Section(parts, className="detail", **labelled(here.place))
