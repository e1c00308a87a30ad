"""What dbt says of an extract is what its contract says."""

from __future__ import annotations

import yaml

from pipelines.intake import load_contracts
from tests.conftest import PROJECT


def test_keys_versions_and_coverage_are_those_of_the_contracts() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project/dbt_project.yml").read_text())
    declared = {entry["name"]: entry for entry in project["vars"]["extracts"]}
    contracts = load_contracts()

    assert declared.keys() == contracts.keys()
    for name, contract in contracts.items():
        assert declared[name] == {
            "name": name,
            "key": [column.name for column in contract.columns if column.key],
            "version": contract.version_column,
            **(
                {"coverage": contract.coverage_column}
                if contract.coverage_column
                else {}
            ),
        }


def test_each_extract_has_a_staging_model() -> None:
    staging = PROJECT / "dbt_project/models/staging"
    for name in load_contracts():
        assert (staging / f"stg_{name}.sql").exists()
        assert (staging / f"stg_{name}.yml").exists()
