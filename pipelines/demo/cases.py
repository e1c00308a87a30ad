"""Cases: reported, filed, solved, with losses and victims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo import calibration as cal
from pipelines.demo.people import People
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import (
    DAY,
    Bools,
    Floats,
    Ints,
    Texts,
    day_weights,
    deal,
    draw_amounts,
    draw_lags,
    draw_times,
    drift,
    fill_parts,
    pick,
    scaled,
    seconds,
)

NEVER = np.int64(-1)
"""Stands for a time that has not come."""


@dataclass
class Cases:
    """All cases in order of reporting; times in seconds, money in 分."""

    occurred: Ints
    reported: Ints
    filed: Ints
    solved: Ints
    county: Texts
    station: Texts
    fraud_type: Texts
    loss: Ints
    recovered: Ints
    victim: Ints
    occupation: Texts
    unit: Texts
    channel: Texts
    withdrawn: Bools


def station_shares(reference: Reference, county: str) -> dict[str, float]:
    """Shares of a county's stations; the county seat has most."""
    codes = reference.stations_of(county)
    return {code: 1.0 / (rank + 1.6) for rank, code in enumerate(codes)}


def county_shares(reference: Reference, position: float) -> dict[str, float]:
    """Shares of the counties by population and risk."""
    risk = drift(cal.COUNTY_RISK, position)
    return {code: reference.population[code] * risk[code] for code in risk}


def draw_stations(
    rng: np.random.Generator, reference: Reference, county: Texts
) -> Texts:
    """A station for every row's county."""
    station = np.empty(len(county), dtype=object)
    for code in reference.counties:
        rows = np.flatnonzero(county == code)
        station[rows] = pick(rng, station_shares(reference, code), len(rows))
    return station


