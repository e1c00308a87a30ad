"""Victims by age, sex and occupation; small numbers are not told."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, queries_cases
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.data import Row
from dashboards.figures.ranking import Bar, ranking
from dashboards.view import View

_DIMENSIONS = ("age", "gender", "occupation")
_MOST = 10
# Of fewer cases even a nought beside them tells who the victim was.
_FEWEST = 5


def victims_card(view: View, *, span: int = 12, scope: str = "") -> html.Section:
    """One panel for each attribute that the edition holds.

    `scope` names what the card stays at, where the page's filters do not apply to it.
    """
    t, filed = view.t, view.kpi("cases_filed")
    title, note = t("cases.victims"), t("cases.victims_note")
    note = " · ".join(filter(None, (scope, note)))
    rows = []
    if filed is not None:
        rows = queries_cases.victims(view.reader, view.scope, view.entity, filed)
    if not any(row["is_any"] for row in rows):
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    if filed is not None and filed["value"] < _FEWEST:
        few = html.Div(t("cases.victims_few"), className="card-note")
        return card(title, few, note=note, span=span)
    panels: list[Any] = []
    for dimension in _DIMENSIONS:
        mine = [row for row in rows if row["dimension"] == dimension][:_MOST]
        figure = ranking(
            bars=[_bar(view, row) for row in mine],
            names=(t("legend.this_year"), t("legend.last_year")),
            palette=view.palette,
        )
        heading = html.Div(t(f"cases.{dimension}"), className="card-note")
        panels.append(html.Div([heading, graph(figure, f"victims-{dimension}")]))
    return card(
        title,
        html.Div(panels, className="thirds"),
        note=note,
        info=about(view, "cases_filed"),
        footer=t("cases.victims_foot"),
        span=span,
    )


def _bar(view: View, row: Row) -> Bar:
    t = view.t
    label = formats.number(row["cases"] or 0, t.language)
    if row["is_hidden"]:
        label = t("cases.small" if row["is_small"] else "cases.hidden")
    return Bar(
        name=_name(view, row),
        value=row["cases"] or 0,
        base=row["base"],
        base_label=formats.number(row["base"], t.language),
        label=label,
        change=formats.percent(row["share"]) if row["share"] is not None else "",
    )


def _name(view: View, row: Row) -> str:
    if row["dimension"] == "occupation":
        return row["member"] or view.t("cases.unknown")
    return view.t(f"cases.{row['dimension']}_{row['place']}")
