"""The dbt models as assets and their tests as asset checks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from pipelines.assets.deliveries import delivery_key
from pipelines.control import write_control
from pipelines.intake import load_contracts
from pipelines.intake.snapshots import write_snapshots
from pipelines.kept import keeping
from pipelines.resources import Writer

# dbt's tag, and Dagster's: what is the same as long as the project is.
_STATIC = "static"


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
        with keeping(writer.settings, is_whole=not context.is_subset) as touched:
            if touched is None:
                arguments.append("--full-refresh")
            elif not context.is_subset:
                arguments += leave(context.selected_asset_keys, touched)
            yield from dbt.cli(arguments, context=context).stream()

    return models


def may_stay(spec: dg.AssetSpec) -> bool:
    """Whether a build that goes on from the last one may leave it as it is."""
    return _STATIC in spec.tags or _is_fact(spec.key)


def _is_fact(key: dg.AssetKey) -> bool:
    return key.path[-1].startswith("fct_")


def leave(models: Iterable[dg.AssetKey], touched: frozenset[str]) -> list[str]:
    """Arguments to leave what is static as it is, and facts of which nothing is new.

    Tests that look at nothing else are left out with them, no others.
    """
    facts = {key.path[-1] for key in filter(_is_fact, models)}
    left = sorted(facts - {f"fct_{extract}" for extract in touched})
    exclude = [f"tag:{_STATIC}", "resource_type:exposure", *left]
    return ["--indirect-selection", "cautious", "--exclude", " ".join(exclude)]
