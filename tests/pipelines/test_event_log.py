"""Dagster's event log: Dagster's own files, written with connections that stay open."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.event_log import EventLog
from pipelines.instance import prepare_instance
from warehouse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # Characters that YAML or a URL might take for something else.
    return Settings(home=tmp_path / "反诈 #1: 'home'")


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        yield instance


def materialize(instance: dg.DagsterInstance) -> str:
    @dg.asset(check_specs=[dg.AssetCheckSpec("whole", asset="thing")])
    def thing():  # type: ignore[no-untyped-def]  # Dagster reads annotations
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])

    return dg.materialize([thing], instance=instance).run_id


def types(events: list[dg.EventLogEntry]) -> list[object]:
    return [event.dagster_event_type for event in events]


def open_files(folder: Path) -> set[str]:
    links = [Path(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]
    targets = [os.readlink(link) for link in links if link.is_symlink()]
    return {Path(t).name for t in targets if t.startswith(str(folder))}


def test_others_read_what_is_written_as_dagsters_own(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    assert isinstance(instance.event_log_storage, EventLog)
    run_id = materialize(instance)
    default = settings.dagster_home / "history" / "runs"
    plain = SqliteEventLogStorage(str(default))
    written = instance.all_logs(run_id)
    assert types(plain.get_logs_for_run(run_id)) == types(written)
    assert dg.DagsterEventType.ASSET_CHECK_EVALUATION in types(written)
    record = instance.get_latest_materialization_event(dg.AssetKey("thing"))
    assert record and record.run_id == run_id
    assert plain.get_latest_materialization_events([dg.AssetKey("thing")])


def test_who_follows_a_run_hears_of_it_to_the_end(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    run = instance.create_run_for_job(dg.GraphDefinition("nothing").to_job())
    heard, ended = list[object](), threading.Event()

    def hear(event: dg.EventLogEntry, _: str) -> None:
        heard.append(event.dagster_event_type)
        if event.dagster_event_type == dg.DagsterEventType.RUN_SUCCESS:
            ended.set()

    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as follower:
        follower.watch_event_logs(run.run_id, None, hear)
        instance.report_run_canceling(run)
        for _ in range(20):
            instance.report_engine_event("at work", run)
        instance.report_dagster_event(
            dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, "nothing"),
            run.run_id,
        )
        assert ended.wait(20)
    assert heard.count(dg.DagsterEventType.ENGINE_EVENT) == 20


def test_few_files_stay_open_however_many_runs_there_are(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    runs = [materialize(instance) for _ in range(3)]
    for run_id in runs:
        assert instance.all_logs(run_id)
    names = open_files(settings.dagster_home / "history" / "runs")
    assert {name for name in names if name.endswith(".db")} == {
        "index.db",
        f"{runs[-1]}.db",
    }
    instance.event_log_storage.dispose()
    assert not open_files(settings.dagster_home / "history" / "runs")