def _draw_filed(
    rng: np.random.Generator, half: str, count: int, weights: tuple[Ints, Floats]
) -> tuple[Ints, Ints, Ints]:
    """Occurred, reported and filed times of cases that are filed in a half."""
    start, end = (seconds(day) for day in cal.HALVES[half])
    days, level = weights
    inside = (days >= start // DAY - 45) & (days <= end // DAY)
    many = count * 4 + 400
    occurred = draw_times(rng, many, days[inside], level[inside])
    reported = occurred + draw_lags(rng, many, 5, 1.3, 60)
    filed = reported + draw_lags(rng, many, 22, 1.4, 40)
    first = seconds(cal.HALVES["2021H1"][0])
    good = (filed >= start) & (filed < end + DAY) & (reported >= first)
    chosen = rng.permutation(np.flatnonzero(good))[:count]
    return occurred[chosen], reported[chosen], filed[chosen]


def _solve(
    rng: np.random.Generator, half: str, filed: Ints, solved: Ints, scale: float
) -> None:
    """Fill in which cases are solved in a half: its own and older ones."""
    start, end = (seconds(day) for day in cal.HALVES[half])
    end += DAY
    own = np.flatnonzero((filed >= start) & (filed < end))
    when = filed[own] + draw_lags(rng, len(own), 30 * 24, 0.8, 170)
    late = when >= end
    # The latest of a half are solved at once or not in it.
    when[late] = filed[own][late] + (
        rng.random(int(late.sum())) * (end - 1 - filed[own][late])
    ).astype(np.int64)
    wanted = min(scaled(cal.CASES[half].solved_current, scale), len(own))
    order = np.argsort(late + rng.random(len(own)) * 0.9, kind="stable")[:wanted]
    solved[own[order]] = when[order]
    old = np.flatnonzero((filed != NEVER) & (filed < start) & (solved == NEVER))
    wanted = min(scaled(cal.CASES[half].solved_backlog, scale), len(old))
    chance = np.exp((filed[old] - start) / (250 * DAY))
    if wanted:
        chosen = rng.choice(old, wanted, replace=False, p=chance / chance.sum())
        solved[chosen] = rng.integers(start, end, wanted)


def _draw_victims(
    rng: np.random.Generator, people: People, large: Bools, adult: Bools
) -> Ints:
    """Residents as victims; a large loss hits women more often."""
    victim = rng.integers(0, len(people), len(large))
    woman = rng.random(len(large)) < cal.WOMEN_LARGE
    reference_time = np.full(len(people), seconds(cal.HALVES["2021H1"][0]))
    age = people.age_at(np.arange(len(people)), reference_time)
    for rows, pool in (
        (large & woman, people.is_woman),
        (large & ~woman, ~people.is_woman),
        (adult, (age >= 22) & (age <= 55)),
    ):
        victim[rows] = rng.choice(np.flatnonzero(pool), int(rows.sum()))
    return victim


def _draw_occupations(
    rng: np.random.Generator, age: Ints, unit: Texts, count: int
) -> Texts:
    """Occupations that fit a victim's age and employer."""
    # Who works for a member unit is most of 行政/企事业; the rest share the others.
    others = {k: v for k, v in cal.OCCUPATIONS.items() if k != "行政/企事业"}
    result = deal(rng, others, count)
    result[age < 18] = "学生"
    result[age > 60] = "退休"
    young, adult = age <= 24, (age >= 18) & (age <= 60)
    misplaced = (result == "学生") & ~young
    result[misplaced | ((result == "退休") & (age < 50))] = "待业"
    idle = np.flatnonzero(young & adult & (result == "待业"))
    result[rng.permutation(idle)[: int(misplaced.sum())]] = "学生"
    result[adult & (unit != "")] = "行政/企事业"
    result[adult & np.isin(unit, [f"T{n:02d}" for n in range(1, 5)])] = "公司员工"
    return result


def _draw_half(
    rng: np.random.Generator,
    half: str,
    reference: Reference,
    scale: float,
    weights: tuple[Ints, Floats],
) -> dict[str, Ints | Texts]:
    """Times, places, units and losses of the cases filed in a half."""
    totals = cal.CASES[half]
    position = list(cal.HALVES).index(half) / (len(cal.HALVES) - 1)
    count = scaled(totals.filed, scale)
    occurred, reported, filed = _draw_filed(rng, half, count, weights)
    employees = min(scaled(totals.employees, scale), count)
    unit = np.full(count, "", dtype=object)
    staff: dict[str, float] = dict(reference.employees)
    unit[:employees] = pick(rng, staff, employees)
    large = np.array(totals.large, dtype=np.int64)[: count - employees] * 100
    others = count - employees - len(large)
    employee_loss = round(totals.employee_loss * 100 * scale)
    other_loss = round((totals.loss - totals.employee_loss) * 100 * scale)
    # A small city keeps the usual losses even if one large case does not fit.
    other_loss = max(other_loss - int(large.sum()), others * 1_000_000)
    loss = np.concatenate(
        [
            draw_amounts(rng, employees, employee_loss, 1.0),
            large,
            draw_amounts(rng, others, other_loss, cal.LOSS_SIGMA),
        ]
    )
    recovered_total = min(round(totals.recovered * 100 * scale), int(loss.sum()))
    shares = {
        code: share * float(np.exp(cal.COUNTY_NOISE * rng.standard_normal()))
        for code, share in county_shares(reference, position).items()
    }
    return {
        "occurred": occurred,
        "reported": reported,
        "filed": filed,
        "county": deal(rng, shares, count),
        "fraud_type": deal(rng, drift(cal.FRAUD_TYPES, position), count),
        "unit": unit,
        "loss": loss,
        "recovered": fill_parts(rng, loss, recovered_total, 0.35),
    }


def _draw_uncounted(
    rng: np.random.Generator,
    half: str,
    reference: Reference,
    scale: float,
    weights: tuple[Ints, Floats],
) -> dict[str, Ints | Texts]:
    """Cases that are reported and not filed, and two that were withdrawn."""
    count = scaled(cal.CASES[half].unfiled, scale) + 2
    occurred, reported, filed = _draw_filed(rng, half, count, weights)
    filed[:-2] = NEVER
    loss = draw_amounts(rng, count, count * 1_500_000, 1.1)
    return {
        "occurred": occurred,
        "reported": reported,
        "filed": filed,
        "county": pick(rng, county_shares(reference, 0.5), count),
        "fraud_type": pick(rng, drift(cal.FRAUD_TYPES, 0.5), count),
        "unit": np.full(count, "", dtype=object),
        "loss": loss,
        "recovered": np.zeros(count, dtype=np.int64),
    }


def make_cases(
    rng: np.random.Generator, reference: Reference, people: People, scale: float
) -> Cases:
    """Draw all cases of the demo city."""
    first, last = cal.HALVES["2021H1"][0], cal.HALVES["2024H1"][1]
    days = np.arange(seconds(first) // DAY - 45, seconds(last) // DAY + 1)
    weights = days, day_weights(days, reference.holidays)
    parts, withdrawn = [], []
    for half in cal.HALVES:
        parts.append(_draw_half(rng, half, reference, scale, weights))
        withdrawn.append(np.zeros(len(parts[-1]["loss"]), dtype=bool))
        parts.append(_draw_uncounted(rng, half, reference, scale, weights))
        uncounted = np.zeros(len(parts[-1]["loss"]), dtype=bool)
        uncounted[-2:] = True
        withdrawn.append(uncounted)
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    is_withdrawn = np.concatenate(withdrawn)
    count = len(is_withdrawn)
    solved = np.full(count, NEVER)
    counted_filed = np.where(is_withdrawn, NEVER, table["filed"])
    for half in cal.HALVES:
        _solve(rng, half, counted_filed, solved, scale)
    large = table["loss"] >= 100_000_000
    victim = _draw_victims(rng, people, large, table["unit"] != "")
    age = people.age_at(victim, table["reported"])
    order = np.argsort(table["reported"], kind="stable")
    table |= {
        "solved": solved,
        "station": draw_stations(rng, reference, table["county"]),
        "victim": victim,
        "occupation": _draw_occupations(rng, age, table["unit"], count),
        "channel": deal(rng, cal.CHANNELS, count),
        "withdrawn": is_withdrawn,
    }
    return Cases(**{name: column[order] for name, column in table.items()})
