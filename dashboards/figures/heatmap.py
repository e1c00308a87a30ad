"""Numbers as a field of colour, each written in its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.drawing import Drawing
from dashboards.figures.marks import linked
from dashboards.theme import Palette, base_figure

_FRAME = 44
_CELL = 0.95
# From this part of the largest number on, a cell needs the other colour of text.
_STRONG = 0.62


@dataclass(frozen=True)
class Line:
    """One row: its name, its numbers by column, and what hovering and clicking give."""

    name: str
    numbers: Sequence[float | None]
    said: Sequence[str]
    links: Sequence[str]
    is_chosen: bool = False


def heatmap(
    *,
    lines: Sequence[Line],
    columns: Sequence[str],
    palette: Palette,
    row_height: int = 40,
) -> Drawing:
    """Rows from top to bottom; colours begin at zero, cells without a number are bare."""
    figure = base_figure(palette, height=row_height * len(lines) + _FRAME)
    tones = palette.sequential
    last = len(tones) - 1
    most = max((n or 0 for line in lines for n in line.numbers), default=0) or 1
    rows = list(range(len(lines)))
    cells = [
        (column, row, number, told)
        for row, line in zip(rows, lines, strict=True)
        for column, number, told in zip(
            columns, line.numbers, linked(line.said, line.links), strict=True
        )
        if number is not None
    ]
    # A bar per cell: what plotly calls a heatmap is pixels, which do not print sharply.
    figure.add_bar(
        x=[column for column, _, _, _ in cells],
        y=[_CELL] * len(cells),
        base=[row - _CELL / 2 for _, row, _, _ in cells],
        width=_CELL,
        marker={
            "color": [number for _, _, number, _ in cells],
            "colorscale": [[place / last, tone] for place, tone in enumerate(tones)],
            "cmin": 0,
            "cmax": most,
        },
        customdata=[told for _, _, _, told in cells],
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=[column for column, _, _, _ in cells],
        y=[row for _, row, _, _ in cells],
        mode="text",
        text=[f"{number:,.0f}" for _, _, number, _ in cells],
        textfont={
            "size": 11,
            "color": [
                palette.on_strong if number > _STRONG * most else palette.ink
                for _, _, number, _ in cells
            ],
        },
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(columns),
        range=[-0.5, len(columns) - 0.5],
        side="top",
        ticks="",
    )
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[f"<b>{ln.name}</b>" if ln.is_chosen else ln.name for ln in lines],
        range=[len(lines) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    return figure
