"""Operations, arrests and seizures, half by half."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.demo import calibration as cal
from pipelines.demo import calibration_strikes as strikes
from pipelines.demo.cases import county_shares, draw_stations
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import (
    DAY,
    Ints,
    Texts,
    apportion,
    day_weights,
    deal,
    draw_lags,
    draw_times,
    drift,
    pick,
    scaled,
    seconds,
)

_WITHDRAWN = 2
_SEIZED_AT_ONCE = 6


def times_of(values: Ints) -> pa.Array:
    """Seconds as timestamps."""
    return pa.array(values).cast(pa.timestamp("s"))


def days_of(values: Ints) -> pa.Array:
    """Seconds as dates."""
    return pa.array((values // DAY).astype(np.int32)).cast(pa.date32())


def texts_of(values: Texts) -> pa.Array:
    """Texts; an empty one is null."""
    return pa.array([value or None for value in values], pa.string())


def position_of(half: str) -> float:
    """Where a half lies between the first (0) and the last (1)."""
    return list(cal.HALVES).index(half) / (len(cal.HALVES) - 1)


def times_in(
    rng: np.random.Generator, half: str, count: int, reference: Reference
) -> Ints:
    """Times of a half in random order."""
    start, end = (seconds(day) // DAY for day in cal.HALVES[half])
    days = np.arange(start, end + 1)
    weights = day_weights(days, reference.holidays, strength=0.5)
    return rng.permutation(draw_times(rng, count, days, weights))


def updated(rng: np.random.Generator, times: Ints, half: str) -> Ints:
    """When the records were entered: soon after, within the half."""
    last = seconds(cal.HALVES[half][1]) + DAY - 1
    result: Ints = np.minimum(times + draw_lags(rng, len(times), 20, 1.0, 10), last)
    return result


def statuses(count: int) -> Texts:
    """Record status of rows of which the last are withdrawn."""
    status = np.full(count, "有效", dtype=object)
    status[-_WITHDRAWN:] = "撤销"
    return status


def make_operations(
    rng: np.random.Generator, half: str, reference: Reference, scale: float
) -> pa.Table:
    """Operations started in a half; two more are withdrawn."""
    totals = strikes.STRIKES[half]
    kinds = {
        "集群战": totals.cluster,
        "全链条": totals.full_chain,
        "专项": totals.special,
    }
    kind = np.concatenate(
        [np.repeat(name, scaled(count, scale)) for name, count in kinds.items()]
        + [np.repeat("集群战", _WITHDRAWN)]
    ).astype(object)
    count = len(kind)
    counted = count - _WITHDRAWN
    gangs = np.zeros(count, dtype=np.int64)
    weights = rng.random(counted) ** 3
    gangs[:counted] = apportion(scaled(totals.gangs, scale), weights.tolist())
    county = pick(rng, county_shares(reference, position_of(half)), count)
    start = times_in(rng, half, count, reference)
    number = np.argsort(np.argsort(start)) + 1
    columns = {
        "operation_no": pa.array([f"XD{half}{n:04d}" for n in number]),
        "kind": texts_of(kind),
        "name": pa.array(
            [
                f"{half[:4]}年{reference.counties[code]}{name}第{n}号"
                for code, name, n in zip(county, kind, number, strict=True)
            ]
        ),
        "started_on": days_of(start),
        "county_code": texts_of(county),
        "gangs_dismantled": pa.array(gangs),
        "record_status": texts_of(statuses(count)),
        "updated_at": times_of(updated(rng, start, half)),
    }
    return pa.table(columns).sort_by("operation_no")


def link_operations(
    rng: np.random.Generator, operations: pa.Table, count: int
) -> Texts:
    """Operations of the half to which some of the rows belong."""
    numbers = np.array(operations["operation_no"].to_pylist(), dtype=object)
    chosen = numbers[rng.integers(0, len(numbers), count)]
    chosen[rng.random(count) >= strikes.WITH_OPERATION] = ""
    return chosen


def make_arrests(
    rng: np.random.Generator,
    half: str,
    reference: Reference,
    scale: float,
    operations: pa.Table,
    cases: Texts,
) -> pa.Table:
    """People caught in a half; `cases` are the numbers they may be linked to."""
    totals = strikes.STRIKES[half]
    counts = {"诈骗": totals.fraud, "两卡": totals.two_card, "其他": totals.other}
    category = np.concatenate(
        [np.repeat(name, scaled(count, scale)) for name, count in counts.items()]
        + [np.repeat("诈骗", _WITHDRAWN)]
    ).astype(object)
    count, position = len(category), position_of(half)
    measure = np.empty(count, dtype=object)
    case_no = cases[rng.integers(0, len(cases), count)]
    for name, table in strikes.MEASURES.items():
        rows = np.flatnonzero(category == name)
        measure[rows] = deal(rng, drift(table, position), len(rows))
        alone = rng.random(len(rows)) >= strikes.WITH_CASE[name]
        case_no[rows[alone]] = ""
    person = np.array(
        [f"RY{half}{n:06d}" for n in rng.choice(900_000, count, replace=False)],
        dtype=object,
    )
    again = rng.random(count) < strikes.CAUGHT_AGAIN
    source = rng.integers(0, count, int(again.sum()))
    person[again], case_no[again] = person[source], case_no[source]
    time = times_in(rng, half, count, reference)
    county = pick(rng, county_shares(reference, position), count)
    number = np.argsort(np.argsort(time)) + 1
    columns = {
        "arrest_no": pa.array([f"ZH{half}{n:06d}" for n in number]),
        "person_ref": texts_of(person),
        "arrested_at": times_of(time),
        "county_code": texts_of(county),
        "station_code": texts_of(draw_stations(rng, reference, county)),
        "category": texts_of(category),
        "measure": texts_of(measure),
        "operation_no": texts_of(link_operations(rng, operations, count)),
        "case_no": texts_of(case_no),
        "record_status": texts_of(statuses(count)),
        "updated_at": times_of(updated(rng, time, half)),
    }
    return pa.table(columns).sort_by("arrest_no")


def make_seizures(
    rng: np.random.Generator,
    half: str,
    reference: Reference,
    scale: float,
    operations: pa.Table,
) -> pa.Table:
    """Things seized in a half, several pieces to a record."""
    totals = strikes.STRIKES[half]
    pieces = {
        "银行卡": totals.bank_cards,
        "手机卡": totals.phone_cards,
        "手机": totals.handsets,
        "GOIP设备": totals.goip,
    }
    item: list[str] = []
    quantity: list[int] = []
    for name, total in pieces.items():
        whole = scaled(total, scale)
        rows = max(1, whole // _SEIZED_AT_ONCE)
        # One piece each, and the rest unevenly.
        weights = rng.exponential(1.0, rows).tolist()
        quantity += (1 + apportion(whole - rows, weights)).tolist()
        item += [name] * rows
    item += ["银行卡"] * _WITHDRAWN
    quantity += [3] * _WITHDRAWN
    count = len(item)
    time = times_in(rng, half, count, reference)
    number = np.argsort(np.argsort(time)) + 1
    columns = {
        "seizure_no": pa.array([f"CH{half}{n:05d}" for n in number]),
        "seized_on": days_of(time),
        "county_code": texts_of(
            pick(rng, county_shares(reference, position_of(half)), count)
        ),
        "item": pa.array(item),
        "quantity": pa.array(quantity),
        "operation_no": texts_of(link_operations(rng, operations, count)),
        "record_status": texts_of(statuses(count)),
        "updated_at": times_of(updated(rng, time, half)),
    }
    return pa.table(columns).sort_by("seizure_no")
