"""The project keeps the rules, and each rule can fail."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.project import ensure_manifest
from tests.dbt_project.project_rules import RULES, Manifest, Node
from warehouse.settings import Settings

Break = Callable[[Manifest], object]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What dbt parses of the project."""
    home = tmp_path_factory.mktemp("parsed")
    target = ensure_manifest(Settings(home=home, _env_file=None))
    parsed: Manifest = json.loads((target / "manifest.json").read_bytes())
    return parsed


def _model(manifest: Manifest, name: str) -> Node:
    found: Node = manifest["nodes"][f"model.fanzha.{name}"]
    return found


def _seed(manifest: Manifest, name: str) -> Node:
    found: Node = manifest["nodes"][f"seed.fanzha.{name}"]
    return found


def _read(manifest: Manifest, name: str, *parents: str) -> None:
    _model(manifest, name)["depends_on"]["nodes"] += parents


def _set(node: Any, *path: Any) -> None:
    *keys, last, value = path
    for key in keys:
        node = node[key]
    node[last] = value


def _drop_tests(manifest: Manifest, node: str, *names: str) -> None:
    for unique_id, test in list(manifest["nodes"].items()):
        if test.get("attached_node") == node and test["test_metadata"]["name"] in names:
            del manifest["nodes"][unique_id]


CASES = "source.fanzha.deliveries.cases"

