"""A run's dbt that stands by: told, it is dbt; else it goes with the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster_dbt.core import dbt_cli_invocation
from dagster_dbt.core.dbt_cli_invocation import DbtCliInvocation

from pipelines.failures import cause
from pipelines.project import dbt_executable, ensure_manifest
from pipelines.ready_dbt import RunProcess
from pipelines.resources import Dbt
from tests.conftest import PROJECT, command_environment
from warehouse.locking import writer_is_busy, writer_lock
from warehouse.settings import Settings

_PROFILES = """
small:
  target: duckdb
  outputs:
    duckdb:
      type: duckdb
      path: "{{ env_var('SMALL') }}/small.duckdb"
      plugins: [{module: warehouse.lifeline}]
"""
_LONG = "select count(*) as n from range(1000000000000) where range % 7 = 3"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project that is parsed at once, with a good model and a bad one."""
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        "{name: small, profile: small, models: {+materialized: table}}"
    )
    (folder / "profiles.yml").write_text(_PROFILES)
    (folder / "models" / "good.sql").write_text("select '{{ env_var('SMALL') }}' as x")
    (folder / "models" / "bad.sql").write_text("select no_such_column")
    (folder / "models" / "endless.sql").write_text(_LONG)
    return folder


def started(project: Path, *arguments: str) -> DbtCliInvocation:
    """dbt, as a run starts it."""
    os.environ["SMALL"] = str(project.parent)
    dbt = Dbt(
        project_dir=str(project),
        profiles_dir=str(project),
        dbt_executable=dbt_executable(),
    )
    return dbt.cli(
        [*arguments], raise_on_error=False, target_path=project.parent / "target"
    )


def said(dbt: DbtCliInvocation) -> str:
    """All that it writes, and how it ends."""
    lines = [str(event.raw_event["info"]["msg"]) for event in dbt.stream_raw_events()]
    error = str(dbt.get_error() or "")
    return "\n".join([*lines, f"code {dbt.process.returncode}", error])


def in_a_run(run: Callable[..., None], *arguments: object) -> RunProcess:
    """The process of a run, which does this."""
    process = RunProcess(target=run, args=arguments)
    process.start()
    return process


def children(pid: int | None) -> list[int]:
    """Processes that it started and that have not ended."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [child for child in map(int, started) if alive(child)]


def alive(pid: int) -> bool:
    """Whether it has not ended; nobody may have asked how."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] not in "ZX"
    return False


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _twice(project: Path, answer: Path) -> None:
    (child,) = children(os.getpid())
    for model in ("good", "bad"):
        dbt = started(project, "build", "--select", model)
        is_it = dbt.process.pid == child
        with answer.open("a") as file:
            file.write(f"stood by: {is_it}\n{said(dbt)}\n")


def test_it_is_dbt_once_and_then_a_new_process_is(
    project: Path, tmp_path: Path
) -> None:
    answer = tmp_path / "answer"
    run = in_a_run(_twice, project, answer)
    run.join(60)
    assert run.exitcode == 0
    good, bad = answer.read_text().split("stood by: ")[1:]
    assert good.startswith("True") and "code 0" in good
    assert bad.startswith("False") and "code 1" in bad
    # Closed as an ending Python closes it.
    assert (tmp_path / "small.duckdb").exists()
    assert not (tmp_path / "small.duckdb.wal").exists()


def _same(project: Path, answer: Path) -> None:
    answer.write_text(said(started(project, "build", "--select", "bad")))


def test_a_failure_is_told_as_the_command_tells_it(
    project: Path, tmp_path: Path
) -> None:
    run = in_a_run(_same, project, tmp_path / "ready")
    run.join(60)
    assert run.exitcode == 0
    # This process is no run.
    assert dbt_cli_invocation.subprocess is subprocess  # type: ignore[attr-defined]
    _same(project, tmp_path / "command")
    settings = Settings(home=tmp_path, _env_file=None)
    one, other = (
        cause(settings, (tmp_path / name).read_text(), "unknown")
        for name in ("ready", "command")
    )
    assert one.startswith("Failure in model bad") and "no_such_column" in one
    assert one == other


def _wait(_: object) -> None:
    time.sleep(600)


def _nothing() -> None:
    pass


@pytest.fixture
def waiting() -> Iterator[tuple[RunProcess, int]]:
    """A run, and what stands by for it."""
    run = in_a_run(_wait, None)
    wait_until(lambda: children(run.pid))
    (child,) = children(run.pid)
    yield run, child
    run.kill()
    run.join(10)


def test_unused_it_ends_with_its_run(waiting: tuple[RunProcess, int]) -> None:
    run, child = waiting
    run.kill()
    wait_until(lambda: not alive(child), 5)
    done = in_a_run(_nothing)
    done.join(30)
    assert done.exitcode == 0


def _locked(project: Path) -> None:
    with writer_lock(Settings(home=project.parent, _env_file=None)):
        said(started(project, "build", "--select", "endless"))


def test_with_a_killed_run_it_ends_and_until_then_holds_the_lock(
    project: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, _env_file=None)
    run = in_a_run(_locked, project)
    wait_until((tmp_path / "small.duckdb").exists)
    (child,) = children(run.pid)
    os.kill(child, signal.SIGSTOP)
    run.kill()
    run.join(10)
    assert writer_is_busy(settings)
    os.kill(child, signal.SIGCONT)
    wait_until(lambda: not writer_is_busy(settings), 5)
    assert not alive(child)


def _interrupted(project: Path, answer: Path) -> None:
    dbt = started(project, "build", "--select", "endless")
    began = time.monotonic()

    def interrupt(*_: object) -> None:
        raise DagsterExecutionInterruptedError

    signal.signal(signal.SIGALRM, interrupt)
    wait_until((project.parent / "small.duckdb").exists)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        said(dbt)
    except DagsterExecutionInterruptedError:
        took = time.monotonic() - began
        answer.write_text(f"{dbt.process.returncode} {took < 25}")


def test_an_interrupted_run_interrupts_it(project: Path, tmp_path: Path) -> None:
    run = in_a_run(_interrupted, project, tmp_path / "answer")
    run.join(60)
    code, soon = (tmp_path / "answer").read_text().split()
    assert code != "0" and soon == "True"


_LOOK = """
import os, sys, threading
import pipelines.warm_dbt
assert threading.active_count() == 1
opened = [os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]
assert not [name for name in opened if name.startswith(sys.argv[1])], opened
assert "warehouse.statistics" in sys.modules
"""


def test_warming_parses_and_leaves_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", _env_file=None)
    ensure_manifest(settings)

    def files() -> dict[Path, float]:
        return {path: path.stat().st_mtime for path in settings.home.rglob("*")}

    before = files()
    answer = subprocess.run(
        [sys.executable, "-c", _LOOK, str(settings.home)],
        cwd=PROJECT,
        env=command_environment(settings.home),
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout + answer.stderr == ""
    assert files() == before


def test_a_project_that_cannot_be_parsed_does_not_stop_the_warming(
    tmp_path: Path,
) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "import pipelines.warm_dbt"],
        cwd=PROJECT,
        env=command_environment(tmp_path, FANZHA_PORT="no port"),
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0
    assert "ValidationError" in answer.stderr
