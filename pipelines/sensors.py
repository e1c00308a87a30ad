"""Sensors: what starts a refresh when it happens."""

from __future__ import annotations

import hashlib

import dagster as dg

from pipelines.inputs import anything_new, inputs_hash
from pipelines.intake import pending_files
from pipelines.jobs import refresh_job
from warehouse.settings import Settings, load_settings

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
    if not anything_new(settings):
        return dg.SkipReason("没有新的投递 (nothing new)")
    active = context.instance.get_run_records(
        dg.RunsFilter(job_name=refresh_job.name, statuses=_ACTIVE), limit=1
    )
    if active:
        return dg.SkipReason("正在刷新 (a refresh is running)")
    # One attempt per state: what fails is tried again when something changes,
    # or by the daily schedule, not every few seconds.
    return dg.RunRequest(run_key=_state(settings))


def _state(settings: Settings) -> str:
    digest = hashlib.sha256(inputs_hash(settings).encode())
    for path in pending_files(settings):
        facts = path.stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
