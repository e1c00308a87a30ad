"""The dashboards as a Dash application."""

from __future__ import annotations

import logging
import uuid
from decimal import Decimal
from functools import partial
from typing import Any

import dash
import dash_mantine_components as dmc
import orjson
from dash import ALL, ClientsideFunction, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from flask import Response, has_request_context, jsonify, request

from dashboards import freshness
from dashboards.components.attributes import labelled
from dashboards.components.blocks import skeleton
from dashboards.components.shell import edition_time, failure_banner
from dashboards.data import CITY_SCOPE, Reader, Scope, Warehouse
from dashboards.downloads import add_downloads
from dashboards.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator
from dashboards.markup import composed
from dashboards.render import render
from dashboards.state import ViewState, read_state
from dashboards.static_files import serve_compressed
from dashboards.theme import MANTINE_THEME, paper_colours

_POLL_SECONDS = 4
_log = logging.getLogger(__name__)
# Texts of the browser's own, by the meta tags that hold them: what it calls the
# application after a page's title, and what keys do in a chart.
_SAID_IN_BROWSER = {"application-name": "app.document", "chart-keys": "chart.keys"}


def create_app(warehouse: Warehouse) -> dash.Dash:
    """Build the application on the editions of a warehouse."""
    app = dash.Dash(
        __name__,
        title=Translator(DEFAULT_LANGUAGE)("app.document"),
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        assets_ignore=r"html-to-image\.js",  # loaded when a picture is taken
        enable_mcp=False,
        on_error=_on_error,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "paper-colours", "content": paper_colours()},
            *(
                {"name": name, "lang": language, "content": Translator(language)(key)}
                for language in LANGUAGES
                for name, key in _SAID_IN_BROWSER.items()
            ),
        ],
    )
    app.layout = partial(_layout, warehouse)
    _add_callbacks(app, warehouse)
    serve_compressed(app.server)

    def healthz() -> Response:
        """Alive, and which edition is shown."""
        return jsonify(status="ok", edition=warehouse.edition_id())

    app.server.add_url_rule("/healthz", view_func=healthz)
    add_downloads(app.server, warehouse, viewer_scope, _preferences)
    return app


def viewer_scope() -> Scope | None:
    """The scope of who asks: the whole city, until there are accounts."""
    return CITY_SCOPE


def _preferences() -> dict[str, str]:
    if not has_request_context():
        return {}
    names = ("language", "scheme")
    return {name: request.cookies.get(f"fanzha_{name}", "") for name in names}


def _layout(warehouse: Warehouse) -> Any:
    """What a browser gets first: it asks for the page at once, with the edition."""
    state = read_state(None, None, _preferences())
    t = Translator(state.language)
    body = [
        html.Nav(id="sidebar", className="sidebar", **labelled(t("nav.label"))),
        html.Main(
            [
                html.Div(
                    [
                        html.Span(t("banner.network")),
                        html.Button(t("banner.retry"), className="retry"),
                    ],
                    id="network",
                    className="banner error",
                    role="alert",
                    hidden=True,
                ),
                html.Div(id="error", role="alert"),
                html.Div(id="failure", role="status"),
                html.Div(id="page", children=skeleton()),
            ],
            id="main",
            tabIndex=-1,
        ),
    ]
    preferences = {"language": state.language, "scheme": state.scheme}
    return dmc.MantineProvider(
        id="provider",
        theme=MANTINE_THEME,
        forceColorScheme=state.scheme,
        children=[
            dcc.Location(id="location", refresh="callback-nav"),
            dcc.Store(id="preferences", data=preferences),
            dcc.Store(id="edition", data=warehouse.edition_id()),
            dcc.Store(id="failed-at"),
            dcc.Interval(id="poll", interval=_POLL_SECONDS * 1000),
            html.A(t("nav.skip"), href="#main", className="skip"),
            html.Div(id="notice", role="status"),
            html.Header(id="header", className="header"),
            html.Div(body, className="body"),
        ],
    )


