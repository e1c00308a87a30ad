"""The addresses under which tables are taken along."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Flask, Response, abort, request

from dashboards.data import Scope, Warehouse
from dashboards.exports import WRITERS
from dashboards.pages.registry import PAGES
from dashboards.render import look_at
from dashboards.state import read_state


def add_downloads(
    server: Flask,
    warehouse: Warehouse,
    scope: Callable[[], Scope | None],
    preferences: Callable[[], dict[str, str]],
) -> None:
    """Serve `/export/<page>/<table>.<form>?<the page's own choices>`."""
    by_name = {
        path.strip("/") or page.name: (path, page) for path, page in PAGES.items()
    }

    def export(page: str, table: str, form: str) -> Response:
        """A table of a page in a form, as its address has chosen it."""
        if page not in by_name or form not in WRITERS:
            abort(404)
        path, described = by_name[page]
        reader = warehouse.reader()
        if reader is None or table not in described.tables:
            abort(404)
        state = read_state(path, request.query_string.decode(), preferences())
        view = look_at(described, reader, scope(), state)
        if view is None:
            abort(404)
        made = described.tables[table](view)
        mimetype, write = WRITERS[form]
        answer = Response(write(view, made), mimetype=mimetype)
        title = view.t(f"nav.{described.name}")
        about = view.file_name(
            title,
            made.title,
            place=made.place,
            comparison=made.comparison,
            is_of_period=described.is_of_period,
        )
        name = quote(f"{about}.{form}")
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    server.add_url_rule(
        "/export/<page>/<table>.<form>", endpoint="export", view_func=export
    )
