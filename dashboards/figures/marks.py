"""What several figures draw alike: ticks across a row, and words beside it."""

from __future__ import annotations

from typing import Any


def tick(colour: str, size: int = 15) -> dict[str, Any]:
    """The marker of a short line across a row: last year's value, or a limit."""
    return {"symbol": "line-ns", "size": size, "line": {"width": 2.5, "color": colour}}


def beside(
    end: float, row: float, text: str, colour: str, size: int = 13
) -> dict[str, Any]:
    """Words of a row that end `end` pixels right of the plot."""
    return {
        "x": 1,
        "xshift": end,
        "y": row,
        "xref": "paper",
        "xanchor": "right",
        "text": text,
        "showarrow": False,
        "font": {"color": colour, "size": size},
    }
