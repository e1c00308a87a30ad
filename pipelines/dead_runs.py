"""Runs whose process was killed, which Dagster cannot know."""

from __future__ import annotations

import dagster as dg

_UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def close_dead_runs(instance: dg.DagsterInstance, own_run_id: str) -> None:
    """Mark as failed every other run that Dagster believes to be going on.

    Only the writer may call this: nobody else's run can be going on then.
    """
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNFINISHED)):
        run = record.dagster_run
        if run.run_id != own_run_id:
            instance.report_run_failed(run, "运行被中断 (the process was killed)")