# Rule, what is done to the project, and the line that tells it.
BREAKS: list[tuple[str, Break, str]] = [
    (
        "described",
        lambda m: _set(_model(m, "kpi_values"), "description", " "),
        "kpi_values",
    ),
    (
        "described",
        lambda m: _set(_model(m, "stg_cases"), "columns", "case_no", "description", ""),
        "stg_cases.case_no",
    ),
    (
        "described",
        lambda m: _set(m["sources"][CASES], "description", ""),
        CASES,
    ),
    (
        "described",
        lambda m: _set(m["exposures"]["exposure.fanzha.cards"], "description", ""),
        "exposure.fanzha.cards",
    ),
    (
        "keyed",
        lambda m: _drop_tests(m, "model.fanzha.fct_cases", "unique"),
        "fct_cases",
    ),
    (
        "keyed",
        lambda m: _drop_tests(m, "model.fanzha.int_delivery_days", "not_null"),
        "int_delivery_days",
    ),
    (
        "keyed",
        lambda m: _drop_tests(m, "seed.fanzha.holidays", "unique_combination"),
        "holidays",
    ),
    (
        "named_by_layer",
        lambda m: _set(_model(m, "fct_cases"), "name", "cases"),
        "cases in marts",
    ),
    (
        "named_by_layer",
        lambda m: _set(_model(m, "measures"), "name", "int_measures"),
        "int_measures in kpi",
    ),
    (
        "named_by_layer",
        lambda m: _set(
            _model(m, "fct_cases"), "original_file_path", "models/core/fct_cases.sql"
        ),
        "fct_cases in core",
    ),
    (
        "named_by_layer",
        lambda m: _set(_model(m, "fct_cases"), "schema", "kpi"),
        "fct_cases in schema kpi",
    ),
    (
        "layers_in_order",
        lambda m: _read(m, "stg_cases", "model.fanzha.stg_warnings"),
        "stg_cases reads stg_warnings",
    ),
    (
        "layers_in_order",
        lambda m: _read(m, "stg_cases", "model.fanzha.fct_cases"),
        "stg_cases reads fct_cases",
    ),
    (
        "layers_in_order",
        lambda m: _read(m, "int_days", "model.fanzha.dim_period"),
        "int_days reads dim_period",
    ),
    (
        "layers_in_order",
        lambda m: _read(m, "kpi_values", "model.fanzha.stg_cases"),
        "kpi_values reads stg_cases",
    ),
    (
        "sources_in_staging",
        lambda m: _read(m, "fct_cases", CASES),
        "fct_cases",
    ),
    ("sources_in_staging", lambda m: _read(m, "kpi_values", CASES), "kpi_values"),
    (
        "sources_in_staging",
        lambda m: _read(m, "stg_warnings", CASES),
        "stg_warnings reads 2",
    ),
    (
        "sources_read_once",
        lambda m: _set(_model(m, "stg_cases"), "depends_on", "nodes", []),
        f"{CASES}: 0 models",
    ),
    (
        "sources_read_once",
        lambda m: _read(m, "stg_warnings", CASES),
        f"{CASES}: 2 models",
    ),
    (
        "sources_read_once",
        lambda m: _set(m["sources"][CASES], "name", "warnings"),
        "/deliveries/warnings/*/rows.parquet",
    ),
    (
        "no_roots",
        lambda m: _set(_model(m, "dim_entity"), "depends_on", "nodes", []),
        "dim_entity",
    ),
    (
        "nothing_unused",
        lambda m: _set(_model(m, "quarantine"), "depends_on", "nodes", []),
        "int_closed_rows",
    ),
    (
        "nothing_unused",
        lambda m: _set(_model(m, "int_kpi_periods"), "depends_on", "nodes", []),
        "lunar_new_years",
    ),
    (
        "no_hard_coded_references",
        lambda m: _set(
            _model(m, "fct_cases"), "raw_code", "select 1 from core.dim_entity"
        ),
        "fct_cases: from core.dim_entity",
    ),
    (
        "no_hard_coded_references",
        lambda m: _set(
            _model(m, "fct_cases"), "raw_code", "select 1 from read_csv('x')"
        ),
        "fct_cases: read_csv(",
    ),
    (
        "few_views_in_a_chain",
        lambda m: _set(
            _model(m, "int_repeated_keys"), "config", "materialized", "view"
        ),
        "int_repeated_keys: 3",
    ),
    (
        "static_where_nothing_new_matters",
        lambda m: _set(_model(m, "dim_entity"), "tags", []),
        "dim_entity: tags []",
    ),
    (
        "static_where_nothing_new_matters",
        lambda m: _set(_model(m, "fct_cases"), "tags", ["static"]),
        "fct_cases: tags ['static']",
    ),
    (
        "static_where_nothing_new_matters",
        lambda m: _set(_seed(m, "counties"), "database", "scratch"),
        "counties: in scratch",
    ),
    (
        "facts_of_one_extract",
        lambda m: _read(m, "fct_cases", "model.fanzha.stg_warnings"),
        "fct_cases reads ['stg_cases', 'stg_warnings']",
    ),
    (
        "facts_of_one_extract",
        lambda m: _read(m, "fct_arrests", "model.fanzha.fct_cases"),
        "fct_arrests reads ['fct_cases', 'stg_arrests']",
    ),
    (
        "grouped",
        lambda m: _set(_model(m, "stg_cases"), "access", "public"),
        "stg_cases: records, public",
    ),
    (
        "grouped",
        lambda m: _set(_model(m, "kpi_values"), "group", None),
        "kpi_values: None, public",
    ),
    (
        "contracted",
        lambda m: _set(_model(m, "sources"), "contract", "enforced", False),
        "sources",
    ),
    (
        "contracted",
        lambda m: _set(_model(m, "kpi_values"), "columns", "value", "data_type", None),
        "kpi_values.value",
    ),
    (
        "seeds_typed",
        lambda m: _seed(m, "counties")["config"]["column_types"].pop("population"),
        "counties: types",
    ),
    (
        "seeds_typed",
        lambda m: _seed(m, "counties")["columns"].pop("name_zh"),
        "counties: descriptions",
    ),
    (
        "exposures_read_the_published",
        lambda m: m["exposures"]["exposure.fanzha.cards"]["depends_on"]["nodes"].append(
            "model.fanzha.int_days"
        ),
        "cards reads int_days",
    ),
    (
        "exposures_read_the_published",
        lambda m: _set(
            m["exposures"], "exposure.fanzha.cards", "url", "https://example.org/"
        ),
        "cards: https://example.org/",
    ),
    (
        "sources_have_an_age",
        lambda m: _set(m["sources"][CASES], "freshness", None),
        "cases",
    ),
    (
        "sources_have_an_age",
        lambda m: _set(m["sources"][CASES], "loaded_at_query", None),
        "cases is judged by nothing",
    ),
    (
        "short_or_with_reason",
        lambda m: _set(_model(m, "fct_cases"), "raw_code", "select 1\n" * 81),
        "fct_cases: 81 lines",
    ),
    (
        "short_or_with_reason",
        lambda m: _set(
            _model(m, "kpi_values"),
            "raw_code",
            "-- Longer than 80 lines: it was so once upon a time.\nselect 1",
        ),
        "kpi_values: 2 lines",
    ),
    (
        "sums_of_exact_numbers",
        lambda m: _set(
            _model(m, "kpi_values"), "raw_code", "select 2 * sum(z * (z + 1)), 3 / 4"
        ),
        "kpi_values: sum(z * (z + 1))",
    ),
    (
        "sums_of_exact_numbers",
        lambda m: _set(
            _model(m, "kpi_values"), "raw_code", "sum({{ ratio('a', 'b') }})"
        ),
        "kpi_values: sum({{ ratio('a', 'b') }})",
    ),
]


@pytest.mark.parametrize("rule", RULES)
def test_the_project_keeps_the_rule(rule: str, manifest: Manifest) -> None:
    assert list(RULES[rule](manifest)) == []


@pytest.mark.parametrize(
    ("rule", "break_", "told"),
    BREAKS,
    ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(BREAKS)],
)
def test_the_rule_can_fail(
    rule: str, break_: Break, told: str, manifest: Manifest
) -> None:
    broken = copy.deepcopy(
        {name: manifest[name] for name in ("nodes", "sources", "exposures", "groups")}
    )
    break_(broken)

    assert any(told in line for line in RULES[rule](broken))


def test_each_rule_is_seen_failing() -> None:
    assert {rule for rule, _, _ in BREAKS} == RULES.keys()
