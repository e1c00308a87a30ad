"""Two shares of each member, one bar above the other, with last year's as ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats
from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, tick
from dashboards.theme import Palette, base_figure

_ROW_HEIGHT = 40
_FRAME = 44
_OFFSET = 0.19
_COLUMN = 54


@dataclass(frozen=True)
class Pair:
    """A member's two shares, now and a year before."""

    name: str
    shares: tuple[float | None, float | None]
    bases: tuple[float | None, float | None]
    is_chosen: bool = False
    link: str | None = None


def paired(
    *, pairs: Sequence[Pair], names: tuple[str, str], last_year: str, palette: Palette
) -> Drawing:
    """Members from top to bottom; `names` are those of the upper and lower bars."""
    figure = base_figure(palette, height=_ROW_HEIGHT * len(pairs) + _FRAME)
    rows = range(len(pairs))
    labels: list[dict[str, Any]] = []
    for index, name in enumerate(names):
        places = [row + (_OFFSET if index else -_OFFSET) for row in rows]
        said = [formats.percent(pair.shares[index]) for pair in pairs]
        figure.add_bar(
            x=[pair.shares[index] for pair in pairs],
            y=places,
            orientation="h",
            width=0.34,
            name=name,
            marker={"color": palette.series[index]},
            customdata=[
                [f"{pair.name} {name} {text}", pair.link]
                for pair, text in zip(pairs, said, strict=True)
            ],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
        figure.add_scatter(
            x=[pair.bases[index] for pair in pairs],
            y=places,
            mode="markers",
            name=last_year,
            showlegend=index == 0,
            marker=tick(palette.last_year, 9),
            customdata=[
                [f"{pair.name} {name} {last_year}", pair.link] for pair in pairs
            ],
            hovertemplate="%{customdata[0]} %{x:.1%}<extra></extra>",
        )
        labels += [
            beside(
                _COLUMN, place, text, palette.ink if index == 0 else palette.ink2, 12
            )
            for place, text in zip(places, said, strict=True)
        ]
    figure.update_xaxes(rangemode="tozero", showticklabels=False)
    figure.update_yaxes(
        tickvals=list(rows),
        ticktext=[f"<b>{p.name}</b>" if p.is_chosen else p.name for p in pairs],
        range=[len(pairs) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(
        annotations=labels, barmode="overlay", margin={"r": _COLUMN + 4, "t": 34}
    )
    return figure
