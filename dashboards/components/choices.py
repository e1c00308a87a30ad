"""Controls whose value goes into the address.

The id of each holds the key of the address and the value shown: the browser then
knows a choice from a control that has only been drawn.
"""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc

from dashboards.components.attributes import labelled

Option = tuple[str, str]


def _id(key: str, shown: str) -> dict[str, str]:
    return {"type": "choice", "key": key, "shown": shown}


def select(
    key: str, shown: str, options: Iterable[Option], label: str, width: int = 140
) -> dmc.Select:
    """A list to choose from; options are (value, text), "" for no filter."""
    data = [{"value": value, "label": text} for value, text in options]
    return dmc.Select(
        id=_id(key, shown),
        value=shown,
        data=data,
        allowDeselect=False,
        searchable=len(data) > 15,
        nothingFoundMessage="—",
        w=width,
        size="sm",
        **labelled(label),
    )


def segments(
    key: str, shown: str, options: Iterable[Option], label: str, size: str = "sm"
) -> dmc.SegmentedControl:
    """A few options side by side."""
    return dmc.SegmentedControl(
        id=_id(key, shown),
        value=shown,
        data=[{"value": value, "label": text} for value, text in options],
        size=size,
        **labelled(label),
    )
