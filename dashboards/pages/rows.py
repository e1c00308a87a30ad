"""数字背后的记录: the rows that a figure is made of, and the proof that they give it."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.blocks import card, empty
from dashboards.components.choices import select
from dashboards.components.kpi_dictionary import facts
from dashboards.components.page_head import page_head
from dashboards.components.points import points
from dashboards.components.quality_parts import plain, plain_section
from dashboards.components.rows_figure import (
    PARTS,
    chosen_figure,
    chosen_kpi,
    clauses,
)
from dashboards.components.rows_tables import (
    MOST,
    SHOWN,
    command,
    deliveries,
    deliveries_table,
    exported,
    has_pseudonyms,
    part_table,
    traced,
)
from dashboards.components.table import exports
from dashboards.components.unknown import short
from dashboards.data import Behind, Row
from dashboards.queries_limits import entity
from dashboards.state import ENTITY_KEYS
from dashboards.view import View

TABLES = {**{part: exported(part) for part in PARTS}, "deliveries": deliveries}
_OWN = ("city", "county")
_NEARER = tuple(key for key in ENTITY_KEYS if key not in _OWN)


def look(view: View) -> View:
    """The entity of the figure whose rows are asked for."""
    kpi = chosen_kpi(view)
    row = chosen_figure(view, kpi) if kpi else None
    if row is None:
        return view
    of = entity(view.reader, view.scope, row["entity_type"], row["entity_code"])
    return view.on(of) if of else view


def layout(view: View) -> list[Any]:
    """The whole page: the figure, its definition, its deliveries, its rows."""
    kpi, row, found = traced(view, SHOWN)
    if kpi is None or row is None or not found:
        reason = "no_trace" if row else "no_figure" if kpi else "unknown_kpi"
        return [_head(view, kpi, row), empty(view.t, reason)]
    view.told[kpi["kpi_code"]] = None
    definition = card(
        view.t("rows.definition"), facts(view, kpi), note=view.name(kpi), span=5
    )
    origin = plain_section(
        view,
        deliveries_table(view, kpi, row, found),
        note=view.t("rows.deliveries_note"),
        nothing="no_part_rows",
        span=7,
    )
    parts = [_part(view, kpi, row, one) for one in found.values()]
    return [
        _head(view, kpi, row),
        points(view, clauses(view, kpi, row, found)),
        html.Div([*parts, definition, origin], className="grid quality"),
    ]


def _head(view: View, kpi: Row | None, row: Row | None) -> html.Div:
    t = view.t
    words = [view.name(kpi) if kpi else short(view.state.kpi or "")]
    if row:
        words.append(view.entity_name(row))
    options = [
        (code, view.name(one)) for code, one in queries.catalogue(view.reader).items()
    ]
    chosen = kpi["kpi_code"] if kpi else ""
    filters: list[Any] = [select("kpi", chosen, options, t("rows.kpi"), width=270)]
    is_own = row is None or row["entity_type"] in _OWN
    if any(getattr(view.state, key) for key in _NEARER):
        back = view.state.link(**dict.fromkeys(ENTITY_KEYS))
        filters.append(dcc.Link(t("rows.whole"), href=back, className="detail-back"))
    return page_head(
        view,
        t("rows.title"),
        " · ".join(words),
        filters=filters,
        by_county=is_own,
        is_compared=False,
    )


def _part(view: View, kpi: Row, row: Row, one: Behind) -> html.Section:
    t, part = view.t, one.proof.part
    title = t(f"rows.{part}_title", name=t.pick(kpi[f"{part}_zh"], kpi[f"{part}_en"]))
    if not one.rows:
        return card(title, empty(t, "no_part_rows", small=True))
    shown, found = formats.exact(len(one.rows)), formats.exact(one.proof.rows)
    foot = []
    if one.proof.rows > len(one.rows):
        foot.append(t("rows.cut", shown=shown, found=found))
    if one.proof.rows > MOST:
        most = formats.exact(MOST)
        foot.append(t("rows.cut_export", most=most, command=command(kpi, row)))
    if has_pseudonyms(one.rows):
        foot.append(t("rows.masked"))
    return card(
        title,
        plain(part_table(view, kpi, row, one)),
        note=t("rows.count", rows=found),
        extra=exports(view, part),
        footer=" · ".join(foot),
        anchor=part,
    )
