"""The two-card trend, shown on both pages."""

from __future__ import annotations

from dash import html

from dashboards.components.change import change_mark
from dashboards.components.panel import graph, panel
from dashboards.components.states import missing
from dashboards.context import Context
from dashboards.figures.trend import card_stack
from dashboards.pages.series import column, series, step_label, trend_span

CODES = ["cards_involved", "bank_cards_involved", "phone_cards_involved"]


def card_trend(context: Context, *, id: str) -> html.Section:
    """Bank and phone cards stacked, last year's total dotted, the changes above."""
    span = trend_span(context)
    found = series(context, CODES, span)
    total, bank, phone = (found[code] for code in CODES)
    title = context.text("cards.trend_title")
    if not total or len({len(total), len(bank), len(phone)}) > 1:
        return panel(title, missing(context.lang))
    figure = card_stack(
        labels=[step_label(row, context=context) for row in total],
        bank=column(bank, "value"),
        phone=column(phone, "value"),
        total=column(total, "value"),
        last_year=column(total, "yoy_base"),
        names={
            "bank": context.text("card.bank"),
            "phone": context.text("card.phone"),
            "last_year": context.text("legend.last_year_total"),
            "unit": context.text("unit.张"),
        },
        palette=context.palette,
        lang=context.lang,
    )
    return panel(
        title,
        _changes(context),
        graph(figure, id=id, description=title),
        note=context.text(f"trend.by_{span[0]}"),
    )


def _changes(context: Context) -> html.Div:
    rows = context.own_values(CODES)
    return html.Div(
        [
            html.Div(
                [
                    html.Span(context.text(f"card.{name}"), className="muted"),
                    change_mark(
                        rows[code],
                        better=context.kpis[code]["better"],
                        lang=context.lang,
                        digits=2,
                    ),
                ],
                className="callout" if name == "both" else "callout small",
                id=f"change-{code}",
            )
            for code, name in zip(CODES, ("both", "bank", "phone"), strict=True)
            if code in rows
        ],
        className="callouts",
    )
