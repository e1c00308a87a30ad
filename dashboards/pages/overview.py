"""总览: the period at a glance."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attention import attention_list, findings
from dashboards.components.change import change_text, verdict
from dashboards.components.headline import banner, clause, contributors, county_names
from dashboards.components.cards_trend import cards_trend
from dashboards.components.kpi_card import kpi_card
from dashboards.components.panel import graph, panel
from dashboards.components.states import missing
from dashboards.components.tile_map import tile_map
from dashboards.context import CITY, Context
from dashboards.figures.ranking import county_rank, fraud_mix
from dashboards.figures.trend import cases_and_losses
from dashboards.format import number
from dashboards.i18n import named, short_type
from dashboards.pages.page_head import page_head
from dashboards.pages.series import (
    column,
    series,
    step_label,
    trend_span,
    year_of_months,
)
from dashboards.pages.two_cards import card_trend

CARDS = [
    "cases_filed",
    "loss_amount",
    "cards_involved",
    "prevented_cases",
    "visit_rate",
    "current_solve_rate",
]


def layout(context: Context) -> list[Any]:
    """The whole page."""
    targets = context.warehouse.targets(
        entity=context.entity,
        grain=context.grain,
        start=context.period["period_start"],
    )
    return [
        page_head(context, "overview"),
        _headline(context),
        _kpi_cards(context, targets),
        html.Div(
            [card_trend(context, id="overview-cards"), _case_trend(context)],
            className="grid halves",
        ),
        html.Div(
            [_rank(context), _map(context)],
            className="grid halves",
        ),
        html.Div(
            [
                _types(context),
                panel(
                    context.text("attention.title"),
                    attention_list(findings(context, targets), context=context),
                    note=context.text("attention.note"),
                ),
            ],
            className="grid wide-narrow",
        ),
    ]


def _headline(context: Context) -> html.Div:
    rows = context.own_values(CARDS)
    parts: list[Any] = [context.text("headline.in", entity=context.entity_name)]
    for code, digits in (("cases_filed", 1), ("loss_amount", 1), ("cards_involved", 2)):
        if code not in rows or rows[code]["value"] is None:
            continue
        if len(parts) > 1:
            parts.append(context.text("headline.semicolon"))
        kpi = context.kpis[code]
        parts += clause(rows[code], kpi, lang=context.lang, digits=digits)
    parts += _who_moved_cards(context)
    parts.append(context.text("headline.stop"))
    return banner(parts, lang=context.lang)


def _who_moved_cards(context: Context) -> list[Any]:
    dimension = "county" if context.entity == CITY else "card_type"
    rows = context.contributions("cards_involved", dimension)
    names = county_names(context) if dimension == "county" else _card_types(context)
    if not rows or not any(row["contribution"] for row in rows):
        return []
    better = context.kpis["cards_involved"]["better"]
    return [
        context.text("headline.mainly"),
        *contributors(rows, names=names, better=better, lang=context.lang),
    ]


def _card_types(context: Context) -> dict[str, str]:
    return {
        "银行卡": context.text("card.bank"),
        "电话卡": context.text("card.phone"),
    }


def _kpi_cards(context: Context, targets: dict[str, float]) -> html.Div:
    rows = context.own_values(CARDS)
    history = series(
        context, CARDS, ("month", year_of_months(context.end), context.end)
    )
    return html.Div(
        [
            kpi_card(
                kpi=context.kpis[code],
                row=rows.get(code),
                history=column(history[code], "value"),
                target=targets.get(code),
                colour=context.palette.series,
                lang=context.lang,
            )
            for code in CARDS
        ],
        className="kpi-grid",
    )


def _case_trend(context: Context) -> html.Section:
    span = trend_span(context)
    found = series(context, ["cases_filed", "loss_amount"], span)
    cases, losses = found["cases_filed"], found["loss_amount"]
    title = context.text("trend.cases_title")
    if not cases or len(cases) != len(losses):
        return panel(title, missing(context.lang))
    figure = cases_and_losses(
        labels=[step_label(row, context=context) for row in cases],
        cases=column(cases, "value"),
        cases_last_year=column(cases, "yoy_base"),
        losses=column(losses, "value"),
        losses_last_year=column(losses, "yoy_base"),
        names={
            "cases": context.text("trend.cases"),
            "losses": context.text("trend.losses"),
            "this_year": context.text("legend.this"),
            "last_year": context.text("legend.last_year"),
        },
        palette=context.palette,
        lang=context.lang,
    )
    return panel(
        title,
        graph(figure, id="overview-trend", description=title),
        note=context.text(f"trend.by_{span[0]}"),
    )


def _rank(context: Context) -> html.Section:
    kpi = context.kpis["cases_filed"]
    rows = [r for r in context.values("county", ["cases_filed"]) if r["value"] is not None]
    rows.sort(key=lambda row: -row["value"])
    title = context.text("rank.title")
    if not rows:
        return panel(title, missing(context.lang))
    unit = context.text(f"unit.{kpi['unit']}")
    figure = county_rank(
        names=[named(row, context.lang) for row in rows],
        values=column(rows, "value"),
        last_year=column(rows, "yoy_base"),
        labels=[
            f"<b>{number(r['value'], lang=context.lang)}</b> {unit}  {change_text(r)}"
            for r in rows
        ],
        verdicts=[verdict(row, kpi["better"]) for row in rows],
        highlighted=None if context.entity == CITY else context.entity_name,
        legend={
            "this_year": context.text("legend.this"),
            "last_year": context.text("legend.last_year"),
        },
        palette=context.palette,
        lang=context.lang,
    )
    return panel(
        title,
        graph(figure, id="overview-rank", description=title),
        note=context.text("rank.note"),
    )


def _map(context: Context) -> html.Section:
    rows = context.values("county", ["incidence_per_10k"])
    return panel(
        context.text("map.title"),
        tile_map(rows, context=context, kpi=context.kpis["incidence_per_10k"])
        if rows
        else missing(context.lang),
        note=context.text("map.note"),
        footer=context.text("map.population"),
    )


def _types(context: Context) -> html.Section:
    types = context.warehouse.fraud_types()
    cases = context.breakdown("cases_filed", "fraud_type")
    losses = {
        row["member"]: row for row in context.breakdown("loss_amount", "fraud_type")
    }
    cases = [row for row in cases if row["value"]]
    title = context.text("types.title")
    if not cases:
        return panel(title, missing(context.lang))
    paired = [losses.get(row["member"], {}) for row in cases]
    figure = fraud_mix(
        names=[short_type(named(types[r["member"]], context.lang)) for r in cases],
        cases=column(cases, "value"),
        losses=[row.get("value") for row in paired],
        case_labels=[_with_change(row, context) for row in cases],
        loss_labels=[_with_change(row, context) for row in paired],
        titles={
            "cases": context.text("trend.cases"),
            "losses": context.text("trend.losses"),
        },
        palette=context.palette,
    )
    return panel(
        title,
        graph(figure, id="overview-types", description=title),
        note=context.text("types.note"),
    )


def _with_change(row: dict[str, Any], context: Context) -> str:
    return f"{number(row.get('value'), lang=context.lang)}  {change_text(row)}"
