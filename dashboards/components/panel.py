"""Cards that hold a chart, and the one way a chart is put on a page."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from plotly import graph_objects as go

from dashboards.figures.base import GRAPH_CONFIG


def panel(
    title: Any,
    *children: Any,
    note: str | None = None,
    aside: Any = None,
    footer: Any = None,
    className: str = "",
) -> html.Section:
    """A titled card."""
    heading = [html.H2(title, className="panel-title")]
    if note:
        heading.append(html.Span(note, className="panel-note"))
    head = [html.Div(heading, className="panel-heading")]
    if aside is not None:
        head.append(aside)
    body = [html.Div(head, className="panel-head"), *children]
    if footer is not None:
        body.append(html.Div(footer, className="panel-footer"))
    return html.Section(body, className=f"card panel {className}".strip())


def graph(figure: go.Figure, *, id: str, description: str) -> html.Div:
    """A chart with the shared configuration and a text for screen readers."""
    return html.Div(
        dcc.Graph(
            id=id,
            figure=figure,
            config=GRAPH_CONFIG,
            style={"height": f"{figure.layout.height}px"},
        ),
        role="img",
        className="chart",
        **{"aria-label": description},
    )
