"""Delivers a world into a home, as intake does."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.dbt_project.world import Delivery, World

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
    "operations": {
        "operation_no": TEXT,
        "kind": TEXT,
        "name": TEXT,
        "started_on": DAY,
        "county_code": TEXT,
        "gangs_dismantled": COUNT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "arrests": {
        "arrest_no": TEXT,
        "person_ref_pseudonym": TEXT,
        "arrested_at": TIME,
        "county_code": TEXT,
        "station_code": TEXT,
        "category": TEXT,
        "measure": TEXT,
        "operation_no": TEXT,
        "case_no": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "seizures": {
        "seizure_no": TEXT,
        "seized_on": DAY,
        "county_code": TEXT,
        "item": TEXT,
        "quantity": COUNT,
        "operation_no": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "publicity_events": {
        "event_no": TEXT,
        "held_on": DAY,
        "county_code": TEXT,
        "unit_code": TEXT,
        "mode": TEXT,
        "audience": COUNT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "app_registrations": {
        "as_of": DAY,
        "county_code": TEXT,
        "unit_code": TEXT,
        "registered": COUNT,
        "eligible": COUNT,
        "updated_at": TIME,
    },
}


def write_home(home: Path, world: World) -> None:
    """Deliver the files of a world, and say what the refresh was asked to do."""
    for extract in COLUMNS:
        _deliver(home, extract, "_schema", "schema", Delivery([]))
        for number, delivery in enumerate(world.deliveries.get(extract, [])):
            _deliver(home, extract, f"{extract}-{number}", "loaded", delivery)
    control = pa.table(
        {
            "as_of": pa.array([world.as_of], DAY),
            "contact_limit_minutes": pa.array(
                [world.contact_limit_minutes], pa.int32()
            ),
            "run_id": ["test"],
            "edition": ["20240701T000000"],
            "started_at": pa.array([datetime(2026, 1, 2)], TIME),
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
    new = [folder.name for folder in (home / "deliveries").glob("*/[!_]*")]
    pq.write_table(
        pa.table({"delivery_id": pa.array(new, TEXT)}),
        home / "build" / "new_deliveries.parquet",
    )
    touched = sorted(
        {folder.parent.name for folder in (home / "deliveries").glob("*/*")}
    )
    pq.write_table(
        pa.table({"extract": pa.array(touched, TEXT)}),
        home / "build" / "touched_extracts.parquet",
    )


def _deliver(
    home: Path, extract: str, delivery_id: str, status: str, delivery: Delivery
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
        for number, row in enumerate(delivery.rows, start=1)
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
    declared = delivery.data_through
    entry = {
        "delivery_id": delivery_id,
        "extract": extract,
        "file": f"{extract}/{delivery_id}.csv",
        "sha256": "0" * 64,
        "received_at": "2026-01-02T00:00:00+00:00",
        "status": status,
        "rows_in_file": len(delivery.rows),
        "rows_good": len(delivery.rows),
        "rows_quarantined": 0,
        "rows_skipped": 0,
        "data_through": declared.isoformat() if declared else None,
    }
    (folder / "delivery.json").write_text(json.dumps(entry), "utf-8")
