"""The dbt models as assets and their tests as asset checks."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from pipelines.assets.deliveries import delivery_key
from pipelines.control import write_control
from pipelines.intake import load_contracts
from pipelines.intake.snapshots import write_snapshots
from pipelines.kept import keeping
from pipelines.resources import Writer


class Translator(DagsterDbtTranslator):
    """Where names of dbt and Dagster meet."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Rows delivered are the deliveries asset; a model is schema / name."""
        if dbt_resource_props.get("source_name") == "deliveries":
            return delivery_key(dbt_resource_props["name"])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: seeds, staging, intermediate, marts, kpi or ops."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return str(dbt_resource_props["fqn"][1])


def build_dbt_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All models of the project, built by one `dbt build`."""

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        # Keys that no delivery can break are no check of it: `make test` proves them.
        exclude="tag:by_construction",
        dagster_dbt_translator=Translator(),
    )
    def models(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, writer: Writer
    ) -> Iterator[Any]:
        write_control(writer.settings, context.run_id)
        write_snapshots(writer.settings, load_contracts().values())
        # Unit tests check the models, not the data: `make test` runs them.
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        with keeping(writer.settings, is_whole=not context.is_subset) as is_kept:
            if not is_kept:
                arguments.append("--full-refresh")
            yield from dbt.cli(arguments, context=context).stream()

    return models
