"""The card that compares a rate between counties, chance and target in view."""

from __future__ import annotations

from dash import html

from dashboards import formats, judgement, queries
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.data import Row
from dashboards.figures.intervals import Dot, Mark, intervals
from dashboards.names import short_name
from dashboards.view import View


def rate_card(view: View, code: str, *, span: int = 6) -> html.Section:
    """A rate of the city and each county, the lowest first."""
    t = view.t
    name = queries.kpi_name(view.reader, code, t)
    title, info = t("rates.title", kpi=name), about(view, code)
    rows = [row for row in view.kpis_of("county", code) if row["value"] is not None]
    rows.sort(key=lambda row: (row["value"], row["entity_code"]))
    if not rows:
        return card(title, empty(t, "no_rows", small=True), info=info, span=span)
    city = view.kpi(code, queries.CITY)
    whole = [city] if city is not None and city["value"] is not None else []
    target = whole[0]["target"] if whole else None
    base = t(f"base.{view.comparison}")
    figure = intervals(
        dots=[_dot(view, row) for row in [*whole, *rows]],
        names=(t("legend.this_year"), base),
        mark=_line(view, target),
        palette=view.palette,
    )
    said = [t("rates.base", base=base)]
    if any(row["value_low"] is not None for row in rows):
        said.append(t("rates.interval"))
    if target is not None:
        said.append(t("rates.target"))
    return card(
        title,
        graph(figure, f"rates-{code}"),
        note=t("rates.subtitle"),
        info=info,
        footer=("；" if t.language == "zh" else "; ").join(said),
        span=span,
    )


def _line(view: View, target: float | None) -> Mark | None:
    if target is None:
        return None
    return Mark(target, view.t("rates.line", target=formats.percent(target)))


def _dot(view: View, row: Row) -> Dot:
    compared = view.comparison
    is_city = row["entity_type"] == "city"
    moved = judgement.change_of(row, compared)
    county = None if is_city else row["entity_code"]
    return Dot(
        name=view.t("county.all") if is_city else short_name(view.entity_name(row)),
        value=row["value"],
        low=row["value_low"],
        high=row["value_high"],
        base=view.base(row),
        label=formats.percent(row["value"]),
        change=f"{judgement.arrow(moved)} {judgement.size(row, compared)}",
        judgement=judgement.verdict(row, compared),
        is_whole=is_city or row["entity_code"] == view.state.county,
        link=view.state.link(county=county),
    )
