"""The months (or weeks) that a period's trend charts show."""

from __future__ import annotations

from datetime import date, timedelta

from dashboards.context import Context
from dashboards.data import Row

_LONG = ("half", "year", "ytd")


def trend_span(context: Context) -> tuple[str, date, date]:
    """Grain and span of a trend: a long period's months, else twelve steps back."""
    start: date = context.period["period_start"]
    if context.grain in _LONG:
        return "month", start, context.end
    if context.grain == "week":
        return "week", start - timedelta(weeks=11), context.end
    return "month", year_of_months(context.end), context.end


def year_of_months(end: date) -> date:
    """First day of the twelve months that end with the month of a day."""
    if end.month == 12:
        return date(end.year, 1, 1)
    return date(end.year - 1, end.month + 1, 1)


def series(
    context: Context, codes: list[str], span: tuple[str, date, date]
) -> dict[str, list[Row]]:
    """Rows of each KPI over a span, oldest first."""
    grain, start, end = span
    rows = context.warehouse.series(
        entity=context.entity, codes=codes, grain=grain, start=start, end=end
    )
    found: dict[str, list[Row]] = {code: [] for code in codes}
    for row in rows:
        found[str(row["kpi_code"])].append(row)
    return found


def step_label(row: Row, *, context: Context) -> str:
    """Axis label of a month or week; January carries its year."""
    start: date = row["period_start"]
    if row["grain"] == "week":
        return f"{start.month}-{start.day}"
    if context.lang == "en":
        return f"{start:%b}" + (f" {start:%y}" if start.month == 1 else "")
    whole_year = context.grain in _LONG
    if start.month == 1 and not whole_year:
        return f"{start.year % 100}年1月"
    return f"{start.month}月"


def column(rows: list[Row], name: str) -> list[float | None]:
    """One column of rows as numbers for a chart."""
    return [None if row[name] is None else float(row[name]) for row in rows]
