"""A table in a card, with its exports."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.about import about
from dashboards.components.attributes import labelled
from dashboards.components.blocks import card, empty
from dashboards.tables import Table, shown
from dashboards.view import View

FORMATS = ("csv", "xlsx")


def table_card(
    view: View,
    table: Table,
    *,
    note: str = "",
    extra: Any = None,
    footer: Any = None,
    span: int = 12,
    nothing: str = "no_rows",
    anchor: str | None = None,
) -> html.Section:
    """The table's rows, its definitions, and links to take it along.

    `nothing` is what is said where there are no rows.
    """
    if not table.rows:
        body: Any = empty(view.t, nothing, small=True)
        return card(table.title, body, note=note, extra=extra, span=span, anchor=anchor)
    columns = shown(table)
    heads = [
        html.Th(column.label, scope="col", className="" if column.is_text else "right")
        for column in columns
    ]
    lines = [
        html.Tr(
            [
                html.Td(column.show(row), className="" if column.is_text else "right")
                for column in columns
            ]
        )
        for row in table.rows
    ]
    body = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="data")
    scroll = html.Div(
        body, className="table-wrap", tabIndex=0, role="group", **labelled(table.title)
    )
    return card(
        table.title,
        scroll,
        note=note,
        info=about(view, *table.kpis),
        extra=[*([extra] if extra is not None else []), exports(view, table.name)],
        footer=footer,
        span=span,
        anchor=anchor,
    )


def exports(view: View, name: str) -> html.Div:
    """Links that give the table as files, as it is chosen here."""
    page = view.state.path.strip("/") or "overview"
    links = [
        html.A(
            form.upper(),
            href=f"/export/{page}/{name}.{form}{view.state.query}",
            title=view.t("export.table", form=form.upper()),
        )
        for form in FORMATS
    ]
    return html.Div(links, className="exports")
