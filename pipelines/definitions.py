"""Assembles what Dagster loads; nothing is decided here."""

from __future__ import annotations

import dagster as dg
from dagster_dbt import DbtProject

from pipelines.assets.deliveries import build_delivery_asset
from pipelines.assets.edition import build_edition_asset
from pipelines.assets.models import build_dbt_assets
from pipelines.intake import load_contracts
from pipelines.jobs import refresh_job
from pipelines.project import dbt_executable, ensure_manifest
from pipelines.resources import Dbt, Writer
from pipelines.schedules import daily_refresh
from pipelines.sensors import landing_sensor
from warehouse.settings import Settings, export_settings, load_settings


def build_definitions(settings: Settings) -> dg.Definitions:
    """All of Fanzha's assets, jobs, schedules and sensors."""
    export_settings(settings)
    project = DbtProject(
        project_dir=settings.dbt_dir,
        profiles_dir=settings.dbt_dir,
        target_path=ensure_manifest(settings),
    )
    models = build_dbt_assets(project)
    return dg.Definitions(
        assets=[
            *(build_delivery_asset(c) for c in load_contracts().values()),
            models,
            build_edition_asset(models),
        ],
        jobs=[refresh_job],
        schedules=[daily_refresh],
        sensors=[landing_sensor],
        resources={
            "writer": Writer(),
            "dbt": Dbt(
                project_dir=project,  # type: ignore[arg-type]  # as its parent takes it
                dbt_executable=dbt_executable(),
                # What dbt says stands in the log of the run; nobody reads its files.
                global_config_flags=["--no-write-json", "--log-level-file", "none"],
            ),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Loaded by `workspace.yaml`."""
    return build_definitions(load_settings())
