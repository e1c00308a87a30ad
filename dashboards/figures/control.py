"""A control chart: months against the limits of the twelve months before each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.theme import Palette, base_figure


@dataclass(frozen=True)
class Mark:
    """What is told of a month: its label, its judgement, and where a click leads.

    `is_signal` says that a rule found more than chance. A month without a label has
    no tick.
    """

    label: str
    hover: str
    is_signal: bool = False
    judgement: str = "neutral"
    link: str | None = None


@dataclass(frozen=True)
class Names:
    """What the legend calls the parts."""

    value: str
    centre: str
    two_sigma: str
    three_sigma: str
    signal: str


def control_chart(
    *,
    rows: Sequence[Row],
    marks: Sequence[Mark],
    names: Names,
    is_percent: bool,
    palette: Palette,
    height: int = 340,
) -> Drawing:
    """Months of `kpi.control_limits` in order, one mark each."""
    figure = base_figure(palette, height=height)
    months = list(range(len(marks)))

    def line(column: str, name: str, **look: object) -> None:
        figure.add_scatter(
            x=months,
            y=[row[column] for row in rows],
            mode="lines",
            name=name,
            hoverinfo="skip",
            **look,
        )

    def edge(width: float) -> dict[str, object]:
        return {"color": palette.last_year, "width": width, "shape": "hvh"}

    line("low_2s", names.two_sigma, line=edge(0), showlegend=False)
    line(
        "high_2s",
        names.two_sigma,
        line=edge(0),
        fill="tonexty",
        fillcolor="rgba(127, 176, 240, 0.18)",
    )
    for column, is_shown in (("low_3s", True), ("high_3s", False)):
        line(
            column,
            names.three_sigma,
            line={**edge(1.3), "dash": "dash"},
            showlegend=is_shown,
        )
    line("centre", names.centre, line={**edge(1.4)})
    figure.add_scatter(
        x=months,
        y=[row["value"] for row in rows],
        mode="lines+markers",
        name=names.value,
        line={"color": palette.series[0], "width": 2.2},
        marker={"size": 6, "color": palette.series[0]},
        customdata=[[mark.hover, mark.link] for mark in marks],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    fills = {"good": palette.good_fill, "bad": palette.bad_fill}
    signals = [month for month in months if marks[month].is_signal]
    if signals:
        figure.add_scatter(
            x=signals,
            y=[rows[month]["value"] for month in signals],
            mode="markers",
            name=names.signal,
            marker={
                "size": 13,
                "symbol": "diamond",
                "color": [
                    fills.get(marks[month].judgement, palette.ink2) for month in signals
                ],
                "line": {"width": 1.5, "color": palette.card},
            },
            customdata=[[marks[m].hover, marks[m].link] for m in signals],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    ticks = [month for month in months if marks[month].label]
    figure.update_xaxes(
        range=[-0.6, len(months) - 0.4],
        tickvals=ticks,
        ticktext=[marks[month].label for month in ticks],
    )
    figure.update_yaxes(tickformat=".3~p" if is_percent else ",.4~g", nticks=6)
    if not is_percent:
        figure.update_yaxes(rangemode="tozero")
    figure.update_layout(hovermode="closest", legend={"y": 1.03})
    return figure
