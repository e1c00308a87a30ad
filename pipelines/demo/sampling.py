"""Random draws whose totals are exact: shares, amounts, days and times.

Times are seconds since 1970-01-01 of the local wall clock, money is whole 分.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from pipelines.demo.calibration import MONTH_FACTORS, NEW_YEAR_FACTOR

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

DAY = 86_400
# Reports by hour of the day; the peak is at 17:00.
HOURS = np.array(
    [2, 1, 1, 1, 1, 1, 2, 3, 6, 9, 11, 11, 9, 10, 12, 13, 15, 17, 14, 12, 11, 10, 7, 4],
    dtype=np.float64,
)


def seconds(day: date) -> int:
    """Start of a day in seconds."""
    return (day - date(1970, 1, 1)).days * DAY


def scaled(count: int, scale: float) -> int:
    """A count at another scale; what is not empty stays so."""
    return max(1, round(count * scale)) if count else 0


def apportion(total: int, weights: Sequence[float]) -> Ints:
    """Split a total by weights into whole numbers (largest remainders)."""
    share = np.asarray(weights, dtype=np.float64)
    exact = share / share.sum() * total
    result: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(result - exact, kind="stable")
    result[order[: total - int(result.sum())]] += 1
    return result


def deal(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> Texts:
    """Codes in random order, as often as their shares say."""
    codes = np.array(list(shares), dtype=object)
    dealt = np.repeat(codes, apportion(count, list(shares.values())))
    return rng.permutation(dealt)


def pick(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> Texts:
    """Independent draws of codes."""
    weights = np.array(list(shares.values()), dtype=np.float64)
    codes = np.array(list(shares), dtype=object)
    return codes[rng.choice(len(codes), count, p=weights / weights.sum())]


def drift(
    table: Mapping[str, tuple[float, float]], position: float
) -> dict[str, float]:
    """Shares between a beginning (0) and an end (1)."""
    return {code: a + (b - a) * position for code, (a, b) in table.items()}


def day_weights(
    days: Ints,
    holidays: Sequence[tuple[str, date, date]],
    *,
    trend: tuple[Sequence[float], Sequence[float]] | None = None,
    strength: float = 1.0,
) -> Floats:
    """Relative number of events per day.

    Args:
        days: Days since 1970-01-01.
        holidays: Name, first and last day.
        trend: Days and daily rates between which the level is interpolated.
        strength: 1 for the full seasonality of cases, less for a weaker one.
    """
    stamps = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]").astype(np.int64) % 12
    weights = np.array(MONTH_FACTORS)[months]
    weights[(days + 3) % 7 >= 5] *= 0.8
    for name, first, last in holidays:
        start, end = seconds(first) // DAY, seconds(last) // DAY
        if name == "春节":
            inside = (days >= start - 4) & (days <= end + 7)
            # Weekends are not lower than other days of these weeks.
            weights[inside] = NEW_YEAR_FACTOR
        else:
            weights[(days >= start) & (days <= end)] *= 0.88
    weights = weights**strength
    if trend is not None:
        weights = weights * np.interp(days, trend[0], trend[1])
    return weights


def draw_times(
    rng: np.random.Generator, count: int, days: Ints, weights: Floats
) -> Ints:
    """Times spread evenly over the weights, with the hours of a working city."""
    grid = (np.arange(count) + rng.random(count)) / max(count, 1)
    edges = np.cumsum(weights) / weights.sum()
    index = np.minimum(np.searchsorted(edges, grid, side="right"), len(days) - 1)
    hour = rng.choice(24, count, p=HOURS / HOURS.sum())
    return days[index] * DAY + hour * 3600 + rng.integers(0, 3600, count)


def draw_lags(
    rng: np.random.Generator, count: int, median_hours: float, sigma: float, days: int
) -> Ints:
    """Log-normal delays in seconds, at most a number of days."""
    hours = median_hours * np.exp(sigma * rng.standard_normal(count))
    return np.minimum(hours * 3600, days * DAY).astype(np.int64)


def draw_amounts(
    rng: np.random.Generator, count: int, total: int, sigma: float
) -> Ints:
    """Log-normal amounts in 分, mostly round, that sum to a total of 分 exactly."""
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    grid = (rng.permutation(count) + rng.random(count)) / count
    value = np.exp(sigma * ndtri(np.clip(grid, 0.002, 0.9995)))
    value *= total / value.sum()
    style = rng.random(count)
    magnitude = 10.0 ** (np.floor(np.log10(value)) - 1)
    two_digits = np.round(value / magnitude) * magnitude
    tens = np.maximum(np.round(value / 1000), 1) * 1000
    rounded = np.where(style < 0.6, two_digits, np.where(style < 0.9, tens, value))
    result: Ints = np.maximum(np.round(rounded), 1).astype(np.int64)
    # What rounding left over goes to the largest amounts, where it shows least.
    top = np.argsort(-result, kind="stable")[: max(1, count // 20)]
    weight = result[top] / result[top].sum()
    rest = total - int(result.sum())
    result[top] += np.trunc(weight * rest / 10_000).astype(np.int64) * 10_000
    result[top[0]] += total - int(result.sum())
    return result


def fill_parts(rng: np.random.Generator, whole: Ints, total: int, none: float) -> Ints:
    """Parts of amounts (some zero, none above its whole) that sum to a total."""
    wish = np.where(rng.random(len(whole)) < none, 0.02, rng.beta(2.0, 1.4, len(whole)))
    low, high = 0.0, 100.0
    for _ in range(60):
        factor = (low + high) / 2
        if np.minimum(whole, whole * wish * factor).sum() < total:
            low = factor
        else:
            high = factor
    part = np.minimum(whole, np.round(whole * wish * high / 10_000) * 10_000)
    result = part.astype(np.int64)
    for index in np.argsort(-whole, kind="stable"):
        rest = total - int(result.sum())
        if rest == 0:
            break
        room = whole[index] - result[index] if rest > 0 else -result[index]
        result[index] += min(rest, room) if rest > 0 else max(rest, room)
    return result
