"""Cards that rank counties and fraud types, and the schematic map."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, judgement, queries
from dashboards.components.blocks import card, empty, graph
from dashboards.data import Row
from dashboards.figures.ranking import Bar, ranking
from dashboards.names import short_name
from dashboards.view import View

_TYPES_SHOWN = 10
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
    """Counties by a KPI, with last year's ticks."""
    t = view.t
    rows = sorted(view.kpis_of("county", code), key=lambda row: -(row["value"] or 0))
    bars = [
        _bar(view, row, short_name(view.entity_name(row)), row["entity_code"])
        for row in rows
    ]
    return _ranked(view, bars, t("rank.title"), t("rank.subtitle"), "rank", span)


def type_mix(view: View, *, span: int = 12) -> html.Section:
    """Fraud types by cases filed, and beside it by the loss in them."""
    t = view.t
    panels = []
    for code in ("cases_filed", "loss_amount"):
        rows = queries.breakdown(
            view.reader, view.scope, view.entity, code, view.period, "fraud_type"
        )
        bars = [
            # Parts of a KPI have no interval, so nothing says that they really changed.
            _bar(
                view,
                {**row, "better": "none"},
                view.name(row).removesuffix("类诈骗"),
            )
            for row in rows[:_TYPES_SHOWN]
        ]
        if bars:
            names = (t("legend.this_year"), t("legend.last_year"))
            figure = ranking(bars=bars, names=names, palette=view.palette)
            heading = html.Div(t(f"mix.{code}"), className="card-note")
            panels.append(html.Div([heading, graph(figure, f"mix-{code}")]))
    title, note = t("mix.title"), t("mix.subtitle")
    body = html.Div(panels, className="halves")
    content = body if panels else empty(t, "no_rows", small=True)
    return card(title, content, note=note, span=span)


def tile_map(view: View, *, span: int = 5) -> html.Section:
    """Counties as tiles, darker where more happens; each leads to its county."""
    t = view.t
    rows = view.kpis_of("county", "incidence_per_10k")
    known = sorted(row["value"] for row in rows if row["value"] is not None)
    if not known:
        return card(t("tiles.title"), empty(t, "no_rows", small=True), span=span)
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
        note=t("tiles.subtitle"),
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
            html.Div(formats.number(value, digits=1), className="tile-value"),
            html.Div(
                f"{judgement.arrow(row['yoy_change'])}{judgement.size(row, 'yoy')}",
                className="tile-change",
            ),
        ],
        href=view.state.link(county=row["entity_code"]),
        className=f"tile tone-{tone}{' chosen' if is_chosen else ''}",
        style={"gridRow": line, "gridColumn": column},
        title=view.entity_name(row),
    )


def _bar(view: View, row: Row, name: str, county: str | None = None) -> Bar:
    moved = row["yoy_change"]
    verdict = judgement.judge(moved, row["better"], row.get("yoy_significant"))
    return Bar(
        name=name,
        value=row["value"] or 0,
        base=row["yoy_base"],
        label=formats.number(row["value"], view.t.language),
        change=f"{judgement.arrow(moved)} {judgement.size(row, 'yoy')}",
        judgement=verdict,
        is_chosen=county is not None and county == view.state.county,
    )


def _ranked(
    view: View, bars: list[Bar], title: str, note: str, name: str, span: int
) -> html.Section:
    t = view.t
    if not bars:
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    names = (t("legend.this_year"), t("legend.last_year"))
    figure = ranking(bars=bars, names=names, palette=view.palette)
    return card(title, graph(figure, name), note=note, span=span)
