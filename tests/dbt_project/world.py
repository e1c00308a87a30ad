"""Random worlds: reference lists, delivered files and dates that go wrong in practice."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
Record = dict[str, Any]

# What a span may end on: leap days and the days around them, ends of periods, any day.
ENDS = [
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2024, 3, 30),
    date(2024, 6, 30),
    date(2024, 2, 28),
    date(2024, 12, 31),
    date(2024, 9, 15),
    date(2025, 1, 1),
    date(2024, 3, 31),
]
MONTHS = [14, 26, 15, 20, 5, 26, 13]
EXTRACTS = {
    "cases": "reported_at",
    "warnings": "issued_at",
    "card_involvements": "notified_at",
    "operations": "started_on",
    "arrests": "arrested_at",
    "seizures": "seized_on",
    "publicity_events": "held_on",
    "app_registrations": "as_of",
}
CURRENT, OLDER = datetime(2026, 1, 1), datetime(2025, 12, 1)


@dataclass
class Delivery:
    """Good rows of one file and the day until which it says it is complete."""

    rows: list[Record]
    data_through: date | None = None


@dataclass
class World:
    """All that a refresh reads: lists, files and what it was asked to do."""

    lists: dict[str, list[Record]]
    deliveries: dict[str, list[Delivery]]
    as_of: date | None = None
    contact_limit_minutes: int = 30


@dataclass
class Chance:
    """Draws; days prefer the edges of periods and of what was declared."""

    seed: int
    days: dict[str, tuple[list[date], list[date]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def pick(self, options: list[Any]) -> Any:
        return self.random.choice(options)

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.random.random() < share else None

    def below(self, most: int) -> int:
        return self.random.randrange(most)

    def span(self, extract: str, first: date, last: date) -> None:
        """Set the days of an extract: some after the last, which must be ignored."""
        days = [first + timedelta(n) for n in range((last - first).days + 9)]
        edges = [
            day
            for day in days
            if day.day == 1 or (day + timedelta(1)).day == 1 or abs(day - last).days < 2
        ]
        self.days[extract] = days, edges

    def day(self, extract: str) -> date:
        days, edges = self.days[extract]
        return self.pick(edges if self.random.random() < 0.3 else days)

    def moment(self, extract: str) -> datetime:
        second = self.pick([0, 86399, self.below(86400), self.below(86400)])
        return datetime.combine(self.day(extract), time()) + timedelta(seconds=second)

    def later(
        self, start: datetime | None, hours: int, share: float
    ) -> datetime | None:
        if start is None or self.random.random() > share:
            return None
        return start + timedelta(hours=self.below(hours), minutes=7)


@cache
def _seed(name: str) -> list[Record]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {column: text or None for column, text in row.items()}
            for row in csv.DictReader(file)
        ]


def seed_rows(name: str) -> list[Record]:
    """A reference list as the project's seeds have it, all text."""
    return [dict(row) for row in _seed(name)]


def full_lists() -> dict[str, list[Record]]:
    """The lists that the project has."""
    names = ["counties", "stations", "member_units", "cards_issued", "fraud_types"]
    return {name: seed_rows(name) for name in names}


def small_lists(chance: Chance, end: date) -> dict[str, list[Record]]:
    """A few places and units; some without stations, employees or stocks."""
    lists = full_lists()
    counties = chance.random.sample(lists["counties"], 3)
    with_stations = {county["county_code"] for county in counties[:2]}
    stations = [s for s in lists["stations"] if s["county_code"] in with_stations]
    issuing = chance.pick([["bank"], ["operator"], ["bank", "operator"]])
    units = chance.random.sample(
        [u for u in lists["member_units"] if u["sector"] in issuing], 3
    ) + chance.random.sample(
        [u for u in lists["member_units"] if u["sector"] == "bureau"], 4
    )
    for unit in units:
        unit["employees"] = chance.maybe(0.8, unit["employees"])
    stocks = [
        {"unit_code": unit["unit_code"], "as_of": str(day), "cards_issued": level}
        # The first has none, the second only towards the end.
        for number, unit in enumerate(units[1:])
        for day in {
            (end - timedelta(chance.below(60 if number == 0 else 800))).replace(day=1)
            - timedelta(chance.below(3))
            for _ in range(3)
        }
        for level in [str(chance.below(90_000))]
    ]
    return lists | {
        "counties": counties,
        "stations": chance.random.sample(stations, min(5, len(stations))),
        "member_units": units,
        "cards_issued": stocks,
    }


def deliver(
    chance: Chance, extract: str, records: list[Record], last: date
) -> list[Delivery]:
    """Files in no order, with older versions and repetitions of some records."""
    column = EXTRACTS[extract]
    if records and extract != "app_registrations":
        withdrawn = "申诉解除" if extract == "card_involvements" else "撤销"
        for record in records:
            record["record_status"] = "有效" if chance.below(12) else withdrawn
        if chance.below(2):
            # Coverage begins with the first event, withdrawn or not.
            min(records, key=lambda r: r[column])["record_status"] = withdrawn
    rows = [{**record, "updated_at": CURRENT} for record in records]
    for record in list(rows):
        if chance.below(5) == 0:
            rows.append(older(chance, extract, record))
        if chance.below(12) == 0:
            rows.append(dict(record))
    chance.random.shuffle(rows)
    declared: list[date | None] = [None]
    if chance.below(4):
        declared = [last, None, last - timedelta(chance.below(40))]
    chance.random.shuffle(declared)
    count = len(declared)
    return [Delivery(rows[n::count], declared[n]) for n in range(count)]


def older(chance: Chance, extract: str, record: Record) -> Record:
    """What was delivered of the record before: earlier, elsewhere, not withdrawn."""
    shift = timedelta(chance.below(90))
    moved = {
        name: value - shift if isinstance(value, date) else value
        for name, value in record.items()
    }
    if extract == "app_registrations":
        moved |= {"as_of": record["as_of"], "registered": 0}
    else:
        moved["record_status"] = "有效"
    return moved | {"updated_at": OLDER - shift}


def make_world(
    seed: int,
    makers: dict[str, Callable[[Chance, dict[str, list[Record]]], list[Record]]],
    *,
    full: bool = False,
) -> World:
    """A world; its number decides how it ends and how long it is, chance the rest.

    `full` takes the project's own reference lists instead of small ones.
    """
    chance = Chance(seed)
    end, months = ENDS[seed % len(ENDS)], MONTHS[seed % len(MONTHS)]
    first = end - timedelta(30 * months - chance.below(20))
    lasts = {
        extract: end - timedelta(chance.pick([0, 0, chance.below(40)]))
        for extract in EXTRACTS
    }
    for extract, last in lasts.items():
        chance.span(
            extract, first + timedelta(chance.pick([0, chance.below(100)])), last
        )
    lists = full_lists() if full else small_lists(chance, end)
    records = {extract: makers[extract](chance, lists) for extract in EXTRACTS}
    if not full and chance.below(3) == 0:
        # A source may be empty; its KPIs do not exist then.
        records[chance.pick(["arrests", "warnings", "app_registrations"])] = []
    return World(
        lists,
        {
            extract: deliver(chance, extract, records[extract], last)
            for extract, last in lasts.items()
        },
        as_of=chance.maybe(0.4, end - timedelta(chance.pick([0, 1, 31, 75, -3]))),
        contact_limit_minutes=chance.pick([30, 30, 20]),
    )
