"""The landing sensor, evaluated as the daemon does."""

from __future__ import annotations

import os
import threading
import time

import dagster as dg
import pytest

from pipelines.sensors import landing_sensor
from warehouse.locking import writer_lock
from warehouse.settings import Settings, export_settings
from warehouse.status import write_status


@pytest.fixture
def exported(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that the sensor, which reads the environment, finds."""
    for name in ("FANZHA_HOME", "FANZHA_LANDING", "FANZHA_AS_OF", "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
    export_settings(settings)
    return settings


def evaluate() -> dg.RunRequest | dg.SkipReason:
    """One tick."""
    with dg.DagsterInstance.ephemeral() as instance:
        answer = landing_sensor(dg.build_sensor_context(instance=instance))
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def drop(settings: Settings, name: str, age_seconds: float) -> None:
    """Put a file into landing that was last written some time ago."""
    path = settings.landing / "cases" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    written = time.time() - age_seconds
    os.utime(path, (written, written))


def test_each_state_of_landing_is_tried_once(exported: Settings) -> None:
    drop(exported, "a.csv", age_seconds=60)
    first, again = evaluate(), evaluate()
    drop(exported, "b.csv", age_seconds=60)
    later = evaluate()

    assert isinstance(first, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert isinstance(later, dg.RunRequest)
    assert first.run_key == again.run_key != later.run_key


def test_a_file_that_is_still_written_changes_nothing_yet(exported: Settings) -> None:
    drop(exported, "a.csv", age_seconds=60)
    before = evaluate()
    drop(exported, "b.csv", age_seconds=0)

    after = evaluate()

    assert isinstance(before, dg.RunRequest) and isinstance(after, dg.RunRequest)
    assert before.run_key == after.run_key


def test_a_file_that_lands_while_the_sensor_looks_is_seen_at_once(
    exported: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.sensors.anything_new", lambda _: False)
    monkeypatch.setattr("pipelines.sensors.WATCH_SECONDS", 60.0)
    landing = threading.Timer(0.5, drop, (exported, "a.csv", 60))
    landing.start()
    started = time.monotonic()

    answer = evaluate()

    landing.join()
    assert isinstance(answer, dg.RunRequest)
    assert 0.4 < time.monotonic() - started < 30


def test_without_a_file_the_sensor_gives_up_before_it_is_asked_again(
    exported: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.sensors.anything_new", lambda _: False)
    started = time.monotonic()

    assert isinstance(evaluate(), dg.SkipReason)
    assert time.monotonic() - started < 10


def test_a_running_refresh_is_not_doubled(exported: Settings) -> None:
    drop(exported, "a.csv", age_seconds=60)
    with writer_lock(exported):
        assert isinstance(evaluate(), dg.SkipReason)
    assert isinstance(evaluate(), dg.RunRequest)


def test_a_killed_run_does_not_stop_the_next(exported: Settings) -> None:
    drop(exported, "a.csv", age_seconds=60)
    first = evaluate()
    write_status(exported, "running", run_id="killed")
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(
            dg.DagsterRun(
                job_name="refresh",
                run_id="00000000-0000-0000-0000-000000000001",
                status=dg.DagsterRunStatus.STARTED,
            )
        )
        second = landing_sensor(dg.build_sensor_context(instance=instance))

    assert isinstance(first, dg.RunRequest) and isinstance(second, dg.RunRequest)
    assert first.run_key != second.run_key
