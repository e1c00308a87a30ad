"""Which operations, arrests, seizures, events and counts arrive in which file."""

from __future__ import annotations

import numpy as np

from pipelines.demo.calibration import HALVES
from pipelines.demo.files import Deliveries
from pipelines.demo.layouts import CHINESE_DATES, PLAIN, SLASHES, Layout
from pipelines.demo.mess import (
    BAD_ARRESTS,
    BAD_EVENTS,
    BAD_OPERATIONS,
    BAD_REGISTRATIONS,
    BAD_SEIZURES,
)
from pipelines.demo.publicity import make_events, make_registrations
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import Texts
from pipelines.demo.strikes import make_arrests, make_operations, make_seizures

_LAST = "2024H1"
_THROUGH = HALVES[_LAST][1]


def write_strikes(
    deliveries: Deliveries,
    rng: np.random.Generator,
    reference: Reference,
    scale: float,
    case_numbers: Texts,
) -> None:
    """Operations, arrests and seizures of all halves."""
    tables: dict[str, list[str]] = {"operations": [], "arrests": [], "seizures": []}
    for index, half in enumerate(HALVES):
        # A person is caught some time after the case: cases up to this half.
        known = case_numbers[: max(1, len(case_numbers) * (index + 1) // len(HALVES))]
        operations = make_operations(rng, half, reference, scale)
        arrests = make_arrests(rng, half, reference, scale, operations, known)
        seizures = make_seizures(rng, half, reference, scale, operations)
        for extract, table in (
            ("operations", operations),
            ("arrests", arrests),
            ("seizures", seizures),
        ):
            name = f"{extract}_{half}"
            deliveries.connection.register(f"{name}_drawn", table)
            deliveries.connection.execute(f"create table {name} as from {name}_drawn")
            deliveries.connection.unregister(f"{name}_drawn")
            tables[extract].append(f"select * from {name}")
    _write_operations(deliveries, tables["operations"])
    _write_arrests(deliveries, tables["arrests"], reference)
    _write_seizures(deliveries, tables["seizures"])


def _write_operations(deliveries: Deliveries, halves: list[str]) -> None:
    earlier = " union all ".join(halves[:-1])
    deliveries.write_xlsx(
        "operations",
        "打击行动_2021-2023.xlsx",
        f"select * from ({earlier}) order by operation_no",
        "打击行动登记表(2021-2023年)",
    )
    deliveries.write_csv(
        "operations",
        "operations_2024H1.csv",
        halves[-1],
        PLAIN,
        through=_THROUGH,
        bad_rows=BAD_OPERATIONS,
    )


def _write_arrests(
    deliveries: Deliveries, halves: list[str], reference: Reference
) -> None:
    names = {"county_code": reference.counties, "station_code": reference.stations}
    by_name = Layout("gb18030", timestamps=SLASHES, synonyms=True, names=names)
    year = [
        f"{a} union all {b}" for a, b in zip(halves[:-1:2], halves[1::2], strict=True)
    ]
    deliveries.write_csv("arrests", "抓获人员_2021.csv", year[0], by_name)
    deliveries.write_csv("arrests", "arrests_2022.csv.gz", year[1], PLAIN)
    deliveries.write_parquet("arrests", "arrests_2023.parquet", year[2])
    deliveries.write_csv(
        "arrests",
        "arrests_2024H1.csv",
        halves[-1],
        PLAIN,
        through=_THROUGH,
        bad_rows=BAD_ARRESTS,
    )
    # One measure was entered wrong; the arrest itself stands.
    corrected = f"""
        select * replace ('移送起诉' as measure, timestamp '2024-07-01 11:00:00' as updated_at)
        from ({halves[-1]})
        where measure = '逮捕' and record_status = '有效' order by arrest_no limit 3
    """
    deliveries.write_csv("arrests", "抓获更正_20240701.csv", corrected, PLAIN)


def _write_seizures(deliveries: Deliveries, halves: list[str]) -> None:
    earlier = " union all ".join(halves[:-1])
    tabbed = Layout("utf-8-sig", delimiter="\t", dates=CHINESE_DATES)
    deliveries.write_csv("seizures", "查获物品_2021-2023.csv", earlier, tabbed)
    deliveries.write_csv(
        "seizures",
        "seizures_2024H1.csv",
        halves[-1],
        PLAIN,
        through=_THROUGH,
        bad_rows=BAD_SEIZURES,
    )


def write_publicity(
    deliveries: Deliveries,
    rng: np.random.Generator,
    reference: Reference,
    scale: float,
) -> None:
    """Events in two files, counts of the app in a file per year."""
    connection = deliveries.connection
    for half in HALVES:
        connection.register("drawn", make_events(rng, half, reference, scale))
        connection.execute(f"create table events_{half} as from drawn")
        connection.unregister("drawn")
    names = {"county_code": reference.counties, "unit_code": reference.units}
    earlier = " union all ".join(
        f"from events_{half}" for half in HALVES if half != _LAST
    )
    by_name = Layout("gb18030", delimiter=";", synonyms=True, names=names)
    deliveries.write_csv("publicity_events", "宣防活动_2021-2023.csv", earlier, by_name)
    deliveries.write_csv(
        "publicity_events",
        "publicity_2024H1.csv",
        f"from events_{_LAST}",
        PLAIN,
        through=_THROUGH,
        bad_rows=BAD_EVENTS,
    )
    connection.register("drawn", make_registrations(rng, reference, scale))
    connection.execute("create table app_registrations as from drawn")
    connection.unregister("drawn")
    counted = "select * from app_registrations where as_of"
    deliveries.write_parquet(
        "app_registrations", "app_2021-2023.parquet", f"{counted} < '2024-01-01'"
    )
    deliveries.write_csv(
        "app_registrations",
        "app_2024H1.csv",
        f"{counted} >= '2024-01-01'",
        PLAIN,
        through=_THROUGH,
        bad_rows=BAD_REGISTRATIONS,
    )
