"""Levels that are looked up: population, employees, cards issued, app registrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.dbt_project.oracle_kpis import Stock
from tests.dbt_project.world import Record

Entity = tuple[str, str]
Level = tuple[Any, date, int]


@dataclass
class Stocks:
    """Reference lists, the sector of each unit, and current app registrations."""

    lists: dict[str, list[Record]]
    sectors: dict[str, str]
    registrations: list[Record]

    def level(self, stock: Stock, day: date, entity: Entity) -> float | None:
        """The latest level of each county and unit on a day, summed; None if none."""
        latest: dict[Any, tuple[date, int]] = {}
        for group, as_of, level in self.levels(stock, entity):
            if as_of <= day and (group not in latest or latest[group][0] < as_of):
                latest[group] = as_of, level
        return float(sum(level for _, level in latest.values())) if latest else None

    def levels(self, stock: Stock, entity: Entity) -> list[Level]:
        """Whose level it is, since when, and how many, for all that an entity has."""
        kind, code = entity
        if stock.name == "population":
            return [
                (row["county_code"], date.min, int(row["population"]))
                for row in self.lists["counties"]
                if kind == "city" or row["county_code"] == code
            ]
        if stock.name == "employees":
            return [
                (row["unit_code"], date.min, int(row["employees"]))
                for row in self.lists["member_units"]
                if row["employees"] and self.has_unit(entity, row["unit_code"])
            ]
        if stock.name == "cards_issued":
            return [
                (
                    row["unit_code"],
                    date.fromisoformat(row["as_of"]),
                    int(row["cards_issued"]),
                )
                for row in self.lists["cards_issued"]
                if self.has_unit(entity, row["unit_code"])
            ]
        return [
            ((row["county_code"], row["unit_code"]), row["as_of"], row[stock.name])
            for row in self.registrations
            if self.counts(entity, row)
        ]

    def has_unit(self, entity: Entity, unit: str) -> bool:
        kind, code = entity
        return {
            "unit": unit == code,
            "sector": self.sectors[unit] == code,
            "all_units": True,
        }[kind]

    def counts(self, entity: Entity, row: Record) -> bool:
        """Residents count for their county and the city, staff for their unit."""
        kind, code = entity
        if kind not in ("city", "county"):
            return bool(row["unit_code"]) and self.has_unit(entity, row["unit_code"])
        return not row["unit_code"] and (kind == "city" or row["county_code"] == code)
