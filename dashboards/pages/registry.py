"""The pages there are: adding one is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from dashboards.components import county_tables, sectors
from dashboards.components.types import type_table
from dashboards.components.unit_publicity import unit_table
from dashboards.components.units import issuers
from dashboards.pages import (
    cards,
    cases,
    counties,
    members,
    overview,
    publicity,
    quality,
    rows,
    screen,
    strike,
    warnings,
)
from dashboards.state import ENTITY_KEYS
from dashboards.tables import Table
from dashboards.view import View

_PLACE = ("period", "county")


def _as_it_is(view: View) -> View:
    return view


@dataclass(frozen=True)
class Page:
    """A page: its name (of texts, icon and exports), what it shows, its tables.

    `look` turns a view to what the address is about, where that is not the chosen
    county or the city: footers, files and their names say so.
    """

    name: str
    layout: Callable[[View], list[Any]]
    tables: Mapping[str, Callable[[View], Table]] = field(default_factory=dict)
    is_in_menu: bool = True
    # About a period: without one that has values there is nothing to show.
    is_of_period: bool = True
    # Shows changes against another period.
    is_compared: bool = True
    look: Callable[[View], View] = _as_it_is
    # What the page is about in words, where that is narrower than its tables.
    subject: Callable[[View], str] = attrgetter("place")
    # Choices in the address that it follows, beside grain and comparison.
    heeds: tuple[str, ...] = _PLACE
    # Shown alone and dark, without header and menu.
    is_screen: bool = False


PAGES: dict[str, Page] = {
    "/": Page("overview", overview.layout),
    "/counties": Page(
        "counties",
        counties.layout,
        {"counties": county_tables.counties, "stations": county_tables.stations},
        look=counties.look,
        heeds=(*_PLACE, "station", "kpi"),
    ),
    "/cards": Page("cards", cards.layout, {"units": issuers}),
    "/warnings": Page(
        "warnings",
        warnings.layout,
        {"places": warnings.by_place},
        heeds=(*_PLACE, "kpi"),
    ),
    "/cases": Page(
        "cases", cases.layout, {"types": type_table}, heeds=(*_PLACE, "type", "kpi")
    ),
    "/strike": Page(
        "strike", strike.layout, {"places": strike.by_place}, heeds=(*_PLACE, "kpi")
    ),
    "/units": Page(
        "members",
        members.layout,
        {"members": sectors.members},
        look=members.look,
        subject=members.subject,
        heeds=("period", "sector", "unit"),
    ),
    "/publicity": Page(
        "publicity",
        publicity.layout,
        {"places": publicity.by_place, "units": unit_table},
        heeds=(*_PLACE, "sector", "kpi"),
    ),
    "/quality": Page(
        "quality", quality.layout, quality.TABLES, is_of_period=False, heeds=()
    ),
    "/rows": Page(
        "rows",
        rows.layout,
        rows.TABLES,
        is_in_menu=False,
        is_compared=False,
        look=rows.look,
        heeds=("period", *ENTITY_KEYS),
    ),
    "/screen": Page("screen", screen.layout, is_in_menu=False, is_screen=True),
}
