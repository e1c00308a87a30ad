"""Fund and information warnings, with contacts, visits and outcomes."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from pipelines.demo import calibration as cal
from pipelines.demo.cases import NEVER, county_shares, station_shares
from pipelines.demo.people import People
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import (
    DAY,
    Bools,
    Floats,
    Ints,
    day_weights,
    draw_amounts,
    draw_lags,
    draw_times,
    scaled,
    seconds,
)

LEVELS = ("特高", "高", "中", "低")
METHODS = ("短信", "语音", "电话", "见面")
OUTCOMES = ("已劝阻", "未受骗", "已受骗", "无法联系", "误报", "处置中")
PREVENTED, UNHARMED, DEFRAUDED, UNREACHED, FALSE_ALARM, OPEN = range(len(OUTCOMES))


@dataclass
class Warnings:
    """Warnings of a half in order of issue; codes are indexes, money is 分."""

    issued: Ints
    is_fund: Bools
    level: Ints
    station: Ints
    person: Ints
    source: Ints
    contact: Ints
    method: Ints
    assigned: Ints
    visited: Ints
    outcome: Ints
    stopped: Ints
    avoided: Ints
    withdrawn: Bools
    updated: Ints

    def __len__(self) -> int:
        return len(self.issued)


def _within(rng: np.random.Generator, start: Ints, lag: Ints, end: int) -> Ints:
    """Start plus lag; what would end too late happens earlier."""
    time = start + lag
    late = time >= end
    room = np.maximum(end - 1 - start[late], 0)
    time[late] = start[late] + (rng.random(int(late.sum())) * room).astype(np.int64)
    return time


def _choose(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    """Distinct rows, likelier where the weight is larger (exponential keys)."""
    keys = rng.exponential(1.0, len(weights)) / np.maximum(weights, 1e-12)
    return np.argpartition(keys, min(count, len(keys) - 1))[:count]


def _draw_issued(
    rng: np.random.Generator, half: str, reference: Reference, scale: float
) -> tuple[Ints, Bools]:
    """Times and kinds of a half's warnings."""
    first, last = (seconds(day) // DAY for day in cal.HALVES[half])
    days = np.arange(first, last + 1)
    level = day_weights(days, reference.holidays, strength=0.5)
    totals = cal.WARNINGS[half]
    fund, info = scaled(totals.fund, scale), scaled(totals.info, scale)
    issued = np.concatenate(
        [draw_times(rng, fund, days, level), draw_times(rng, info, days, level)]
    )
    order = np.argsort(issued, kind="stable")
    return issued[order], order < fund


def _draw_visits(
    rng: np.random.Generator, half: str, table: Warnings, away: Floats, scale: float
) -> None:
    """Assign the half's visits and make all but a few of them in time."""
    totals = cal.WARNINGS[half]
    end = seconds(cal.HALVES[half][1]) + DAY
    likely = np.where(
        table.is_fund, 400.0, np.array([30.0, 5.0, 0.3, 0.1])[table.level]
    )
    count = scaled(totals.visits, scale) - scaled(totals.late_visits, scale)
    chosen = np.sort(_choose(rng, likely, count))
    lag = draw_lags(rng, count, 3, 1.0, 3)
    table.assigned[chosen] = _within(rng, table.issued[chosen], lag, end)
    made = round(scaled(totals.visits, scale) * totals.visit_rate)
    missed_count = scaled(totals.visits, scale) - made
    missed = _choose(rng, away[chosen], missed_count)
    lag = draw_lags(rng, count, 7, 1.1, 12)
    visited = _within(rng, table.assigned[chosen], lag, end)
    visited[missed] = NEVER
    table.visited[chosen] = visited
    after = list(cal.WARNINGS).index(half) + 1
    if after < len(cal.WARNINGS):
        _draw_late(rng, list(cal.WARNINGS)[after], table, chosen[missed], end, scale)


def _draw_late(
    rng: np.random.Generator,
    following: str,
    table: Warnings,
    missed: Ints,
    end: int,
    scale: float,
) -> None:
    """What a half leaves to the next: visits assigned or made after its end."""
    count = scaled(cal.WARNINGS[following].late_visits, scale)
    last = np.flatnonzero((table.assigned == NEVER) & (table.issued >= end - 2 * DAY))
    rows = rng.permutation(last)[:count]
    table.assigned[rows] = end + rng.integers(0, DAY, len(rows))
    table.visited[rows] = table.assigned[rows] + draw_lags(rng, len(rows), 6, 0.8, 9)
    recent = missed[table.assigned[missed] >= end - 20 * DAY]
    table.visited[recent] = end + draw_lags(rng, len(recent), 40, 0.8, 20)


def _draw_contacts(
    rng: np.random.Generator, half: str, table: Warnings, away: Floats
) -> None:
    """First contacts: by machine for low levels, by phone for high ones."""
    count = len(table)
    last = seconds(cal.HALVES["2024H1"][1]) + DAY
    # Those who are never reached (about one in twenty) count as not in time.
    timely = cal.WARNINGS[half].timely / 0.948
    rate = 1 - (1 - timely) * (0.7 + 0.3 * away / away.mean())
    soon = rng.random(count) < np.clip(rate, 0.02, 0.98)
    quick = (rng.random(count) ** 1.6 * 1740 + 20).astype(np.int64)
    slow = 1860 + draw_lags(rng, count, 2, 1.1, 4)
    contact = table.issued + np.where(soon, quick, slow)
    high = table.level <= 1
    spoken = rng.random(count)
    table.method[:] = np.where(
        high, np.where(spoken < 0.92, 2, 3), np.where(spoken < 0.68, 0, 1)
    )
    gone = (table.outcome == UNREACHED) | (contact >= last)
    gone &= table.visited == NEVER
    contact = np.where(contact >= last, table.issued, contact)
    table.contact[:] = np.where(gone, NEVER, contact)
    table.method[gone] = -1


def _draw_outcomes(
    rng: np.random.Generator, half: str, table: Warnings, scale: float
) -> None:
    """Outcomes and amounts, with the half's exact totals."""
    totals = cal.WARNINGS[half]
    count = len(table)
    table.outcome[:] = UNHARMED
    spare = rng.random(count)
    table.outcome[spare < 0.052] = UNREACHED
    table.outcome[spare > 0.976] = FALSE_ALARM
    last_week = seconds(cal.HALVES["2024H1"][1]) - 6 * DAY
    table.outcome[(table.issued >= last_week) & (spare > 0.85)] = OPEN
    seen = table.visited != NEVER
    table.outcome[seen & (table.outcome == UNREACHED)] = UNHARMED
    weight = np.where(seen, np.where(table.is_fund, 40.0, 4.0), 0.004)
    prevented = np.sort(_choose(rng, weight, scaled(totals.prevented, scale)))
    table.outcome[prevented] = PREVENTED
    weight = np.where(table.is_fund, 20.0, np.array([3.0, 2.0, 1.0, 1.0])[table.level])
    weight[prevented] = 0.0
    table.outcome[_choose(rng, weight, scaled(totals.defrauded, scale))] = DEFRAUDED
    stopped = (table.outcome == PREVENTED) & (table.is_fund | (rng.random(count) < 0.3))
    stopped |= table.is_fund & (table.outcome == UNHARMED) & (rng.random(count) < 0.4)
    amount = round(totals.stop_payment * 100 * scale)
    table.stopped[stopped] = draw_amounts(rng, int(stopped.sum()), amount, 1.2)
    amount = round(totals.avoided_loss * 100 * scale)
    table.avoided[prevented] = draw_amounts(rng, len(prevented), amount, 1.1)


def make_warnings(
    rng: np.random.Generator,
    half: str,
    reference: Reference,
    people: People,
    scale: float,
) -> Warnings:
    """Draw a half's warnings; `station` and `source` index the reference lists."""
    issued, is_fund = _draw_issued(rng, half, reference, scale)
    count = len(issued)
    station = _draw_stations(rng, half, reference, count)
    low = rng.choice(4, count, p=[0.001, 0.036, 0.313, 0.65])
    high = rng.choice(4, count, p=[0.32, 0.58, 0.1, 0.0])
    empty = np.full(count, NEVER)
    table = Warnings(
        issued=issued,
        is_fund=is_fund,
        level=np.where(is_fund, high, low),
        station=station,
        person=(len(people) * rng.random(count) ** 1.3).astype(np.int64),
        source=_draw_sources(rng, reference, is_fund),
        contact=empty.copy(),
        method=empty.copy(),
        assigned=empty.copy(),
        visited=empty.copy(),
        outcome=np.zeros(count, dtype=np.int64),
        stopped=np.zeros(count, dtype=np.int64),
        avoided=np.zeros(count, dtype=np.int64),
        withdrawn=np.zeros(count, dtype=bool),
        updated=empty.copy(),
    )
    codes = list(reference.stations)
    remote = np.array([cal.MISSED_VISITS.get(code[:6], 1.0) for code in codes])
    away = remote[station]
    _draw_visits(rng, half, table, away, scale)
    _draw_outcomes(rng, half, table, scale)
    _draw_contacts(rng, half, table, away)
    latest = np.maximum.reduce([issued, table.contact, table.assigned, table.visited])
    cutoff = seconds(cal.HALVES["2024H1"][1]) + DAY - 1
    lag = draw_lags(rng, count, 9, 1.0, 20)
    table.updated[:] = np.minimum(latest + lag, cutoff)
    return _add_withdrawn(rng, table)


def _draw_stations(
    rng: np.random.Generator, half: str, reference: Reference, count: int
) -> Ints:
    position = list(cal.HALVES).index(half) / (len(cal.HALVES) - 1)
    counties = county_shares(reference, position)
    weights = np.zeros(len(reference.stations))
    index = {code: place for place, code in enumerate(reference.stations)}
    for county, share in counties.items():
        stations = station_shares(reference, county)
        total = sum(stations.values())
        for code, part in stations.items():
            weights[index[code]] = share * part / total
    return rng.choice(len(weights), count, p=weights / weights.sum())


def _draw_sources(
    rng: np.random.Generator, reference: Reference, is_fund: Bools
) -> Ints:
    """Banks see money moving, operators see calls; most warnings name no unit."""
    units = list(reference.units)
    banks = [n for n, unit in enumerate(units) if unit.startswith("B")]
    operators = [n for n, unit in enumerate(units) if unit.startswith("T")]
    staff = np.array(list(reference.employees.values()), dtype=np.float64)
    bank = rng.choice(banks, len(is_fund), p=staff[banks] / staff[banks].sum())
    operator = rng.choice(
        operators, len(is_fund), p=staff[operators] / staff[operators].sum()
    )
    named = rng.random(len(is_fund)) < np.where(is_fund, 0.66, 0.009)
    return np.where(named, np.where(is_fund, bank, operator), -1)


def _add_withdrawn(rng: np.random.Generator, table: Warnings) -> Warnings:
    """Copies of a few warnings as withdrawn ones; no figure counts them."""
    copies = rng.integers(0, len(table), max(1, len(table) // 4000))
    rows = np.concatenate([np.arange(len(table)), copies])
    columns = {field.name: getattr(table, field.name)[rows] for field in fields(table)}
    columns["withdrawn"][len(table) :] = True
    order = np.argsort(columns["issued"], kind="stable")
    return Warnings(**{name: column[order] for name, column in columns.items()})
