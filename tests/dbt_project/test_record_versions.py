"""Which version of a record is in force, whatever the order of the deliveries."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

pytestmark = pytest.mark.long

KEYS = [f"A{number}" for number in range(12)]
TIMES = [datetime(2024, 1, day, 8, 30) for day in (1, 2, 3)]
STATUSES = ["有效", "撤销"]
Record = dict[str, Any]


def some_versions() -> list[Record]:
    """Several versions of each key; times repeat with equal and other content."""
    chance = random.Random(1)
    return [
        {
            "case_no": key,
            "updated_at": chance.choice(TIMES),
            "record_status": chance.choice(STATUSES),
            "loss_amount": chance.choice([100, 100, 20_000]),
        }
        for key in KEYS
        for _ in range(chance.randint(1, 6))
    ]


def compiled(built_home: Path, model: str) -> str:
    """The SQL that dbt made of a model."""
    models = built_home / "target" / "compiled" / "fanzha" / "models"
    return (models / "intermediate" / f"{model}.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def staged(built_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Empty staging tables with the columns of the models, and what is delivered."""
    models = {
        "kept": ("int_delivered_records",),
        "scratch": ("int_new_keys", "int_repeated_keys"),
    }
    with duckdb.connect() as connection:
        for name in models:
            built = built_home / "build" / f"{name}.duckdb"
            connection.execute(f"attach '{built}' as built_{name} (read_only)")
            connection.execute(f"attach ':memory:' as {name}")
            for schema in ("staging", "intermediate"):
                connection.execute(f"create schema {name}.{schema}")
        for database, schema, table in connection.execute(
            "select table_catalog[7:], table_schema, table_name"
            " from information_schema.tables where table_catalog like 'built_%'"
            " and (table_schema = 'staging' or table_name = 'int_deliveries')"
        ).fetchall():
            connection.execute(
                f"create table {database}.{schema}.{table} as"
                f" from built_{database}.{schema}.{table} limit 0"
            )
        for database, names in models.items():
            for model in names:
                connection.execute(
                    f"create view {database}.intermediate.{model} as"
                    f" {compiled(built_home, model)}"
                )
        yield connection


@pytest.fixture(scope="module")
def rule(built_home: Path) -> str:
    """The SQL that dbt made of the rule."""
    return compiled(built_home, "int_record_versions")


def in_force(
    connection: duckdb.DuckDBPyConnection, rule: str, seed: int, versions: list[Record]
) -> list[tuple[Any, ...]]:
    """The records in force after the versions came in an order of their own."""
    chance = random.Random(seed)
    records = versions + chance.sample(versions, chance.randint(0, 9))
    chance.shuffle(records)
    files = [f"{chance.getrandbits(96):024x}" for _ in range(chance.randint(1, 5))]
    connection.execute("delete from kept.staging.stg_cases")
    connection.execute("delete from scratch.intermediate.int_deliveries")
    connection.execute(
        "insert into scratch.intermediate.int_deliveries by name"
        " select unnest($1) as delivery_id, false as is_replaced",
        [files],
    )
    connection.execute("delete from kept.staging.stg_new_deliveries")
    connection.execute(
        "insert into kept.staging.stg_new_deliveries select unnest($1)", [files]
    )
    rows = pa.Table.from_pylist(
        [
            {
                **record,
                "reported_at": TIMES[0],
                "delivery_id": chance.choice(files),
                "row_number_in_file": number,
            }
            for number, record in enumerate(records)
        ]
    )
    connection.register("delivered_rows", rows)
    connection.execute("insert into kept.staging.stg_cases by name from delivered_rows")
    return connection.execute(
        f"""
        select case_no, updated_at, record_status, loss_amount
        from kept.staging.stg_cases
        anti join (from ({rule}) where not is_in_force) as superseded
            using (delivery_id, row_number_in_file)
        order by all
        """
    ).fetchall()


def canonical_md5(connection: duckdb.DuckDBPyConnection, record: Record) -> str:
    """md5 of the values as text in the order of the columns, empty where missing."""
    texts = {
        "case_no": record["case_no"],
        "updated_at": str(record["updated_at"]),
        "record_status": record["record_status"],
        "loss_amount": f"{record['loss_amount']}.00",
        "reported_at": str(TIMES[0]),
    }
    columns = [
        name
        for (name,) in connection.execute(
            "select column_name from (describe kept.staging.stg_cases)"
        ).fetchall()
        if name not in ("delivery_id", "row_number_in_file")
    ]
    text = "\x1f".join(texts.get(name, "") for name in columns)
    return hashlib.md5(text.encode()).hexdigest()


def test_order_and_repetition_of_deliveries_do_not_matter(
    staged: duckdb.DuckDBPyConnection, rule: str
) -> None:
    versions = some_versions()
    results = {tuple(in_force(staged, rule, seed, versions)) for seed in range(200)}

    assert len(results) == 1
    assert [row[0] for row in results.pop()] == sorted(KEYS)


def test_at_equal_times_the_greater_md5_of_the_row_is_in_force(
    staged: duckdb.DuckDBPyConnection, rule: str
) -> None:
    versions = some_versions()
    found = {row[0]: row for row in in_force(staged, rule, 1, versions)}
    ties = 0
    for key in KEYS:
        same = [record for record in versions if record["case_no"] == key]
        newest = max(record["updated_at"] for record in same)
        latest = [record for record in same if record["updated_at"] == newest]
        winner = max(latest, key=lambda record: canonical_md5(staged, record))
        ties += any(record != winner for record in latest)
        assert found[key][1:3] == (winner["updated_at"], winner["record_status"])
        assert found[key][3] == winner["loss_amount"]
    assert ties >= 3
