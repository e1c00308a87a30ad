"""What the cards about data quality share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.blocks import card, empty
from dashboards.components.table import exports, table_card
from dashboards.tables import Table, shown
from dashboards.view import View


def badge(words: str, kind: str) -> html.Span:
    """A judgement: good, bad or amber."""
    return html.Span(words, className=f"badge {kind}")


def plain(table: Table) -> html.Div:
    """A table whose cells are words alone, drawn as one component.

    A component per cell takes a browser seconds for a thousand cells.
    """
    columns = shown(table)
    right = [n for n, column in enumerate(columns, 1) if not column.is_text]
    drawn = dmc.Table(
        data={
            "head": [column.label for column in columns],
            "body": [
                [str(column.show(row)) for column in columns] for row in table.rows
            ],
        },
        unstyled=True,
        className=" ".join(["data", *(f"right-{n}" for n in right)]),
    )
    return html.Div(
        drawn, className="table-wrap", tabIndex=0, role="group", **labelled(table.title)
    )


def section(
    view: View,
    table: Table,
    *,
    note: str = "",
    nothing: str = "no_rows",
    footer: Any = None,
    span: int = 12,
) -> html.Section:
    """A table's card, which an address can name (#ledger)."""
    return table_card(
        view,
        table,
        note=note,
        footer=footer,
        nothing=nothing,
        span=span,
        anchor=table.name,
    )


def plain_section(
    view: View,
    table: Table,
    *,
    note: str = "",
    nothing: str = "no_rows",
    footer: Any = None,
    info: Any = None,
    most: int | None = None,
    span: int = 12,
) -> html.Section:
    """The same for a long table without marks in its cells.

    `most` rows are shown, the exports hold them all.
    """
    if not table.rows:
        body = empty(view.t, nothing, small=True)
        return card(
            table.title, body, note=note, info=info, span=span, anchor=table.name
        )
    return card(
        table.title,
        plain(replace(table, rows=table.rows[:most])),
        note=note,
        info=info,
        extra=exports(view, table.name),
        footer=footer,
        span=span,
        anchor=table.name,
    )
