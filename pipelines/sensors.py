"""Sensors: what starts a refresh when it happens."""

from __future__ import annotations

import hashlib
import time

import dagster as dg

from pipelines.inputs import anything_new, inputs_hash, interrupted
from pipelines.intake import pending_files
from pipelines.intake.landing import stamp
from pipelines.jobs import refresh_job
from warehouse.locking import writer_is_busy
from warehouse.settings import Settings, load_settings
from warehouse.status import read_status

# Dagster asks every five seconds; the sensor looks more often until it asks again.
WATCH_SECONDS = 4.5
_LOOK_SECONDS = 0.25

# A run that is STARTED has the writer's lock, or it was killed.
_COMING = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
]


@dg.sensor(
    job=refresh_job,
    minimum_interval_seconds=1,  # not to miss every second time it asks
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="投递目录出现新文件即刷新。",
)
def landing_sensor(
    context: dg.SensorEvaluationContext,
) -> dg.RunRequest | dg.SkipReason:
    """Refresh when the landing folder holds files that the ledger does not know."""
    settings = load_settings()
    if not anything_new(settings) and not _landed(settings, WATCH_SECONDS):
        return dg.SkipReason("没有新的投递 (nothing new)")
    coming = context.instance.get_run_records(
        dg.RunsFilter(job_name=refresh_job.name, statuses=_COMING), limit=1
    )
    if coming or writer_is_busy(settings):
        return dg.SkipReason("正在刷新 (a refresh is running)")
    # One attempt per state: what fails is tried again when something changes,
    # or by the daily schedule, not every few seconds.
    return dg.RunRequest(run_key=_state(settings))


def _landed(settings: Settings, seconds: float) -> bool:
    """Whether files land within this time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        if pending_files(settings):
            return True
    return False


def _state(settings: Settings) -> str:
    digest = hashlib.sha256(inputs_hash(settings).encode())
    for path in pending_files(settings):
        digest.update(f"{path!r} {stamp(path)}\n".encode())
    if interrupted(settings):  # killed, not failed: to be tried again
        digest.update(str(read_status(settings)).encode())
    return digest.hexdigest()
