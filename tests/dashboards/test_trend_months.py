"""Months of several KPIs stand side by side, whatever each of them covers."""

from __future__ import annotations

from datetime import date

from dashboards.components.trend_months import months_of, on_months

_JANUARY, _FEBRUARY, _MARCH = (date(2024, month, 1) for month in (1, 2, 3))


def test_a_month_that_only_one_kpi_has_leaves_the_other_blank() -> None:
    events = [{"period_start": day, "value": 1} for day in (_FEBRUARY, _MARCH)]
    victims = [{"period_start": day, "value": 2} for day in (_JANUARY, _FEBRUARY)]
    months = months_of(events, victims)
    assert months == [_JANUARY, _FEBRUARY, _MARCH]
    assert [row["value"] for row in on_months(events, months)] == [None, 1, 1]
    last = on_months(victims, months)[-1]
    assert last["value"] is last["yoy_base"] is None and not last["is_partial"]
