"""Whether a change is good news, and how to say it."""

from __future__ import annotations

from dashboards import formats
from dashboards.data import Row
from dashboards.i18n import Translator


def judge(change: float | None, better: str, significant: bool | None) -> str:
    """good, bad or neutral: the catalogue's direction, if it is more than chance.

    Of what has no interval, as amounts, nobody can say that.
    """
    if not change or better not in ("up", "down") or not significant:
        return "neutral"
    return "good" if (change > 0) == (better == "up") else "bad"


def significance(row: Row, comparison: str) -> bool | None:
    """Whether a change is beyond chance; None where no interval says so."""
    value: bool | None = row.get(f"{comparison}_significant")
    return value


def verdict(row: Row, comparison: str) -> str:
    """good, bad or neutral for a KPI's change."""
    change = change_of(row, comparison)
    return judge(change, row["better"], significance(row, comparison))


def arrow(change: float | None) -> str:
    """The direction of a change."""
    if not change:
        return ""
    return "▲" if change > 0 else "▼"


def direction(change: float, t: Translator) -> str:
    """The direction of a change in words."""
    if not change:
        return t("change.flat")
    return t("change.up" if change > 0 else "change.down")


def size(row: Row, comparison: str, digits: int = 1) -> str:
    """How large a change is, without its sign; rates in percentage points."""
    points = row.get(f"{comparison}_change_pp")
    if row.get("unit") == "%":
        return formats.signed_points(_size(points), digits).lstrip("+")
    return formats.percent(_size(row[f"{comparison}_change"]), digits)


def change_of(row: Row, comparison: str) -> float | None:
    """The change that is shown for a KPI: points for rates, else the fraction."""
    suffix = "_change_pp" if row.get("unit") == "%" else "_change"
    value: float | None = row[comparison + suffix]
    return value


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)
