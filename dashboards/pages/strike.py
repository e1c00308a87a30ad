"""打击战果: who was caught and punished, which gangs were broken, what was seized."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.changes import changes_card
from dashboards.components.kpi_card import kpi_card
from dashboards.components.monthly import chosen_kpi, monthly_card
from dashboards.components.page_head import page_head
from dashboards.components.place_table import place_table
from dashboards.components.points import points, statement
from dashboards.components.ranks import rank
from dashboards.components.table import table_card
from dashboards.tables import Table
from dashboards.view import View

KPIS = (
    "arrests",
    "two_card_arrests",
    "punished",
    "arrests_per_100_cases",
    "gangs_dismantled",
    "cluster_operations",
    "full_chain_operations",
    "seized_bank_cards",
    "seized_phone_cards",
    "seized_handsets",
)
_OPENING = ("arrests", "two_card_arrests", "punished", "gangs_dismantled")


def by_place(view: View) -> Table:
    """The strike by county, or by station of the chosen county."""
    title = view.t("strike.table")
    if view.county:
        title = view.t("strike.table_stations", county=view.place)
    return place_table(view, title, KPIS, ("arrests",))


def layout(view: View) -> list[Any]:
    """The whole page."""
    t = view.t
    cards = [card for code in KPIS if (card := kpi_card(view, code)) is not None]
    table = table_card(
        view,
        by_place(view),
        note=t("strike.table_note"),
        footer=t("strike.table_foot"),
    )
    return [
        page_head(view, t("strike.title"), t("strike.subtitle")),
        points(view, [statement(view, code) for code in _OPENING]),
        html.Section(cards, className="kpis by-5", **labelled(t("strike.kpis"))),
        html.Div(
            [
                monthly_card(view, KPIS, span=7, height=330),
                rank(view, "county", chosen_kpi(view, KPIS), span=5),
                changes_card(view, KPIS, span=12),
                table,
            ],
            className="grid",
        ),
    ]
