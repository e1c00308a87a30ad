"""Two kinds of card by month, stacked, with last year's total as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import formats
from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.figures.marks import FRAME, hatched, linked, with_room
from dashboards.theme import Palette, base_figure


def stacked_trend(
    *,
    bottom: Sequence[Row],
    top: Sequence[Row],
    total: Sequence[Row],
    names: tuple[str, str, str],
    labels: Sequence[str],
    links: Sequence[str],
    palette: Palette,
    height: int = 330,
) -> Drawing:
    """Monthly rows of two parts and of their total, which share their months.

    `names` are those of the bottom part, the top part and last year. Months that
    are not complete are hatched. A click on a month follows its link.
    """
    figure = base_figure(palette, height=height)
    parts = zip((bottom, top), names[:2], palette.series, strict=True)
    for rows, name, colour in parts:
        figure.add_bar(
            x=list(labels),
            y=[row["value"] for row in rows],
            name=name,
            marker=hatched(colour, [row["is_partial"] for row in rows], palette),
            customdata=linked([_said(row["value"]) for row in rows], links),
            hovertemplate="%{customdata[0]}",
        )
    figure.add_scatter(
        x=list(labels),
        y=[row["yoy_base"] for row in total],
        name=names[2],
        mode="lines+markers",
        line={"color": palette.last_year, "dash": "dot", "width": 2},
        marker={"size": 5},
        customdata=linked([_said(row["yoy_base"]) for row in total], links),
        hovertemplate="%{customdata[0]}",
    )
    # A transparent trace carries the totals above the bars.
    figure.add_scatter(
        x=list(labels),
        y=[row["value"] for row in total],
        mode="text",
        text=[_said(row["value"]) for row in total],
        textposition="top center",
        textfont={"color": palette.ink, "size": palette.text},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(barmode="stack", bargap=0.35, hovermode="x unified")
    figure.update_xaxes(type="category")
    figure.update_yaxes(
        range=[0, _top(total, height, palette)], tickformat=",.0f", nticks=6
    )
    return figure


def _said(cards: float | None) -> str:
    return formats.NOTHING if cards is None else f"{cards:,.0f}"


def _top(total: Sequence[Row], height: int, palette: Palette) -> float:
    """Where the axis ends: totals stand above their bars, an event's mark above them."""
    highest = [
        max((row[name] or 0 for row in total), default=0)
        for name in ("value", "yoy_base")
    ]
    ends = (
        with_room(most, lines, height - FRAME, palette)
        for most, lines in zip(highest, (2, 1), strict=True)
    )
    return max(ends)
