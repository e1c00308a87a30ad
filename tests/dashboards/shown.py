"""What a page shows, for tests: its parts, words, figures, tables and exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.data import CITY_SCOPE, Reader, Scope
from dashboards.exports import as_csv
from dashboards.pages.registry import PAGES
from dashboards.render import look_at, render
from dashboards.state import read_state

CITY_H1 = (
    "entity_type = 'city' and entity_code = '530400'"
    " and grain = 'half' and period_end = '2024-06-30'"
)


def page(
    reader: Reader,
    path: str,
    search: str = "",
    scope: Scope | None = CITY_SCOPE,
    **how: str,
) -> list[Any]:
    """The parts of a page at an address."""
    return render(reader, scope, read_state(path, search, how)).page


def parts(shown: Any) -> list[Component]:
    """Every component in it."""
    if isinstance(shown, list | tuple):
        return [found for item in shown for found in parts(item)]
    if not isinstance(shown, Component):
        return []
    return [shown, *parts(getattr(shown, "children", None))]


def words(shown: Any) -> str:
    """Everything that is written in it, charts aside."""
    if isinstance(shown, list | tuple):
        return "".join(words(item) for item in shown)
    if isinstance(shown, Component):
        return words(getattr(shown, "children", None))
    return "" if shown is None else str(shown)


def figures(shown: Any) -> dict[str, go.Figure]:
    """The figures by name, as plotly takes them: it refuses what it does not know."""
    graphs = [part for part in parts(shown) if isinstance(part, dcc.Graph)]
    return {graph.id["name"]: go.Figure(graph.figure) for graph in graphs}


def of_class(shown: Any, name: str) -> list[Component]:
    """The components that have a class."""
    return [
        part
        for part in parts(shown)
        if name in (getattr(part, "className", None) or "").split()
    ]


def lines(shown: Any) -> list[list[str]]:
    """The cells of the last table."""
    body = [part for part in parts(shown) if isinstance(part, html.Tbody)][-1]
    rows = [part for part in parts(body) if isinstance(part, html.Tr)]
    return [
        [words(cell) for cell in parts(row) if isinstance(cell, html.Td)]
        for row in rows
    ]


def exported(
    reader: Reader, path: str, table: str, search: str = ""
) -> list[dict[str, str]]:
    """The rows of a table's CSV file by heading, the notes left off."""
    view = look_at(PAGES[path], reader, CITY_SCOPE, read_state(path, search, None))
    assert view is not None
    content = as_csv(view, PAGES[path].tables[table](view)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    end = rows.index([])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:end]]


def ask(reader: Reader, sql: str) -> list[dict[str, Any]]:
    """Rows of the edition itself."""
    return reader.rows(sql, scope=CITY_SCOPE)
