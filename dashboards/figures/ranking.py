"""Horizontal comparisons: counties with last year's ticks, fraud types."""

from __future__ import annotations

from plotly import graph_objects as go
from plotly.subplots import make_subplots

from dashboards.figures.base import judged_colour, largest_of, right_column, styled
from dashboards.format import number
from dashboards.theme import Tokens

_ROW = 30


def county_rank(
    *,
    names: list[str],
    values: list[float | None],
    last_year: list[float | None],
    labels: list[str],
    verdicts: list[str],
    highlighted: str | None,
    legend: dict[str, str],
    palette: Tokens,
    lang: str,
) -> go.Figure:
    """Bars from the largest, a tick at last year's value, changes at the right.

    `labels` are the texts of the right column, `verdicts` their judgements;
    `legend` has this_year and last_year.
    """
    figure = go.Figure()
    figure.add_bar(
        y=names,
        x=values,
        orientation="h",
        name=legend["this_year"],
        marker={
            "color": [
                palette.accent
                if highlighted in (None, name)
                else palette.seq2
                for name in names
            ]
        },
        customdata=[number(v, lang=lang) for v in values],
        hovertemplate="%{y} %{customdata}<extra></extra>",
    )
    figure.add_scatter(
        y=names,
        x=last_year,
        mode="markers",
        name=legend["last_year"],
        marker={
            "symbol": "line-ns",
            "size": 17,
            "line": {"width": 2.5, "color": palette.last_year},
        },
        customdata=[number(v, lang=lang) for v in last_year],
        hovertemplate=f"{legend['last_year']} %{{customdata}}<extra></extra>",
    )
    styled(figure, palette=palette, height=60 + _ROW * len(names))
    right_column(
        figure,
        places=list(names),
        texts=labels,
        colours=[judged_colour(verdict, palette) for verdict in verdicts],
    )
    # The bars end at 66 % of the width; the column at the right stays free.
    figure.update_xaxes(
        range=[0, max(largest_of(values, last_year), 1) * 1.5], visible=False
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    figure.update_layout(bargap=0.4)
    return figure


def fraud_mix(
    *,
    names: list[str],
    cases: list[float | None],
    losses: list[float | None],
    case_labels: list[str],
    loss_labels: list[str],
    titles: dict[str, str],
    palette: Tokens,
) -> go.Figure:
    """Fraud types: cases at the left, losses at the right, each on its own scale.

    `titles` has cases and losses.
    """
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.04
    )
    for column, values, labels, colour in (
        (1, cases, case_labels, palette.series),
        (2, losses, loss_labels, palette.amber),
    ):
        figure.add_bar(
            y=names,
            x=values,
            orientation="h",
            marker={"color": colour},
            text=labels,
            textposition="outside",
            textfont={"color": palette.ink},
            cliponaxis=False,
            hovertemplate="%{y} %{text}<extra></extra>",
            showlegend=False,
            row=1,
            col=column,
        )
        figure.update_xaxes(
            range=[0, max(largest_of(values), 1) * 1.62],
            visible=False,
            row=1,
            col=column,
        )
    styled(figure, palette=palette, height=60 + _ROW * len(names))
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    figure.update_layout(bargap=0.4, margin={"t": 30})
    for x, key in ((0.0, "cases"), (0.52, "losses")):
        figure.add_annotation(
            xref="paper",
            yref="paper",
            x=x,
            y=1.0,
            yanchor="bottom",
            xanchor="left",
            text=titles[key],
            showarrow=False,
        )
    return figure
