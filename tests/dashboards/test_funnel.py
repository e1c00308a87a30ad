"""Names in a funnel plot keep off the limits, or cover what they cannot avoid."""

from __future__ import annotations

from typing import Any

from dashboards.figures.funnel import Line, Point, funnel
from dashboards.theme import PALETTES


def _names(points: list[Point], whole: float) -> list[dict[str, Any]]:
    figure = funnel(
        points=points,
        whole=Line("whole", whole),
        names=("95", "998"),
        size_name="size",
        is_percent=False,
        palette=PALETTES["light"],
        language="zh",
    )
    return list(figure.layout["annotations"])


def _point(
    size: float, value: float, limits: tuple[float, ...], name: str = ""
) -> Point:
    low, less, more, high = limits
    outside = "998" if name else ""
    return Point(name, size, value, (low, less, more, high), outside)


def test_a_name_stands_where_no_limit_crosses_it() -> None:
    """The upper limit at 99.8 % runs right through the place beside the point."""
    limits = (1.0, 2.0, 6.0, 7.0)
    points = [
        _point(100, 4, limits),
        _point(150, 7.02, limits, "县"),
        _point(200, 4, limits),
        _point(250, 10, limits),
    ]
    (name,) = _names(points, 4)
    assert name["yshift"] > 0
    assert name["bgcolor"] is None


def test_a_name_that_lines_cross_on_every_side_covers_them() -> None:
    limits = (4.4, 4.4, 5.6, 5.6)
    points = [
        _point(100, 0, limits),
        _point(150, 5.0, limits, "县"),
        _point(200, 10, limits),
    ]
    (name,) = _names(points, 5.0)
    assert name["bgcolor"] == PALETTES["light"].card
