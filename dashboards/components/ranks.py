"""Cards that rank counties and fraud types, and the schematic map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboards import formats, judgement, queries
from dashboards.components.about import about, reaches
from dashboards.components.blocks import card, change, empty, graph
from dashboards.data import Row
from dashboards.figures.ranking import Bar, ranking
from dashboards.names import short_name, short_type
from dashboards.view import View

_TYPES_SHOWN = 10
# Types have half a page.
_TYPE_LINE = 27
_TONES = 5
# Row and column of each county: neighbours stay neighbours, borders are not drawn.
_TILES = {
    "530425": (1, 2),
    "530481": (1, 4),
    "530427": (2, 1),
    "530426": (2, 2),
    "530402": (2, 3),
    "530403": (2, 4),
    "530424": (2, 5),
    "530428": (3, 2),
    "530423": (3, 4),
}


def county_rank(view: View, code: str, *, span: int = 4) -> html.Section:
    """Counties by a KPI, with what they are compared with as ticks."""
    return rank(view, "county", code, span=span)


def rank(
    view: View,
    entity_type: str,
    code: str,
    *,
    span: int = 4,
    keep: Callable[[Row], bool] = lambda row: True,
    most: int = 12,
    scope: str = "",
) -> html.Section:
    """Entities of a type by a KPI, the highest first; a bar leads to its entity.

    `scope` names what the card stays at, where the page's filters do not apply to it.
    """
    t = view.t
    rows = [row for row in view.kpis_of(entity_type, code) if keep(row)]
    rows = [row for row in rows if row["value"] is not None]
    rows.sort(key=lambda row: (-row["value"], row["entity_code"]))
    title = t("rank.title", kpi=queries.kpi_name(view.reader, code, t))
    info = about(view, code)
    if not rows:
        nothing = empty(t, "no_rows", small=True, more=reaches(view, code))
        return card(title, nothing, note="", info=info, span=span)
    bars = [
        kpi_bar(view, row, short_name(view.entity_name(row))) for row in rows[:most]
    ]
    names = (t("legend.this_year"), t(f"base.{view.comparison}"))
    figure = ranking(bars=bars, names=names, palette=view.palette)
    note = t("rank.subtitle", base=names[1])
    note = " · ".join(filter(None, (scope, note)))
    name = f"rank-{entity_type}-{code}"
    return card(title, graph(figure, name), note=note, info=info, span=span)


def type_mix(view: View, *, span: int = 12) -> html.Section:
    """Fraud types by cases filed, and beside it by the loss in them."""
    t = view.t
    panels = []
    for code in ("cases_filed", "loss_amount"):
        chart = _types(view, code)
        if chart is not None:
            heading = html.Div(t(f"mix.{code}"), className="card-note")
            panels.append(html.Div([heading, chart]))
    body = html.Div(panels, className="halves")
    content = body if panels else empty(t, "no_rows", small=True)
    info = about(view, "cases_filed", "loss_amount")
    note = t("mix.subtitle", base=t(f"base.{view.comparison_of_parts}"))
    return card(t("mix.title"), content, note=note, info=info, span=span)


def type_card(view: View, code: str, *, span: int = 12) -> html.Section:
    """Fraud types by one KPI."""
    t = view.t
    chart = _types(view, code)
    content = empty(t, "no_rows", small=True) if chart is None else chart
    base = t("mix.base", base=t(f"base.{view.comparison_of_parts}"))
    note = f"{t(f'mix.{code}')} · {base}"
    return card(t("mix.title"), content, note=note, info=about(view, code), span=span)


def _types(view: View, code: str) -> Any:
    """The chart of fraud types by a KPI; None if there are none."""
    rows = queries.breakdown(
        view.reader, view.scope, view.entity, code, view.period, "fraud_type"
    )
    if not rows:
        return None
    bars = [_part(view, row) for row in rows[:_TYPES_SHOWN]]
    base = view.t(f"base.{view.comparison_of_parts}")
    names = (view.t("legend.this_year"), base)
    figure = ranking(bars=bars, names=names, palette=view.palette, line=_TYPE_LINE)
    return graph(figure, f"mix-{code}")


def tile_map(view: View, *, span: int = 5) -> html.Section:
    """Counties as tiles, darker where more happens; each leads to its county."""
    t = view.t
    rows = view.kpis_of("county", "incidence_per_10k")
    known = sorted(row["value"] for row in rows if row["value"] is not None)
    if not known:
        more = reaches(view, "incidence_per_10k")
        nothing = empty(t, "no_rows", small=True, more=more)
        return card(t("tiles.title"), nothing, span=span)
    tiles = [_tile(view, row, known) for row in rows if row["entity_code"] in _TILES]
    legend = html.Div(
        [
            html.Span(t("tiles.low")),
            *(html.I(className=f"tone-{tone}") for tone in range(_TONES)),
            html.Span(t("tiles.high")),
            html.Span(t("tiles.unit")),
        ],
        className="legend",
    )
    return card(
        t("tiles.title"),
        [html.Div(tiles, className="tiles"), legend],
        note=t("tiles.subtitle", comparison=t(f"compare.{view.comparison}")),
        info=about(view, "incidence_per_10k"),
        footer=t("tiles.estimate"),
        span=span,
    )


def _tile(view: View, row: Row, known: list[float]) -> Any:
    line, column = _TILES[row["entity_code"]]
    value, tone = row["value"], "none"
    if value is not None:
        tone = str(known.index(value) * _TONES // len(known))
    is_chosen = row["entity_code"] == view.state.county
    return dcc.Link(
        [
            html.Div(short_name(view.entity_name(row)), className="tile-name"),
            html.Div(formats.number(value, digits=2), className="tile-value"),
            change(row, view.comparison, view.t),
        ],
        href=view.state.link(county=row["entity_code"]),
        className=f"tile tone-{tone}{' chosen' if is_chosen else ''}",
        style={"gridRow": line, "gridColumn": column},
        title=view.entity_name(row),
    )


def entity_link(view: View, row: Row) -> str | None:
    """Where a county, station or unit is shown; a county stays on its page."""
    code = row["entity_code"]
    links = {
        "county": view.state.link(county=code, station=None),
        "station": view.state.link(
            "/counties", county=row["parent_code"], station=code
        ),
        "unit": view.state.link("/units", unit=code, sector=None),
    }
    return links.get(row["entity_type"])


def _part(view: View, row: Row) -> Bar:
    """A part of a KPI: it has no interval, so nothing says that it really changed."""
    compared = view.comparison_of_parts
    moved = row[f"{compared}_change"]
    return Bar(
        name=short_type(view.name(row)),
        value=row["value"] or 0,
        base=row[f"{compared}_base"],
        label=formats.number(row["value"], view.t.language),
        base_label=formats.number(row[f"{compared}_base"], view.t.language),
        change=f"{judgement.arrow(moved)} {judgement.size(row, compared)}",
        link=view.state.link("/cases", type=row["member"]),
    )


def kpi_bar(view: View, row: Row, name: str) -> Bar:
    """The bar of a KPI row."""
    compared, code = view.comparison, row["entity_code"]
    moved = judgement.change_of(row, compared)
    value, unit = formats.kpi_value(row["value"], row["unit"], view.t.language)
    if row["unit"] == "元":
        value = formats.number(row["value"], view.t.language)
    return Bar(
        name=name,
        value=row["value"],
        base=view.base(row),
        base_label=formats.kpi_figure(view.base(row), row["unit"], view.t.language),
        label=value + (unit if unit == "%" else ""),
        change=f"{judgement.arrow(moved)} {judgement.size(row, compared)}",
        judgement=judgement.verdict(row, compared),
        is_chosen=code in (view.state.county, view.state.station, view.state.unit),
        link=entity_link(view, row),
    )
