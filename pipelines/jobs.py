"""Jobs: what can be run as one."""

from __future__ import annotations

import traceback

import dagster as dg

from pipelines.failures import cause
from warehouse.settings import load_settings
from warehouse.status import write_status


@dg.failure_hook
def record_failure(context: dg.HookContext) -> None:
    """A failed refresh publishes nothing, so status.json is where it shows."""
    settings, error = load_settings(), context.op_exception
    text = "".join(traceback.format_exception(error)) if error else ""
    write_status(
        settings,
        "failed",
        run_id=context.run_id,
        step=context.step_key,
        error=cause(settings, text, str(error) if error else "unknown"),
    )


refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="读取新投递，重建指标，校验并发布版本。",
    executor_def=dg.in_process_executor,
    hooks={record_failure},
)
