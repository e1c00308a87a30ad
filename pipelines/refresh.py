"""The refresh from the command line: the same job, in this process."""

from __future__ import annotations

import sys
import threading
import traceback
import uuid
from contextlib import redirect_stdout, suppress

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
from pipelines.failures import advice, cause
from pipelines.instance import prepare_instance
from pipelines.resources import COMMAND_TAG
from warehouse.editions import current_edition
from warehouse.locking import writer_lock
from warehouse.settings import Settings, export_settings
from warehouse.status import write_status

_POLL_SECONDS = 0.5
# What a killed refresh had started ends within seconds (warehouse/lifeline.py).
_LOCK_WAIT_SECONDS = 5


def run_refresh(settings: Settings, console: Console) -> bool:
    """Run the refresh job; returns whether it succeeded.

    Raises:
        WriterBusyError: if another refresh is going on.
    """
    with writer_lock(settings, wait_seconds=_LOCK_WAIT_SECONDS):
        console.file = sys.stdout  # the steps' own output goes to a log instead
        run_id = str(uuid.uuid4())
        try:
            # Before Dagster knows the run: a killed one never goes unnoticed.
            write_status(settings, "running", run_id=run_id)
            complaints = _execute(settings, console, run_id)
        except Exception as error:
            told = advice(settings, "".join(traceback.format_exception(error)))
            if told is None:
                raise
            with suppress(OSError):
                write_status(settings, "failed", run_id=run_id, error=told)
            complaints = [told]
        for complaint in complaints:
            console.print(complaint, markup=False, highlight=False, style="red")
        if complaints:
            return False
        edition = current_edition(settings)
        write_status(settings, "succeeded", edition=edition.id if edition else None)
        return True


def _execute(settings: Settings, console: Console, run_id: str) -> list[str]:
    """Run the job; returns what it failed of."""
    export_settings(settings)
    prepare_instance(settings)
    job = build_definitions(settings).resolve_job_def("refresh")
    assets = len(list(job.asset_layer.executable_asset_keys))
    log = settings.home / "logs" / "refresh.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        dg.DagsterInstance.get() as instance,
        _Watch(instance, run_id, assets, console),
        log.open("a", encoding="utf-8") as stream,
        redirect_stdout(stream),
    ):
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags={COMMAND_TAG: "refresh"},
        )
    if result.success:
        return []
    failures = [e for e in result.all_events if e.is_step_failure]
    failures = failures or [e for e in result.all_events if e.is_run_failure]
    return [f"✗ {e.step_key or e.job_name}\n{_cause(settings, e)}" for e in failures]


def _cause(settings: Settings, event: dg.DagsterEvent) -> str:
    if event.is_step_failure:
        error = event.step_failure_data.error
    else:
        error = event.job_failure_data.error
    text = error.to_string() if error else ""
    while error and error.cause:
        error = error.cause
    message = error.message if error else event.message
    return cause(settings, text, message or "unknown")


class _Watch:
    """Shows what the run is doing, from the event log, beside the run itself."""

    def __init__(
        self,
        instance: dg.DagsterInstance,
        run_id: str,
        assets: int,
        console: Console,
    ) -> None:
        self._instance = instance
        self._run_id = run_id
        self._assets = assets
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
        self._task = self._progress.add_task("刷新 refresh", total=self._assets)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._progress.stop()

    def _poll(self) -> None:
        events = {dg.DagsterEventType.ASSET_MATERIALIZATION}
        while not self._done.wait(_POLL_SECONDS):
            records = self._instance.get_records_for_run(
                self._run_id, of_type=events
            ).records
            last = records[-1].event_log_entry.dagster_event if records else None
            key = last.asset_key if last else None
            self._progress.update(
                self._task,
                completed=len(records),
                description=f"刷新 {key.to_user_string() if key else ''}"[:50],
            )
