"""Units of a sector by their rate, each against the line that it should not cross."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.ranks import kpi_bar
from dashboards.data import Row
from dashboards.figures.ranking import ranking
from dashboards.names import short_name
from dashboards.view import View


def red_line_card(
    view: View, code: str, limits: list[Row], sector: str, *, span: int = 6
) -> html.Section:
    """The line is the target of the unit or sector, else the limit of chance."""
    t = view.t
    rows = [
        row
        for row in view.kpis_of("unit", code)
        if row["parent_code"] == sector and row["value"] is not None
    ]
    rows.sort(key=lambda row: (-row["value"], row["entity_code"]))
    whole = view.kpi(code, ("sector", sector))
    title, info = t("red_line.title"), about(view, code)
    if not rows:
        nothing = empty(t, "no_rows", small=True)
        return card(title, nothing, info=info, span=span)
    upper = {row["entity_code"]: row for row in limits if row["kpi_code"] == code}
    common = whole["target"] if whole else None
    has_target = common is not None or any(row["target"] is not None for row in rows)
    bars = []
    for row in rows:
        found = upper.get(row["entity_code"])
        if has_target:
            limit = row["target"] if row["target"] is not None else common
            is_over = limit is not None and row["value"] > limit
        else:
            limit = found["adjusted_high_998"] if found else None
            is_over = bool(found and found["verdict"] == "high")
        bar = kpi_bar(view, row, short_name(view.entity_name(row)))
        bars.append(replace(bar, limit=limit, is_over=is_over))
    names = (t("legend.this_year"), t(f"base.{view.comparison}"))
    figure = ranking(bars=bars, names=names, palette=view.palette)
    words = t("red_line.target" if has_target else "red_line.no_target")
    if not upper and not has_target:
        words = t("red_line.nothing")
    return card(
        title,
        graph(figure, "red-line"),
        note=t("red_line.note", base=names[1]),
        info=info,
        footer=words,
        span=span,
    )
