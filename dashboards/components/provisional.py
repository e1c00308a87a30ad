"""Says that a period's figure is not its last while records are still coming in."""

from __future__ import annotations

from typing import Any

from dashboards import formats
from dashboards.view import View


def provisional(view: View, code: str, *, is_part: bool = False) -> list[Any]:
    """A clause with the range of the final value where one is known: of no part."""
    row = view.kpi(code)
    if row is None or not row.get("is_provisional"):
        return []
    t, name = view.t, view.name(row)
    if is_part or row["expected_low"] is None:
        return [t("cases.provisional", kpi=name)]
    low, high = (formats.whole(row[f"expected_{end}"]) for end in ("low", "high"))
    return [t("cases.provisional_range", kpi=name, low=low, high=high)]
