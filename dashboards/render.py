"""From an address to what is shown, on one edition and inside one scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dash import dcc

from dashboards import periods
from dashboards.components.blocks import empty
from dashboards.components.page_foot import page_foot
from dashboards.components.shell import header, late_banner, sidebar
from dashboards.components.unknown import unknown_notice
from dashboards.data import Reader, Scope
from dashboards.i18n import Translator
from dashboards.pages.registry import PAGES, Page
from dashboards.state import ViewState
from dashboards.view import View


@dataclass(frozen=True)
class Parts:
    """What changes on the screen."""

    header: list[Any]
    sidebar: Any
    page: list[Any]
    scheme: str


def render(reader: Reader | None, scope: Scope | None, state: ViewState) -> Parts:
    """Everything that an address shows."""
    page = PAGES.get(state.path)
    if page is not None and page.is_screen:
        # What is clicked on a wall leads to the same choice on the overview.
        wall = _page(reader, scope, replace(state, scheme="wall", path="/"), page)
        return Parts([], None, wall, "dark")
    return Parts(
        header(reader, scope, state),
        sidebar(state, PAGES),
        _page(reader, scope, state, page),
        state.scheme,
    )


def look_at(
    page: Page, reader: Reader, scope: Scope | None, state: ViewState
) -> View | None:
    """What a page's address looks at; None if there is no period with values.

    A page that is about no period is shown without one, too.
    """
    available = periods.available_periods(reader, scope, state.grain)
    period = periods.choose_period(available, state.period)
    if period is None:
        if page.is_of_period:
            return None
        period = periods.NO_PERIOD
    return page.look(View(reader, scope, state, available, period))


def _page(
    reader: Reader | None, scope: Scope | None, state: ViewState, page: Page | None
) -> list[Any]:
    t = Translator(state.language)
    # A wall has no menu and no choices: where it is empty, it offers the way back.
    leave = None
    if page is not None and page.is_screen:
        leave = dcc.Link(t("screen.leave"), href=state.link("/"))
    if reader is None:
        return [empty(t, "no_edition", leave=leave)]
    if page is None:
        return [empty(t, "not_found")]
    view = look_at(page, reader, scope, state)
    if view is None:
        return [empty(t, "no_rows", leave=leave)]
    banner = late_banner(reader, scope, t)
    notice = unknown_notice(view, state, page.heeds) if page.heeds else None
    told = [part for part in (banner, notice) if part is not None]
    shown = page.layout(view)
    file = view.file_name(t(f"nav.{page.name}"), is_of_period=page.is_of_period)
    about = page.subject(view) if page.is_of_period else None
    foot = page_foot(view, file, about, page.is_compared)
    return [*told, *shown, foot]
