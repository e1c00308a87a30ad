"""The refresh from the command line: the same job, in this process."""

from __future__ import annotations

import threading
import uuid

import dagster as dg
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from pipelines.definitions import build_definitions
from pipelines.instance import prepare_instance
from warehouse.settings import Settings, export_settings

_POLL_SECONDS = 0.5


def run_refresh(settings: Settings, console: Console) -> bool:
    """Run the refresh job; returns whether it succeeded."""
    export_settings(settings)
    prepare_instance(settings)
    job = build_definitions(settings).get_job_def("refresh")
    run_id = str(uuid.uuid4())
    with dg.DagsterInstance.get() as instance, _Watch(instance, run_id, console):
        result = job.execute_in_process(
            instance=instance, run_id=run_id, raise_on_error=False
        )
        failures = [e for e in result.all_events if e.is_step_failure]
    for event in failures:
        console.print(f"[red]✗ {event.step_key}[/red]")
        console.print(_cause(event), markup=False, highlight=False)
    return result.success


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    while error and error.cause:
        error = error.cause
    return error.message.strip() if error else "unknown"


class _Watch:
    """Shows what the run is doing, from the event log, beside the run itself."""

    def __init__(
        self, instance: dg.DagsterInstance, run_id: str, console: Console
    ) -> None:
        self._instance = instance
        self._run_id = run_id
        self._done = threading.Event()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def __enter__(self) -> _Watch:
        self._progress.start()
        self._task = self._progress.add_task("刷新 refresh", total=None)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._progress.stop()

    def _poll(self) -> None:
        while not self._done.wait(_POLL_SECONDS):
            run = self._instance.get_run_by_id(self._run_id)
            if run is None:
                continue
            steps = self._instance.get_run_step_stats(self._run_id)
            ended = [step for step in steps if step.end_time]
            running = [step.step_key for step in steps if not step.end_time]
            total = len(run.step_keys_to_execute or []) or None
            self._progress.update(
                self._task,
                completed=len(ended),
                total=total or max(len(steps), 1),
                description=f"刷新 {', '.join(running)[:50]}",
            )
