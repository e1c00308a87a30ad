"""The pages there are: adding one is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboards.components.units import issuers
from dashboards.pages import cards, overview, quality
from dashboards.tables import Table
from dashboards.view import View


@dataclass(frozen=True)
class Page:
    """A page: its name (of texts, icon and exports), what it shows, its tables."""

    name: str
    layout: Callable[[View], list[Any]]
    tables: Mapping[str, Callable[[View], Table]] = field(default_factory=dict)
    is_in_menu: bool = True


PAGES: dict[str, Page] = {
    "/": Page("overview", overview.layout),
    "/cards": Page("cards", cards.layout, {"units": issuers}),
    "/quality": Page("quality", quality.layout, quality.TABLES),
}
