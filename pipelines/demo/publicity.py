"""Publicity events and registrations of the anti-fraud app."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa

from pipelines.demo import calibration as cal
from pipelines.demo import calibration_strikes as strikes
from pipelines.demo.cases import county_shares
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import apportion, pick, scaled
from pipelines.demo.strikes import (
    days_of,
    position_of,
    statuses,
    texts_of,
    times_in,
    times_of,
    updated,
)

# Units with more staff than this have some in every county.
_SPREAD = 1_000


def make_events(
    rng: np.random.Generator, half: str, reference: Reference, scale: float
) -> pa.Table:
    """Large events of a half; two more are withdrawn."""
    totals = strikes.PUBLICITY[half]
    counted = scaled(totals.events, scale)
    audience = apportion(
        scaled(totals.audience, scale), rng.lognormal(0, 0.8, counted).tolist()
    ).tolist()
    audience += [1_000, 1_000]
    count = len(audience)
    held = times_in(rng, half, count, reference)
    number = np.argsort(np.argsort(held)) + 1
    unit = pick(rng, dict.fromkeys(reference.units, 1.0), count)
    unit[rng.random(count) < 0.3] = ""
    columns = {
        "event_no": pa.array([f"XF{half}{n:04d}" for n in number]),
        "held_on": days_of(held),
        "county_code": texts_of(
            pick(rng, county_shares(reference, position_of(half)), count)
        ),
        "unit_code": texts_of(unit),
        "mode": texts_of(pick(rng, {"线下": 0.7, "线上": 0.3}, count)),
        "audience": pa.array(audience),
        "record_status": texts_of(statuses(count)),
        "updated_at": times_of(updated(rng, held, half)),
    }
    return pa.table(columns).sort_by("event_no")


def month_ends() -> list[date]:
    """Days of the counts: the last of each month."""
    first = date.fromisoformat(strikes.APP_FIRST_COUNT)
    last = max(day for _, day in cal.HALVES.values())
    days, day = [], first
    while day <= last:
        days.append(day)
        # The end of the next month: back one day from its successor's first.
        following = (day + timedelta(days=1)).replace(day=28) + timedelta(days=4)
        day = following.replace(day=1) - timedelta(days=1)
    return days


def _groups(reference: Reference, scale: float) -> dict[tuple[str, str], int]:
    """Who should have the app, by county and unit ('' for the residents)."""
    groups = {
        (county, ""): round(people * strikes.APP_ELIGIBLE * scale)
        for county, people in reference.population.items()
    }
    seat = next(iter(reference.counties))
    population = list(reference.population.values())
    for unit, employees in reference.employees.items():
        if employees > _SPREAD:
            parts = apportion(employees, population).tolist()
            groups |= {
                (county, unit): part
                for county, part in zip(reference.population, parts, strict=True)
            }
        else:
            groups[seat, unit] = employees
    return groups


def make_registrations(
    rng: np.random.Generator, reference: Reference, scale: float
) -> pa.Table:
    """Counts at the end of every month, residents by county and staff by unit."""
    days = month_ends()
    rows = []
    for (county, unit), eligible in _groups(reference, scale).items():
        first, last = strikes.APP_STAFF if unit else strikes.APP_RESIDENTS
        way = 1 - np.exp(-np.linspace(0, 2.2, len(days)))
        steps = way * (1 + 0.1 * rng.random(len(days)))
        # Registrations only grow, and end where they should.
        path = np.maximum.accumulate(steps / steps.max())
        for day, share in zip(days, first + (last - first) * path, strict=True):
            rows.append(
                {
                    "as_of": day,
                    "county_code": county,
                    "unit_code": unit or None,
                    "registered": int(eligible * share),
                    "eligible": eligible,
                    "updated_at": datetime.combine(day, time(20, 0)),
                }
            )
    order = [("as_of", "ascending"), ("county_code", "ascending")]
    schema = pa.schema(
        {
            "as_of": pa.date32(),
            "county_code": pa.string(),
            "unit_code": pa.string(),
            "registered": pa.int64(),
            "eligible": pa.int64(),
            "updated_at": pa.timestamp("s"),
        }
    )
    return pa.Table.from_pylist(rows, schema=schema).sort_by(order)
