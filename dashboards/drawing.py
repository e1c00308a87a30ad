"""What plotly.js draws, as plain values."""

from __future__ import annotations

from typing import Any


class Drawing:
    """Traces and a layout, in plotly's words.

    plotly's own Figure checks every property when it is set, which took longer than
    everything else that a page needs. Tests check all figures with it instead.
    """

    def __init__(self, **layout: Any) -> None:
        self.data: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = layout

    def add_bar(self, **look: Any) -> None:
        """Add a trace of bars."""
        self.data.append({"type": "bar", **look})

    def add_scatter(self, **look: Any) -> None:
        """Add a trace of points, lines or texts."""
        self.data.append({"type": "scatter", **look})

    def add_annotation(self, **look: Any) -> None:
        """Add a text at a place."""
        self.layout.setdefault("annotations", []).append(look)

    def add_vline(self, x: float, **look: Any) -> None:
        """Add a line from the foot to the top of the plot."""
        line = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain"}
        self.layout.setdefault("shapes", []).append({**line, **look})

    def update_layout(self, **changes: Any) -> None:
        """Set properties; those of what has parts are kept unless they are named."""
        _update(self.layout, changes)

    def update_xaxes(self, **changes: Any) -> None:
        """The same for the horizontal axis."""
        self.update_layout(xaxis=changes)

    def update_yaxes(self, **changes: Any) -> None:
        """The same for the first vertical axis."""
        self.update_layout(yaxis=changes)

    def to_plotly_json(self) -> dict[str, Any]:
        """What a graph component takes."""
        return {"data": self.data, "layout": self.layout}


def _update(known: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if isinstance(value, dict):
            _update(known.setdefault(name, {}), value)
        else:
            known[name] = value
