"""Figures over time: stacked card types, and cases above losses."""

from __future__ import annotations

from plotly import graph_objects as go
from plotly.subplots import make_subplots

from dashboards.figures.base import largest_of, styled, ticks
from dashboards.format import number
from dashboards.theme import Tokens

Numbers = list[float | None]


def card_stack(
    *,
    labels: list[str],
    bank: Numbers,
    phone: Numbers,
    total: Numbers,
    last_year: Numbers,
    names: dict[str, str],
    palette: Tokens,
    lang: str,
    height: int = 300,
) -> go.Figure:
    """Bank and phone cards stacked, last year's total as a dotted line.

    `names` has bank, phone, total, last_year and unit in the viewer's language.
    """
    figure = go.Figure()
    for values, key, colour in (
        (bank, "bank", palette.series),
        (phone, "phone", palette.series2),
    ):
        figure.add_bar(
            x=labels,
            y=values,
            name=names[key],
            marker={"color": colour},
            customdata=[number(v, lang=lang) for v in values],
            hovertemplate=f"{names[key]} %{{customdata}} {names['unit']}<extra></extra>",
        )
    figure.add_scatter(
        x=labels,
        y=last_year,
        name=names["last_year"],
        mode="lines+markers",
        line={"color": palette.last_year, "dash": "dot", "width": 2},
        marker={"size": 6},
        customdata=[number(v, lang=lang) for v in last_year],
        hovertemplate=f"{names['last_year']} %{{customdata}} {names['unit']}"
        "<extra></extra>",
    )
    figure.add_scatter(
        x=labels,
        y=total,
        mode="text",
        text=[number(v, lang=lang) for v in total],
        textposition="top center",
        textfont={"color": palette.ink},
        showlegend=False,
        hoverinfo="skip",
    )
    styled(figure, palette=palette, height=height)
    figure.update_layout(barmode="stack", bargap=0.42, hovermode="x unified")
    figure.update_xaxes(type="category")
    figure.update_yaxes(**ticks(largest_of(total, last_year) * 1.06, lang=lang))
    return figure


def cases_and_losses(
    *,
    labels: list[str],
    cases: Numbers,
    cases_last_year: Numbers,
    losses: Numbers,
    losses_last_year: Numbers,
    names: dict[str, str],
    palette: Tokens,
    lang: str,
    height: int = 330,
) -> go.Figure:
    """Cases as bars above losses as an area: two panels, no second axis.

    `names` has cases, losses, this_year and last_year.
    """
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.13, row_heights=[0.6, 0.4]
    )
    figure.add_bar(
        x=labels,
        y=cases,
        name=names["this_year"],
        marker={"color": palette.series},
        customdata=[number(v, lang=lang) for v in cases],
        hovertemplate=f"{names['cases']} %{{customdata}}<extra></extra>",
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=labels,
        y=losses,
        name=names["this_year"],
        mode="lines+markers",
        line={"color": palette.series, "width": 2},
        marker={"size": 6},
        fill="tozeroy",
        fillcolor=_faint(palette.series),
        customdata=[number(v, lang=lang) for v in losses],
        hovertemplate=f"{names['losses']} %{{customdata}}<extra></extra>",
        showlegend=False,
        row=2,
        col=1,
    )
    for row, values in ((1, cases_last_year), (2, losses_last_year)):
        figure.add_scatter(
            x=labels,
            y=values,
            name=names["last_year"],
            mode="lines+markers",
            line={"color": palette.last_year, "dash": "dot", "width": 2},
            marker={"size": 5},
            customdata=[number(v, lang=lang) for v in values],
            hovertemplate=f"{names['last_year']} %{{customdata}}<extra></extra>",
            showlegend=row == 1,
            row=row,
            col=1,
        )
    styled(figure, palette=palette, height=height)
    figure.update_layout(bargap=0.42, hovermode="x unified")
    figure.update_xaxes(type="category")
    figure.update_yaxes(row=1, **ticks(largest_of(cases, cases_last_year), lang=lang))
    figure.update_yaxes(
        row=2, **ticks(largest_of(losses, losses_last_year), lang=lang, count=2)
    )
    for y, name in ((1.0, names["cases"]), (0.35, names["losses"])):
        figure.add_annotation(
            xref="paper",
            yref="paper",
            x=1,
            y=y,
            yanchor="bottom",
            xanchor="right",
            text=name,
            showarrow=False,
        )
    return figure


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.13)"
