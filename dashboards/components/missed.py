"""Visits that were assigned and not made: the card by county, and the sentence."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, queries, queries_topics
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.data import Row
from dashboards.figures.ranking import Bar, ranking
from dashboards.names import short_name
from dashboards.view import View

_NAMED = 3


def missed_card(view: View, *, span: int = 5) -> html.Section:
    """Counties by visits not made, beside the number of visits assigned."""
    t = view.t
    title, info = t("warnings.missed"), about(view, "visit_rate")
    rows = [row for row in _counties(view) if row["assigned"]]
    if not rows:
        return card(title, empty(t, "no_rows", small=True), info=info, span=span)
    names = (t("legend.this_year"), t("legend.last_year"))
    figure = ranking(
        bars=[_bar(view, row) for row in rows], names=names, palette=view.palette
    )
    return card(
        title,
        graph(figure, "missed"),
        note=t("warnings.missed_note"),
        info=info,
        footer=t("warnings.missed_foot"),
        span=span,
    )


def missed_clause(view: View) -> list[Any]:
    """派发后未见面 123 件，最多的是 …; nothing where no visit was assigned."""
    t = view.t
    rows = queries_topics.missed_visits(view.reader, view.scope, view.period)
    mine = [r for r in rows if (r["entity_type"], r["entity_code"]) == view.entity]
    if not mine or not mine[0]["assigned"]:
        return []
    if not mine[0]["missed"]:
        return [t("warnings.missed_none")]
    count = formats.whole(mine[0]["missed"])
    said: list[Any] = [
        t("warnings.missed_clause"),
        html.Strong(t("warnings.missed_count", count=count)),
    ]
    members = [row for row in _counties(view) if row["missed"]][:_NAMED]
    if members and view.entity == queries.CITY:
        named = [
            f"{_name(view, row)} {formats.whole(row['missed'])}" for row in members
        ]
        separator = "、" if t.language == "zh" else ", "
        said.append(t("warnings.missed_most", members=separator.join(named)))
    return said


def _counties(view: View) -> list[Row]:
    rows = queries_topics.missed_visits(view.reader, view.scope, view.period)
    return [row for row in rows if row["entity_type"] == "county"]


def _name(view: View, row: Row) -> str:
    return short_name(view.t.pick(row["name_zh"] or row["entity_code"], row["name_en"]))


def _bar(view: View, row: Row) -> Bar:
    t = view.t
    assigned = formats.whole(row["assigned"])
    return Bar(
        name=_name(view, row),
        value=row["missed"],
        base=row["base"],
        label=formats.whole(row["missed"]),
        change=t("warnings.missed_of", assigned=assigned),
        is_chosen=row["entity_code"] == view.state.county,
        link=view.state.link(county=row["entity_code"]),
    )
