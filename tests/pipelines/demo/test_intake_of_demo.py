"""Intake takes every file of the demo and refuses just the rows meant for it."""

from __future__ import annotations

import duckdb

from pipelines.demo import write_demo
from pipelines.intake import intake_extract, load_contracts
from warehouse.settings import Settings


def test_each_file_loads_and_each_bad_row_has_its_own_reason(
    settings: Settings,
) -> None:
    written = write_demo(settings.landing, scale=0.01)
    results = [
        result
        for contract in load_contracts().values()
        for result in intake_extract(settings, contract)
    ]
    assert {result.status for result in results} == {"loaded"}
    taken = {result.file for result in results}
    data = {
        str(path.relative_to(settings.landing))
        for path in written
        if path.suffix != ".json" and path.name != "DEMO"
    }
    assert data == taken
    found = duckdb.execute(
        "select column_name, reason_code from read_parquet(?) order by all",
        [f"{settings.deliveries_dir}/*/*/quarantine.parquet"],
    ).fetchall()
    assert found == [
        ("audience", "bad_integer"),
        ("card_no", "bad_format"),
        ("card_no", "scientific_notation"),
        ("category", "unknown_value"),
        ("county_code", "unknown_code"),
        ("county_code", "unknown_code"),
        ("filed_at", "after_update"),
        ("fraud_type", "unknown_code"),
        ("gangs_dismantled", "bad_integer"),
        ("issued_at", "bad_date"),
        ("issuer_unit_code", "unknown_code"),
        ("kind", "unknown_value"),
        ("kind", "unknown_value"),
        ("loss_amount", "bad_number"),
        ("notified_at", "bad_date"),
        ("opened_county_code", "unknown_code"),
        ("quantity", "bad_integer"),
        ("quantity", "out_of_range"),
        ("registered", "above_limit"),
        ("reported_at", "bad_date"),
        ("solved_at", "wrong_order"),
        ("station_code", "unknown_code"),
        ("visited_at", "wrong_order"),
    ]
