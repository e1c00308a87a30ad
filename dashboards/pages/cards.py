"""两卡治理: who moved the number of cards involved, and by how much."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards.components.headline import banner, clause, contributors, county_names
from dashboards.components.panel import graph, panel
from dashboards.components.states import missing
from dashboards.context import CITY, Context
from dashboards.data import Row
from dashboards.figures.waterfall import waterfall
from dashboards.format import change, difference, number, points
from dashboards.i18n import named
from dashboards.pages.page_head import page_head
from dashboards.pages.two_cards import card_trend
from dashboards.pages.unit_table import unit_table
from dashboards.state import DIMENSIONS

_TOTAL = "cards_involved"


def layout(context: Context) -> list[Any]:
    """The whole page."""
    dimension = _dimension(context)
    names = _member_names(context, dimension)
    return [
        page_head(context, "cards"),
        _headline(context, dimension, names),
        html.Div(
            [
                card_trend(context, id="cards-trend"),
                _decomposition(context, dimension, names),
            ],
            className="grid narrow-wide",
        ),
        unit_table(context),
    ]


def _dimensions(context: Context) -> list[str]:
    return [d for d in DIMENSIONS if context.entity == CITY or d != "county"]


def _dimension(context: Context) -> str:
    possible = _dimensions(context)
    return context.view.by if context.view.by in possible else possible[0]


def _member_names(context: Context, dimension: str) -> dict[str, str]:
    if dimension == "county":
        return county_names(context)
    if dimension == "card_type":
        return {
            "银行卡": context.text("card.bank"),
            "电话卡": context.text("card.phone"),
        }
    units = context.warehouse.entities("unit")
    return {unit["entity_code"]: named(unit, context.lang) for unit in units}


def _headline(context: Context, dimension: str, names: dict[str, str]) -> html.Div:
    rows = context.own_values([_TOTAL, "bank_cards_involved", "phone_cards_involved"])
    parts: list[Any] = [context.text("headline.in", entity=context.entity_name)]
    for code in rows and (_TOTAL, "bank_cards_involved", "phone_cards_involved"):
        if len(parts) > 1:
            parts.append(context.text("headline.semicolon"))
        parts += clause(rows[code], context.kpis[code], lang=context.lang, digits=2)
    moves = context.contributions(_TOTAL, dimension)
    if any(row["contribution"] for row in moves):
        parts += [
            context.text("headline.mainly"),
            *contributors(moves, names=names, better="down", lang=context.lang),
        ]
    parts.append(context.text("headline.stop"))
    return banner(parts, lang=context.lang)


def _decomposition(
    context: Context, dimension: str, names: dict[str, str]
) -> html.Section:
    total = context.own_values([_TOTAL]).get(_TOTAL)
    rows = [
        row
        for row in context.contributions(_TOTAL, dimension)
        if row["value"] or row["base"]
    ]
    tabs = _tabs(context, dimension)
    if total is None or total["yoy_base"] is None or not rows:
        return panel(
            context.text("waterfall.title_plain"), missing(context.lang), aside=tabs
        )
    whole = change(total["yoy_change"], digits=2)
    figure = waterfall(
        base=float(total["yoy_base"]),
        value=float(total["value"]),
        base_label=context.text("waterfall.base"),
        value_label=context.text("waterfall.value"),
        members=[names.get(row["member"], row["member"]) for row in rows],
        contributions=[float(row["contribution"]) for row in rows],
        contributions_pp=[row["contribution_pp"] for row in rows],
        total_label=whole,
        better=context.kpis[_TOTAL]["better"],
        unit=context.text("unit.张"),
        palette=context.palette,
        lang=context.lang,
    )
    title = context.text("waterfall.title", change=whole)
    return panel(
        title,
        graph(figure, id="cards-waterfall", description=title),
        aside=tabs,
        footer=_reconciliation(context, rows, total),
    )


def _reconciliation(context: Context, rows: list[Row], total: Row) -> html.Span:
    """Say that the parts add up to the whole, or loudly that they do not."""
    parts, pp = rows[0]["total_contribution"], rows[0]["total_pp"]
    agrees = float(parts) == float(total["value"]) - float(total["yoy_base"])
    return html.Span(
        context.text(
            "waterfall.reconciles" if agrees else "waterfall.differs",
            sum=difference(parts),
            unit=context.text("unit.张"),
            pp=points(pp),
            base=number(total["yoy_base"], lang=context.lang),
            value=number(total["value"], lang=context.lang),
        ),
        id="reconciliation",
        className="" if agrees else "change bad",
    )


def _tabs(context: Context, dimension: str) -> html.Nav:
    return html.Nav(
        [
            dcc.Link(
                context.text(f"by.{key}"),
                href=context.view.href(by=key),
                className="segment current" if key == dimension else "segment",
                id=f"by-{key}",
            )
            for key in _dimensions(context)
        ],
        className="segments no-print",
        **{"aria-label": context.text("by.label")},
    )


