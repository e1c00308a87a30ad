"""大屏: the whole city on one wall, 1920 × 1080, nothing to operate."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards.components.attributes import labelled
from dashboards.components.cards_trend import cards_trend
from dashboards.components.kpi_card import kpi_card
from dashboards.components.panel_trend import panel_trend
from dashboards.components.points import points, statement
from dashboards.components.ranks import county_rank, tile_map, type_card
from dashboards.components.shell import pill
from dashboards.components.waterfall_card import change_waterfall
from dashboards.pages.cards import DIMENSIONS
from dashboards.view import View

KPIS = ("cases_filed", "loss_amount", "prevented_cases", "visit_rate")


def layout(view: View) -> list[Any]:
    """The whole wall: three columns, figures that fill them."""
    cards = [card for code in KPIS if (card := kpi_card(view, code)) is not None]
    clauses = [statement(view, "cards_involved"), statement(view, "cases_filed")]
    middle = [
        html.Section(cards, className="kpis", **labelled(view.t("overview.kpis"))),
        tile_map(view, span=12),
        panel_trend(
            view,
            ("cases_filed", "loss_amount"),
            "cases-trend",
            title=view.t("cases_trend.title"),
            span=12,
            height=264,
        ),
    ]
    left = [county_rank(view, "cases_filed", span=12), type_card(view, "cases_filed")]
    right = [
        change_waterfall(view, "cards_involved", DIMENSIONS, span=12),
        cards_trend(view, span=12, height=252),
    ]
    return [
        html.Div(
            [
                _head(view),
                points(view, clauses),
                html.Div(
                    [
                        html.Div(column, className="wall")
                        for column in (left, middle, right)
                    ],
                    className="walls",
                ),
            ],
            className="screen",
        )
    ]


def _head(view: View) -> html.Div:
    t = view.t
    demo = view.reader.edition.manifest.get("is_demo")
    return html.Div(
        [
            html.Div(
                html.Span(t("demo.badge"), className="demo") if demo else None,
                className="screen-left",
            ),
            html.H1(t("screen.title", city=t("app.city"), place=view.place)),
            html.Div(
                [
                    html.Span(view.period_label),
                    pill(view.reader, view.scope, t),
                    dcc.Link("×", href=view.state.link("/"), title=t("screen.leave")),
                ],
                className="screen-right",
            ),
        ],
        className="screen-head",
    )
