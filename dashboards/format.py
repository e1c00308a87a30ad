"""Numbers and dates as people read them. A missing value is —, never 0 or ∞."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

MISSING = "—"
_MINUS = "−"
_BEIJING = timezone(timedelta(hours=8))


def _signed(text: str, *, plus: bool) -> str:
    """Use the true minus, drop it from a rounded zero, add a plus if wanted."""
    magnitude = text.lstrip("-")
    is_zero = not any(character in "123456789" for character in magnitude)
    if is_zero:
        return magnitude
    if text.startswith("-"):
        return _MINUS + magnitude
    return f"+{magnitude}" if plus else magnitude


def number(value: float | None, *, lang: str = "zh", digits: int = 0) -> str:
    """Format a plain number; large ones in 万 and 亿, or in k and M in English."""
    if value is None:
        return MISSING
    size = abs(value)
    if lang == "zh":
        if size >= 1e8:
            return _signed(f"{value / 1e8:,.2f}", plus=False) + "亿"
        if size >= 1e4:
            return _signed(f"{value / 1e4:,.1f}", plus=False) + "万"
    elif size >= 1e6:
        return _signed(f"{value / 1e6:,.2f}", plus=False) + "M"
    elif size >= 1e5:
        return _signed(f"{value / 1e3:,.1f}", plus=False) + "k"
    return _signed(f"{value:,.{digits}f}", plus=False)


def percent(value: float | None, *, digits: int = 1) -> str:
    """Format a fraction (0.9918) as a percentage (99.2%)."""
    if value is None:
        return MISSING
    return _signed(f"{100 * value:,.{digits}f}", plus=False) + "%"


def change(value: float | None, *, digits: int = 1) -> str:
    """Format a relative change with its sign (−36.2%)."""
    if value is None:
        return MISSING
    return _signed(f"{100 * value:,.{digits}f}", plus=True) + "%"


def points(value: float | None, *, digits: int = 2) -> str:
    """Format percentage points with their sign (−10.53 pp)."""
    if value is None:
        return MISSING
    return _signed(f"{value:,.{digits}f}", plus=True) + " pp"


def difference(value: float | None) -> str:
    """Format a whole difference with its sign (−493)."""
    if value is None:
        return MISSING
    return _signed(f"{value:,.0f}", plus=True)


def kpi_value(value: float | None, *, unit: str, lang: str = "zh") -> str:
    """Format a KPI value by its unit; the unit itself is shown beside it.

    Rates come as fractions (unit %), ratios with two decimals, amounts and
    counts as whole numbers.
    """
    if unit == "%":
        return percent(value).removesuffix("%")
    return number(value, lang=lang, digits=2 if "/" in unit else 0)


def split_scale(text: str) -> tuple[str, str]:
    """Part a number from its scale word: 4,475.0万 → (4,475.0, 万)."""
    if text and text[-1] in "万亿kM":
        return text[:-1], text[-1]
    return text, ""


def day(value: date | None, *, lang: str = "zh") -> str:
    """Format a date in full."""
    if value is None:
        return MISSING
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return value.isoformat()


def short_day(value: date | None, *, lang: str = "zh") -> str:
    """Format a date without its year."""
    if value is None:
        return MISSING
    return f"{value.month}月{value.day}日" if lang == "zh" else f"{value:%d %b}"


def beijing_time(iso: str | None) -> str:
    """Format an ISO time stamp as Beijing local time, to the minute."""
    if not iso:
        return MISSING
    return datetime.fromisoformat(iso).astimezone(_BEIJING).strftime("%m-%d %H:%M")
