"""The card with the monthly trend of cases filed and of the loss in them."""

from __future__ import annotations

from dash import html

from dashboards import queries
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.cards_trend import month_label
from dashboards.components.events import foot, mark_events
from dashboards.figures.panels import Panel, two_panels
from dashboards.view import View

_CODES = ("cases_filed", "loss_amount")


def cases_trend(view: View, *, span: int = 6, height: int = 366) -> html.Section:
    """Cases above, loss below, over the same months."""
    t = view.t
    title, note = t("cases_trend.title"), f"{view.place} · {t('cases_trend.subtitle')}"
    cases, loss = (
        queries.months(view.reader, view.scope, view.entity, code, view.months_span)
        for code in _CODES
    )
    if not cases or not loss:
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    figure = two_panels(
        upper=Panel(cases, t("cases_trend.cases")),
        lower=Panel(loss, t("cases_trend.loss")),
        labels=[month_label(month["period_start"], view) for month in cases],
        names=(t("legend.this_year"), t("legend.last_year")),
        palette=view.palette,
        language=t.language,
        height=height,
    )
    info = about(view, *_CODES)
    has_partial = any(month["is_partial"] for month in cases)
    marked = mark_events(view, figure, [month["period_start"] for month in cases])
    footer = foot(t("trend.partial") if has_partial else None, marked)
    chart = graph(figure, "cases-trend")
    return card(title, chart, note=note, info=info, footer=footer, span=span)
