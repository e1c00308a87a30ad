"""预警劝阻: from warning to visit to prevention, and where visits were not made."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.kpi_card import kpi_card
from dashboards.components.missed import missed_card, missed_clause
from dashboards.components.monthly import monthly_card
from dashboards.components.page_head import page_head
from dashboards.components.place_table import place_table
from dashboards.components.points import points, statement
from dashboards.components.rates import rate_card
from dashboards.components.table import table_card
from dashboards.components.warning_funnel import warning_funnel
from dashboards.tables import Table
from dashboards.view import View

KPIS = (
    "fund_warnings",
    "info_warnings",
    "prevented_cases",
    "warned_victims",
    "visit_rate",
    "timely_contact_rate",
    "stop_payment_amount",
    "avoided_loss_amount",
)
_TRENDS = ("prevented_cases", *(code for code in KPIS if code != "prevented_cases"))
_TABLE = (
    "prevented_cases",
    "warned_victims",
    "visit_rate",
    "timely_contact_rate",
    "fund_warnings",
    "info_warnings",
    "stop_payment_amount",
    "avoided_loss_amount",
)


def by_place(view: View) -> Table:
    """Warnings by county, or by station of the chosen county."""
    title = view.t("warnings.table")
    if view.county:
        title = view.t("warnings.table_stations", county=view.place)
    return place_table(view, title, _TABLE, ("prevented_cases",))


def layout(view: View) -> list[Any]:
    """The whole page."""
    t = view.t
    cards = [card for code in KPIS if (card := kpi_card(view, code)) is not None]
    clauses = [
        statement(view, "prevented_cases"),
        statement(view, "stop_payment_amount"),
        statement(view, "visit_rate"),
        missed_clause(view),
    ]
    return [
        page_head(view, t("warnings.title"), t("warnings.subtitle")),
        points(view, clauses),
        html.Section(cards, className="kpis by-4", **labelled(t("warnings.kpis"))),
        html.Div(
            [
                warning_funnel(view, span=7),
                missed_card(view, span=5),
                rate_card(view, "timely_contact_rate", span=6),
                monthly_card(view, _TRENDS, span=6, height=396),
                table_card(view, by_place(view), note=t("warnings.table_note")),
            ],
            className="grid",
        ),
    ]
