"""Any KPI by month: bars for what is counted, a line for rates, last year dotted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.figures.marks import FRAME, hatched, linked, with_room
from dashboards.figures.panels import round_ticks
from dashboards.theme import Palette, base_figure

_BAND = "rgba(63, 126, 222, 0.16)"


@dataclass(frozen=True)
class Words:
    """What the traces are called, and how a value and an axis are written."""

    value: str
    base: str
    expected: str
    write: Callable[[float | None], str]
    tick: Callable[[float], str]


def monthly(
    *,
    rows: Sequence[Row],
    labels: Sequence[str],
    links: Sequence[str],
    words: Words,
    is_rate: bool,
    is_percent: bool,
    palette: Palette,
    height: int = 300,
) -> Drawing:
    """Months from left to right; a rate is a line, and only one in % leaves zero out.

    A click on a month follows its link.
    Months that are not complete, or whose records are still coming in, are hatched.
    Where the final value can be foretold a bracket spans its range.
    """
    figure = base_figure(palette, height=height)
    months = list(labels)
    if is_rate:
        _line(figure, rows, months, words, links, palette)
    else:
        _bars(figure, rows, months, words, links, palette)
    if is_percent:
        figure.update_yaxes(tickformat=".2~%", nticks=6)
    else:
        top = _highest(rows)
        # What is counted has no halves.
        ticks = [tick for tick in round_ticks(top) if is_rate or tick == int(tick)]
        figure.update_yaxes(
            # An event's mark stands above.
            range=[0, with_room(top, 1, height - FRAME, palette)],
            tickvals=ticks,
            ticktext=[words.tick(tick) for tick in ticks],
        )
    figure.add_scatter(
        x=months,
        y=[row["yoy_base"] for row in rows],
        name=words.base,
        mode="lines+markers",
        line={"color": palette.last_year, "dash": "dot", "width": 2},
        marker={"size": 5},
        customdata=linked([words.write(row["yoy_base"]) for row in rows], links),
        hovertemplate="%{customdata[0]}",
    )
    _expected(figure, rows, months, words, palette)
    figure.update_layout(hovermode="x unified", bargap=0.35)
    figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=list(labels)
    )
    return figure


def is_open(row: Row) -> bool:
    """Whether a month's value is not yet its last."""
    return bool(row["is_partial"] or row["is_provisional"])


def _highest(rows: Sequence[Row]) -> float:
    columns = ("value", "yoy_base", "expected_high")
    return max((row[column] or 0 for row in rows for column in columns), default=0)


def _bars(
    figure: Drawing,
    rows: Sequence[Row],
    months: list[str],
    words: Words,
    links: Sequence[str],
    palette: Palette,
) -> None:
    texts = [words.write(row["value"]) for row in rows]
    figure.add_bar(
        x=months,
        y=[row["value"] for row in rows],
        name=words.value,
        marker=hatched(palette.series[0], [is_open(row) for row in rows], palette),
        # At the foot of its bar a number never meets last year's line.
        text=[
            "" if is_open(row) else said for row, said in zip(rows, texts, strict=True)
        ],
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        insidetextfont={"color": "#FFFFFF", "size": 12},
        customdata=linked(texts, links),
        hovertemplate="%{customdata[0]}",
    )
    figure.update_layout(uniformtext={"minsize": 10, "mode": "hide"})


def _line(
    figure: Drawing,
    rows: Sequence[Row],
    months: list[str],
    words: Words,
    links: Sequence[str],
    palette: Palette,
) -> None:
    if any(row["value_low"] is not None for row in rows):
        for column, fill in (("value_low", None), ("value_high", "tonexty")):
            figure.add_scatter(
                x=months,
                y=[row[column] for row in rows],
                mode="lines",
                line={"width": 0},
                fill=fill,
                fillcolor=_BAND,
                hoverinfo="skip",
                showlegend=False,
            )
    figure.add_scatter(
        x=months,
        y=[row["value"] for row in rows],
        name=words.value,
        mode="lines+markers",
        line={"color": palette.series[0], "width": 2.5},
        marker={
            "size": 8,
            "symbol": ["circle-open" if is_open(row) else "circle" for row in rows],
        },
        customdata=linked([words.write(row["value"]) for row in rows], links),
        hovertemplate="%{customdata[0]}",
    )


def _expected(
    figure: Drawing,
    rows: Sequence[Row],
    months: list[str],
    words: Words,
    palette: Palette,
) -> None:
    """Brackets over the months whose final value is foretold as a range."""
    x: list[str | None] = []
    y: list[float | None] = []
    said: list[str] = []
    for month, row in zip(months, rows, strict=True):
        low, high = row["expected_low"], row["expected_high"]
        if low is None or high is None:
            continue
        x += [month, month, None]
        y += [low, high, None]
        said += [f"{words.write(low)} – {words.write(high)}"] * 3
    if not x:
        return
    figure.add_scatter(
        x=x,
        y=y,
        name=words.expected,
        mode="lines+markers",
        line={"color": palette.ink, "width": 2},
        marker={
            "symbol": "line-ew",
            "size": 12,
            "line": {"width": 2, "color": palette.ink},
        },
        customdata=said,
        hovertemplate="%{customdata}",
    )
