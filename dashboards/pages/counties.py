"""县区研判: counties and stations compared, as far as chance lets them be told apart."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.control_card import control_card
from dashboards.components.county_tables import counties, stations
from dashboards.components.funnel_cards import funnel_card, rank_card
from dashboards.components.kpi_card import kpi_card
from dashboards.components.kpi_choice import chosen_events, chosen_rate, kpi_choice
from dashboards.components.page_head import page_head
from dashboards.components.panel_trend import panel_trend
from dashboards.components.points import points, statement
from dashboards.components.standing import beyond, limits, standing
from dashboards.components.station_detail import chosen_station, station_detail
from dashboards.components.table import table_card
from dashboards.view import View

KPIS = (
    "cases_filed",
    "loss_amount",
    "incidence_per_10k",
    "visit_rate",
    "timely_contact_rate",
    "current_solve_rate",
)
_EVENTS = "cases_filed"
_RATE = "incidence_per_10k"


def look(view: View) -> View:
    """The county of the chosen station, where the address names only that."""
    return chosen_station(view)[0]


def layout(view: View) -> list[Any]:
    """The whole page: all counties, or one with its stations."""
    t = view.t
    _, station = chosen_station(view)
    title = t("counties.title")
    if view.county:
        place = view.on(station).place if station else view.place
        title = t("counties.title_county", county=place)
    parts: list[Any] = [
        page_head(view, title, t("counties.subtitle")),
        points(view, _clauses(view.on(station) if station else view)),
    ]
    if station is not None:
        parts.append(station_detail(view, station))
    if view.county:
        parts.append(_cards(view))
    return [*parts, *_compared(view), _table(view)]


def _clauses(view: View) -> list[list[Any]]:
    """What happened in all counties, in one, or in one station."""
    kind, code = view.entity
    rows = limits(view, "station" if kind == "station" else "county")
    if kind != "city":
        rows = [row for row in rows if row["entity_code"] == code]
    return [
        statement(view, "cases_filed"),
        statement(view, "loss_amount"),
        beyond(view, rows),
    ]


def _cards(view: View) -> html.Section:
    cards = [
        made
        for code in KPIS
        if (made := kpi_card(view, code, more=standing(view, code))) is not None
    ]
    return html.Section(cards, className="kpis", **labelled(view.t("counties.kpis")))


def _compared(view: View) -> list[Any]:
    """One KPI: among the counties, and from month to month."""
    events = chosen_events(view, _EVENTS)
    _, rows = chosen_rate(view, limits(view, "county"), _RATE)
    chosen = view.entity[1] if view.county else None
    head = html.Div(
        [
            html.H2(view.t("counties.one_kpi")),
            kpi_choice(view, events),
            html.Span(view.t("counties.one_kpi_note"), className="card-note"),
        ],
        className="section-head",
    )
    grid = [
        funnel_card(view, rows, name="county", chosen=chosen),
        rank_card(view, rows, chosen=chosen),
        control_card(view, events, span=7),
        panel_trend(view, ("cases_filed", "loss_amount"), "county-trend", span=5),
    ]
    return [head, html.Div(grid, className="grid")]


def _table(view: View) -> html.Div:
    table = stations(view) if view.county else counties(view)
    note = view.t("places.stations_note" if view.county else "places.counties_note")
    footer = view.t("places.footer")
    return html.Div(
        table_card(view, table, note=note, footer=footer), className="dense"
    )
