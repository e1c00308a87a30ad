"""Reference lists that the demo data draw from (the dbt seeds)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

from warehouse.settings import PROJECT_DIR

SEEDS_DIR = PROJECT_DIR / "dbt_project" / "seeds"


@dataclass(frozen=True)
class Reference:
    """Codes with their names and weights, in the order of the seeds."""

    counties: dict[str, str]
    population: dict[str, int]
    stations: dict[str, str]
    units: dict[str, str]
    employees: dict[str, int]
    fraud_types: dict[str, str]
    holidays: list[tuple[str, date, date]]

    def stations_of(self, county: str) -> list[str]:
        """Codes of a county's stations; the first ones serve the county seat."""
        return [code for code in self.stations if code.startswith(county)]


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def load_reference() -> Reference:
    """Read the reference lists.

    Raises:
        FileNotFoundError: A seed is missing.
    """
    counties, units = _rows("counties"), _rows("member_units")
    return Reference(
        counties={row["county_code"]: row["name_zh"] for row in counties},
        population={row["county_code"]: int(row["population"]) for row in counties},
        stations={row["station_code"]: row["name_zh"] for row in _rows("stations")},
        units={row["unit_code"]: row["name_zh"] for row in units},
        employees={row["unit_code"]: int(row["employees"]) for row in units},
        fraud_types={
            row["fraud_type_code"]: row["name_zh"] for row in _rows("fraud_types")
        },
        holidays=[
            (
                row["name"],
                date.fromisoformat(row["start_on"]),
                date.fromisoformat(row["end_on"]),
            )
            for row in _rows("holidays")
        ],
    )
