"""What the demo city looks like: exact totals by half-year and shares.

These parameters are the only place where the demo data are made to agree with
published figures. Halves that no document describes get plausible values
between their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CaseTotals:
    """Cases filed in a half-year and what became of them (money in 元)."""

    filed: int
    unfiled: int
    solved_current: int
    """Filed in the half and solved before it ended."""
    solved_backlog: int
    """Solved in the half, filed in an earlier one."""
    loss: int
    recovered: int
    employees: int
    """Victims who work for a member unit."""
    employee_loss: int
    large: tuple[int, ...]
    """Single losses above a million, within `loss`."""


@dataclass(frozen=True)
class WarningTotals:
    """Warnings issued in a half-year and their handling (money in 元)."""

    fund: int
    info: int
    visits: int
    """Visits assigned in the half, `late_visits` of them issued before it."""
    late_visits: int
    visit_rate: float
    """Made by the end of the half."""
    prevented: int
    defrauded: int
    stop_payment: int
    avoided_loss: int
    timely: float
    """Share first contacted within half an hour."""


HALVES: dict[str, tuple[date, date]] = {
    f"{year}H{half}": (
        date(year, 1 if half == 1 else 7, 1),
        date(year, 6, 30) if half == 1 else date(year, 12, 31),
    )
    for year in range(2021, 2025)
    for half in (1, 2)
    if (year, half) != (2024, 2)
}

CASES: dict[str, CaseTotals] = {
    "2021H1": CaseTotals(
        617, 31, 341, 0, 19_720_000, 2_520_000, 98, 3_080_000, (1_280_000,)
    ),
    "2021H2": CaseTotals(
        598, 29, 281, 71, 19_220_000, 2_860_000, 94, 2_950_000, (1_120_000,)
    ),
    "2022H1": CaseTotals(
        534, 27, 270, 105, 17_310_000, 3_130_000, 88, 2_760_000, (1_065_000,)
    ),
    "2022H2": CaseTotals(
        541, 28, 255, 96, 17_510_000, 3_920_000, 82, 2_560_000, (1_310_000,)
    ),
    "2023H1": CaseTotals(
        512, 26, 236, 82, 16_600_000, 4_950_000, 76, 2_368_000, (1_480_000,)
    ),
    "2023H2": CaseTotals(
        489, 24, 243, 86, 15_720_000, 6_520_000, 55, 1_710_000, (1_050_000,)
    ),
    "2024H1": CaseTotals(
        462, 34, 247, 98, 14_560_000, 8_342_000, 38, 1_184_000, (1_160_000,)
    ),
}

WARNINGS: dict[str, WarningTotals] = {
    "2023H1": WarningTotals(
        1218, 452_318, 18_240, 0, 0.9612, 2214, 268, 96_400_000, 17_950_000, 0.712
    ),
    "2023H2": WarningTotals(
        1340, 468_905, 16_580, 26, 0.9774, 2468, 221, 112_700_000, 20_360_000, 0.781
    ),
    "2024H1": WarningTotals(
        1457, 483_612, 15_000, 22, 0.9918, 2695, 184, 129_000_000, 23_080_000, 0.846
    ),
}

BANK_CARDS: dict[str, int] = {
    "2021H1": 1420,
    "2021H2": 1395,
    "2022H1": 1338,
    "2022H2": 1256,
    "2023H1": 1181,
    "2023H2": 968,
    "2024H1": 801,
}
PHONE_CARDS: dict[str, int] = {
    "2021H1": 356,
    "2021H2": 318,
    "2022H1": 287,
    "2022H2": 231,
    "2023H1": 181,
    "2023H2": 112,
    "2024H1": 68,
}

# Cards by county of opening. Hongta and Tonghai improve most, Yuanjiang gets worse.
# Halves before 2023 share like 2023H1; 2023H2 lies between the two.
BANK_BY_COUNTY: dict[str, tuple[int, int]] = {
    "530402": (372, 208),
    "530403": (128, 84),
    "530481": (84, 61),
    "530423": (162, 97),
    "530424": (88, 60),
    "530425": (72, 49),
    "530426": (66, 41),
    "530427": (117, 79),
    "530428": (92, 122),
}
PHONE_BY_COUNTY: dict[str, tuple[int, int]] = {
    "530402": (62, 19),
    "530403": (19, 7),
    "530481": (13, 5),
    "530423": (27, 8),
    "530424": (13, 5),
    "530425": (10, 4),
    "530426": (9, 3),
    "530427": (17, 6),
    "530428": (11, 11),
}

# Issuers' shares at the beginning and at the end of the seven halves.
BANK_ISSUERS: dict[str, tuple[float, float]] = {
    "B01": (12.0, 10.0),
    "B02": (19.0, 17.0),
    "B03": (5.0, 5.0),
    "B04": (11.0, 10.0),
    "B05": (1.2, 1.0),
    "B06": (12.0, 16.0),
    "B07": (3.3, 3.0),
    "B08": (4.5, 4.0),
    "B09": (30.0, 31.0),
    "B10": (2.0, 3.0),
}
PHONE_ISSUERS: dict[str, tuple[float, float]] = {
    "T01": (50.0, 44.0),
    "T02": (24.0, 24.0),
    "T03": (26.0, 25.0),
    "T04": (0.0, 7.0),
}

# Shares of fraud types at the beginning and at the end; their mean is the share in
# the police platform's public data set.
FRAUD_TYPES: dict[str, tuple[float, float]] = {
    "ft01": (33.0, 36.0),
    "ft02": (13.0, 13.8),
    "ft03": (11.0, 12.0),
    "ft04": (12.6, 9.0),
    "ft05": (6.4, 10.0),
    "ft06": (7.4, 6.4),
    "ft07": (5.0, 3.8),
    "ft08": (4.9, 3.7),
    "ft09": (2.4, 1.8),
    "ft10": (2.0, 1.2),
    "ft11": (1.5, 0.9),
    "ft12": (0.8, 1.4),
    "ft13": (1.2, 1.0),
}

# Risk of a county relative to its population, for cases and for warnings.
COUNTY_RISK: dict[str, tuple[float, float]] = {
    "530402": (1.34, 1.14),
    "530403": (0.94, 0.90),
    "530481": (0.94, 1.02),
    "530423": (1.10, 0.92),
    "530424": (0.80, 0.86),
    "530425": (0.80, 0.98),
    "530426": (0.86, 0.84),
    "530427": (0.76, 0.88),
    "530428": (0.80, 1.14),
}
# How far a county's share of cases strays from one half to the next (log scale).
COUNTY_NOISE = 0.10

# Visits left undone concentrate where roads are long.
MISSED_VISITS: dict[str, float] = {"530427": 4.0, "530428": 3.0, "530426": 2.0}

AGE_BANDS: tuple[tuple[int, int, float], ...] = (
    (13, 17, 0.01),
    (18, 30, 0.43),
    (31, 40, 0.31),
    (41, 50, 0.19),
    (51, 60, 0.05),
    (61, 78, 0.01),
)
WOMEN = 0.51
WOMEN_LARGE = 0.788
OCCUPATIONS: dict[str, float] = {
    "待业": 0.40,
    "公司员工": 0.31,
    "行政/企事业": 0.12,
    "个体": 0.12,
    "学生": 0.04,
    "退休": 0.01,
}
CHANNELS: dict[str, float] = {"网络": 0.71, "电话": 0.18, "短信": 0.07, "其他": 0.04}
LOSS_SIGMA = 1.36

MONTH_FACTORS = (0.95, 0.9, 1.13, 1.13, 0.97, 1.1, 1.1, 0.96, 0.95, 1.08, 1.1, 0.95)
# The weeks of Lunar New Year have 49 % fewer cases.
NEW_YEAR_FACTOR = 0.51
