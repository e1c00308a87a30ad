"""The application: one frame, one callback from the URL to the page."""

from __future__ import annotations

import logging
import secrets
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update, set_props
from flask import Response, has_request_context, jsonify, request

from dashboards.components import shell
from dashboards.components.selectors import COUNTY_ID, PERIOD_ID
from dashboards.components.states import empty_state, failure, no_edition, skeleton
from dashboards.context import CITY, NothingToShowError, cutoff, resolve
from dashboards.data import Warehouse
from dashboards.i18n import t
from dashboards.pages import PAGES
from dashboards.state import View, parse
from dashboards.static_files import serve_compressed
from dashboards.theme import MANTINE, css_variables
from warehouse.settings import Settings
from warehouse.status import read_status

_LOG = logging.getLogger(__name__)
_CHECK_MILLISECONDS = 5_000


class _App(Dash):
    """Dash whose first HTML already has the viewer's language and theme."""

    def interpolate_index(self, **parts: str) -> str:
        """The page before any script has run."""
        lang = "en" if request.args.get("lang") == "en" else "zh-CN"
        theme = _theme()
        return (
            f'<!DOCTYPE html><html lang="{lang}" data-theme="{theme}" '
            f'data-mantine-color-scheme="{theme}"><head>{parts["metas"]}'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{parts['title']}</title>{parts['favicon']}"
            f"<style>{css_variables()}</style>{parts['css']}</head><body>"
            f"{parts['app_entry']}<footer>{parts['config']}{parts['scripts']}"
            f"{parts['renderer']}</footer></body></html>"
        )


def create_app(settings: Settings) -> Dash:
    """Make the application; it opens the edition on the first request."""
    # Until there are accounts, whoever reaches the loopback port sees the city.
    warehouse = Warehouse(settings, viewer=lambda: CITY)
    app = _App(
        "dashboards",
        title=Translator(DEFAULT_LANGUAGE)("app.document"),
        update_title="",
        serve_locally=True,
        enable_mcp=False,
        on_error=_report,
        suppress_callback_exceptions=True,
    )
    app.layout = _layout
    _add_callbacks(app, warehouse, settings)
    serve_compressed(app.server)

    @app.server.get("/healthz")
    def healthz() -> Response:
        edition = warehouse.edition()
        return jsonify(
            status="ok" if edition else "no edition",
            edition=edition.id if edition else None,
        )

    return app


def _theme() -> str:
    dark = has_request_context() and request.cookies.get("fanzha_theme") == "dark"
    return "dark" if dark else "light"


def _layout() -> dmc.MantineProvider:
    theme = _theme()
    content = dcc.Loading(
        html.Div(skeleton(), id="page"),
        custom_spinner=skeleton(),
        delay_show=250,
        target_components={"page": "children"},
    )
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="theme", data=theme),
            dcc.Store(id="edition"),
            dcc.Store(id="document"),
            dcc.Interval(id="tick", interval=_CHECK_MILLISECONDS),
            shell.shell(content),
        ],
        id="mantine",
        theme=MANTINE,
        forceColorScheme=theme,
    )


def _add_callbacks(app: Dash, warehouse: Warehouse, settings: Settings) -> None:
    @app.callback(
        Output("header", "children"),
        Output("nav", "children"),
        Output("banners", "children"),
        Output("page", "children"),
        Output("document", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        Input("theme", "data"),
        Input("edition", "data"),
    )
    def show(path: str, search: str, theme: str, _edition: str) -> tuple[Any, ...]:
        view = parse(path, search)
        edition = warehouse.edition()
        last_day: date | None = cutoff(warehouse) if edition else None
        page_key = PAGES[view.path][0] if view.path in PAGES else "overview"
        return (
            shell.header(view=view, edition=edition, cutoff=last_day),
            shell.nav(view=view),
            shell.banners(
                edition=edition,
                cutoff=last_day,
                status=read_status(settings),
                lang=view.lang,
            ),
            build_page(warehouse, view, theme),
            {
                "title": f"{t(f'page.{page_key}', view.lang)} · "
                f"{t('app.name', view.lang)}",
                "lang": "en" if view.lang == "en" else "zh-CN",
            },
        )

    @app.callback(
        Output("edition", "data"), Input("tick", "n_intervals"), State("edition", "data")
    )
    def notice(_ticks: int | None, shown: str | None) -> Any:
        edition = warehouse.edition()
        current = edition.id if edition else None
        return no_update if current == shown else current

    for select in (PERIOD_ID, COUNTY_ID):
        app.clientside_callback(
            ClientsideFunction("fanzha", "follow"),
            Output("url", "href", allow_duplicate=True),
            Input(select, "value"),
            State(select, "name"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("fanzha", "toggleTheme"),
        Output("theme", "data"),
        Output("mantine", "forceColorScheme"),
        Input("theme-toggle", "n_clicks"),
        State("theme", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("fanzha", "toggleMenu"),
        Output("burger", "title"),
        Input("burger", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("fanzha", "describe"),
        Output("document", "modified"),
        Input("document", "data"),
    )


def build_page(warehouse: Warehouse, view: View, theme: str) -> Any:
    """The page of a view, or the state that says why there is none."""
    if warehouse.edition() is None:
        return no_edition(lang=view.lang)
    default = View(path=view.path if view.path in PAGES else "/", lang=view.lang)
    try:
        if view.path not in PAGES:
            raise NothingToShowError("empty.no_page")
        _, layout = PAGES[view.path]
        return warehouse.cached(
            ("page", view, theme), lambda: layout(resolve(warehouse, view, theme))
        )
    except NothingToShowError as nothing:
        return empty_state(
            reason=nothing.reason,
            step="empty.step",
            lang=view.lang,
            link=default.href(),
        )
    except Exception:  # the last line of defence: say so instead of a blank page
        reference = secrets.token_hex(4)
        _LOG.exception("page %s failed, reference %s", view, reference)
        return failure(reference=reference, lang=view.lang)


def _report(error: Exception) -> None:
    """Log what a callback raised; the page's banner shows the reference."""
    reference = secrets.token_hex(4)
    _LOG.error("callback failed, reference %s", reference, exc_info=error)
    set_props(
        "error-banner",
        {"children": t("error.reference", "zh", reference=reference)},
    )
