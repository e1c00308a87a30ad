"""Small random deliveries, written as intake writes them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.dbt_project import sample_strikes

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
Record = dict[str, Any]

TEXT, TIME, DAY = pa.string(), pa.timestamp("us"), pa.date32()
AMOUNT, COUNT = pa.decimal128(18, 2), pa.int64()
VERSION = {"_delivery_id": TEXT, "_row_number": COUNT}
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "cases": {
        "case_no": TEXT,
        "county_code": TEXT,
        "station_code": TEXT,
        "fraud_type": TEXT,
        "occurred_at": TIME,
        "reported_at": TIME,
        "filed_at": TIME,
        "solved_at": TIME,
        "loss_amount": AMOUNT,
        "recovered_amount": AMOUNT,
        "victim_id_no_pseudonym": TEXT,
        "victim_phone_pseudonym": TEXT,
        "victim_gender": TEXT,
        "victim_age": COUNT,
        "victim_occupation": TEXT,
        "victim_unit_code": TEXT,
        "channel": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "warnings": {
        "warning_no": TEXT,
        "kind": TEXT,
        "level": TEXT,
        "issued_at": TIME,
        "county_code": TEXT,
        "station_code": TEXT,
        "recipient_id_no_pseudonym": TEXT,
        "recipient_phone_pseudonym": TEXT,
        "source_unit_code": TEXT,
        "first_contact_at": TIME,
        "contact_method": TEXT,
        "visit_assigned_at": TIME,
        "visited_at": TIME,
        "outcome": TEXT,
        "stop_payment_amount": AMOUNT,
        "avoided_loss_amount": AMOUNT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "card_involvements": {
        "record_no": TEXT,
        "card_type": TEXT,
        "card_no_pseudonym": TEXT,
        "issuer_unit_code": TEXT,
        "outlet": TEXT,
        "opened_county_code": TEXT,
        "opened_on": DAY,
        "notified_at": TIME,
        "case_no": TEXT,
        "tier": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "published_figures": {
        "document": TEXT,
        "claim_no": COUNT,
        "published_on": DAY,
        "kpi_code": TEXT,
        "entity_type": TEXT,
        "entity_code": TEXT,
        "period_start": DAY,
        "period_end": DAY,
        "aspect": TEXT,
        "lower": pa.float64(),
        "upper": pa.float64(),
        "statement": TEXT,
        "comparable": TEXT,
        "note": TEXT,
    },
} | sample_strikes.COLUMNS
# What each source declares; the days differ so that KPIs of several sources matter.
DATA_THROUGH = {
    "cases": date(2024, 6, 18),
    "warnings": date(2024, 6, 18),
    "card_involvements": date(2024, 3, 30),
} | sample_strikes.DATA_THROUGH
FIRST_DAY = {
    "cases": date(2022, 2, 9),
    "warnings": date(2023, 1, 5),
    "card_involvements": date(2022, 1, 3),
} | sample_strikes.FIRST_DAY


def seed_rows(name: str) -> list[Record]:
    """A reference list as the project's seeds have it, all text."""
    with duckdb.connect() as connection:
        return (
            connection.execute(
                "select * from read_csv(?, all_varchar = true)",
                [str(SEEDS / f"{name}.csv")],
            )
            .to_arrow_table()
            .to_pylist()
        )


