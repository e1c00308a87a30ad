"""What Dagster loads."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from warehouse.settings import Settings


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    home: Path = tmp_path_factory.mktemp("definitions")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FANZHA_HOME", "FANZHA_LANDING", "DAGSTER_HOME"):
            patch.setenv(name, "")
        return build_definitions(Settings(home=home, _env_file=None))


def test_everything_is_in_one_refresh_job(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("refresh")
    graph = definitions.resolve_asset_graph()

    assert job.asset_layer.asset_graph.executable_asset_keys
    assert dg.AssetKey(["deliveries", "cases"]) in graph.get_all_asset_keys()
    assert dg.AssetKey("edition") in graph.get_all_asset_keys()


def test_the_edition_comes_after_every_model(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    results = {
        key
        for key in graph.get_all_asset_keys()
        if key.path[0] in ("kpi", "ops") and "static" not in graph.get(key).tags
    }

    assert dg.AssetKey(["kpi", "kpi_values"]) in results
    assert results <= graph.get(dg.AssetKey("edition")).parent_keys


def test_the_edition_waits_for_nothing_that_a_build_may_leave(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    awaited = graph.get(dg.AssetKey("edition")).parent_keys

    for name in (["core", "fct_cases"], ["core", "dim_entity"], ["seeds", "counties"]):
        assert dg.AssetKey(name) in graph.get_all_asset_keys()
        assert dg.AssetKey(name) not in awaited


def test_dbt_tests_are_asset_checks(definitions: dg.Definitions) -> None:
    assert definitions.resolve_asset_graph().asset_check_keys


def test_assets_have_groups_and_descriptions(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        spec = graph.get(key)
        assert spec.group_name != "default", key
        assert spec.description, key


def test_the_schedule_and_the_sensor_are_on(definitions: dg.Definitions) -> None:
    schedule = definitions.get_schedule_def("daily_refresh")
    sensor = definitions.get_sensor_def("landing_sensor")

    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
