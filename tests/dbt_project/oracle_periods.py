"""Periods, what of them is covered, and what they are compared with."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[date, date]
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Compared:
    """A period: its counted part, the spans of its bases and whether they are covered."""

    grain: str
    start: date
    end: date
    through: date
    yoy: Span
    prev: Span | None
    begin: date

    @property
    def has_yoy(self) -> bool:
        return self.yoy[0] >= self.begin

    @property
    def has_prev(self) -> bool:
        return self.prev is not None and self.prev[0] >= self.begin


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def periods(begin: date, cut_off: date) -> list[Compared]:
    """Every period that exists where coverage begins and ends on these days."""
    found: list[Compared] = []

    def add(grain: str, start: date, end: date, prev: Span | None) -> None:
        if end < begin or start > cut_off:
            return
        through = min(end, cut_off)
        if grain == "week":
            yoy = (start - timedelta(364), through - timedelta(364))
        elif through == end:
            yoy = (year_earlier(start), month_end(year_earlier(end.replace(day=1))))
        else:
            yoy = (year_earlier(start), year_earlier(through))
        if prev and through < end:
            prev = (prev[0], min(prev[0] + (through - start), prev[1]))
        found.append(Compared(grain, start, end, through, yoy, prev, begin))

    week, day = timedelta(7), timedelta(1)
    monday = begin - timedelta(begin.weekday())
    while monday <= cut_off:
        add("week", monday, monday + week - day, (monday - week, monday - day))
        monday += week
    for year in range(begin.year, cut_off.year + 1):
        for month in range(1, 13):
            start = date(year, month, 1)
            for grain, length in MONTHS.items():
                if (month - 1) % length == 0:
                    end = months_later(start, length) - day
                    before = (months_later(start, -length), start - day)
                    add(grain, start, end, before)
            if start <= cut_off:
                add("ytd", date(year, 1, 1), month_end(start), None)
    return found
