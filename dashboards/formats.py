"""How numbers are written: 亿 and 万, a true minus, — for nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

NOTHING = "—"
MINUS = "−"


def _plain(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else MINUS + text


def number(value: float | None, language: str = "zh", digits: int = 0) -> str:
    """A count or amount: 2.66亿, 3.1万, 9,999 (English: 266.13M, 31.2k)."""
    if value is None:
        return NOTHING
    size = abs(value)
    if language == "en":
        if size >= 1e6:
            return _plain(value / 1e6, 2) + "M"
        return _plain(value / 1e3, 1) + "k" if size >= 1e5 else _plain(value, digits)
    if size >= 1e8:
        return _plain(value / 1e8, 2) + "亿"
    return _plain(value / 1e4, 1) + "万" if size >= 1e4 else _plain(value, digits)


def whole(value: float | None) -> str:
    """A count in full, where its last digits matter: 14,877."""
    return NOTHING if value is None else _plain(value, 0)


def tick(value: float, language: str = "zh") -> str:
    """A round number beside an axis: 300万, not 300.0万."""
    return re.sub(r"\.0+(?=\D|$)", "", number(value, language))


def percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction as a percentage: 0.9577 is 95.8%."""
    return NOTHING if fraction is None else _plain(100 * fraction, digits) + "%"


def signed_percent(fraction: float | None, digits: int = 1) -> str:
    """A change as a percentage with its sign: −36.20%."""
    return NOTHING if fraction is None else _sign(fraction) + percent(fraction, digits)


def signed_points(points: float | None, digits: int = 2) -> str:
    """A difference in percentage points with its sign: −36.20 pp."""
    if points is None:
        return NOTHING
    return f"{_sign(points)}{_plain(points, digits)} pp"


def signed_number(value: float | None, language: str = "zh") -> str:
    """A difference with its sign: −493."""
    return NOTHING if value is None else _sign(value) + number(value, language)


def kpi_value(value: float | None, unit: str, language: str = "zh") -> tuple[str, str]:
    """A KPI's value and the unit to write beside it: 95.8 and %, 2,661.3 and 万元."""
    if unit == "%":
        return (NOTHING, "") if value is None else (_plain(100 * value, 1), "%")
    if unit == "元" and language == "zh" and value is not None:
        shown = number(value)
        scale = shown[-1] if shown[-1] in "亿万" else ""
        return shown.removesuffix(scale), scale + unit
    is_rate = "/" in unit
    return number(value, language, 2 if is_rate else 0), unit


def kpi_figure(value: float | None, unit: str, language: str = "zh") -> str:
    """A KPI's value where its unit stands elsewhere: 2,661.3万, 95.8%, 1,043."""
    shown, scale = kpi_value(value, unit, language)
    return shown + scale.removesuffix("元") if scale.endswith(("%", "元")) else shown


def day(value: date | None, language: str = "zh") -> str:
    """A date: 2026年7月12日 (English: 2026-07-12)."""
    if value is None:
        return NOTHING
    if language == "en":
        return value.isoformat()
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """A time of the warehouse (UTC) on Beijing's clock: 2026-07-12 08:10."""
    if value is None:
        return NOTHING
    return (value + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


def exact(value: float | None, unit: str = "", digits: int = 2) -> str:
    """A value to compare with another, unrounded as far as it is read: 1,409,201."""
    if value is None:
        return NOTHING
    if unit == "%":
        return percent(value, digits)
    text = _plain(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(value: float) -> str:
    return "+" if value > 0 else ""
