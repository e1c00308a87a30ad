"""Names as people say them."""

from __future__ import annotations

_AUTONOMOUS = ("哈尼族彝族傣族自治县", "彝族傣族自治县", "彝族自治县")


def short_name(name: str) -> str:
    """峨山彝族自治县 is 峨山县; other names stay."""
    for ending in _AUTONOMOUS:
        if name.endswith(ending):
            return name.removesuffix(ending) + "县"
    return name
