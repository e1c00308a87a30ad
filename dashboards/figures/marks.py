"""What several figures draw alike: hatched bars, ticks across a row, words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.theme import Palette

# Between two columns of texts, in pixels.
_GAP = 8
# What of the height of a trend is not plot, in pixels: its legend and its months.
FRAME = 90
_LINE_HEIGHT = 1.5


def hatched(colour: str, is_open: Sequence[bool], palette: Palette) -> dict[str, Any]:
    """The marker of bars of one colour, hatched where a value is not yet its last."""
    return {
        "color": colour,
        "pattern": {
            "shape": ["/" if still else "" for still in is_open],
            # Over the bar's colour: alone, lines in the card's colour are invisible.
            "fillmode": "overlay",
            "fgcolor": palette.card,
            "size": 6,
        },
    }


def linked(
    said: Sequence[str], links: Sequence[str | None], about: str = ""
) -> list[list[str | None]]:
    """What marks tell when pointed at, where a click leads, and what they are about.

    The last is for who cannot see in which panel a mark stands.
    """
    return [[text, link, about] for text, link in zip(said, links, strict=True)]


def tick(colour: str, size: int = 15) -> dict[str, Any]:
    """The marker of a short line across a row: last year's value, or a limit."""
    return {"symbol": "line-ns", "size": size, "line": {"width": 2.5, "color": colour}}


def with_room(highest: float, lines: int, plot: float, palette: Palette) -> float:
    """Where a vertical axis from zero ends that leaves lines of text above all marks.

    `plot` is its height in pixels.
    """
    share = lines * _LINE_HEIGHT * palette.text / plot
    return highest / (1 - share) or 1


def columns(
    texts: Sequence[tuple[str, str]], ends: tuple[float, float], size: float
) -> tuple[float, float]:
    """Where two columns of texts beside a plot end, in pixels right of it.

    That is at `ends`, or further where a text of `size` pixels is longer.
    """
    first, second = (max(_signs(pair[n]) for pair in texts) * size for n in (0, 1))
    end = max(ends[0], first + _GAP)
    return end, end + max(ends[1] - ends[0], second + _GAP)


def _signs(text: str) -> float:
    """How wide a bold text is, in its height: 万 and ▲ are square, digits narrow."""
    return sum(1.0 if sign > "~" or sign in "%mMW" else 0.58 for sign in text)


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
