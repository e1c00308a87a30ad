"""Dated events, such as a special operation, on trends by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dash import html

from dashboards import queries
from dashboards.drawing import Drawing
from dashboards.view import View

_MARK = "◆"
_STEM_FOOT = 0.92


def mark_events(view: View, figure: Drawing, months: Sequence[date]) -> list[Any]:
    """Mark each event's first month at the top; returns what a footer says of them.

    `months` are the first days of the months that the figure shows, in order, one
    category each.
    """
    if not months:
        return []
    end = (months[-1] + timedelta(days=32)).replace(day=1)
    events = queries.events(view.reader, view.scope, view.entity, months[0], end)
    told = []
    for event in events:
        name = view.t.pick(event["label_zh"], event["label_en"])
        start = event["starts_on"]
        span = f"{start} – {event['ends_on']}"
        told.append(html.Div(f"{_MARK} {span} {name}"))
        month = start.replace(day=1)
        if month not in months:
            continue  # it began before the trend
        place = months.index(month)
        # A stem, not a line to the foot, which would cross the number above a bar.
        figure.add_vline(
            x=place,
            y0=_STEM_FOOT,
            line={"color": view.palette.ink2, "width": 1, "dash": "dash"},
            layer="below",
        )
        figure.add_annotation(
            x=place,
            y=1,
            yref="y domain",
            yanchor="top",
            text=_MARK,
            showarrow=False,
            font={"color": view.palette.accent, "size": view.palette.text},
        )
    return told


def foot(note: str | None, told: list[Any]) -> Any:
    """A card's footer: its note, then the events; None if there is neither."""
    parts = [*([html.Div(note)] if note else []), *told]
    return parts or None
