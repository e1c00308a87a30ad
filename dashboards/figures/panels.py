"""Two measures over the same months, one panel each: never two axes in one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards import formats
from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.figures.marks import FRAME, hatched, linked, with_room
from dashboards.theme import Palette, base_figure

# As many steps as the lower panel has room for.
_LOWER_SHARE, _STEP_HEIGHT = 0.32, 26
_UPPER_FOOT, _UPPER_TOP = 0.48, 0.96


@dataclass(frozen=True)
class Panel:
    """One measure: its monthly rows and its title."""

    rows: Sequence[Row]
    title: str


def two_panels(
    *,
    upper: Panel,
    lower: Panel,
    labels: Sequence[str],
    links: Sequence[str],
    names: tuple[str, str],
    palette: Palette,
    language: str,
    height: int = 366,
) -> Drawing:
    """Bars above, a line below, each with last year's dotted line.

    A click on a month follows its link.
    """

    def told(panel: Panel, column: str) -> list[list[str | None]]:
        said = [formats.number(row[column], language) for row in panel.rows]
        return linked(said, links, panel.title)

    figure = base_figure(palette, height=height)
    months = list(labels)
    figure.add_bar(
        x=months,
        y=[row["value"] for row in upper.rows],
        name=names[0],
        marker=hatched(
            palette.series[0], [row["is_partial"] for row in upper.rows], palette
        ),
        customdata=told(upper, "value"),
        hovertemplate="%{customdata[0]}",
    )
    figure.add_scatter(
        x=months,
        y=[row["value"] for row in lower.rows],
        name=names[0],
        yaxis="y2",
        mode="lines+markers",
        line={"color": palette.series[0], "width": 2.5},
        fill="tozeroy",
        fillcolor="rgba(63, 126, 222, 0.12)",
        customdata=told(lower, "value"),
        hovertemplate="%{customdata[0]}",
        showlegend=False,
    )
    for panel, axis in ((upper, "y"), (lower, "y2")):
        figure.add_scatter(
            x=months,
            y=[row["yoy_base"] for row in panel.rows],
            name=names[1],
            yaxis=axis,
            mode="lines+markers",
            line={"color": palette.last_year, "dash": "dot", "width": 2},
            marker={"size": 5},
            customdata=told(panel, "yoy_base"),
            hovertemplate="%{customdata[0]}",
            showlegend=axis == "y",
        )
    top, most = (
        max(
            (row[f] or 0 for row in panel.rows for f in ("value", "yoy_base")),
            default=0,
        )
        for panel in (lower, upper)
    )
    ticks = round_ticks(top, max(2, int(height * _LOWER_SHARE // _STEP_HEIGHT)))
    figure.update_layout(
        bargap=0.35,
        hovermode="x unified",
        yaxis={
            "domain": [_UPPER_FOOT, _UPPER_TOP],
            "range": [
                0,
                # An event's mark stands above.
                with_room(
                    most, 1, (_UPPER_TOP - _UPPER_FOOT) * (height - FRAME), palette
                ),
            ],
            "nticks": 5,
        },
        yaxis2={
            "domain": [0, _LOWER_SHARE],
            "range": [0, top * 1.08 or 1],
            "tickvals": ticks,
            "ticktext": [formats.tick(tick, language) for tick in ticks],
            "gridcolor": palette.line,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    figure.update_xaxes(type="category", anchor="y2")
    for panel, y in ((upper, 1.0), (lower, _LOWER_SHARE + 0.015)):
        figure.add_annotation(
            x=1, y=y, xref="paper", yref="paper", xanchor="right", yanchor="bottom",
            text=panel.title, showarrow=False, font={"color": palette.ink2},
        )  # fmt: skip
    return figure


def round_ticks(top: float, most: int = 4) -> list[float]:
    """At most `most` round steps from zero to at most `top`."""
    if top <= 0:
        return [0.0]
    unit = 10.0 ** math.floor(math.log10(top))
    steps = (unit * part for part in (0.2, 0.5, 1.0, 2.0, 5.0, 10.0))
    step = next(step for step in steps if top / step <= most)
    return [step * index for index in range(int(top // step) + 1)]
