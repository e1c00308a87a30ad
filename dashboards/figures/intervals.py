"""Points with their intervals of chance, beside a line to be judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, columns, tick
from dashboards.theme import Palette, base_figure

_ROW_HEIGHT = 34
_FRAME = 74
# The reserved column: where values and changes end, in pixels right of the points.
_LABEL_END, _CHANGE_END = 54, 128


@dataclass(frozen=True)
class Mark:
    """A line across all rows: a target, or where nothing has changed."""

    value: float
    text: str
    is_target: bool = True


@dataclass(frozen=True)
class Dot:
    """One row: its value, interval, the value compared with, and what is written."""

    name: str
    value: float
    low: float | None
    high: float | None
    base: float | None
    label: str
    change: str
    judgement: str = "neutral"
    is_whole: bool = False
    link: str | None = None
    # What hovering says, if not the name and the label.
    hint: str = ""


def intervals(
    *,
    dots: Sequence[Dot],
    names: tuple[str, str],
    mark: Mark | None,
    palette: Palette,
    limits: tuple[float, float] | None = None,
) -> Drawing:
    """Points from top to bottom; `names` are those of the points and of the ticks.

    Points are no bars, so the axis need not start at zero; its ends are written. With
    `limits` it ends there, and what lies beyond is cut.
    """
    figure = base_figure(palette, height=_ROW_HEIGHT * len(dots) + _FRAME)
    rows = list(range(len(dots)))
    ends: list[float | None] = []
    lines: list[int | None] = []
    for row, dot in zip(rows, dots, strict=True):
        if dot.low is not None and dot.high is not None:
            ends += [dot.low, dot.high, None]
            lines += [row, row, None]
    figure.add_scatter(
        x=ends,
        y=lines,
        mode="lines+markers",
        line={"color": palette.series[1], "width": 6},
        marker={"size": 6},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=[dot.base for dot in dots],
        y=rows,
        mode="markers",
        name=names[1],
        marker=tick(palette.last_year),
        customdata=[[f"{dot.name} {names[1]}", dot.link] for dot in dots],
        hovertemplate="%{customdata[0]} %{x:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=[dot.value for dot in dots],
        y=rows,
        mode="markers",
        name=names[0],
        marker={
            "size": 11,
            "color": [palette.ink if d.is_whole else palette.series[0] for d in dots],
        },
        customdata=[[dot.hint or f"{dot.name} {dot.label}", dot.link] for dot in dots],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    label_end, change_end = columns(
        [(dot.label, dot.change) for dot in dots],
        (_LABEL_END, _CHANGE_END),
        palette.text + 1,
    )
    labels = [
        beside(end, row, text, colour)
        for row, dot in zip(rows, dots, strict=True)
        for end, text, colour in (
            (label_end, f"<b>{dot.label}</b>", palette.ink),
            (change_end, dot.change, palette.judged(dot.judgement)),
        )
    ]
    if mark is not None:
        colours = (palette.bad_fill, palette.bad)
        line, text = colours if mark.is_target else (palette.ink2, palette.ink2)
        figure.add_vline(
            x=mark.value, line={"color": line, "width": 1.5, "dash": "dash"}
        )
        labels.append(_above(mark, text))
    figure.update_xaxes(
        tickformat=".0%", nticks=4, showgrid=True, gridcolor=palette.line
    )
    if limits is not None:
        figure.update_xaxes(range=list(limits))
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[f"<b>{d.name}</b>" if d.is_whole else d.name for d in dots],
        range=[len(dots) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(
        annotations=labels, showlegend=False, margin={"r": change_end + 4, "t": 26}
    )
    return figure


def _above(mark: Mark, colour: str) -> dict[str, Any]:
    return {
        "x": mark.value,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": mark.text,
        "showarrow": False,
        "font": {"color": colour, "size": 12},
    }