def make_records(seed: int) -> dict[str, list[Record]]:
    """Random current records of every extract, withdrawn ones among them."""
    random_ = random.Random(seed)
    stations, units = seed_rows("stations"), seed_rows("member_units")
    issuers = [unit for unit in units if unit["sector"] != "bureau"]
    types = seed_rows("fraud_types")

    def moment(extract: str) -> datetime:
        first, last = FIRST_DAY[extract], DATA_THROUGH[extract]
        # Some events lie after the declared end: they must be ignored.
        day = first + timedelta(days=random_.randrange((last - first).days + 9))
        start = datetime(day.year, day.month, day.day)
        return start + timedelta(seconds=random_.randrange(86400))

    def maybe(share: float, value: Any) -> Any:
        return value if random_.random() < share else None

    def later(start: datetime | None, hours: int, share: float) -> datetime | None:
        if start is None or random_.random() > share:
            return None
        return start + timedelta(hours=random_.randrange(hours), minutes=7)

    def amount(most: int) -> Decimal:
        return Decimal(random_.randrange(most * 100)) / 100

    records: dict[str, list[Record]] = {name: [] for name in COLUMNS}
    for number in range(700):
        station, reported_at = random_.choice(stations), moment("cases")
        filed_at = later(reported_at, 400, 0.9)
        loss = amount(90_000)
        records["cases"].append(
            {
                "case_no": f"A{number}",
                # A row counts for its own county, whatever its station belongs to.
                "county_code": random_.choice([station, random_.choice(stations)])[
                    "county_code"
                ],
                "station_code": station["station_code"],
                "fraud_type": random_.choice(types)["fraud_type_code"],
                "reported_at": reported_at,
                "filed_at": filed_at,
                "solved_at": later(filed_at, 3000, 0.6),
                "loss_amount": loss,
                "recovered_amount": (loss / 4).quantize(Decimal("0.01")),
                "victim_unit_code": maybe(0.2, random_.choice(units)["unit_code"]),
                "record_status": "撤销" if random_.random() < 0.05 else "有效",
                "updated_at": datetime(2024, 7, 1),
            }
        )
    for number in range(2500):
        station, issued_at = random_.choice(stations), moment("warnings")
        assigned_at = later(issued_at, 60, 0.3)
        contact = issued_at + timedelta(seconds=random_.choice([0, 1799, 1800, 1801]))
        records["warnings"].append(
            {
                "warning_no": f"W{number}",
                "kind": random_.choice(["资金预警", "信息预警", "信息预警"]),
                "issued_at": issued_at,
                "county_code": station["county_code"],
                "station_code": station["station_code"],
                "source_unit_code": maybe(0.2, random_.choice(units)["unit_code"]),
                "first_contact_at": maybe(0.9, contact),
                "visit_assigned_at": assigned_at,
                "visited_at": later(assigned_at, 90, 0.9),
                "outcome": random_.choice(["已劝阻", "未受骗", "已受骗", "处置中"]),
                "stop_payment_amount": amount(5_000),
                "avoided_loss_amount": amount(800),
                "record_status": "撤销" if random_.random() < 0.05 else "有效",
                "updated_at": datetime(2024, 7, 1),
            }
        )
    for number in range(900):
        records["card_involvements"].append(
            {
                "record_no": f"R{number}",
                "card_type": random_.choice(["银行卡", "银行卡", "电话卡"]),
                "card_no_pseudonym": f"{number:032x}",
                "issuer_unit_code": random_.choice(issuers)["unit_code"],
                "opened_county_code": random_.choice(stations)["county_code"],
                "notified_at": moment("card_involvements"),
                "record_status": "申诉解除" if random_.random() < 0.05 else "有效",
                "updated_at": datetime(2024, 7, 1),
            }
        )
    sample_strikes.add_strikes(random_, records, stations, units)
    return records


def write_home(home: Path, records: Mapping[str, list[Record]]) -> None:
    """Deliver the records: all of them once, some older versions besides."""
    for extract, rows in records.items():
        _deliver(home, extract, "_schema", "schema", [])
        if rows:
            half = len(rows) // 2
            stale = [{**row, "updated_at": datetime(2024, 1, 1)} for row in rows[::7]]
            for row in stale:
                if "record_status" in row:
                    row["record_status"] = "有效"
            _deliver(home, extract, f"{extract}-b", "loaded", rows[:half])
            _deliver(home, extract, f"{extract}-a", "loaded", rows[half:] + stale)
    control = pa.table(
        {
            "as_of": pa.array([None], DAY),
            "contact_limit_minutes": pa.array([30], pa.int32()),
            "run_id": ["test"],
            "edition": ["20240701T000000"],
            "started_at": pa.array([datetime(2024, 7, 1)], TIME),
        }
    )
    (home / "build").mkdir(parents=True)
    pq.write_table(control, home / "build" / "control.parquet")
    snapshots = {
        "extract": TEXT,
        "delivery_id": TEXT,
        "taken_at": TIME,
        "known": COUNT,
        "missing": COUNT,
        "verdict": TEXT,
        "is_in_force": pa.bool_(),
    }
    pq.write_table(
        pa.schema(snapshots).empty_table(), home / "build" / "snapshots.parquet"
    )


def _deliver(
    home: Path, extract: str, delivery_id: str, status: str, rows: list[Record]
) -> None:
    folder = home / "deliveries" / extract / delivery_id
    folder.mkdir(parents=True)
    schema = pa.schema({**COLUMNS[extract], **VERSION})
    complete = [
        {
            **{name: row.get(name) for name in COLUMNS[extract]},
            "_delivery_id": delivery_id,
            "_row_number": number,
        }
        for number, row in enumerate(rows, start=1)
    ]
    pq.write_table(
        pa.Table.from_pylist(complete, schema=schema), folder / "rows.parquet"
    )
    refused = {
        "_delivery_id": TEXT,
        "_row_number": COUNT,
        "column_name": TEXT,
        "reason_code": TEXT,
        "message": TEXT,
        "masked_value": TEXT,
    }
    pq.write_table(
        pa.Table.from_pylist([], schema=pa.schema(refused)),
        folder / "quarantine.parquet",
    )
    links = {
        "_delivery_id": TEXT,
        "_row_number": COUNT,
        "corrects_delivery_id": TEXT,
        "corrects_row_number": COUNT,
    }
    pq.write_table(pa.schema(links).empty_table(), folder / "corrections.parquet")
    declared = DATA_THROUGH.get(extract)
    entry = {
        "delivery_id": delivery_id,
        "extract": extract,
        "file": f"{extract}/{delivery_id}.csv",
        "sha256": "0" * 64,
        "received_at": "2024-07-01T00:00:00+00:00",
        "status": status,
        "rows_in_file": len(rows),
        "rows_good": len(rows),
        "rows_quarantined": 0,
        "rows_skipped": 0,
        "data_through": declared.isoformat() if declared and rows else None,
    }
    (folder / "delivery.json").write_text(json.dumps(entry), "utf-8")
