"""宣防: events and their audience, the app, and employees who fell for fraud anyway."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.kpi_card import kpi_card
from dashboards.components.monthly import chosen_kpi, monthly_card
from dashboards.components.page_head import page_head
from dashboards.components.place_table import place_table
from dashboards.components.points import points, statement
from dashboards.components.ranks import rank
from dashboards.components.rates import rate_card
from dashboards.components.table import table_card
from dashboards.components.unit_publicity import (
    employee_clause,
    employee_rank,
    sector_choice,
    unit_table,
    units,
    whole_city,
)
from dashboards.tables import Table
from dashboards.view import View

PLACES = ("publicity_events", "publicity_audience", "app_registration_rate")
EMPLOYEES = ("employee_victims", "employee_loss", "employee_victims_per_1k")


def by_place(view: View) -> Table:
    """Publicity by county; no station counts it."""
    return place_table(view, view.t("publicity.table"), PLACES, PLACES[:2])


def layout(view: View) -> list[Any]:
    """The whole page."""
    t = view.t
    cards = [
        *(kpi_card(view, code) for code in PLACES),
        *(
            kpi_card(view, code, units(view), scope=whole_city(view))
            for code in EMPLOYEES
        ),
    ]
    clauses = [*(statement(view, code) for code in PLACES), employee_clause(view)]
    kpis = html.Section(
        [card for card in cards if card is not None],
        className="kpis by-3",
        **labelled(t("publicity.kpis")),
    )
    by_unit = table_card(
        view,
        unit_table(view),
        note=" · ".join(filter(None, (whole_city(view), t("publicity.units_note")))),
        footer=t("publicity.units_foot"),
    )
    places = table_card(
        view,
        by_place(view),
        note=t("publicity.table_note"),
        footer=t("publicity.as_of"),
        span=6,
    )
    return [
        page_head(
            view,
            t("publicity.title"),
            t("publicity.subtitle"),
            filters=[sector_choice(view)],
        ),
        points(view, clauses),
        kpis,
        html.Div(
            [
                monthly_card(view, PLACES, span=7, height=330),
                rank(view, "county", chosen_kpi(view, PLACES[:2]), span=5),
                rate_card(view, PLACES[2], span=6),
                places,
                monthly_card(view, EMPLOYEES, span=7, height=330, entity=units(view)),
                employee_rank(view, span=5),
                by_unit,
            ],
            className="grid",
        ),
    ]
