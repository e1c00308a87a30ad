"""What the cards about data quality share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboards.components.table import table_card
from dashboards.tables import Table
from dashboards.view import View


def badge(words: str, kind: str) -> html.Span:
    """A judgement: good, bad or amber."""
    return html.Span(words, className=f"badge {kind}")


def section(
    view: View,
    table: Table,
    *,
    note: str = "",
    nothing: str = "no_rows",
    footer: Any = None,
    most: int | None = None,
    span: int = 12,
) -> html.Section:
    """A table's card, which an address can name (#ledger).

    `most` rows are shown, the exports hold them all.
    """
    return table_card(
        view,
        replace(table, rows=table.rows[:most]),
        note=note,
        footer=footer,
        nothing=nothing,
        span=span,
        anchor=table.name,
    )
