"""Cards, changes, badges and the states that are not data."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import judgement
from dashboards.components.attributes import HIDDEN, labelled
from dashboards.data import Row
from dashboards.drawing import Drawing
from dashboards.i18n import Translator
from dashboards.theme import GRAPH_CONFIG


def card(
    title: str,
    children: Any,
    *,
    note: str = "",
    info: Any = None,
    extra: Any = None,
    footer: Any = None,
    span: int = 12,
    anchor: str | None = None,
) -> html.Section:
    """A titled card that takes `span` of twelve columns.

    `info` stands beside the title (see `about`), `extra` at the right; `anchor` is
    the name by which an address leads to the card.
    """
    head: list[Any] = [html.H2(title)]
    if info is not None:
        head.append(info)
    if note:
        head.append(html.Span(note, className="card-note"))
    if extra is not None:
        head.append(html.Div(extra, className="card-extra"))
    body = [html.Div(head, className="card-head"), html.Div(children)]
    if footer is not None:
        body.append(html.Div(footer, className="card-foot"))
    named: dict[str, Any] = {"id": anchor} if anchor else {}
    return html.Section(body, className=f"card span-{span}", **labelled(title), **named)


def graph(figure: Drawing, name: str) -> dcc.Graph:
    """A figure with the configuration that all figures share.

    A click on a mark whose customdata has an address in second place leads there. One
    that fills its place tells no height of its own: its element does.
    """
    layout = dict(figure.layout)
    height = layout["height"]
    if layout.get("autosize"):
        del layout["height"]
    return dcc.Graph(
        id={"type": "graph", "name": name},
        figure={"data": figure.data, "layout": layout},
        config=GRAPH_CONFIG,
        style={"height": f"{height}px"},
    )


def icon(name: str, kind: str = "nav-icon") -> html.Div:
    """One of assets/icons, in the colour of the text around it."""
    picture = f"url(/assets/icons/{name}.svg) center / contain no-repeat"
    return html.Div(className=kind, style={"mask": picture}, **HIDDEN)


def change(row: Row, comparison: str, t: Translator, digits: int = 1) -> html.Span:
    """A change: arrow for direction, colour for judgement, both also in words."""
    value = judgement.change_of(row, comparison)
    if value is None:
        return html.Span("—", className="change neutral")
    significant = judgement.significance(row, comparison)
    verdict = judgement.verdict(row, comparison)
    hint = f"{judgement.direction(value, t)}，{t('change.' + verdict)}"
    if not significant and value:
        hint = t(
            "change.no_interval" if significant is None else "change.not_significant"
        )
    arrow = judgement.arrow(value)
    return html.Span(
        [
            html.Span(f"{arrow} " if arrow else "", **HIDDEN),
            judgement.size(row, comparison, digits),
            html.Span(hint, className="hidden-word"),
        ],
        className=f"change {verdict}",
        title=hint,
    )


def empty(
    t: Translator,
    reason: str,
    *,
    small: bool = False,
    more: str = "",
    leave: dcc.Link | None = None,
) -> html.Div:
    """No data: what is missing, why, `more` that is known of it, what to do next.

    `leave` leads elsewhere.
    """
    return html.Div(
        [
            icon("empty", "empty-icon"),
            html.Strong(t(f"empty.{reason}")),
            html.Div(t(f"empty.{reason}_reason")),
            *([html.Div(more)] if more else []),
            html.Div(t(f"empty.{reason}_step")),
            leave,
        ],
        className="empty small" if small else "empty",
        role="status",
    )


def skeleton() -> html.Div:
    """What stands on a page until its first data arrive."""
    return html.Div(
        [
            html.Div(className="skeleton short"),
            html.Div(className="skeleton"),
            html.Div(className="skeleton"),
        ],
        **HIDDEN,
    )
