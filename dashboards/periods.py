"""Which periods there are, and which one is shown."""

from __future__ import annotations

from datetime import date, timedelta

from dashboards.data import Period, Reader, Scope
from dashboards.state import DEFAULT_GRAIN

# A half-year that has just begun says little: until then the one before is shown.
SETTLING_DAYS = 30

# Where no period has values.
NO_PERIOD = Period(DEFAULT_GRAIN, date.min, date.min, "", "", date.min, False)

_PERIODS = """
select v.grain, v.period_start, v.period_end, p.label_zh, p.label_en,
    max(v.covered_through) as covered_through, bool_or(v.is_partial) as is_partial
from kpi.kpi_values as v
left join core.dim_period as p using (grain, period_start, period_end)
where {scope} and v.grain = ?
group by all
order by v.period_end desc
"""


def available_periods(reader: Reader, scope: Scope | None, grain: str) -> list[Period]:
    """The periods of a grain that have values, newest first."""
    return [
        Period(
            grain,
            row["period_start"],
            row["period_end"],
            row["label_zh"] or f"{row['period_start']} 至 {row['period_end']}",
            row["label_en"] or f"{row['period_start']} to {row['period_end']}",
            row["covered_through"],
            row["is_partial"],
        )
        for row in reader.rows(_PERIODS, [grain], scope=scope)
    ]


def choose_period(available: list[Period], asked: str | None) -> Period | None:
    """The period whose last day was asked for, else the default one.

    For half-years the default is the one containing the cut-off, or the one
    before while the cut-off is fewer than 30 days into it.
    """
    for period in available:
        if period.end.isoformat() == asked:
            return period
    if len(available) > 1 and available[0].grain == DEFAULT_GRAIN:
        newest = available[0]
        if newest.covered_through - newest.start < timedelta(days=SETTLING_DAYS):
            return available[1]
    return available[0] if available else None
