"""Names as people say them."""

from __future__ import annotations

import textwrap

_AUTONOMOUS = ("哈尼族彝族傣族自治县", "彝族傣族自治县", "彝族自治县")


def short_name(name: str) -> str:
    """峨山彝族自治县 is 峨山县; other names stay."""
    for ending in _AUTONOMOUS:
        if name.endswith(ending):
            return name.removesuffix(ending) + "县"
    return name


def short_type(name: str) -> str:
    """刷单返利类诈骗 is 刷单返利; other names stay."""
    return name.removesuffix("类诈骗")


def in_lines(name: str, most: int = 24) -> str:
    """A long name beside a figure, broken where words end."""
    return "<br>".join(textwrap.wrap(name, most))
