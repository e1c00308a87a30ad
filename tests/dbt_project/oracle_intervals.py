"""The intervals of the definitions, derived another way than the SQL derives them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from statistics import NormalDist

import numpy as np
from scipy.stats import binom

Z = NormalDist().inv_cdf(0.975)
Bounds = tuple[float, float]
TOLERANCE = 1e-9


@cache
def wilson(hits: float, trials: float) -> Bounds:
    """The shares p for which hits lie z standard errors off: (h/n − p)² = z² p(1−p)/n."""
    share = hits / trials
    a, b, c = 1 + Z**2 / trials, -(2 * share + Z**2 / trials), share**2
    root = math.sqrt(max(b**2 - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def newcombe(value: float, now: Bounds, base: float, then: Bounds) -> Bounds:
    """Newcombe's method 10 for the difference of two shares, in points."""
    below = math.hypot(value - now[0], then[1] - base)
    above = math.hypot(now[1] - value, base - then[0])
    return 100 * (value - base - below), 100 * (value - base + above)


def unlikely(
    compared: Iterable[tuple[float, float, float, float]],
) -> list[tuple[float, ...]]:
    """Pairs of counts whose bounds of the change are not the exact conditional ones.

    Takes (count, base, low, high). At the lower bound of the share p of n₁ in n₁ + n₀,
    n₁ or more have a probability of 2.5 %; at the upper one, n₁ or fewer.
    """
    table = np.array(sorted(set(compared)), dtype=float).reshape(-1, 4)
    count, base, low, high = table.T
    share_low, share_high = (1 + low) / (2 + low), (1 + high) / (2 + high)
    above = binom.sf(count - 1, count + base, share_low)
    below = binom.cdf(count, count + base, share_high)
    right = np.where(count == 0, low == -1, np.isclose(above, 0.025, rtol=1e-6))
    right &= np.isclose(below, 0.025, rtol=1e-6)
    return [tuple(row) for row in table[~right]]
