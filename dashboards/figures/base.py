"""What all charts share: layout, configuration, axes with 万 and 亿 ticks."""

from __future__ import annotations

import math
from typing import Any

from plotly import graph_objects as go

from dashboards.format import number
from dashboards.theme import FONT, Tokens

# The only configuration a Graph may have: nothing leads off this machine.
GRAPH_CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "showLink": False,
    "locale": "zh-CN",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def styled(figure: go.Figure, *, palette: Tokens, height: int) -> go.Figure:
    """Apply the house layout: no frame, quiet grid, tabular labels."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": palette.ink2},
        hoverlabel={
            "bgcolor": palette.card,
            "bordercolor": palette.line,
            "font": {"family": FONT, "color": palette.ink, "size": 13},
            "align": "left",
        },
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        dragmode=False,
        barcornerradius=3,
    )
    figure.update_xaxes(
        showgrid=False, zeroline=False, fixedrange=True, automargin=True
    )
    figure.update_yaxes(
        gridcolor=palette.line, zeroline=False, fixedrange=True, automargin=True
    )
    return figure


def ticks(largest: float, *, lang: str, count: int = 3) -> dict[str, Any]:
    """Axis from zero with round steps, its labels made here (万, 亿)."""
    if largest <= 0:
        return {"range": [0, 1], "tickvals": [0], "ticktext": ["0"]}
    rough = largest / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(m for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    steps = math.ceil(largest / step * 0.999)
    places = [step * index for index in range(steps + 1)]
    labels = [number(p, lang=lang, digits=0 if step >= 1 else 1) for p in places]
    return {"range": [0, places[-1] * 1.06], "tickvals": places, "ticktext": labels}


def right_column(
    figure: go.Figure,
    *,
    places: list[Any],
    texts: list[str],
    colours: list[str],
    x: float = 1.0,
) -> None:
    """Write labels beside horizontal bars in a column that no bar reaches."""
    for place, text, colour in zip(places, texts, colours, strict=True):
        figure.add_annotation(
            xref="paper",
            x=x,
            y=place,
            text=text,
            xanchor="right",
            showarrow=False,
            font={"color": colour, "size": 12},
        )


def judged_colour(verdict: str, palette: Tokens) -> str:
    """Text colour of a judgement: good, bad, neutral."""
    return {"good": palette.good, "bad": palette.bad}.get(verdict, palette.ink2)


def largest_of(*series: list[float | None]) -> float:
    """Largest value of several series, 0 where there is none."""
    return max((v for values in series for v in values if v is not None), default=0)
