"""Sensors: what starts a refresh when it happens."""

from __future__ import annotations

import hashlib

import dagster as dg

from pipelines.inputs import anything_new
from pipelines.intake import pending_files
from pipelines.jobs import refresh_job
from warehouse.settings import load_settings

_ACTIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


@dg.sensor(
    job=refresh_job,
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="投递目录出现新文件即刷新。",
)
def landing_sensor(
    context: dg.SensorEvaluationContext,
) -> dg.RunRequest | dg.SkipReason:
    """Refresh when the landing folder holds files that the ledger does not know."""
    settings = load_settings()
    pending = pending_files(settings)
    if not pending and not anything_new(settings):
        return dg.SkipReason("没有新的投递 (nothing new)")
    active = context.instance.get_run_records(
        dg.RunsFilter(job_name=refresh_job.name, statuses=_ACTIVE), limit=1
    )
    if active:
        return dg.SkipReason("正在刷新 (a refresh is running)")
    state = "\n".join(
        f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in pending
    )
    return dg.RunRequest(
        run_key=hashlib.sha256(state.encode()).hexdigest() if pending else None
    )
