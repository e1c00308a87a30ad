"""A small line as an inline picture, far lighter than a chart."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

_WIDTH, _HEIGHT, _MARGIN = 160, 30, 3


def sparkline(values: Sequence[float | None], colour: str) -> str:
    """The values as a line over a tint, as a `data:` address."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return _picture("")
    low, high = min(known), max(known)
    room = (high - low) or 1
    step = _WIDTH / (len(known) - 1)
    points = " ".join(
        f"{index * step:.1f},"
        f"{_HEIGHT - _MARGIN - (value - low) / room * (_HEIGHT - 2 * _MARGIN):.1f}"
        for index, value in enumerate(known)
    )
    area = f"0,{_HEIGHT} {points} {_WIDTH},{_HEIGHT}"
    return _picture(
        f'<polygon points="{area}" fill="{colour}" fill-opacity="0.14"/>'
        f'<polyline points="{points}" fill="none" stroke="{colour}" '
        'stroke-width="1.8" vector-effect="non-scaling-stroke"/>'
    )


def _picture(content: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none">{content}</svg>'
    )
    return "data:image/svg+xml," + quote(svg)
