"""两卡治理: bank and phone cards, who drives their change, and who issued them."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.cards_trend import cards_trend
from dashboards.components.page_head import page_head
from dashboards.components.points import drivers, points, statement
from dashboards.components.units import unit_table
from dashboards.components.waterfall_card import change_waterfall
from dashboards.view import View

KPIS = ("cards_involved", "bank_cards_involved", "phone_cards_involved")
DIMENSIONS = ("county", "card_type", "issuer")


def layout(view: View) -> list[Any]:
    """The whole page."""
    clauses = [*(statement(view, code) for code in KPIS), drivers(view, KPIS[0])]
    return [
        page_head(view, view.t("cards.title"), view.t("cards.subtitle")),
        points(view, clauses),
        html.Div(
            [
                cards_trend(view, span=5, height=356),
                change_waterfall(view, KPIS[0], DIMENSIONS),
                unit_table(view),
            ],
            className="grid",
        ),
    ]
