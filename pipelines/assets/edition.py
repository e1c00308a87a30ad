"""The last asset: what was built and passed its checks becomes an edition."""

import subprocess

import dagster as dg

from pipelines.assets.models import may_stay
from pipelines.inputs import inputs_hash
from pipelines.kpi_definitions import kpi_definitions
from pipelines.resources import COMMAND_TAG, Writer
from warehouse.editions import current_edition, is_up_to_date, prune, publish
from warehouse.settings import Settings
from warehouse.status import write_status


def build_edition_asset(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The edition, after every dbt model that each build makes anew."""

    @dg.asset(
        key=dg.AssetKey("edition"),
        group_name="editions",
        description="发布的只读版本：通过全部校验的数据仓库副本。",
        kinds={"duckdb"},
        # Without one of its dependencies, Dagster would leave it out.
        deps=[spec.key for spec in models.specs if not may_stay(spec)],
    )
    def edition(
        context: dg.AssetExecutionContext, writer: Writer
    ) -> dg.MaterializeResult[None]:
        settings = writer.settings
        inputs = inputs_hash(settings)
        if not is_up_to_date(settings, inputs):
            publish(
                settings,
                {
                    "inputs_hash": inputs,
                    "kpi_definitions": kpi_definitions(settings),
                    "git_revision": _git_revision(settings),
                    "is_demo": (settings.landing / "DEMO").exists(),
                    "as_of": settings.as_of.isoformat() if settings.as_of else None,
                    "checks": "passed",
                },
            )
            prune(settings)
        in_force = current_edition(settings)
        assert in_force is not None
        if COMMAND_TAG not in context.run.tags:  # the command says so at its end
            write_status(settings, "succeeded", edition=in_force.id)
        return dg.MaterializeResult(
            metadata={
                "edition": in_force.id,
                "rows": sum(in_force.manifest["rows"].values()),
                "restatements": in_force.manifest.get("restatements"),
            }
        )

    return edition


def _git_revision(settings: Settings) -> str | None:
    """Revision of the checkout; None for an installation without git."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=settings.project_dir,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return answer.stdout.strip() or None
