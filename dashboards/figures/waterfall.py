"""How members add up to a change: a horizontal waterfall on an axis from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards import formats
from dashboards.drawing import Drawing
from dashboards.figures.marks import beside, linked
from dashboards.theme import Palette, base_figure

_COLUMN = 92


@dataclass(frozen=True)
class Step:
    """What one member adds to the change, in units and in points of the base.

    A click on it follows its link.
    """

    name: str
    contribution: float
    points: float | None
    judgement: str
    link: str | None = None


@dataclass(frozen=True)
class End:
    """The first or the last bar: its name and value."""

    name: str
    value: float


def waterfall(
    *,
    base: End,
    value: End,
    steps: Sequence[Step],
    change: str,
    language: str,
    palette: Palette,
) -> Drawing:
    """The base, one floating bar per member, the value; `change` is the total's."""
    figure = base_figure(palette, height=(palette.row - 3) * (len(steps) + 2) + 16)
    starts, ends = [0.0], [base.value]
    for step in steps:
        starts.append(ends[-1])
        ends.append(ends[-1] + step.contribution)
    starts.append(0.0)
    ends.append(value.value)
    fills = {"good": palette.good_fill, "bad": palette.bad_fill}
    colours = [fills.get(step.judgement, palette.last_year) for step in steps]
    rows = list(range(len(starts)))
    names = [base.name, *(step.name for step in steps), value.name]
    texts = [
        f"<b>{formats.number(base.value, language)}</b>",
        *(formats.signed_number(step.contribution, language) for step in steps),
        f"<b>{formats.number(value.value, language)}</b>",
    ]
    told = ["", *(formats.signed_points(step.points) for step in steps), ""]
    figure.add_bar(
        x=[end - start for start, end in zip(starts, ends, strict=True)],
        base=starts,
        y=rows,
        orientation="h",
        width=0.62,
        marker={"color": [palette.last_year, *colours, palette.series[0]]},
        customdata=linked(
            [
                f"{name} {text} {points}".replace("<br>", " ").rstrip()
                for name, text, points in zip(names, texts, told, strict=True)
            ],
            [None, *(step.link for step in steps), None],
        ),
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    joints = [
        {
            "type": "line",
            "x0": end,
            "x1": end,
            "y0": row,
            "y1": row + 1,
            "line": {"color": palette.last_year, "width": 1},
            "layer": "below",
        }
        for row, end in enumerate(ends[:-1])
    ]
    figure.add_scatter(
        x=[max(pair) for pair in zip(starts, ends, strict=True)],
        y=rows,
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont={"color": palette.ink, "size": palette.text},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    column, size = _COLUMN * palette.text / 12, palette.text + 1
    labels = [
        beside(
            column,
            row,
            formats.signed_points(step.points),
            palette.judged(step.judgement),
            size,
        )
        for row, step in enumerate(steps, start=1)
    ]
    labels.append(beside(column, rows[-1], f"<b>{change}</b>", palette.ink, size))
    highest = max(*ends, *starts, 1)
    figure.update_xaxes(range=[0, highest * 1.08], showticklabels=False)
    figure.update_yaxes(
        tickvals=rows,
        ticktext=names,
        autorange="reversed",
        showgrid=False,
        tickfont={"color": palette.ink},
        ticks="",
    )
    figure.update_layout(annotations=labels, shapes=joints, margin={"r": column + 4})
    return figure
