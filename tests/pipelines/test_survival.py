"""Whole refreshes that are killed, run out of disk, or meet another one."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from tests.conftest import PROJECT, command_environment, fanzha
from tests.kills import share
from tests.pipelines.conftest import Calm
from tests.pipelines.intake.landing import case, csv_text, land
from warehouse.editions import current_edition
from warehouse.locking import writer_is_busy
from warehouse.settings import Settings
from warehouse.status import read_status

pytestmark = pytest.mark.long

_MODELS = 144
_DISK_BYTES = 2_500_000


def _copy(calm: Calm, home: Path, *names: str) -> Settings:
    """A copy of parts of the calm installation, with the very same landing."""
    home.mkdir()
    for name in names:
        source = calm.settings.home / name
        copy = partial(shutil.copytree, symlinks=True)
        (copy if source.is_dir() else shutil.copy2)(source, home / name)
    return Settings(home=home, _env_file=None).model_copy(
        update={"landing_dir": calm.settings.landing}
    )


@contextmanager
def _started(
    settings: Settings, disk_bytes: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """The real command, in a process group of its own."""

    def limit() -> None:
        if disk_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (disk_bytes, disk_bytes))

    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("fanzha")), "refresh"],
        cwd=PROJECT,
        env=command_environment(settings.home, FANZHA_LANDING=str(settings.landing)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=limit,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _wait(process: subprocess.Popen[str], begun: Callable[[], object]) -> None:
    deadline = time.monotonic() + 240
    while not begun():
        if process.poll() is not None:
            raise AssertionError(f"it ended too early: {process.communicate()[0]}")
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _built(settings: Settings) -> int:
    """Models and tests that dbt has begun."""
    return sum(1 for _ in settings.dbt_target.glob("models-*/run/**/*.sql"))


def _stages(
    settings: Settings, choice: random.Random
) -> dict[str, Callable[[], object]]:
    """How to see that a stage has begun; further ones follow it."""
    deliveries, editions = settings.deliveries_dir, settings.editions_dir
    before = read_status(settings)
    files = choice.randint(2, 8)
    early, middle, late = (
        choice.randint(int(_MODELS * low), int(_MODELS * low) + _MODELS // 5)
        for low in (0.01, 0.2, 0.4)
    )

    return {
        "start": lambda: read_status(settings) != before,
        "first file": lambda: any(deliveries.glob("*/.tmp-*")),
        "further files": lambda: (
            len(list(deliveries.glob("*/[!_.]*/delivery.json"))) >= files
        ),
        "dbt starts": lambda: any(settings.dbt_target.glob("models-*")),
        "build opened": lambda: _built(settings) >= early,
        "models": lambda: _built(settings) >= middle,
        "figures": lambda: _built(settings) >= late,
        "published": lambda: (editions / "current").exists(),
    }


def _kill(settings: Settings, stage: str, choice: random.Random) -> None:
    """Kill a refresh in a stage, with its whole group or alone."""
    for old in settings.dbt_target.glob("models-*"):
        shutil.rmtree(old)  # of the kill before, so that a new one is seen
    for folder in (settings.deliveries_dir, settings.editions_dir):
        if stage in ("first file", "further files", "published"):
            shutil.rmtree(folder, ignore_errors=True)
    begun = _stages(settings, choice)[stage]
    with _started(settings) as process:
        _wait(process, begun)
        alone = choice.random() < 0.6
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        status = read_status(settings)
        assert status is not None and status["state"] == "running"
        # What it had started, dbt above all, holds the lock and ends with it.
        deadline = time.monotonic() + 5
        while writer_is_busy(settings):
            assert time.monotonic() < deadline, "dbt goes on alone"
            time.sleep(0.05)
    edition = current_edition(settings)
    if edition:
        duckdb.connect(str(edition.db_path), read_only=True).close()


def _differences(one: Settings, other: Settings) -> int:
    """KPI values of either edition in force that the other does not have."""
    editions = [current_edition(settings) for settings in (one, other)]
    with duckdb.connect() as connection:
        for name, edition in zip("ab", editions, strict=True):
            assert edition is not None
            connection.execute(f"attach '{edition.db_path}' as {name} (read_only)")
        figures = ("from a.kpi.kpi_values", "from b.kpi.kpi_values")
        total = 0
        for left, right in (figures, figures[::-1]):
            ((count,),) = connection.execute(
                f"select count(*) from ({left} except {right})"
            ).fetchall()
            total += count
        ((rows,),) = connection.execute(
            "select count(*) from a.kpi.kpi_values"
        ).fetchall()
        assert rows > 1000
    return total


def _assert_tidy(settings: Settings) -> None:
    """Nothing unfinished is left: files, locks, runs."""
    home = settings.home
    patterns = ("**/.tmp*", "**/.*.tmp", "**/*.wal", "tmp/*")
    assert [p for pattern in patterns for p in home.glob(pattern)] == []
    assert len(list(settings.dbt_target.glob("models-*"))) <= 1
    assert not writer_is_busy(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        records = instance.get_run_records()
    assert records
    assert all(record.dagster_run.is_finished for record in records)
    status = read_status(settings)
    assert status is not None and status["state"] == "succeeded"


def test_killed_at_every_stage_the_next_refresh_gives_the_same(
    calm: Calm, tmp_path: Path
) -> None:
    killed = _copy(calm, tmp_path / "home", "pseudonym.key", "dbt")
    choice = random.Random(10)
    stages = list(_stages(killed, choice))
    rounds, rest = divmod(share(10), len(stages))
    for stage in stages[:rest] + stages * rounds:  # lastly, when all seems done
        _kill(killed, stage, choice)

    answer = fanzha(killed.home, "refresh", FANZHA_LANDING=str(killed.landing))

    assert answer.returncode in (0, 2), answer.stdout + answer.stderr
    assert _differences(killed, calm.settings) == 0
    entries = [
        {path.parent.name for path in s.deliveries_dir.glob("*/*/delivery.json")}
        for s in (killed, calm.settings)
    ]
    assert entries[0] == entries[1]
    _assert_tidy(killed)
    assert (
        "nothing new"
        in fanzha(killed.home, "refresh", FANZHA_LANDING=str(killed.landing)).stdout
    )


@pytest.fixture
def changed(calm: Calm, tmp_path: Path) -> Settings:
    """A copy of the calm installation, and one more delivery."""
    names = ("pseudonym.key", "dbt", "deliveries", "editions", "landing", "build")
    _copy(calm, tmp_path / "home", *names)
    settings = Settings(home=tmp_path / "home", _env_file=None)
    land(settings, csv_text([case(9001, 报案时间="2024-01-04")]), "more.csv")
    return settings


def test_a_full_disk_publishes_nothing_and_another_refresh_must_wait(
    changed: Settings,
) -> None:
    before = current_edition(changed)
    with _started(changed, _DISK_BYTES) as process:
        said, _ = process.communicate()
    assert process.returncode == 1, said
    assert "磁盘可能已满" in said and str(changed.home) in said
    assert "请清理磁盘空间" in said
    assert "Traceback" not in said
    assert current_edition(changed) == before
    status = read_status(changed)
    assert status is not None and "磁盘可能已满" in status["error"]
    left = [p for p in changed.home.glob("**/*") if ".tmp" in p.name]
    assert left == []

    # Then there is space, and two refreshes at once.
    with _started(changed) as first:
        _wait(first, lambda: writer_is_busy(changed))
        # Else it may end before the second one has even started.
        os.killpg(first.pid, signal.SIGSTOP)
        second = fanzha(changed.home, "refresh")
        os.killpg(first.pid, signal.SIGCONT)
        said, _ = first.communicate()
    assert second.returncode == 1
    assert "另一个刷新正在进行" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0, said
    assert current_edition(changed) != before
    _assert_tidy(changed)
