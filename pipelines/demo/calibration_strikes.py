"""Strikes and publicity of the demo city: exact totals by half-year and shares.

As in `calibration`, agreement with published figures is made here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StrikeTotals:
    """Operations, arrests and things seized in a half-year."""

    cluster: int
    full_chain: int
    special: int
    gangs: int
    fraud: int
    """Arrests for fraud; `two_card` and `other` are the other categories."""
    two_card: int
    other: int
    bank_cards: int
    phone_cards: int
    handsets: int
    goip: int


@dataclass(frozen=True)
class PublicityTotals:
    """Large events in a half-year and their audience in visits."""

    events: int
    audience: int


STRIKES: dict[str, StrikeTotals] = {
    "2021H1": StrikeTotals(24, 12, 6, 58, 317, 1120, 40, 980, 610, 420, 9),
    "2021H2": StrikeTotals(28, 15, 7, 66, 352, 1290, 44, 1085, 652, 468, 12),
    "2022H1": StrikeTotals(31, 18, 7, 71, 398, 1385, 47, 1190, 690, 520, 15),
    "2022H2": StrikeTotals(36, 24, 9, 94, 486, 1540, 52, 1362, 770, 633, 21),
    "2023H1": StrikeTotals(42, 31, 9, 117, 574, 1638, 58, 1543, 842, 754, 26),
    "2023H2": StrikeTotals(51, 37, 11, 82, 612, 1320, 55, 1180, 640, 701, 18),
    "2024H1": StrikeTotals(63, 44, 12, 54, 668, 1043, 51, 846, 437, 652, 11),
}

PUBLICITY: dict[str, PublicityTotals] = {
    "2021H1": PublicityTotals(26, 88_400),
    "2021H2": PublicityTotals(29, 96_200),
    "2022H1": PublicityTotals(30, 104_500),
    "2022H2": PublicityTotals(33, 118_300),
    "2023H1": PublicityTotals(34, 127_100),
    "2023H2": PublicityTotals(36, 133_800),
    "2024H1": PublicityTotals(38, 146_200),
}

# Measures taken by category of person, at the beginning and at the end. People who
# trade cards are mostly warned and sent home; fewer of them are as time goes on.
MEASURES: dict[str, dict[str, tuple[float, float]]] = {
    "诈骗": {
        "刑事拘留": (34.0, 36.0),
        "逮捕": (13.0, 15.0),
        "取保候审": (18.0, 20.0),
        "监视居住": (2.0, 2.0),
        "移送起诉": (12.0, 13.0),
        "行政处罚": (3.0, 2.0),
        "教育释放": (11.0, 8.0),
        "其他": (7.0, 4.0),
    },
    "两卡": {
        "刑事拘留": (2.0, 8.0),
        "取保候审": (1.5, 7.0),
        "行政拘留": (0.5, 4.0),
        "行政处罚": (1.0, 6.0),
        "教育释放": (90.0, 70.0),
        "其他": (5.0, 5.0),
    },
    "其他": {"行政处罚": (40.0, 40.0), "教育释放": (50.0, 50.0), "其他": (10.0, 10.0)},
}
# Arrests linked to a case of the city, by category.
WITH_CASE: dict[str, float] = {"诈骗": 0.8, "两卡": 0.25, "其他": 0.0}
WITH_OPERATION = 0.45
# Share of persons who are caught a second time for the same case.
CAUGHT_AGAIN = 0.03

# Registered share of those who should have the app, at the first and last count.
APP_FIRST_COUNT = "2021-07-31"
APP_RESIDENTS = (0.34, 0.836)
APP_STAFF = (0.61, 0.972)
# Residents who should have it, as a share of the population.
APP_ELIGIBLE = 0.78
