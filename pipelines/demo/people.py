"""Invented residents. Their numbers cannot belong to anyone.

Identity numbers use the division 999999 and phone numbers the prefix 100, neither
of which exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.demo.calibration import AGE_BANDS, WOMEN
from pipelines.demo.sampling import DAY, Bools, Ints, seconds

# Identity and phone number in SQL, from the columns birth_on, serial and person.
ID_SQL = "'999999' || strftime(birth_on, '%Y%m%d') || lpad(serial::varchar, 4, '0')"
PHONE_SQL = "'100' || lpad(((person * 7368787 + 13) % 100000000)::varchar, 8, '0')"


@dataclass(frozen=True)
class People:
    """A pool of residents; arrays are indexed by person."""

    birth_day: Ints
    serial: Ints
    is_woman: Bools

    def __len__(self) -> int:
        return len(self.birth_day)

    def age_at(self, person: Ints, time: Ints) -> Ints:
        """Full years of age at a time."""
        lived = time // DAY - self.birth_day[person]
        return np.asarray(lived * 400 // 146_097, dtype=np.int64)


def make_people(rng: np.random.Generator, count: int) -> People:
    """Draw residents with the age bands of victims."""
    shares = [share for _, _, share in AGE_BANDS]
    band = rng.choice(len(AGE_BANDS), count, p=np.array(shares) / sum(shares))
    low = np.array([first for first, _, _ in AGE_BANDS])[band]
    high = np.array([last + 1 for _, last, _ in AGE_BANDS])[band]
    age = low + (high - low) * rng.random(count)
    today = seconds(date(2022, 10, 1)) // DAY
    birth = np.sort(today - (age * 365.2425).astype(np.int64))
    rank = np.arange(count) - np.searchsorted(birth, birth)
    is_woman = rng.random(count) < WOMEN
    # The last digit but one is even for women, as in real numbers.
    serial = (rank * 2 + np.where(is_woman, 0, 1)) % 1000 * 10 + rank // 500 % 10
    return People(birth, serial.astype(np.int64), is_woman)
