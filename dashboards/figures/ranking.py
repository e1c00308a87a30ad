"""Horizontal bars with the value compared with as a tick and labels in their own column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, columns, linked, tick
from dashboards.theme import Palette, base_figure

# The reserved column: where values and changes end, in pixels right of the bars at 12 px text.
_LABEL_END, _CHANGE_END = 48, 118
# Signs of a name on one line on the wall, and at most of a line where it takes two.
_WALL_LINE, _HALF = 32, 28


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
    # The value compared with, in words.
    base_label: str = ""


def ranking(
    *,
    bars: Sequence[Bar],
    names: tuple[str, str],
    palette: Palette,
    line: int = 24,
) -> Drawing:
    """The bars from top to bottom; `names` are those of the bars and of the ticks.

    Names of at most `line` signs take one line, longer ones two.
    """
    figure = base_figure(palette, height=palette.row * len(bars) + 16)
    rows, links = list(range(len(bars))), [bar.link for bar in bars]
    figure.add_bar(
        x=[bar.value for bar in bars],
        y=rows,
        orientation="h",
        name=names[0],
        width=0.56,
        marker={"color": [_colour(bar, bars, palette) for bar in bars]},
        customdata=linked(
            [f"{bar.name} {bar.label} {bar.change}".rstrip() for bar in bars], links
        ),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    figure.add_scatter(
        x=[bar.base for bar in bars],
        y=rows,
        mode="markers",
        name=names[1],
        marker=tick(palette.last_year),
        customdata=linked(
            [f"{bar.name} {names[1]} {bar.base_label}".rstrip() for bar in bars], links
        ),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    if any(bar.limit is not None for bar in bars):
        figure.add_scatter(
            x=[bar.limit for bar in bars],
            y=rows,
            mode="markers",
            marker=tick(palette.bad_fill, 19),
            hoverinfo="skip",
        )
    size, scale = palette.text + 1, palette.text / 12
    label_end, change_end = columns(
        [(bar.label, bar.change) for bar in bars],
        (_LABEL_END * scale, _CHANGE_END * scale),
        size,
    )
    labels = [
        beside(end, row, text, colour, size)
        for row, bar in zip(rows, bars, strict=True)
        for end, text, colour in (
            (label_end, f"<b>{bar.label}</b>", palette.ink),
            (change_end, bar.change, palette.judged(bar.judgement)),
        )
    ]
    lines = _lines([bar.name for bar in bars], _WALL_LINE if palette.fills else line)
    figure.update_xaxes(rangemode="tozero", showticklabels=False)
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[
            f"<b>{name}</b>" if bar.is_chosen else name
            for bar, name in zip(bars, lines, strict=True)
        ],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(
        annotations=labels,
        showlegend=False,
        margin={"r": change_end + 4},
    )
    return figure


def _lines(names: Sequence[str], whole: int) -> list[str]:
    """Names of at most `whole` signs, longer ones in two lines as short as they can be.

    Chinese names are short anyway.
    """
    long = [name for name in names if len(name) > whole]
    half = next(
        (n for n in range(1, _HALF) if all(len(wrap(name, n)) <= 2 for name in long)),
        _HALF,
    )
    return [
        name
        if len(name) <= whole
        else "<br>".join(wrap(name, half, max_lines=2, placeholder="…"))
        for name in names
    ]


def _colour(bar: Bar, bars: Sequence[Bar], palette: Palette) -> str:
    if bar.is_over:
        return palette.bad_fill
    is_quiet = any(other.is_chosen for other in bars) and not bar.is_chosen
    return palette.series[1] if is_quiet else palette.series[0]
