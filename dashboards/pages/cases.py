"""案件与类型: cases and loss, which types of fraud make them, and who falls for it."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import queries
from dashboards.components.attributes import labelled
from dashboards.components.kpi_card import kpi_card
from dashboards.components.monthly import chosen_kpi, monthly_card
from dashboards.components.page_head import page_head
from dashboards.components.points import points
from dashboards.components.provisional import provisional
from dashboards.components.table import table_card
from dashboards.components.type_months import heat_card
from dashboards.components.types import (
    chosen_type,
    leading_types,
    shares_card,
    stays_whole,
    type_choice,
    type_statement,
    type_table,
)
from dashboards.components.victims import victims_card
from dashboards.components.waterfall_card import change_waterfall
from dashboards.view import View

KPIS = (
    "cases_filed",
    "cases_reported",
    "cases_solved",
    "current_solve_rate",
    "loss_amount",
    "loss_per_case",
    "recovered_amount",
    "loss_recovery_rate",
)
_TRENDS = (*KPIS, "solve_rate")


def _added_up(view: View) -> str:
    """The chosen KPI, if types and counties add up to it; else the cases filed."""
    kpi = queries.catalogue(view.reader).get(chosen_kpi(view, _TRENDS), {})
    adds_up = kpi.get("kind") in ("count", "amount")
    return kpi["kpi_code"] if adds_up else "cases_filed"


def layout(view: View) -> list[Any]:
    """The whole page."""
    t = view.t
    chosen, scope = chosen_type(view), stays_whole(view)
    cards = [
        card for code in KPIS if (card := kpi_card(view, code, scope=scope)) is not None
    ]
    clauses = [
        type_statement(view, "cases_filed"),
        type_statement(view, "loss_amount"),
        [] if chosen else leading_types(view),
        provisional(view, "cases_filed", is_part=chosen is not None),
    ]
    return [
        page_head(
            view, t("cases.title"), t("cases.subtitle"), filters=[type_choice(view)]
        ),
        points(view, clauses),
        html.Section(cards, className="kpis by-4", **labelled(t("cases.kpis"))),
        html.Div(
            [
                monthly_card(view, _TRENDS, span=5, height=490, fraud_type=chosen),
                change_waterfall(
                    view, _added_up(view), ("fraud_type", "county"), span=7, scope=scope
                ),
                shares_card(view),
                heat_card(view),
                victims_card(view, scope=scope),
                table_card(view, type_table(view), note=t("cases.table_note")),
            ],
            className="grid",
        ),
    ]