def _add_callbacks(app: dash.Dash, warehouse: Warehouse) -> None:
    @app.callback(
        Output("failed-at", "data"),
        Output("failure", "children"),
        Input("poll", "n_intervals"),
        Input("preferences", "data"),
        State("failed-at", "data"),
    )
    def notice_failure(_ticks: int | None, _: Any, known: Any) -> Any:
        """A failed refresh publishes nothing; who looks at the last edition is told."""
        language = read_state(None, None, _preferences()).language
        failure = warehouse.failed_refresh()
        seen = [failure["at"], language] if failure else None
        if seen == known:
            return no_update, no_update
        return seen, failure_banner(failure, Translator(language)) if failure else None

    @app.callback(
        Output("edition", "data"),
        Output("notice", "children"),
        Input("poll", "n_intervals"),
        State("edition", "data"),
    )
    def notice_edition(_ticks: int | None, known: str | None) -> Any:
        """Every few seconds, so that a new edition shows within ten; says so quietly."""
        current = warehouse.edition_id() or ""
        if current == known:
            return no_update, no_update
        if known is None or not current:
            return current, None
        t = Translator(read_state(None, None, _preferences()).language)
        text = t("notice.edition", edition=edition_time(current))
        # Another key is another element: its way in and out begins anew.
        return current, html.Div(text, key=current, className="notice")

    @app.callback(
        Output("header", "children"),
        Output("sidebar", "children"),
        Output("page", "children"),
        Output("error", "children"),
        Output("provider", "forceColorScheme"),
        Input("location", "pathname"),
        Input("location", "search"),
        Input("preferences", "data"),
        Input("edition", "data"),
        prevent_initial_call=True,
    )
    def show(
        path: str | None,
        search: str | None,
        preferences: dict[str, str],
        edition: str | None,
    ) -> Any:
        """The page that the address asks for, on the edition in force."""
        if edition is None:
            return (no_update,) * 5
        state = read_state(path, search, preferences)
        reader, scope = warehouse.reader(), viewer_scope()
        return answer(reader, scope, state)

    # Dash gives this method no types.
    in_browser: Any = app.clientside_callback
    in_browser(
        ClientsideFunction("fanzha", "choose"),
        Output("location", "search"),
        Input({"type": "choice", "key": ALL, "shown": ALL}, "value"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    in_browser(
        ClientsideFunction("fanzha", "follow"),
        Output("location", "href"),
        Input({"type": "graph", "name": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    in_browser(ClientsideFunction("fanzha", "showPlace"), Input("sidebar", "children"))
    in_browser(
        ClientsideFunction("fanzha", "toPreferences"),
        Output("preferences", "data"),
        Input("toggle-language", "n_clicks"),
        Input("toggle-scheme", "n_clicks"),
        State("preferences", "data"),
        prevent_initial_call=True,
    )


def answer(reader: Reader | None, scope: Scope | None, state: ViewState) -> Any:
    """What an address shows, already in JSON: kept, it need not be made again."""
    if reader is None:
        return _made(None, scope, state)
    # What is late is another matter on another day.
    key = (scope, state, freshness.today(reader))
    return reader.once(key, lambda: _made(reader, scope, state))


def _made(reader: Reader | None, scope: Scope | None, state: ViewState) -> Any:
    parts = render(reader, scope, state)
    header, sidebar, page = (
        orjson.Fragment(orjson.dumps(composed(part), default=_plain))
        for part in (parts.header, parts.sidebar, parts.page)
    )
    return header, sidebar, page, None, parts.scheme


def _plain(value: Any) -> Any:
    """What orjson does not know: components, and amounts of money."""
    if isinstance(value, Component):
        component: Any = value  # Dash gives its method no types
        return component.to_plotly_json()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _on_error(error: Exception) -> None:
    """Show a banner with a reference that the log repeats; keep what is shown."""
    reference = uuid.uuid4().hex[:8]
    _log.error("callback failed, reference %s", reference, exc_info=error)
    t = Translator(read_state(None, None, _preferences()).language)
    banner = html.Div(
        [
            html.Span(t("banner.error", reference=reference)),
            html.Button(t("banner.retry"), className="retry"),
        ],
        className="banner error",
    )
    dash.set_props("error", {"children": banner})
