"""What people write for a period, read as two days."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

# The grain that two dates mean if several have them; published figures are matched so.
GRAINS = ("half", "quarter", "month", "year", "week", "ytd")
EXAMPLES = (
    "2024、2024H1、2024Q2、2024-06、2024-W23、2024-01..06、2024-01-01..2024-06-30、"
    "2024年上半年、2024年第2季度、2024年6月、2024年1-6月"
)
_TO = r"(?:\.\.|[-–—~～至到])"
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}


class SpanError(ValueError):
    """A text is no period."""


@dataclass(frozen=True)
class Span:
    """First and last day, and the grains it may be, likeliest first."""

    start: date
    end: date
    grains: tuple[str, ...]


def read_span(text: str) -> Span:
    """Read a period in any of the forms of `EXAMPLES`.

    Raises:
        SpanError: if the text is none of them, or names a day that does not exist.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    for pattern, make in _FORMS:
        found = re.fullmatch(pattern, plain)
        if found:
            try:
                return make(*found.groups())
            except ValueError as error:
                raise SpanError(
                    f"没有这样的日期：{text} (no such date: {error})"
                ) from error
    raise SpanError(f"看不懂的周期：{text}，可写作 (not a period; write) {EXAMPLES}")


def _week(year: str, week: str) -> Span:
    start = date.fromisocalendar(int(year), int(week), 1)
    return Span(start, start + timedelta(days=6), ("week",))


def _half(year: str, half: str) -> Span:
    first = 6 * _number(half) - 5
    return _months(year, first, first + 5, ("half",))


def _quarter(year: str, quarter: str) -> Span:
    first = 3 * _number(quarter) - 2
    return _months(year, first, first + 2, ("quarter",))


def _month(year: str, month: str) -> Span:
    return _months(year, int(month), int(month), ("month",))


def _year(year: str) -> Span:
    return _months(year, 1, 12, ("year",))


def _several_months(year: str, first: str, last: str) -> Span:
    grains = ("ytd", *GRAINS) if int(first) == 1 else GRAINS
    return _months(year, int(first), int(last), grains)


def _days(start: str, end: str) -> Span:
    return Span(date.fromisoformat(start), date.fromisoformat(end), GRAINS)


def _months(year: str, first: int, last: int, grains: tuple[str, ...]) -> Span:
    start = date(int(year), first, 1)
    end = date(int(year), last, 1)
    return Span(start, end.replace(day=monthrange(end.year, end.month)[1]), grains)


def _number(text: str) -> int:
    return _CHINESE[text] if text in _CHINESE else int(text)


_FORMS: tuple[tuple[str, Callable[..., Span]], ...] = (
    (rf"(\d{{4}}-\d\d-\d\d){_TO}(\d{{4}}-\d\d-\d\d)", _days),
    (r"(\d{4})-?W(\d{1,2})", _week),
    (r"(\d{4})-?H([12])", _half),
    (r"(\d{4})年?(上|下)半年", _half),
    (r"(\d{4})-?Q([1-4])", _quarter),
    (r"(\d{4})年?第?([1-4一二三四])季度", _quarter),
    (r"(\d{4})-(\d{1,2})", _month),
    (r"(\d{4})年(\d{1,2})月", _month),
    (r"(\d{4})-(\d{1,2})\.\.(\d{1,2})", _several_months),
    (rf"(\d{{4}})年(\d{{1,2}})月?{_TO}(\d{{1,2}})月", _several_months),
    (r"(\d{4})年?", _year),
)
