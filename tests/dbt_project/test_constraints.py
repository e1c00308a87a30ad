"""What a contract says is never null, the database refuses."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.long


def test_columns_that_a_contract_says_are_never_null_cannot_be(
    built_home: Path, build: duckdb.DuckDBPyConnection
) -> None:
    manifest = json.loads((built_home / "target" / "manifest.json").read_bytes())
    promised = {
        (node["schema"], node["alias"], name)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for name, column in node["columns"].items()
        if any(given["type"] == "not_null" for given in column["constraints"])
    }
    kept = build.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where not is_nullable and not internal and database_name = 'warehouse'"
    ).fetchall()
    assert ("core", "fct_arrests", "county_code") in promised
    assert set(kept) == promised
