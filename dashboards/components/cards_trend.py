"""The card with the monthly trend of cards involved, used on two pages."""

from __future__ import annotations

from dash import html

from dashboards import formats, judgement, queries
from dashboards.components.about import about, reaches
from dashboards.components.attributes import marked
from dashboards.components.blocks import card, empty, graph
from dashboards.components.events import foot, mark_events
from dashboards.components.trend_months import month_label, months_of, on_months
from dashboards.data import Row
from dashboards.figures.trend import stacked_trend
from dashboards.view import View

_CODE = "cards_involved"


def cards_trend(view: View, *, span: int = 7, height: int = 330) -> html.Section:
    """Bank and phone cards by month against last year, with the headline change."""
    t, place = view.t, view.entity
    title, note = t("trend.title"), f"{view.place} · {t('trend.subtitle')}"
    total = queries.months(view.reader, view.scope, place, _CODE, view.months_span)
    row = view.kpi(_CODE)
    if row is None or not total:
        nothing = empty(t, "no_rows", small=True, more=reaches(view, _CODE))
        return card(title, nothing, note=note, span=span)
    parts = queries.monthly_breakdown(
        view.reader, view.scope, place, _CODE, "card_type", view.months_span
    )
    months = months_of(total)

    def member(name: str) -> list[Row]:
        return on_months([part for part in parts if part["member"] == name], months)

    figure = stacked_trend(
        bottom=member("银行卡"),
        top=member("电话卡"),
        total=total,
        names=(t("card_type.bank"), t("card_type.phone"), t("legend.last_year")),
        labels=[month_label(month, view) for month in months],
        links=[view.month_link(month, "/cards") for month in months],
        palette=view.palette,
        height=height,
    )
    has_partial = any(month["is_partial"] for month in total)
    marked_events = mark_events(view, figure, months)
    footer = foot(t("trend.partial") if has_partial else None, marked_events)
    children = [_headline(view, row), graph(figure, "cards-trend")]
    info = about(view, "cards_involved", "bank_cards_involved", "phone_cards_involved")
    return card(title, children, note=note, info=info, footer=footer, span=span)


def _headline(view: View, row: Row) -> html.Div:
    """The period's change by the chosen comparison; the months below are not its base."""
    t, compared = view.t, view.comparison
    change = formats.signed_percent(judgement.change_of(row, compared), 2)
    base, value = (
        formats.kpi_figure(number, row["unit"], t.language)
        for number in (view.base(row), row["value"])
    )
    told = t(
        "trend.change",
        comparison=t(f"compare.{compared}"),
        period=view.period_label,
        base=base,
        value=value,
    )
    return html.Div(
        [
            html.Span(change, className=judgement.verdict(row, compared)),
            html.Span(f" {told}", className="card-note"),
        ],
        className="headline",
        **marked("cards_involved_change"),
    )
