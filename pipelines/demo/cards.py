"""Bank and phone cards notified as involved in cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo import calibration as cal
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import (
    DAY,
    Bools,
    Floats,
    Ints,
    Texts,
    apportion,
    day_weights,
    draw_times,
    drift,
    pick,
    scaled,
    seconds,
)

TIERS = {"一级卡": 0.45, "二级卡": 0.30, "三级卡": 0.15, "其他": 0.10}


@dataclass
class Cards:
    """All notified cards in order of notification; times in seconds."""

    card_type: Texts
    issuer: Texts
    county: Texts
    outlet: Texts
    opened_day: Ints
    notified: Ints
    case_no: Texts
    tier: Texts
    released: Bools


def _county_shares(table: dict[str, tuple[int, int]], half: str) -> list[float]:
    """Shares of a half: the earlier column, the later one, or between them."""
    weight = {"2023H2": 0.5, "2024H1": 1.0}.get(half, 0.0)
    early = sum(first for first, _ in table.values())
    late = sum(last for _, last in table.values())
    return [
        first / early * (1 - weight) + last / late * weight
        for first, last in table.values()
    ]


def _daily_level(totals: dict[str, int]) -> tuple[list[float], list[float]]:
    """Daily rates at the middle of each half, so that no step shows between them."""
    middles, rates = [], []
    for half, (first, last) in cal.HALVES.items():
        start, end = seconds(first) // DAY, seconds(last) // DAY
        middles.append((start + end) / 2)
        rates.append(totals[half] / (end - start + 1))
    return middles, rates


def _draw_half(
    rng: np.random.Generator,
    half: str,
    counts: Ints,
    counties: list[str],
    issuers: dict[str, tuple[float, float]],
    weights: tuple[Ints, Floats],
) -> dict[str, Texts | Ints]:
    """Issuer, county and time of a half's cards of one type."""
    start, end = (seconds(day) // DAY for day in cal.HALVES[half])
    days, level = weights
    inside = (days >= start) & (days <= end)
    count = int(counts.sum())
    position = list(cal.HALVES).index(half) / (len(cal.HALVES) - 1)
    county = np.repeat(np.array(counties, dtype=object), counts)
    return {
        "county": county,
        "issuer": pick(rng, drift(issuers, position), count),
        "notified": rng.permutation(
            draw_times(rng, count, days[inside], level[inside])
        ),
    }


def make_cards(
    rng: np.random.Generator,
    reference: Reference,
    scale: float,
    case_numbers: Texts,
    case_times: Ints,
) -> Cards:
    """Draw all cards; a third of them belong to a case of the city.

    Args:
        rng: Random numbers.
        reference: Codes.
        scale: Size of the city relative to the real one.
        case_numbers: Numbers of the city's cases in order of reporting.
        case_times: When they were reported.
    """
    first, last = cal.HALVES["2021H1"][0], cal.HALVES["2024H1"][1]
    days = np.arange(seconds(first) // DAY, seconds(last) // DAY + 1)
    parts: list[dict[str, Texts | Ints]] = []
    released: list[Bools] = []
    for card_type, totals, table, issuers in (
        ("银行卡", cal.BANK_CARDS, cal.BANK_BY_COUNTY, cal.BANK_ISSUERS),
        ("电话卡", cal.PHONE_CARDS, cal.PHONE_BY_COUNTY, cal.PHONE_ISSUERS),
    ):
        trend = _daily_level(totals)
        level = day_weights(days, reference.holidays, trend=trend, strength=0.6)
        for half in cal.HALVES:
            total = scaled(totals[half], scale)
            shares = _county_shares(table, half)
            # Cards released on appeal come on top; no figure counts them.
            for count, appeal in ((total, False), (max(1, total // 30), True)):
                counts = apportion(count, shares)
                part = _draw_half(
                    rng, half, counts, list(table), issuers, (days, level)
                )
                part["card_type"] = np.full(count, card_type, dtype=object)
                parts.append(part)
                released.append(np.full(count, appeal))
    columns = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    notified, count = columns["notified"], len(columns["notified"])
    age = np.minimum(20 + rng.exponential(700, count), 4000).astype(np.int64)
    name = [reference.units[unit] for unit in columns["issuer"]]
    place = [reference.counties[code] for code in columns["county"]]
    kind = np.where(columns["card_type"] == "银行卡", "支行", "营业厅")
    # A card turns up within weeks of the case that it was used in.
    known = np.searchsorted(case_times, notified - 5 * DAY)
    nearby = np.maximum(known - 1 - rng.integers(0, 40, count), 0)
    linked = (rng.random(count) < 0.34) & (known > 0)
    elsewhere = np.array(
        [f"A5301{n:02d}{n * 7919 % 10**9:09d}" for n in rng.integers(2, 29, count)],
        dtype=object,
    )
    case_no = np.where(linked, case_numbers[nearby], elsewhere)
    case_no[rng.random(count) < 0.2] = ""
    columns |= {
        "outlet": np.array(
            [f"{a}{b}{c}" for a, b, c in zip(name, place, kind, strict=True)],
            dtype=object,
        ),
        "opened_day": notified // DAY - age,
        "case_no": case_no,
        "tier": pick(rng, TIERS, count),
        "released": np.concatenate(released),
    }
    order = np.argsort(notified, kind="stable")
    return Cards(**{key: column[order] for key, column in columns.items()})
