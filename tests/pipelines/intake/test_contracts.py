"""Contracts are data; a mistake in one is named with file and line."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.intake.contracts import (
    CONTRACTS_DIR,
    ContractError,
    load_contract,
    load_contracts,
)
from pipelines.intake.reasons import every_sentence
from tests.pipelines.intake.landing import case, csv_text, deliver, take_in
from warehouse.settings import Settings

CASES = CONTRACTS_DIR / "cases.yaml"


def test_the_extracts() -> None:
    contracts = load_contracts()
    assert set(contracts) >= {
        "cases",
        "warnings",
        "card_involvements",
        "published_figures",
    }
    for contract in contracts.values():
        assert contract.columns
        assert any(column.key for column in contract.columns)
        assert not [m for _, _, m in every_sentence(contract) if "{" in m]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("logicalType: integer", "logicalType: int", "logicalType: integer"),
        ("property: minimum", "property: minimun", "minimum"),
        ("value: reported_at", "value: reportet_at", "reported_at"),
        ("        businessName: 县区代码\n", "", "county_code"),
        ("value: county\n", "value: country\n", "county"),
        ("kind: DataContract", "kind: Contract", "kind"),
        ("name: victim_age", "name: case_no", "case_no"),
        ("name: cases", "name: [cases", "cases"),
        ("schema:", "schemas:", "schema"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    text = CASES.read_text("utf-8")
    assert old in text
    path = tmp_path / "cases.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContractError, match=r"cases\.yaml:\d+: "):
        load_contract(path)


def test_empty_typed_files_exist_before_any_delivery(settings: Settings) -> None:
    take_in(settings)
    folder = settings.deliveries_dir / "cases" / "_schema"
    with duckdb.connect() as connection:
        found = dict(
            connection.execute(
                "select column_name, column_type from (describe select * from"
                f" '{folder}/rows.parquet')"
            ).fetchall()
        )
    assert found["loss_amount"] == "DECIMAL(18,2)"
    assert found["victim_id_no_pseudonym"] == "VARCHAR"
    assert "victim_id_no" not in found
    assert (folder / "quarantine.parquet").exists()
    assert (folder / "delivery.json").exists()


def test_a_delivery_has_exactly_the_columns_of_the_schema(settings: Settings) -> None:
    result = deliver(settings, csv_text([case()]))
    folder = settings.deliveries_dir / "cases"
    with duckdb.connect() as connection:
        for file in ("rows", "quarantine"):
            shapes = [
                connection.execute(
                    f"describe select * from '{folder}/{name}/{file}.parquet'"
                ).fetchall()
                for name in ("_schema", result.delivery_id)
            ]
            assert shapes[0] == shapes[1]
