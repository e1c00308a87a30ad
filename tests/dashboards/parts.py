"""What a page is made of, and what can be read on it."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


def components(part: Any) -> list[Component]:
    """A part's components and those in it, in order."""
    if isinstance(part, list | tuple):
        return [found for item in part for found in components(item)]
    if not isinstance(part, Component):
        return []
    return [part, *components(getattr(part, "children", None))]


def text(part: Any) -> str:
    """The words of a part; cells of tables that are drawn as one, too."""
    if isinstance(part, list | tuple):
        return "".join(text(item) for item in part)
    if isinstance(part, Component):
        drawn = getattr(part, "data", None)
        cells = ""
        if isinstance(drawn, dict) and "body" in drawn:
            rows = [drawn.get("head", []), *drawn["body"]]
            cells = "\n".join("\t".join(row) for row in rows)
        return text(getattr(part, "children", None)) + cells
    return "" if part is None else str(part)
