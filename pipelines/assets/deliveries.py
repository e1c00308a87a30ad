"""One asset per extract: its new files and rows of databases become deliveries."""

from __future__ import annotations

import time

import dagster as dg

from pipelines.intake import Contract, intake_extract, pull_extract
from pipelines.resources import Writer


def delivery_key(extract: str) -> dg.AssetKey:
    """Key under which dbt's source of this extract is known to Dagster."""
    return dg.AssetKey(["deliveries", extract])


def build_delivery_asset(contract: Contract) -> dg.AssetsDefinition:
    """The asset that takes in one extract's files and asks its databases."""

    @dg.asset(
        key=delivery_key(contract.name),
        group_name="intake",
        description=f"{contract.title}：投递文件与数据库抽取经合同校验后的可用行、隔离行与台账。",
        kinds={"parquet"},
    )
    def deliveries(writer: Writer) -> dg.MaterializeResult[None]:
        started = time.monotonic()
        files = intake_extract(writer.settings, contract)
        pulls = pull_extract(writer.settings, contract)
        results = [*files, *pulls]
        rows = sum(result.rows_in_file or 0 for result in results)
        return dg.MaterializeResult(
            metadata={
                "files": len(files),
                "pulls": len(pulls),
                "dagster/row_count": rows,
                "quarantined": sum(r.rows_quarantined or 0 for r in results),
                "notices": [f"{r.file}: {r.notice}" for r in results if r.notice],
                "rejected": sum(r.status == "rejected" for r in results),
                "seconds": round(time.monotonic() - started, 2),
            }
        )

    return deliveries
