"""Every cell of `kpi_values`, counted record by record from what was delivered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.dbt_project.oracle_kpis import (
    KPIS,
    TIMELY,
    Distinct,
    Flow,
    Kpi,
    Measure,
    Stock,
)
from tests.dbt_project.oracle_periods import Compared, Span, periods
from tests.dbt_project.oracle_stocks import Entity, Stocks
from tests.dbt_project.world import EXTRACTS, Record, World

CITY = "530400"
KEYS = {
    "cases": ["case_no"],
    "warnings": ["warning_no"],
    "card_involvements": ["record_no"],
    "operations": ["operation_no"],
    "arrests": ["arrest_no"],
    "seizures": ["seizure_no"],
    "publicity_events": ["event_no"],
    "app_registrations": ["as_of", "county_code", "unit_code"],
}


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True)
class Part:
    """A KPI in a span: what is divided, by what, and the result."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None


@dataclass(frozen=True)
class Cell:
    """A row of `kpi_values` without its intervals."""

    kpi_code: str
    entity: Entity
    period: Compared
    now: Part
    yoy: Part
    prev: Part


class Oracle:
    """The KPIs of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[tuple[Measure, Entity, Span], float | None] = {}

    @cached_property
    def current(self) -> dict[str, list[Record]]:
        """The newest version of each record, withdrawn ones included."""
        found = {}
        for extract, deliveries in self.world.deliveries.items():
            newest: dict[tuple[Any, ...], Record] = {}
            for row in (row for delivery in deliveries for row in delivery.rows):
                key = tuple(row[column] for column in KEYS[extract])
                if key not in newest or newest[key]["updated_at"] < row["updated_at"]:
                    newest[key] = dict(row)
            found[extract] = list(newest.values())
        return found

    @cached_property
    def valid(self) -> dict[str, list[Record]]:
        return {
            extract: [
                row
                for row in rows
                if extract == "app_registrations" or row["record_status"] == "有效"
            ]
            for extract, rows in self.current.items()
        }

    @cached_property
    def entities(self) -> dict[str, list[str]]:
        lists = self.world.lists
        return {
            "city": [CITY],
            "county": [row["county_code"] for row in lists["counties"]],
            "station": [row["station_code"] for row in lists["stations"]],
            "unit": list(self.sectors),
            "sector": ["bank", "operator", "bureau"],
            "all_units": ["all_units"],
        }

    @cached_property
    def sectors(self) -> dict[str, str]:
        return {u["unit_code"]: u["sector"] for u in self.world.lists["member_units"]}

    @cached_property
    def stocks(self) -> Stocks:
        return Stocks(self.world.lists, self.sectors, self.valid["app_registrations"])

    def coverage(self, extract: str) -> Span | None:
        """First day of the first event's month, and the last day that is known."""
        days = [_day(row[EXTRACTS[extract]]) for row in self.current[extract]]
        if not days:
            return None
        deliveries = self.world.deliveries[extract]
        declared = [d.data_through for d in deliveries if d.data_through]
        last = max(declared) if declared else max(days)
        return min(days).replace(day=1), min(last, self.world.as_of or last)

    def places(self, row: Record, county: str, unit: str | None) -> Iterator[Entity]:
        """The entities that a record counts for."""
        yield "city", CITY
        yield "county", row[county]
        if "station_code" in row:
            yield "station", row["station_code"]
        if unit and row[unit]:
            yield "unit", row[unit]
            yield "sector", self.sectors[row[unit]]
            yield "all_units", "all_units"

    @cached_property
    def events(self) -> dict[tuple[Measure, Entity], list[tuple[date, date, Any]]]:
        """Day of the event, day by which it is known, and amount or thing, by day."""
        found = defaultdict(list)
        limit = timedelta(minutes=self.world.contact_limit_minutes)
        for row in self.valid["warnings"]:
            contact = row["first_contact_at"]
            row[TIMELY] = contact is not None and contact - row["issued_at"] <= limit
        measures = {m for k in KPIS.values() for m in (k.numerator, k.denominator)}
        for measure in measures:
            if isinstance(measure, Flow):
                for row in self.valid[measure.extract]:
                    on, known = row[measure.on], row[measure.known or measure.on]
                    amount = measure.amount(row)
                    if on is not None and known is not None and amount:
                        event = _day(on), _day(known), amount
                        for entity in self.places(row, measure.county, measure.unit):
                            found[measure, entity].append(event)
            elif isinstance(measure, Distinct):
                for row in self.valid[measure.extract]:
                    item, on = measure.item(row), _day(row[measure.on])
                    for entity in self.places(row, "county_code", None):
                        if item is not None:
                            found[measure, entity].append((on, on, item))
        for events in found.values():
            events.sort(key=lambda event: event[0])
        return found

    def measured(self, measure: Measure, span: Span, entity: Entity) -> float | None:
        if isinstance(measure, Stock):
            span = (date.min, span[1])
        key = measure, entity, span
        if key not in self.known:
            if isinstance(measure, Stock):
                self.known[key] = self.stocks.level(measure, span[1], entity)
            else:
                events = self.events.get((measure, entity), [])
                begin = bisect_left(events, span[0], key=lambda event: event[0])
                end = bisect_right(events, span[1], key=lambda event: event[0])
                seen = [(k, what) for _, k, what in events[begin:end] if k <= span[1]]
                if isinstance(measure, Distinct):
                    self.known[key] = len({item for _, item in seen})
                else:
                    self.known[key] = float(sum(amount for _, amount in seen))
        return self.known[key]

    def part(self, kpi: Kpi, span: Span, entity: Entity) -> Part:
        numerator = self.measured(kpi.numerator, span, entity)
        if kpi.denominator is None:
            return Part(numerator, None, numerator)
        denominator = self.measured(kpi.denominator, span, entity)
        if numerator is None or not denominator:
            return Part(numerator, denominator, None)
        return Part(numerator, denominator, kpi.scale * numerator / denominator)

    def cells(self) -> Iterator[Cell]:
        """All cells, and no other."""
        for kpi_code, kpi in KPIS.items():
            spans = [self.coverage(extract) for extract in kpi.sources]
            covered = [span for span in spans if span]
            if len(covered) < len(spans):
                continue
            existing = periods(
                max(begin for begin, _ in covered), min(end for _, end in covered)
            )
            for kind in kpi.entities.split():
                for code in self.entities[kind]:
                    entity = kind, code
                    for period in existing:
                        span = period.start, period.through
                        yield Cell(
                            kpi_code,
                            entity,
                            period,
                            self.part(kpi, span, entity),
                            self.part(kpi, period.yoy, entity)
                            if period.has_yoy
                            else Part(),
                            self.part(kpi, period.prev, entity)
                            if period.prev and period.has_prev
                            else Part(),
                        )
