"""Two kinds of card by month, stacked, with last year's total as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.theme import Palette, base_figure


def stacked_trend(
    *,
    bottom: Sequence[Row],
    top: Sequence[Row],
    total: Sequence[Row],
    names: tuple[str, str, str],
    labels: Sequence[str],
    palette: Palette,
    height: int = 330,
) -> Drawing:
    """Monthly rows of two parts and of their total, which share their months.

    `names` are those of the bottom part, the top part and last year. Months that
    are not complete are hatched.
    """
    figure = base_figure(palette, height=height)
    parts = zip((bottom, top), names[:2], palette.series, strict=True)
    for rows, name, colour in parts:
        hatches = ["/" if row["is_partial"] else "" for row in rows]
        figure.add_bar(
            x=list(labels),
            y=[row["value"] for row in rows],
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": hatches, "fgcolor": palette.card, "size": 6},
            },
            hovertemplate="%{y:,.0f}",
        )
    figure.add_scatter(
        x=list(labels),
        y=[row["yoy_base"] for row in total],
        name=names[2],
        mode="lines+markers",
        line={"color": palette.last_year, "dash": "dot", "width": 2},
        marker={"size": 5},
        hovertemplate="%{y:,.0f}",
    )
    # A transparent trace carries the totals above the bars.
    figure.add_scatter(
        x=list(labels),
        y=[row["value"] for row in total],
        mode="text",
        text=[f"{row['value']:,.0f}" for row in total],
        textposition="top center",
        textfont={"color": palette.ink, "size": palette.text},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(barmode="stack", bargap=0.35, hovermode="x unified")
    figure.update_xaxes(type="category")
    figure.update_yaxes(rangemode="tozero", tickformat=",.0f", nticks=6)
    return figure
