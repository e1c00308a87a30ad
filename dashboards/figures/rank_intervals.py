"""Ranks with their intervals: how far up or down chance may have moved each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, tick
from dashboards.theme import Palette, base_figure

_ROW_HEIGHT = 31
_VALUE_END = 58


@dataclass(frozen=True)
class Rank:
    """One entity: its rank, the ranks that cannot be excluded, and its value.

    `is_open` says that no rank at all can be excluded.
    """

    name: str
    rank: int
    low: int
    high: int
    value: str
    before: int | None = None
    is_open: bool = False
    is_chosen: bool = False
    judgement: str = "neutral"
    hover: str = ""
    link: str | None = None


def rank_intervals(
    *, ranks: Sequence[Rank], entities: int, palette: Palette
) -> Drawing:
    """A line from the best to the worst rank that is possible, a dot at the rank.

    Grey is who cannot be told from the others; a tick is the rank before.
    """
    figure = base_figure(palette, height=_ROW_HEIGHT * len(ranks) + 48)
    rows = list(range(len(ranks)))
    for row, rank in zip(rows, ranks, strict=True):
        figure.add_scatter(
            x=[rank.low, rank.high],
            y=[row, row],
            mode="lines",
            line={"width": 7, "color": _soft(rank, palette)},
            opacity=0.55,
            hoverinfo="skip",
            showlegend=False,
        )
    if any(rank.before is not None for rank in ranks):
        figure.add_scatter(
            x=[rank.before for rank in ranks],
            y=rows,
            mode="markers",
            marker=tick(palette.last_year, 14),
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=[rank.rank for rank in ranks],
        y=rows,
        mode="markers",
        marker={
            "size": [13 if rank.is_chosen else 11 for rank in ranks],
            "color": [_strong(rank, palette) for rank in ranks],
            "line": {"width": 1.5, "color": palette.card},
        },
        customdata=[[rank.hover or rank.name, rank.link] for rank in ranks],
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )
    labels = [
        beside(
            _VALUE_END,
            row,
            f"<b>{rank.value}</b>",
            palette.ink2 if rank.is_open else palette.ink,
        )
        for row, rank in zip(rows, ranks, strict=True)
    ]
    figure.update_xaxes(
        range=[0.4, entities + 0.6],
        tickvals=_ticks(entities),
        side="top",
        showgrid=True,
        gridcolor=palette.line,
    )
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[f"<b>{r.name}</b>" if r.is_chosen else r.name for r in ranks],
        range=[len(ranks) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(annotations=labels, margin={"r": _VALUE_END + 6})
    return figure


def _ticks(entities: int) -> list[int]:
    if entities <= 10:
        return list(range(1, entities + 1))
    step = 5 if entities <= 40 else 20
    return [1, *range(step, entities + 1, step)]


def _soft(rank: Rank, palette: Palette) -> str:
    if rank.is_chosen and not rank.is_open:
        return palette.accent
    return palette.line if rank.is_open else palette.series[1]


def _strong(rank: Rank, palette: Palette) -> str:
    fills = {"good": palette.good_fill, "bad": palette.bad_fill}
    if rank.judgement in fills:
        return fills[rank.judgement]
    if rank.is_open:
        return palette.last_year
    return palette.accent if rank.is_chosen else palette.series[0]
