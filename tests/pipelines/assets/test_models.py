"""What a build that goes on from the last one leaves as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.models import leave
from tests.conftest import PROJECT

_FACTS = [
    dg.AssetKey(["core", f"fct_{name}"]) for name in ("cases", "arrests", "warnings")
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of what dbt would build after a delivery of warnings."""
    home = tmp_path_factory.mktemp("home")
    command = [str(Path(sys.executable).with_name("dbt")), "ls", "--quiet"]
    listed = subprocess.run(
        [*command, "--output", "json", "--target-path", str(home / "target")]
        + leave(_FACTS, frozenset({"warnings"})),
        cwd=PROJECT / "dbt_project",
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "FANZHA_HOME": str(home),
            "DBT_PROFILES_DIR": str(PROJECT / "dbt_project"),
            "DBT_LOG_PATH": str(home / "logs"),
            "DO_NOT_TRACK": "1",
        },
    )
    return {json.loads(line)["name"] for line in listed.stdout.splitlines()}


@pytest.mark.parametrize(
    "name",
    ["fct_warnings", "int_case_dates", "kpi_values", "refreshes", "dim_period"],
)
def test_what_a_delivery_reaches_is_built(built: set[str], name: str) -> None:
    assert name in built


@pytest.mark.parametrize(
    "name", ["fct_cases", "fct_arrests", "counties", "dim_entity", "stg_warnings"]
)
def test_other_facts_lists_and_views_are_left(built: set[str], name: str) -> None:
    assert name not in built


def test_a_fact_that_is_not_named_is_built(built: set[str]) -> None:
    assert "fct_seizures" in built


def test_tests_of_only_what_is_left_are_left(built: set[str]) -> None:
    assert "unique_fct_cases_case_no" not in built
    assert (
        "relationships_fct_cases_county_code__county_code__ref_counties_" not in built
    )


def test_tests_that_look_at_something_new_run(built: set[str]) -> None:
    assert "assert_kept_sums_agree_with_warnings" in built
    assert "assert_counties_sum_to_city" in built
    assert "relationships_fct_warnings_county_code__county_code__ref_counties_" in built
