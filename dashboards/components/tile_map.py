"""Counties as tiles where they roughly lie; no boundary data is shipped."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards.components.change import change_text
from dashboards.context import Context
from dashboards.data import Row
from dashboards.format import kpi_value
from dashboards.i18n import named

# code: (row, column) on a grid of 3 × 5
_PLACES = {
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
_STEPS = 5


def tile_map(rows: list[Row], *, context: Context, kpi: Row) -> html.Div:
    """Tiles shaded by value in five equal steps; each opens its county."""
    known = [row["value"] for row in rows if row["value"] is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    tiles = [
        _tile(row, _shade(row["value"], low, high), context, kpi)
        for row in rows
        if row["entity_code"] in _PLACES
    ]
    unit = context.text(f"unit.{kpi['unit']}")
    legend = html.Div(
        [
            html.Span(context.text("map.low")),
            *(html.Span(className=f"swatch seq{step}") for step in range(_STEPS)),
            html.Span(context.text("map.high")),
            html.Span(unit, className="push"),
        ],
        className="tile-legend note",
    )
    return html.Div([html.Div(tiles, className="tiles"), legend])


def _shade(value: float | None, low: float, high: float) -> str:
    if value is None:
        return "unknown"
    share = (value - low) / (high - low) if high > low else 0.0
    return f"seq{min(int(share * _STEPS), _STEPS - 1)}"


def _tile(row: Row, shade: str, context: Context, kpi: Row) -> Any:
    line, column = _PLACES[row["entity_code"]]
    chosen = row["entity_code"] == context.entity.entity_code
    return html.Div(
        dcc.Link(
            [
                html.Span(named(row, context.lang), className="tile-name"),
                html.Span(
                    kpi_value(row["value"], unit=kpi["unit"], lang=context.lang),
                    className="tile-value",
                ),
                html.Span(change_text(row), className="tile-change"),
            ],
            href=context.view.href(county=None if chosen else row["entity_code"]),
            className=f"tile {shade}" + (" chosen" if chosen else ""),
        ),
        style={"gridRow": line, "gridColumn": column},
    )
