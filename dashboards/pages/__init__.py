"""Pages: a layout of panels each; data come through the context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboards.context import Context
from dashboards.pages import cards, overview

PAGES: dict[str, tuple[str, Callable[[Context], list[Any]]]] = {
    "/": ("overview", overview.layout),
    "/cards": ("cards", cards.layout),
}
