"""Numbers as a field of colour, each written in its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboards.theme import Palette, base_figure

_FRAME = 44
# From this part of the largest number on, a cell needs the other colour of text.
_STRONG = 0.62


@dataclass(frozen=True)
class Line:
    """One row: its name, its numbers by column, and what hovering and clicking give."""

    name: str
    numbers: Sequence[float | None]
    said: Sequence[str]
    link: str | None = None
    is_chosen: bool = False


def heatmap(
    *,
    lines: Sequence[Line],
    columns: Sequence[str],
    palette: Palette,
    row_height: int = 40,
) -> go.Figure:
    """Rows from top to bottom; colours begin at zero, cells without a number are bare."""
    figure = base_figure(palette, height=row_height * len(lines) + _FRAME)
    tones = palette.sequential
    last = len(tones) - 1
    most = max((n or 0 for line in lines for n in line.numbers), default=0) or 1
    rows = list(range(len(lines)))
    figure.add_heatmap(
        z=[list(line.numbers) for line in lines],
        x=list(columns),
        y=rows,
        colorscale=[[place / last, tone] for place, tone in enumerate(tones)],
        zmin=0,
        zmax=most,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        customdata=[[[said, line.link] for said in line.said] for line in lines],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    cells = [
        (column, row, number)
        for row, line in zip(rows, lines, strict=True)
        for column, number in zip(columns, line.numbers, strict=True)
        if number is not None
    ]
    figure.add_scatter(
        x=[column for column, _, _ in cells],
        y=[row for _, row, _ in cells],
        mode="text",
        text=[f"{number:,.0f}" for _, _, number in cells],
        textfont={
            "size": 11,
            "color": [
                palette.on_strong if number > _STRONG * most else palette.ink
                for _, _, number in cells
            ],
        },
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_xaxes(type="category", side="top", ticks="")
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[f"<b>{ln.name}</b>" if ln.is_chosen else ln.name for ln in lines],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    return figure
