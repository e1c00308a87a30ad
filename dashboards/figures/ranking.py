"""Horizontal bars with the value compared with as a tick and labels in their own column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, tick
from dashboards.theme import Palette, base_figure

# The reserved column: where values and changes end, in pixels right of the bars at 12 px text.
_LABEL_END, _CHANGE_END = 48, 118
_SHORT, _CHARACTER = 6, 8

_NAME_LENGTH = 17


@dataclass(frozen=True)
class Bar:
    """One bar: its name, value, the value compared with, and what is written beside it."""

    name: str
    value: float
    base: float | None
    label: str
    change: str
    judgement: str = "neutral"
    is_chosen: bool = False
    # Where a click on the bar leads.
    link: str | None = None
    # A line not to be crossed.
    limit: float | None = None
    is_over: bool = False


def ranking(
    *, bars: Sequence[Bar], names: tuple[str, str], palette: Palette
) -> Drawing:
    """The bars from top to bottom; `names` are those of the bars and of the ticks."""
    figure = base_figure(palette, height=palette.row * len(bars) + 16)
    rows = list(range(len(bars)))
    figure.add_bar(
        x=[bar.value for bar in bars],
        y=rows,
        orientation="h",
        name=names[0],
        width=0.56,
        marker={"color": [_colour(bar, bars, palette) for bar in bars]},
        customdata=[[f"{bar.name} {bar.label}", bar.link] for bar in bars],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    figure.add_scatter(
        x=[bar.base for bar in bars],
        y=rows,
        mode="markers",
        name=names[1],
        marker=tick(palette.last_year),
        customdata=[bar.name for bar in bars],
        hovertemplate=f"%{{customdata}} {names[1]} %{{x:,.4~g}}<extra></extra>",
    )
    if any(bar.limit is not None for bar in bars):
        figure.add_scatter(
            x=[bar.limit for bar in bars],
            y=rows,
            mode="markers",
            marker=tick(palette.bad_fill, 19),
            hoverinfo="skip",
        )
    # Long labels move both columns to the right.
    more = _CHARACTER * max(0, *(len(bar.label) - _SHORT for bar in bars))
    labels = [
        beside((end + more) * palette.text / 12, row, text, colour, palette.text + 1)
        for row, bar in zip(rows, bars, strict=True)
        for end, text, colour in (
            (_LABEL_END, f"<b>{bar.label}</b>", palette.ink),
            (_CHANGE_END, bar.change, palette.judged(bar.judgement)),
        )
    ]
    figure.update_xaxes(rangemode="tozero", showticklabels=False)
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[_name(bar) for bar in bars],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(
        annotations=labels,
        showlegend=False,
        margin={"r": (_CHANGE_END + more) * palette.text / 12 + 4},
    )
    return figure


def _name(bar: Bar) -> str:
    """The bar's name in at most two lines: Chinese names are short anyway."""
    lines = wrap(bar.name, _NAME_LENGTH, max_lines=2, placeholder="…")
    name = "<br>".join(lines)
    return f"<b>{name}</b>" if bar.is_chosen else name


def _colour(bar: Bar, bars: Sequence[Bar], palette: Palette) -> str:
    if bar.is_over:
        return palette.bad_fill
    is_quiet = any(other.is_chosen for other in bars) and not bar.is_chosen
    return palette.series[1] if is_quiet else palette.series[0]
