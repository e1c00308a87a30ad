"""A funnel plot: rates of unequal entities, and how far chance alone may take them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from dashboards import formats
from dashboards.drawing import Drawing
from dashboards.figures.panels import round_ticks
from dashboards.theme import Palette, base_figure

# Sizes that differ by more are spread on a logarithmic axis.
_LINEAR_RATIO = 15
# Names are broken into lines of at most so many signs.
_LINE = 15
_MOST_NAMES = 8
# Parts of the plot: the width of a character, and how near a name may come.
_CHARACTER, _NEAR = 0.022, 0.045
# Half the height of a name.
_TALL = 0.025
# Where a name may stand: steps from its point in widths and heights, anchor, shifts.
_SIDES = (
    (1.0, 0.0, "left", 11, 0),
    (-1.0, 0.0, "right", -11, 0),
    (0.0, 0.06, "center", 0, 17),
    (0.0, -0.06, "center", 0, -17),
    (1.0, 0.05, "left", 9, 13),
    (1.0, -0.05, "left", 9, -13),
    (-1.0, 0.05, "right", -9, 13),
    (-1.0, -0.05, "right", -9, -13),
)
# More covered points than this, and the name is left to pointing.
_FULL = 4


@dataclass(frozen=True)
class Point:
    """One entity: its size (the denominator), its value and its limits.

    `limits` are the lower at 99.8 and 95 %, then the upper at 95 and 99.8 %.
    `outside` is "998" or "95" if the value lies beyond these limits.
    """

    name: str
    size: float
    value: float
    limits: tuple[float, float, float, float]
    outside: str = ""
    judgement: str = "neutral"
    is_chosen: bool = False
    is_quiet: bool = False
    hover: str = ""
    link: str | None = None


@dataclass(frozen=True)
class Line:
    """A level to compare with: its name and value."""

    name: str
    value: float


def funnel(
    *,
    points: Sequence[Point],
    whole: Line,
    part: Line | None = None,
    names: tuple[str, str],
    size_name: str,
    is_percent: bool,
    palette: Palette,
    language: str,
    height: int = 400,
) -> Drawing:
    """The points inside their limits; `names` are those of 95 and 99.8 %.

    Limits are drawn from entity to entity, as computed for each. Only who is
    outside of them, or chosen, is named. `part` is the level of those shown, if
    `whole` is that of more.
    """
    figure = base_figure(palette, height=height)
    ordered = sorted(points, key=lambda point: point.size)
    sizes = [point.size for point in ordered]
    is_log = sizes[-1] > _LINEAR_RATIO * sizes[0] > 0
    for index, name, dash, is_first in (
        (0, names[1], "solid", True),
        (3, names[1], "solid", False),
        (1, names[0], "dash", True),
        (2, names[0], "dash", False),
    ):
        figure.add_scatter(
            x=sizes,
            y=[point.limits[index] for point in ordered],
            mode="lines",
            name=name,
            legendgroup=name,
            showlegend=is_first,
            line={"color": palette.last_year, "width": 1.4, "dash": dash},
            hoverinfo="skip",
        )
    for line, dash in ((whole, "solid"), (part, "dot")):
        if line is not None:
            figure.add_scatter(
                x=[sizes[0], sizes[-1]],
                y=[line.value, line.value],
                mode="lines",
                name=line.name,
                line={"color": palette.accent, "width": 1.6, "dash": dash},
                hoverinfo="skip",
            )
    figure.add_scatter(
        x=sizes,
        y=[point.value for point in ordered],
        mode="markers",
        showlegend=False,
        marker=_markers(ordered, palette),
        customdata=[[point.hover or point.name, point.link] for point in ordered],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )
    low, high = _range(ordered)
    figure.update_xaxes(
        **_size_axis(sizes[0], sizes[-1], is_log, language),
        title={"text": size_name, "font": {"size": 12}, "standoff": 8},
        showgrid=False,
        showline=True,
        linecolor=palette.line,
    )
    figure.update_yaxes(
        range=[low, high], tickformat=".3~p" if is_percent else ",.4~g", nticks=6
    )
    figure.update_layout(
        annotations=_names(
            ordered,
            [line.value for line in (whole, part) if line is not None],
            (low, high),
            is_log,
            palette,
        ),
        legend={"y": 1.03},
        margin={"r": 16},
    )
    return figure


def _markers(points: Sequence[Point], palette: Palette) -> dict[str, Any]:
    fills = {"good": palette.good_fill, "bad": palette.bad_fill}

    def colour(point: Point) -> str:
        if point.outside:
            return fills.get(point.judgement, palette.ink2)
        if point.is_chosen:
            return palette.accent
        return palette.last_year if point.is_quiet else palette.series[1]

    return {
        "size": [
            15 if point.is_chosen else 7 if point.is_quiet else 10 for point in points
        ],
        "color": [
            colour(point) if point.outside != "95" else palette.card for point in points
        ],
        "opacity": 1,
        "line": {
            "width": [2.5 if p.is_chosen or p.outside == "95" else 1 for p in points],
            "color": [
                palette.ink
                if p.is_chosen
                else colour(p)
                if p.outside == "95"
                else palette.card
                for p in points
            ],
        },
    }


def _range(points: Sequence[Point]) -> tuple[float, float]:
    """Room for all values, and for the limits of the larger half of the entities."""
    half = points[len(points) // 2 :]
    values = [point.value for point in points]
    low = min([*values, *(point.limits[0] for point in half)])
    high = max([*values, *(point.limits[3] for point in half)])
    room = (high - low or abs(high) or 1) * 0.08
    return (low - room if low > room else min(0.0, low) - room / 2), high + room


def _size_axis(
    smallest: float, largest: float, is_log: bool, language: str
) -> dict[str, Any]:
    if not is_log:
        room = (largest - smallest or largest or 1) * 0.1
        ticks = round_ticks(largest)
        texts = [formats.tick(tick, language) for tick in ticks]
        start = max(smallest - room, 0) if smallest > 2 * room else 0
        shown = [start - room * 0.3, largest + room]
        return {"range": shown, "tickvals": ticks, "ticktext": texts}
    first, last = math.floor(math.log10(smallest)), math.ceil(math.log10(largest))
    steps = (1, 3) if last - first > 2 else (1, 2, 5)
    ticks = [step * 10.0**power for power in range(first, last + 1) for step in steps]
    ticks = [tick for tick in ticks if smallest * 0.8 <= tick <= largest * 1.2]
    return {
        "type": "log",
        "range": [math.log10(smallest) - 0.08, math.log10(largest) + 0.12],
        "tickvals": ticks,
        "ticktext": [formats.tick(tick, language) for tick in ticks],
    }


def _names(
    points: Sequence[Point],
    levels: Sequence[float],
    shown: tuple[float, float],
    is_log: bool,
    palette: Palette,
) -> list[dict[str, Any]]:
    """Names of the chosen and of who is outside, where there is room for them.

    They avoid points and other names first, then the limits and the `levels`; what
    no side avoids goes on behind the name.
    """
    scale = math.log10 if is_log else float
    left, right = scale(points[0].size), scale(points[-1].size)

    def height(value: float) -> float:
        return (value - shown[0]) / ((shown[1] - shown[0]) or 1)

    def place(point: Point) -> tuple[float, float]:
        x = (scale(point.size) - left) / ((right - left) or 1)
        return x, height(point.value)

    xs = [place(point)[0] for point in points]
    lines = [[height(point.limits[n]) for point in points] for n in range(4)]
    lines += [[height(level)] * len(xs) for level in levels]

    wanted = [point for point in points if point.is_chosen or point.outside]
    order = {"998": 0, "95": 1}
    wanted.sort(key=lambda p: (not p.is_chosen, order.get(p.outside, 2), -p.size))
    taken = [place(point) for point in points]
    labels = []
    for point in wanted[:_MOST_NAMES]:
        width = _CHARACTER * sum(1 if sign > "~" else 0.6 for sign in point.name)
        free = [
            (crowd, _crossed(place(point), dx, dy, width, (xs, lines)), index)
            for index, (dx, dy, *_) in enumerate(_SIDES)
            if (crowd := _crowd(place(point), dx, dy, width, taken)) < _FULL
        ]
        if not free:
            continue
        _, crossed, side = min(free)
        dx, dy, anchor, xshift, yshift = _SIDES[side]
        x, y = place(point)
        middle = x + dx * width / 2
        taken += [(middle + width * part, y + dy) for part in (-0.4, 0, 0.4)]
        colour = palette.judged(point.judgement) if point.outside else palette.ink
        is_strong = point.is_chosen or point.outside == "998"
        name = "<br>".join(wrap(point.name, _LINE))
        labels.append(
            {
                "x": scale(point.size),
                "y": point.value,
                "text": f"<b>{name}</b>" if is_strong else name,
                "showarrow": False,
                "xanchor": anchor,
                "xshift": xshift,
                "yshift": yshift,
                "font": {"color": colour, "size": palette.text},
                "bgcolor": palette.card if crossed else None,
                "borderpad": 0,
            }
        )
    return labels


def _crowd(
    at: tuple[float, float],
    dx: float,
    dy: float,
    width: float,
    taken: Sequence[tuple[float, float]],
) -> int:
    """How many points and names a name on one side of a point would cover."""
    middle, y = at[0] + dx * width / 2, at[1] + dy
    if middle - width / 2 < -0.1 or middle + width / 2 > 1.1 or not 0 < y < 1:
        return _FULL
    return sum(
        abs(x - middle) < width / 2 + 0.01 and abs(other - y) < _NEAR
        for x, other in taken
        if (x, other) != at
    )


def _crossed(
    at: tuple[float, float],
    dx: float,
    dy: float,
    width: float,
    curves: tuple[Sequence[float], Sequence[Sequence[float]]],
) -> int:
    """How many lines (their places from left to right, and heights) cross a name."""
    middle, y = at[0] + dx * width / 2, at[1] + dy
    xs, lines = curves
    across = [middle + width * part for part in (-0.5, -0.25, 0, 0.25, 0.5)]
    crossed = 0
    for heights in lines:
        there = [_between(xs, heights, x) - y for x in across]
        crossed += min(there) < _TALL and max(there) > -_TALL
    return crossed


def _between(xs: Sequence[float], heights: Sequence[float], x: float) -> float:
    """The height of a line at a place; beyond its ends, that of the end."""
    if x <= xs[0]:
        return heights[0]
    for index in range(1, len(xs)):
        if x <= xs[index]:
            step = xs[index] - xs[index - 1]
            part = (x - xs[index - 1]) / step if step else 1.0
            return heights[index - 1] + part * (heights[index] - heights[index - 1])
    return heights[-1]
