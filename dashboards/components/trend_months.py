"""Months of a trend: how they are written, and rows of several KPIs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards.data import Row
from dashboards.view import View

_NOTHING: Row = {"value": None, "yoy_base": None, "is_partial": False}


def months_of(*series: Sequence[Row]) -> list[date]:
    """The months that any of them has, in order."""
    return sorted({row["period_start"] for rows in series for row in rows})


def on_months(rows: Sequence[Row], months: Sequence[date]) -> list[Row]:
    """The row of each month; one without values where there is none."""
    known = {row["period_start"]: row for row in rows}
    return [known.get(month, _NOTHING) for month in months]


def month_label(month: date, view: View) -> str:
    """How a month is written below a trend: the year where it begins."""
    first, last = view.months_span
    name = f"{month.month}月" if view.t.language == "zh" else month.strftime("%b")
    if first.year != last.year and (month == first or month.month == 1):
        return f"{name}<br>{month.year}"
    return f"{name}<br> " if first.year != last.year else name
