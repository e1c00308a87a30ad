"""The card with a KPI by month, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboards import formats, queries, queries_cases
from dashboards.components.about import about, reaches
from dashboards.components.blocks import card, empty, graph
from dashboards.components.choices import select
from dashboards.components.events import foot, mark_events
from dashboards.components.trend_months import month_label
from dashboards.data import Row
from dashboards.figures.monthly import Words, monthly
from dashboards.names import short_type
from dashboards.view import View


def chosen_kpi(view: View, codes: Sequence[str]) -> str:
    """Of some KPIs the one that the address asks for, or else the first."""
    return next((code for code in codes if code == view.state.kpi), codes[0])


def monthly_card(
    view: View,
    codes: Sequence[str],
    *,
    span: int = 6,
    height: int = 300,
    fraud_type: Row | None = None,
    entity: queries.Entity | None = None,
) -> html.Section:
    """One of the KPIs by month; with a fraud type, of that type alone.

    Of the view's place, or of another entity.
    """
    t = view.t
    code = chosen_kpi(view, codes)
    kpi = queries.catalogue(view.reader).get(code)
    name = queries.kpi_name(view.reader, code, t)
    title = t("monthly.title", kpi=name)
    head: dict[str, Any] = {
        "info": about(view, code),
        "extra": _picker(view, code, codes) if len(codes) > 1 else None,
        "span": span,
    }
    rows = _rows(view, code, fraud_type, entity or view.entity)
    if kpi is None or not any(row["value"] is not None for row in rows):
        nothing = empty(t, "no_rows", small=True, more=reaches(view, code))
        return card(title, nothing, **head)
    is_rate = kpi["kind"] not in ("count", "amount")
    figure = monthly(
        rows=rows,
        labels=[month_label(row["period_start"], view) for row in rows],
        links=[view.month_link(row["period_start"]) for row in rows],
        words=Words(
            t("legend.this_year"),
            t("legend.last_year"),
            t("monthly.expected"),
            lambda value: formats.kpi_figure(value, kpi["unit"], t.language),
            lambda tick: formats.tick(tick, t.language) if tick >= 10 else f"{tick:g}",
        ),
        is_rate=is_rate,
        is_percent=kpi["unit"] == "%",
        palette=view.palette,
        height=height,
    )
    told = mark_events(view, figure, [row["period_start"] for row in rows])
    parts = [_place(view, code, entity), t("monthly.by_month")]
    if fraud_type is not None:
        parts.insert(1, short_type(view.name(fraud_type)))
    parts += [kpi["unit"]] if t.language == "zh" else []
    return card(
        title,
        graph(figure, f"monthly-{codes[0]}"),
        note=" · ".join(parts),
        footer=foot(_footer(view, rows, kpi), told),
        **head,
    )


def _rows(
    view: View, code: str, fraud_type: Row | None, entity: queries.Entity
) -> list[Row]:
    if fraud_type is None:
        return queries.months(view.reader, view.scope, entity, code, view.months_span)
    member = fraud_type["fraud_type_code"]
    return queries_cases.monthly_of_type(
        view.reader, view.scope, entity, code, member, view.months_span
    )


def _place(view: View, code: str, entity: queries.Entity | None) -> str:
    row = view.kpi(code, entity) if entity else None
    return view.entity_name(row) if row else view.place


def _picker(view: View, code: str, codes: Sequence[str]) -> Any:
    options = [(each, queries.kpi_name(view.reader, each, view.t)) for each in codes]
    return select("kpi", code, options, view.t("monthly.kpi"), width=170)


def _footer(view: View, rows: list[Row], kpi: Row) -> str:
    """What the marks in the picture mean, of those that are in it."""
    t = view.t
    said = []
    if any(row["is_partial"] for row in rows):
        said.append(t("monthly.partial"))
    if any(row["is_provisional"] for row in rows):
        said.append(t("monthly.provisional"))
    if any(row["expected_low"] is not None for row in rows):
        said.append(t("monthly.range"))
    if kpi["unit"] == "%":
        said.append(t("monthly.axis"))
    if any(row["value_low"] is not None for row in rows):
        said.append(t("monthly.band"))
    if all(row["yoy_base"] is None for row in rows):
        said.append(t("monthly.no_base"))
    return ("；" if t.language == "zh" else "; ").join(said)
