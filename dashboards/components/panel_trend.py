"""A card with two KPIs of one entity by month, each against last year."""

from __future__ import annotations

from dash import html

from dashboards import queries
from dashboards.components.about import about, reaches
from dashboards.components.blocks import card, empty, graph
from dashboards.components.events import foot, mark_events
from dashboards.components.trend_months import month_label, months_of, on_months
from dashboards.figures.panels import Panel, two_panels
from dashboards.view import View


def panel_trend(
    view: View,
    codes: tuple[str, str],
    name: str,
    *,
    title: str = "",
    span: int = 6,
    height: int = 366,
) -> html.Section:
    """The first KPI as bars above, the second as a line below; `name` is the graph's."""
    t = view.t
    title, note = title or t("trend.two"), f"{view.place} · {t('trend.by_month')}"
    info = about(view, *codes)
    upper, lower = (
        queries.months(view.reader, view.scope, view.entity, code, view.months_span)
        for code in codes
    )
    if not upper and not lower:
        nothing = empty(t, "no_rows", small=True, more=reaches(view, *codes))
        return card(title, nothing, note=note, info=info, span=span)
    months = months_of(upper, lower)
    upper, lower = on_months(upper, months), on_months(lower, months)
    figure = two_panels(
        upper=Panel(upper, _heading(view, codes[0])),
        lower=Panel(lower, _heading(view, codes[1])),
        labels=[month_label(month, view) for month in months],
        links=[view.month_link(month) for month in months],
        names=(t("legend.this_year"), t("legend.last_year")),
        palette=view.palette,
        language=t.language,
        height=height,
    )
    has_partial = any(month["is_partial"] for month in (*upper, *lower))
    told = mark_events(view, figure, months)
    footer = foot(t("trend.partial") if has_partial else None, told)
    picture = graph(figure, name)
    return card(title, picture, note=note, info=info, footer=footer, span=span)


def _heading(view: View, code: str) -> str:
    kpi = queries.catalogue(view.reader).get(code)
    if kpi is None:
        return code
    name = view.name(kpi)
    return f"{name}（{kpi['unit']}）" if view.t.language == "zh" else name
