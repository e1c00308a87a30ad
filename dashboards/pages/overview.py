"""全市总览: the city, or one county, at a glance."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.cards_trend import cards_trend
from dashboards.components.kpi_card import kpi_card
from dashboards.components.page_head import page_head
from dashboards.components.panel_trend import panel_trend
from dashboards.components.points import drivers, points, statement
from dashboards.components.ranks import county_rank, tile_map, type_mix
from dashboards.components.watch import watch_list
from dashboards.view import View

KPIS = (
    "cases_filed",
    "loss_amount",
    "cards_involved",
    "prevented_cases",
    "visit_rate",
    "current_solve_rate",
)


def layout(view: View) -> list[Any]:
    """The whole page."""
    t = view.t
    title = t("overview.title")
    if view.county:
        title = t("overview.title_county", county=view.place)
    cards = [card for code in KPIS if (card := kpi_card(view, code)) is not None]
    clauses = [
        statement(view, "cases_filed"),
        statement(view, "cards_involved"),
        drivers(view, "cards_involved"),
    ]
    return [
        page_head(view, title),
        points(view, clauses),
        html.Section(cards, className="kpis", **labelled(t("overview.kpis"))),
        html.Div(
            [
                cards_trend(view, span=6),
                panel_trend(
                    view,
                    ("cases_filed", "loss_amount"),
                    "cases-trend",
                    title=t("cases_trend.title"),
                ),
                county_rank(view, "cards_involved"),
                tile_map(view, span=4),
                watch_list(view, KPIS),
                type_mix(view),
            ],
            className="grid",
        ),
    ]
