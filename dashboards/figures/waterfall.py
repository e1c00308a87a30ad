"""How members add up to a change: a horizontal waterfall on an axis from zero."""

from __future__ import annotations

from plotly import graph_objects as go

from dashboards.figures.base import judged_colour, right_column, styled
from dashboards.format import difference, number, points
from dashboards.theme import Tokens, judgement

_ROW = 30


def waterfall(
    *,
    base: float,
    value: float,
    base_label: str,
    value_label: str,
    members: list[str],
    contributions: list[float],
    contributions_pp: list[float | None],
    total_label: str,
    better: str,
    unit: str,
    palette: Tokens,
    lang: str,
) -> go.Figure:
    """Base at the top, one floating bar per member, the value at the bottom.

    Bars begin where the one above ended. The right column holds each member's
    share of the change in percentage points of the base, and `total_label`.
    """
    names = [base_label, *members, value_label]
    starts, ends = [0.0], [base]
    for contribution in contributions:
        starts.append(ends[-1])
        ends.append(ends[-1] + contribution)
    starts.append(0.0)
    ends.append(value)
    verdicts = ["", *(judgement(c, better) for c in contributions), ""]
    fills = {"good": palette.good_fill, "bad": palette.bad_fill}
    colours = [fills.get(verdict, palette.last_year) for verdict in verdicts]
    colours[0], colours[-1] = palette.base_bar, palette.series
    figure = go.Figure()
    figure.add_bar(
        y=names,
        x=[end - start for start, end in zip(starts, ends, strict=True)],
        base=starts,
        orientation="h",
        marker={"color": colours},
        hoverinfo="skip",
        showlegend=False,
    )
    for index, end in enumerate(ends[:-1]):
        figure.add_shape(
            type="line",
            x0=end,
            x1=end,
            y0=index,
            y1=index + 1,
            line={"color": palette.last_year, "width": 1},
            layer="below",
        )
    texts = [
        f"<b>{number(base, lang=lang)}</b> {unit}",
        *(difference(c) for c in contributions),
        f"<b>{number(value, lang=lang)}</b> {unit}",
    ]
    figure.add_scatter(
        y=names,
        x=[max(start, end) for start, end in zip(starts, ends, strict=True)],
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont={"color": palette.ink},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    styled(figure, palette=palette, height=30 + _ROW * len(names))
    verdicts[-1] = judgement(value - base, better)
    right_column(
        figure,
        places=list(names),
        texts=["", *(points(p) for p in contributions_pp), f"<b>{total_label}</b>"],
        colours=[judged_colour(verdict, palette) for verdict in verdicts],
    )
    figure.update_xaxes(range=[0, max(*ends, 1) * 1.5], visible=False)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, ticksuffix=" ", type="category"
    )
    figure.update_layout(bargap=0.35)
    return figure
